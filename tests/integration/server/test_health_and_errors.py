"""Health, and the one shape of every error."""

from __future__ import annotations

from django.test import override_settings
from django.urls import path

from attune import __version__


def broken(request):
    raise RuntimeError("Amina's note")


urlpatterns = [path("broken", broken, name="broken")]
handler500 = "attune.server.views.server_error"


def test_health_answers_with_the_version_and_is_never_kept(site):
    response = site.get("/health")

    assert response.json() == {"status": "ok", "version": __version__}
    assert response["Cache-Control"] == "no-store"


def test_unknown_address_says_where_the_app_is(site):
    response = site.get("/no-such-page")

    assert response.status_code == 404
    assert response.json()["error"] == {
        "code": "not_found",
        "message": "There is nothing at this address. The app is at /.",
    }


def test_a_fault_of_the_server_tells_nothing_of_its_inside(site):
    with override_settings(ROOT_URLCONF=__name__):
        response = site.get("/broken")

    assert response.status_code == 500
    assert response.json()["error"]["code"] == "server_error"
    assert b"Amina" not in response.content
