"""Where django-allauth asks us: nobody signs up, and secrets of second factors lie sealed in the database."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from attune.server.people import secrets

_PLACE = "totp"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an operator, and no e-mail is sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing: a programme need not have a mail server."""


class MfaAdapter(DefaultMFAAdapter):
    """Keeps the secret of an authenticator app sealed."""

    def encrypt(self, text: str) -> str:
        return secrets.seal(text, place=_PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.unseal(encrypted_text, place=_PLACE)
