"""Our own errors. Each class has a stable `code`; the words are chosen where the error is shown.

AttuneServerError
├── Misconfigured     a setting is missing or wrong; the operator must act
└── PortInUse         something else answers on the port
"""

from __future__ import annotations


class AttuneServerError(Exception):
    """Something that the operator can put right."""

    code = "server_error"


class Misconfigured(AttuneServerError):
    code = "misconfigured"


class PortInUse(AttuneServerError):
    code = "port_in_use"
