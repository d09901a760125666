"""Our own errors. Each class has a stable `code`; the words are chosen where the error is shown.

AttuneServerError
├── Misconfigured     a setting is missing or wrong; the operator must act
├── PortInUse         something else answers on the port
└── Refused           a request that is not granted; has a code and an HTTP status of its own
"""

from __future__ import annotations


class AttuneServerError(Exception):
    """Something that the operator can put right."""

    code = "server_error"


class Misconfigured(AttuneServerError):
    code = "misconfigured"


class PortInUse(AttuneServerError):
    code = "port_in_use"


class Refused(AttuneServerError):
    """What was asked is not granted. `code` is stable, for programs; the message says to a person what to do next."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
