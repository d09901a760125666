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
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

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
ON_A_PHONE = SIGNED_IN = frozenset(ROLES)
# Who is concerned with Alpha's people, phones and accounts: its workers, their supervisor, the operator of the whole tree.
COLLEAGUES = frozenset({"amina", "dawit"})
CARE = COLLEAGUES | {"bo"}
OPERATOR = frozenset({"oto"})


@dataclass
class Scene:
    """The district with a person in Alpha's care, and an actor in it."""

    district: District
    entry: Entries
    actor: str
    subject: str = field(default_factory=new_id)
    visit: str = ""
    set_aside: int = 0
    code: int = 0

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
    # What a form of the console sends; the API takes `body`.
    form: Callable[[Scene], dict[str, Any]] | None = None


def at(path: str) -> Callable[[Scene], str]:
    return lambda scene: path


def page(name: str, *args: Callable[[Scene], Any]) -> Callable[[Scene], str]:
    """The address of a page, about what `args` find in the scene."""
    return lambda scene: reverse(name, args=[arg(scene) for arg in args])


def alpha(scene: Scene) -> Any:
    return scene.district.units["alpha"].pk


def amina(scene: Scene) -> Any:
    return scene.district.accounts["amina"].pk


def phone(scene: Scene) -> Any:
    return scene.district.phones["amina"].device


def set_aside(scene: Scene) -> Any:
    return scene.set_aside


def shown(allowed: frozenset[str], path: Callable[[Scene], str], **more: Any) -> Row:
    """A page of the console: who is signed out is asked to sign in, and what is not one's own is not there."""
    return Row("GET", path, allowed, frozenset({401, 404}), **more)


def done(
    allowed: frozenset[str],
    path: Callable[[Scene], str],
    form: Callable[[Scene], dict[str, Any]] = lambda scene: {},
    **more: Any,
) -> Row:
    """A button of the console, which leads back to a page."""
    return Row("POST", path, allowed, frozenset({401, 404}), form=form, **{"passes": FOUND} | more)


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


FOUND = frozenset({302})
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
        shows_person_to=COLLEAGUES,
    ),
    "console": Row("GET", at("/console"), EVERYONE, passes=FOUND),
    "console-home": shown(SIGNED_IN, page("console-home"), passes=FOUND),
    "console-file": Row("GET", at("/console/files/old/console.css"), EVERYONE),
    # One's own account: in and out, language, password, second factor.
    "account_login": Row("GET", page("account_login"), EVERYONE, passes=frozenset({200, 302})),
    "mfa_authenticate": Row("GET", page("mfa_authenticate"), EVERYONE, passes=frozenset({302, 401})),
    "account_logout": Row("GET", page("account_logout"), EVERYONE, passes=frozenset({200, 302, 401})),
    "account_inactive": Row("GET", page("account_inactive"), EVERYONE, passes=frozenset({403})),
    "console-language": Row("POST", page("console-language"), EVERYONE, passes=frozenset({302, 401})),
    "mfa_index": shown(SIGNED_IN, page("mfa_index")),
    "account_change_password": shown(SIGNED_IN, page("account_change_password")),
    "mfa_activate_totp": shown(SIGNED_IN, page("mfa_activate_totp"), passes=frozenset({200, 302})),
    # Nobody of the cast has a second factor to take away.
    "mfa_deactivate_totp": shown(frozenset(), page("mfa_deactivate_totp")),
    "account_reauthenticate": shown(SIGNED_IN, page("account_reauthenticate")),
    "mfa_reauthenticate": shown(SIGNED_IN, page("mfa_reauthenticate"), passes=frozenset({200, 302})),
    # The unit, who works there, their phones.
    "console-units": shown(SIGNED_IN, page("console-units"), passes=frozenset({200, 302})),
    "console-unit": shown(CARE | OPERATOR | {"tala", "mara", "eno"}, page("console-unit", alpha)),
    "console-withdrawals": shown(CARE | {"mara"}, page("console-withdrawals", alpha)),
    "console-new-account": shown(OPERATOR, page("console-new-account", alpha)),
    "console-account": shown(CARE | OPERATOR, page("console-account", amina)),
    "console-new-code": Row(
        "POST",
        page("console-new-code", amina),
        OPERATOR | {"bo"},
        frozenset({401, 403, 404}),
        form=lambda scene: {"unit": alpha(scene)},
    ),
    "console-action": shown(OPERATOR, page("console-action", amina, lambda scene: "pair")),
    "console-code-state": shown(OPERATOR, page("console-code-state", lambda scene: scene.code)),
    "console-fleet": shown(SIGNED_IN, page("console-fleet")),
    "console-phone": shown(CARE | OPERATOR, page("console-phone", phone)),
    "console-phone-lost": done(CARE | OPERATOR, page("console-phone-lost", phone)),
    "console-phone-sign-out": done(OPERATOR | {"bo"}, page("console-phone-sign-out", phone, amina)),
    # People, and what was set aside.
    "console-people": shown(SIGNED_IN, page("console-people"), shows_person_to=CARE),
    "console-person": shown(CARE, page("console-person", lambda scene: scene.subject)),
    # The manager of the unit alone, who reads no record.
    "console-erase-find": shown(frozenset({"mara"}), page("console-erase-find", alpha)),
    "console-erase": shown(frozenset({"mara"}), page("console-erase", lambda scene: scene.subject)),
    "console-visit": shown(CARE, page("console-visit", lambda scene: scene.visit)),
    "console-rescue": shown(SIGNED_IN, page("console-rescue")),
    "console-set-aside": shown(CARE, page("console-set-aside", set_aside)),
    "console-take-in": done(CARE, page("console-take-in", set_aside)),
    # It was set aside for another reason than that its author left: who may say so is told.
    "console-belongs": done(COLLEAGUES, page("console-belongs", set_aside), passes=frozenset({409})),
    "console-dismiss": done(CARE, page("console-dismiss", set_aside), lambda scene: {"because": "seen"}),
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
    from attune.server.people.enrolment import make_code
    from attune.server.people.models import Enrolment
    from attune.server.sync.models import SetAside

    for name, unit in ROLES.items():
        if name not in district.phones:
            enrol_phone(district, name, unit)

    scene = Scene(district, entry, SIGNED_OUT)
    about = {"subject": scene.subject}
    by = district.phones["amina"]
    visit = entry(by, "consultation", **about)
    field.sync(by, [entry(by, "person", **about), visit, entry(by, **about) | {"kind": "of_tomorrow"}])
    scene.visit, scene.set_aside = visit["id"], SetAside.objects.get().pk
    make_code(
        worker=district.accounts["amina"],
        unit=district.units["alpha"],
        by=district.accounts["oto"],
        now=datetime.now(UTC),
    )
    scene.code = Enrolment.objects.get().pk
    return scene


def call(row: Row, scene: Scene) -> Any:
    """The answer to the actor of `scene`, who brings all the credentials that they have. What it changed is undone."""
    with transaction.atomic():
        response = _call(row, scene)
        transaction.set_rollback(True)
    return response


def _call(row: Row, scene: Scene) -> Any:
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    headers = {}
    if scene.actor in ROLES:
        client.force_login(scene.district.accounts[scene.actor])
        headers["Authorization"] = f"Bearer {scene.phone.token}"
    if scene.actor == STOLEN:
        from attune.server.people.models import Phone
        from attune.server.people.staff import report_lost

        report_lost(Phone.objects.get(pk=scene.phone.device), now=datetime.now(UTC))
        headers["Authorization"] = f"Bearer {scene.phone.token}"
    body, kind = json.dumps(row.body(scene)) if row.body else "", "application/json"
    if row.form:
        body, kind = urlencode(row.form(scene)), "application/x-www-form-urlencoded"
    response = client.generic(row.method, row.path(scene), body, content_type=kind, headers=headers)
    response.whole = (
        b"".join(response) if response.streaming else response.content
    )  # read to its end, a file closes
    return response


def status_of(response: Any) -> int:
    """Of a page that asks to sign in first it is 401."""
    asks = response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login"))
    return 401 if asks else int(response.status_code)


def text(response: Any) -> str:
    packed = response.headers.get("Content-Encoding") == "gzip"
    return (gzip.decompress(response.whole) if packed else response.whole).decode("utf-8", "replace")


@pytest.mark.parametrize("name", ROWS)
def test_each_role_gets_through_or_is_refused(scene, name):
    row = ROWS[name]
    for scene.actor in ACTORS:
        response = call(row, scene)

        expected = row.passes if scene.actor in row.allowed else row.refusal
        assert status_of(response) in expected, (scene.actor, response.status_code, response.whole[:500])
        if row.shows_person_to is not None:
            assert (scene.subject in text(response)) == (scene.actor in row.shows_person_to), scene.actor


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
