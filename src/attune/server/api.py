"""The API under /api/v1: what phones talk to (docs/reference/sync.md). Its machine-readable form is /api/v1/openapi.json.

Each router is mounted here; nothing else is decided here but the one shape of errors: {"error": {"code", "message"}}.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from attune import __version__
from attune.server import wire
from attune.server.errors import Refused
from attune.server.people.api import router as people
from attune.server.people.tokens import PhoneToken
from attune.server.sync.api import router as sync
from attune.server.views import error


class JsonBody(Parser):
    """Bodies may come compressed, and never larger than wire.py allows."""

    def parse_body(self, request: HttpRequest) -> Any:
        return wire.read_json(request)


# Every route asks for a phone's token unless it says `auth=None`.
api = NinjaAPI(
    title="Attune",
    version=__version__,
    urls_namespace="api",
    docs_url=None,  # the usual page of documentation loads its scripts from another site
    auth=PhoneToken(),
    parser=JsonBody(),
)


log = logging.getLogger("attune.api")


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    log.warning("refused", extra={"code": refused.code, "status": refused.status})
    return error(refused.status, refused.code, refused.message)


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, fault: RequestDataTooBig) -> HttpResponse:
    return _refused(request, wire.too_large())


@api.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    return _refused(
        request, Refused("no_token", "This needs the token of a phone. Sign in first.", status=401)
    )


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, fault: Http404) -> HttpResponse:
    return error(404, "not_found", "There is nothing at this address.")


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    # Places only: what was sent may be somebody's password.
    places = sorted({".".join(str(step) for step in found["loc"][2:]) for found in fault.errors})
    return error(422, "not_valid", f"These parts of the request are missing or wrong: {', '.join(places)}.")


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, fault: HttpError) -> HttpResponse:
    if isinstance(fault.__cause__, Refused):  # ninja wraps what the parser raises
        return _refused(request, fault.__cause__)
    if fault.status_code == 400:
        return error(400, "unreadable", "The server could not read this request.")
    return error(fault.status_code, "refused", "The server does not grant this request.")


api.add_router("", people)
api.add_router("", sync)
