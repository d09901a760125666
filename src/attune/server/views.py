"""Answers that belong to no app: health, and the errors. One shape of error everywhere."""

from __future__ import annotations

import logging

from django.http import HttpRequest, JsonResponse

from attune import __version__

log = logging.getLogger("attune.request")


def error(status: int, code: str, message: str) -> JsonResponse:
    """An error as JSON: a stable code for programs, a sentence for people."""
    return JsonResponse({"error": {"code": code, "message": message}}, status=status)


def health(request: HttpRequest) -> JsonResponse:
    response = JsonResponse({"status": "ok", "version": __version__})
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    return error(400, "bad_request", "The server could not read this request.")


def forbidden(request: HttpRequest, exception: Exception) -> JsonResponse:
    return error(403, "forbidden", "Your account may not see or do this.")


def csrf_failed(request: HttpRequest, reason: str = "") -> JsonResponse:
    log.warning("refused", extra={"code": "csrf", "status": 403})
    return error(403, "csrf", "This form is too old, or came from another site. Load the page again.")


def not_found(request: HttpRequest, exception: Exception) -> JsonResponse:
    return error(404, "not_found", "There is nothing at this address. The app is at /.")


def server_error(request: HttpRequest) -> JsonResponse:
    return error(500, "server_error", "The server met a fault of its own. Nothing on the phone is lost.")
