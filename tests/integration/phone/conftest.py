"""Phones without a screen and the server they talk to."""

from live_phones import phone_script, phones, server  # noqa: F401 - fixtures
