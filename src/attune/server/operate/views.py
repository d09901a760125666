"""What a monitor asks beside /health, which is about the process alone: can it do its work, and what are the figures."""

from __future__ import annotations

import hmac
import ipaddress

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from attune.server.operate import checks, metrics
from attune.server.views import error


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Every check with what it found; 503 if one is not well."""
    found = checks.findings()
    well = all(state == "ok" for state in found.values())
    return _fresh(JsonResponse({"ready": well, "checks": found}, status=200 if well else 503))


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: for whoever has ATTUNE_METRICS_TOKEN, or without such a token for this machine itself."""
    if not _may_see_figures(request):
        return error(
            403, "forbidden", "Figures are for this machine, or for the holder of ATTUNE_METRICS_TOKEN."
        )
    return _fresh(
        HttpResponse(metrics.text(timezone.now()), content_type="text/plain; version=0.0.4; charset=utf-8")
    )


def _may_see_figures(request: HttpRequest) -> bool:
    token: str = settings.METRICS_TOKEN
    if token:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), token.encode())
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT and "X-Forwarded-For" in request.headers:
        return False  # a proxy that the settings do not name: everybody would come from this machine
    try:
        return ipaddress.ip_address(str(get_adapter().get_client_ip(request))).is_loopback
    except ValueError:
        return False


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
