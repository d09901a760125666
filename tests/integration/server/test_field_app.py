"""The built field app: what is kept for ever, what is asked for anew, what is sent compressed."""

from __future__ import annotations

from django.test import override_settings


def test_shell_is_served_at_the_root_and_asked_for_anew(site):
    response = site.get("/")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
    assert b"<title>Attune</title>" in response.body
    assert response["Cache-Control"] == "max-age=0, public"


def test_service_worker_is_asked_for_anew(site):
    response = site.get("/service-worker.js")

    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "max-age=0, public"


def test_manifest_has_its_own_type(site):
    assert site.get("/manifest.webmanifest")["Content-Type"].startswith("application/manifest+json")


def test_hashed_file_is_kept_for_ever_and_sent_compressed(site):
    response = site.get("/assets/index-1a2b3c.js", accept_encoding="gzip, br")

    assert "immutable" in response["Cache-Control"]
    assert response["Content-Encoding"] == "br"
    assert len(response.body) < 200


def test_an_old_browser_gets_gzip(site):
    assert site.get("/assets/index-1a2b3c.js", accept_encoding="gzip")["Content-Encoding"] == "gzip"


def test_without_a_build_the_answer_says_what_to_run(site):
    with override_settings(WHITENOISE_ROOT=None):
        response = site.get("/")

    assert response.status_code == 503
    assert "make run" in response.json()["error"]["message"]
