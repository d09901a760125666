"""Every role at every address, from inside the unit and outside, signed out, and with a token that was stolen.

The addresses are those that the server has: a new one fails `test_every_route_has_a_row` until it has a row in ROWS. A row says how
the address is called, and who of ACTORS gets through; all others must get its refusal.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from district import PASSWORD, District, Entries, enrol_phone, new_id, sync_request
from handsets import Handset

# name -> the unit of the phone that they hold: a token on it, and a session of the console. Amina and Dawit work in Alpha, whose
# things are asked for; Esi and Chidi work elsewhere.
ROLES = {
    "amina": "alpha",
    "dawit": "alpha",
    "esi": "beta",
    "chidi": "gamma",
    "bo": "north",
    "tala": "north",
    "mara": "north",
    "eno": "land",
    "oto": "land",
}
SIGNED_OUT, STOLEN = "signed out", "stolen token"
ACTORS = (*ROLES, SIGNED_OUT, STOLEN)
EVERYONE = frozenset(ACTORS)
ON_A_PHONE = frozenset(ROLES)


@dataclass
class Scene:
    """The district with a person in Alpha's care, and an actor in it."""

    district: District
    entry: Entries
    actor: str
    subject: str = field(default_factory=new_id)

    @property
    def phone(self) -> Any:
        return self.district.phones.get(self.actor) or self.district.phones["amina"]


@dataclass(frozen=True)
class Row:
    """How an address is called and who gets through; where it shows people, who finds the person of Alpha in the answer."""

    method: str
    path: Callable[[Scene], str]
    allowed: frozenset[str]
    refusal: frozenset[int] = frozenset({401})
    body: Callable[[Scene], dict[str, Any]] | None = None
    passes: frozenset[int] = frozenset({200})
    shows_person_to: frozenset[str] | None = None


def at(path: str) -> Callable[[Scene], str]:
    return lambda scene: path


def with_a_code(scene: Scene) -> dict[str, Any]:
    from attune.server.people.enrolment import make_code

    account = scene.district.accounts["amina"]
    made = make_code(worker=account, unit=scene.district.units["alpha"], by=None, now=datetime.now(UTC))
    return Handset().says(code=made.code)


def with_a_password(scene: Scene) -> dict[str, Any]:
    return Handset().says(username="amina", password=PASSWORD, otp=None)


def own_store(scene: Scene) -> dict[str, Any]:
    key = "A" * 43 + "="
    codes = [letter * 12 for letter in "ABCDEFGHIJ"]
    return {"stores": [{"store": f"private:{scene.phone.author}", "recovery_key": key, "codes": codes}]}


def a_sync(scene: Scene) -> dict[str, Any]:
    return sync_request(scene.phone)


HIDDEN = Row("GET", at("/api/v1/"), EVERYONE, passes=frozenset({404}))
ROWS: dict[str, Row] = {
    "health": Row("GET", at("/health"), EVERYONE),
    "ready": Row("GET", at("/ready"), EVERYONE, passes=frozenset({200, 503})),
    # From this machine itself; tests/server/operate asks from elsewhere.
    "metrics": Row("GET", at("/metrics"), EVERYONE),
    "shell": Row("GET", at("/"), EVERYONE, passes=frozenset({200, 404, 503})),
    "bundle-pointer": Row("GET", at("/bundle/current.json"), EVERYONE, passes=frozenset({200, 404})),
    "bundle-part": Row("GET", at("/bundle/1.0/manifest.json"), EVERYONE, passes=frozenset({200, 404})),
    "api:api-root": HIDDEN,
    "api:openapi-json": Row("GET", at("/api/v1/openapi.json"), EVERYONE),
    # Who has the code or the password comes in, whoever holds the phone.
    "api:enrol": Row("POST", at("/api/v1/enrol"), EVERYONE, body=with_a_code),
    "api:sign_in": Row("POST", at("/api/v1/sign-in"), EVERYONE, body=with_a_password),
    "api:stores": Row("POST", at("/api/v1/stores"), ON_A_PHONE, body=own_store),
    "api:sync": Row(
        "POST",
        at("/api/v1/sync"),
        ON_A_PHONE,
        body=a_sync,
        shows_person_to=frozenset({"amina", "dawit"}),
    ),
}


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every address of the server by its full name."""

    def walk(resolver: URLResolver, namespaces: tuple[str, ...]) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
                yield from walk(pattern, inner)
            else:
                yield ":".join((*namespaces, pattern.name or str(pattern.pattern))), pattern

    yield from walk(get_resolver(), ())


@pytest.fixture
def scene(district: District, entry: Entries, field: Any) -> Scene:
    """A person in Alpha's care, written about by Amina; every role on a phone of its own."""
    for name, unit in ROLES.items():
        if name not in district.phones:
            enrol_phone(district, name, unit)
    scene = Scene(district, entry, SIGNED_OUT)
    amina = district.phones["amina"]
    if "api:sync" in {name for name, _ in routes()}:
        field.sync(amina, [entry(amina, "person", subject=scene.subject)])
    return scene


def call(row: Row, scene: Scene) -> Any:
    """The answer to the actor of `scene`, who brings all the credentials that they have."""
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    headers = {}
    if scene.actor in ROLES:
        client.force_login(scene.district.accounts[scene.actor])
        headers["Authorization"] = f"Bearer {scene.phone.token}"
    if scene.actor == STOLEN:
        from attune.server.people.staff import report_lost

        report_lost(scene.phone.worker.phone, now=datetime.now(UTC))
        headers["Authorization"] = f"Bearer {scene.phone.token}"
    body = json.dumps(row.body(scene)) if row.body else ""
    response = client.generic(
        row.method, row.path(scene), body, content_type="application/json", headers=headers
    )
    response.whole = (
        b"".join(response) if response.streaming else response.content
    )  # read to its end, a file closes
    return response


def text(response: Any) -> str:
    packed = response.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(response.whole) if packed else response.whole).decode("utf-8", "replace")


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("name", ROWS)
def test_role_gets_through_or_is_refused(scene, name, actor):
    row = ROWS[name]
    scene.actor = actor
    response = call(row, scene)

    expected = row.passes if actor in row.allowed else row.refusal
    assert response.status_code in expected, response.whole[:500]
    if row.shows_person_to is not None:
        assert (scene.subject in text(response)) == (actor in row.shows_person_to)


def test_every_route_has_a_row():
    assert {name for name, _ in routes()} == set(ROWS)


def test_every_refusal_has_our_shape(scene):
    for row in ROWS.values():
        for actor in set(ACTORS) - row.allowed:
            scene.actor = actor
            response = call(row, scene)
            if "json" in response.headers["Content-Type"]:
                assert set(response.json()["error"]) == {"code", "message"}


@pytest.mark.parametrize("name", [name for name in ROWS if name.startswith("api:")])
def test_session_of_the_console_opens_no_route_of_the_api(scene, name):
    row = ROWS[name]
    if row.allowed == EVERYONE:
        return
    client = Client(HTTP_HOST="localhost")
    client.force_login(scene.district.accounts["amina"])
    scene.actor = "amina"
    body = json.dumps(row.body(scene) if row.body else {})

    assert (
        client.generic(row.method, row.path(scene), body, content_type="application/json").status_code == 401
    )


@pytest.mark.parametrize(
    "name", [name for name in ROWS if name.startswith("api:") and ROWS[name].method == "POST"]
)
def test_wrong_method_says_which_is_right(district, name):
    response = Client(HTTP_HOST="localhost").get(ROWS[name].path(None))

    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert response.json()["error"]["code"] == "method_not_allowed"
