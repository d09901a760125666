"""Errors on the console's addresses as pages: not found, not allowed, a form too old, too often, a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase

from attune.server.console.pages import trouble

PREFIX = "/console"


class CalmPages:
    """Turns the one shape that all errors have into a page, for people with a browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code < 400 or not _is_ours(request) or response.streaming:
            return response
        if not response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        found = json.loads(response.content)["error"]
        if response.status_code >= 500:  # whatever is broken, this page asks nothing of the database
            request.user, request.session = AnonymousUser(), {}
        made = trouble(request, found["code"], response.status_code, found["message"])
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                made[name] = response.headers[name]
        made["Cache-Control"] = "no-store"
        return made


def _is_ours(request: HttpRequest) -> bool:
    return request.path == PREFIX or request.path.startswith(f"{PREFIX}/")
