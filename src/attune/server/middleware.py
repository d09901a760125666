"""What every answer passes through: one log line, the headers that keep the browser strict, the limits of how often."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from attune.server.operate import disk
from attune.server.operate.requests import requests
from attune.server.views import error

log = logging.getLogger("attune.request")

_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "frame-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {value}" for name, value in _POLICY.items())

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}
HSTS = "max-age=31536000"

Handler = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeaders:
    """Adds the security headers to every answer, static files included."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        return response


class RequestLog:
    """Logs and counts each request by the name of its route: never its path, query, headers or body."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        match = request.resolver_match
        route = _route(match.view_name if match else None, response.status_code)
        requests.add(request.method or "", route, response.status_code, seconds)
        log.info(
            "request",
            extra={
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            },
        )
        return response


def _route(name: str | None, status: int) -> str:
    return name or ("file" if status < 400 else "none")


class OneErrorShape:
    """Gives a refused method, and a disk that takes nothing more, the shape that all our errors have."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        shaped = error(405, "method_not_allowed", f"This address takes {response['Allow']} only.")
        shaped["Allow"] = response["Allow"]
        return shaped

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not (isinstance(exception, OperationalError) and disk.is_full(exception)):
            return None
        log.error("disk_full", extra={"code": "disk_full"})
        return error(507, disk.CODE, disk.MESSAGE)


class RateLimits:
    """Refuses what comes too often (429), by the table `RATES` of the settings: route -> number, seconds.

    What carries a token is counted by token, in this process: a whole clinic may share one address. All else is counted
    by address.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        route = request.resolver_match.view_name
        if route not in settings.RATES or request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        most, seconds = settings.RATES[route]
        window, left = divmod(int(time.time()), seconds)
        if _count(request, f"{route}:{window}", seconds) <= most:
            return None
        response = error(
            429, "too_often", "Too many requests at once. The app tries again by itself in a while."
        )
        response["Retry-After"] = str(seconds - left)
        return response


# Routes that anybody can call: no token counts there, because anybody can invent one.
_OPEN = ("api:enrol", "api:sign_in")


def _count(request: HttpRequest, counter: str, seconds: int) -> int:
    from allauth.account.adapter import get_adapter

    token = request.headers.get("Authorization")
    by_token = token is not None and request.resolver_match.view_name not in _OPEN
    who = token if by_token else get_adapter().get_client_ip(request)
    cache = caches["process" if by_token else "default"]
    key = f"rate:{counter}:{hashlib.sha256(str(who).encode('utf-8', 'surrogateescape')).hexdigest()[:32]}"
    if cache.add(key, 1, timeout=seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ended between the two lines
        return 1
