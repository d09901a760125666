"""Every answer, static files and errors included, carries the headers that keep the browser strict."""

from __future__ import annotations

import pytest

ADDRESSES = [
    "/",
    "/service-worker.js",
    "/bundle/current.json",
    "/health",
    "/no-such-page",
    "/assets/index-1a2b3c.js",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_guarded(site, address):
    response = site.get(address)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Frame-Options"] == "DENY"
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_policy_forbids_inline_code_other_hosts_and_framing(site):
    policy = dict(rule.split(" ", 1) for rule in site.get("/")["Content-Security-Policy"].split("; "))

    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["object-src"] == "'none'"
    assert not any("unsafe" in value or "http" in value or "*" in value for value in policy.values())


def test_no_cookie_is_set(site):
    assert not site.get("/").cookies
