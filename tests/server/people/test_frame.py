"""The API's frame: bodies as they travel, errors of one shape, limits, cookies."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys

import pytest
from django.test import Client


def post(path, body, **headers):
    return Client(HTTP_HOST="localhost").generic(
        "POST", f"/api/v1/{path}", body, content_type="application/json", headers=headers
    )


def refusal(response):
    return response.status_code, response.json()["error"]["code"]


UNREADABLE, NOT_VALID = (400, "unreadable"), (422, "not_valid")
BODIES = {
    "not JSON": (b"not json", None, UNREADABLE),
    "not a number": (b'{"a": NaN}', None, UNREADABLE),
    "deeply nested": (b"[" * 100_000, None, UNREADABLE),
    "not UTF-8": (b'"\xff"', None, UNREADABLE),
    "not gzip": (b"not gzip", "gzip", UNREADABLE),
    "cut short": (gzip.compress(b"{}" + b" " * 10_000)[:-9], "gzip", UNREADABLE),
    "unknown coding": (b"{}", "br", (415, "unknown_coding")),
    "unpacks to too much": (gzip.compress(b" " * 33_000_000), "gzip", (413, "too_large")),
    "too much as it comes": (b" " * 4_000_001, None, (413, "too_large")),
    "plain": (b"{}", None, NOT_VALID),
    "packed": (gzip.compress(b"{}"), "gzip", NOT_VALID),
    "packed, in capitals": (gzip.compress(b"{}"), "GZIP", NOT_VALID),
    "no object": (b"[]", None, NOT_VALID),
    "nothing": (b"", None, NOT_VALID),
}


@pytest.mark.parametrize("name", BODIES)
def test_body_that_cannot_be_taken_is_told_so(db, name):
    body, coding, expected = BODIES[name]

    assert refusal(post("enrol", body, **({"Content-Encoding": coding} if coding else {}))) == expected


def test_unknown_address_of_the_api_has_our_shape(db):
    assert refusal(Client(HTTP_HOST="localhost").get("/api/v1/nothing")) == (404, "not_found")


def test_no_page_of_documentation_is_served(db):
    assert Client(HTTP_HOST="localhost").get("/api/v1/docs").status_code == 404


def test_openapi_names_routes_and_their_errors(db):
    described = Client(HTTP_HOST="localhost").get("/api/v1/openapi.json").json()

    enrol = described["paths"]["/api/v1/enrol"]["post"]
    assert set(enrol["responses"]) >= {"200", "400", "403", "409", "413", "415", "422", "429"}
    assert "security" not in enrol
    assert described["paths"]["/api/v1/stores"]["post"]["security"]


def test_every_code_of_the_api_is_in_the_reference(root):
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (
            *[root / f"src/attune/server/{name}.py" for name in ("api", "wire", "middleware")],
            *[
                root / f"src/attune/server/people/{name}.py"
                for name in ("tokens", "enrolment", "admission", "sign_in", "stores")
            ],
        )
    )
    codes = set(re.findall(r'(?:Refused|_denied|error)\((?:\d+, )?\s*"([a-z_]+)"', source))
    written = set(re.findall(r"`([a-z_]+)`", (root / "docs/reference/sync.md").read_text(encoding="utf-8")))

    assert len(codes) > 15
    # What only a console or command shows, and what any server says.
    assert codes - written <= {"forbidden", "not_found", "refused", "method_not_allowed"}


def test_fault_of_the_server_says_nothing_of_itself(db, monkeypatch):
    from attune.server.people import enrolment
    from handsets import Handset

    def broken(*arguments, **named):
        raise RuntimeError("words of a person")

    monkeypatch.setattr(enrolment, "use_code", broken)
    body = json.dumps(Handset().says(code="0" * 16))
    response = Client(HTTP_HOST="localhost", raise_request_exception=False).generic(
        "POST", "/api/v1/enrol", body, content_type="application/json"
    )

    assert refusal(response) == (500, "server_error")
    assert "words of a person" not in response.content.decode()


def test_refusal_is_logged_by_its_code_and_without_what_was_sent(district, field, caplog):
    from attune.server.logs import JsonLine

    with caplog.at_level("INFO"):
        field.post("stores", {"stores": []}, token="a stolen token")
        field.post("enrol", {"code": "words of a person"})
    lines = [JsonLine().format(record) for record in caplog.records if record.name.startswith("attune")]

    assert '"unknown_token"' in lines[0] and '"refused"' in lines[0]
    assert "stolen" not in "".join(lines) and "words of" not in "".join(lines)


def test_session_ends_when_its_account_leaves(district):
    from django.contrib.auth import get_user
    from django.utils import timezone

    from attune.server.people.staff import leave

    browser = Client(HTTP_HOST="localhost")
    browser.force_login(district.accounts["bo"])
    assert get_user(browser).is_authenticated
    leave(district.accounts["bo"], on=timezone.now().date(), now=timezone.now())

    assert not get_user(browser).is_authenticated


def test_session_ends_when_the_password_changes(district):
    from django.contrib.auth import get_user

    from attune.server.people.staff import set_password

    browser = Client(HTTP_HOST="localhost")
    browser.force_login(district.accounts["bo"])
    set_password(district.accounts["bo"], "another long phrase")

    assert not get_user(browser).is_authenticated


def test_what_carries_a_token_is_counted_by_token(district, field, settings):
    settings.RATES = {"api:stores": (1, 60)}
    phones = [district.phones[name] for name in ("amina", "amina", "dawit")]

    statuses = [field.post("stores", {"stores": []}, by=phone).status_code for phone in phones]

    assert statuses == [422, 429, 422]


def test_invented_tokens_do_not_lift_the_limit_of_an_open_route(district, field, settings):
    settings.RATES = {"api:enrol": (1, 60)}

    statuses = [field.post("enrol", {}, token=f"invented {n}").status_code for n in range(2)]

    assert statuses == [422, 429]


def settings_with(**environment):
    """Some settings as a fresh process with this environment has them."""
    names = (
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_NAME",
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
    )
    script = f"import json; from attune.server import settings as s; print(json.dumps([getattr(s, n) for n in {names}]))"
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ATTUNE_", "DJANGO_", "DATABASE"))
    }
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env=clean | {"ATTUNE_SECRET_KEY": "x"} | environment,
        capture_output=True,
        text=True,
    )
    return dict(zip(names, json.loads(ran.stdout), strict=True)) if ran.returncode == 0 else ran.stderr


def test_over_https_cookies_are_bound_to_the_host():
    found = settings_with(ATTUNE_ADDRESS="https://attune.example.org/")

    assert found["SESSION_COOKIE_NAME"] == "__Host-attune"
    assert found["CSRF_COOKIE_NAME"] == "__Host-attune-csrf"
    assert found["SESSION_COOKIE_SECURE"] is True
    assert "attune.example.org" in found["ALLOWED_HOSTS"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://attune.example.org"]


def test_without_https_cookies_work_on_a_laptop():
    found = settings_with()

    assert (found["SESSION_COOKIE_NAME"], found["SESSION_COOKIE_SECURE"]) == ("attune", False)


@pytest.mark.parametrize(
    ("name", "value"), [("ATTUNE_ADDRESS", "attune.example.org"), ("ATTUNE_PROXIES", "one")]
)
def test_faulty_setting_is_named(name, value):
    assert name in settings_with(**{name: value}).splitlines()[-1]


def test_django_finds_no_fault_in_the_settings():
    from django.core.management import call_command

    call_command("check")


def test_models_and_migrations_agree(db):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
