"""What nobody should send: each has its outcome, the good entries beside it are stored, and nothing is ever a fault of the server."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest

from attune.server import wire
from attune.server.sync.models import SetAside, StoredEntry
from district import District, Entries, Field, sync_request

HOSTILE = "HOSTILE"


def send(field: Field, district: District, entries: list[Any], text: str) -> dict[str, Any]:
    """A sync in whose JSON the word HOSTILE (with its quotes) is replaced by `text`."""
    amina = district.phones["amina"]
    body = (
        json.dumps(sync_request(amina, entries))
        .replace(f'"{HOSTILE}"', text)
        .encode("utf-8", "surrogatepass")
    )
    response = field.post("sync", body, by=amina)
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("[" * 100_000 + "]" * 100_000, ("refused", "unreadable")),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, ("refused", "unreadable")),
        ("[" * 300 + "]" * 300, ("set_aside", "invalid_entry")),
        ("1" * 5_000, ("refused", "unreadable")),
        ("1" * 4_000, ("set_aside", "invalid_entry")),
        ("1e999", ("set_aside", "invalid_entry")),
        ("NaN", ("refused", "unreadable")),
        ("-Infinity", ("refused", "unreadable")),
        (r'"\ud800"', ("set_aside", "invalid_entry")),
        (r'"a\u0000b"', ("stored", None)),
        (r'"<script>alert(1)</script>"', ("stored", None)),
        (r'"‮ሰላም 😀"', ("stored", None)),
        (r'"] } , [ \" { "', ("stored", None)),
    ],
    ids=lambda value: str(value)[:24],
)
def test_each_has_its_outcome_and_the_others_are_stored(
    district: District, field: Field, entry: Entries, text: str, outcome: tuple[str, str | None]
) -> None:
    amina = district.phones["amina"]
    good = [entry(amina), entry(amina)]
    bad = entry(amina, body={"village": HOSTILE})
    answer = send(field, district, [good[0], bad, good[1]], text)
    found = [(one["outcome"], one["reason"]) for one in answer["outcomes"]]
    assert found == [("stored", None), outcome, ("stored", None)]
    if outcome[0] == "stored":
        assert json.loads(StoredEntry.objects.get(id=bad["id"]).body)["village"] == json.loads(text)


PLACES = (
    *("n", "version", "clock_offset", "tz_minutes", "written_at", "occurred_on"),
    *("subject", "kind", "app", "release", "amends", "practice"),
)
TEXTS = (
    *("9" * 40, "-1", "1.5", "true", '""', r'"\u0000"', r'"\ud800"', "{}", "[[]]"),
    *('"0001-01-01"', '"9999-99-99"', '"0001-01-01T00:00:00Z"'),
)


@pytest.mark.parametrize("place", PLACES)
def test_no_field_of_the_envelope_breaks_the_server(
    district: District, field: Field, entry: Entries, place: str
) -> None:
    amina = district.phones["amina"]
    for text in TEXTS:
        bad, good = entry(amina), entry(amina)
        answer = send(field, district, [bad | {place: HOSTILE}, good], text)
        assert answer["outcomes"][0]["outcome"] in ("stored", "set_aside"), text
        assert answer["outcomes"][1]["outcome"] == "stored", text
    assert field.sync(district.phones["dawit"])["complete"]  # whatever was taken can be told to others


def test_places_never_repeat_what_somebody_wrote(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    bad = entry(amina, "consultation")
    bad["body"]["answers"] = {"<b>a name\x00\ud800</b>": {"value": 1, "n": 1}}
    answer = field.sync(amina, [bad])
    assert answer["outcomes"][0]["reason"] == "invalid_entry"
    for place in [*answer["outcomes"][0]["places"], *SetAside.objects.get().places]:
        assert re.fullmatch(r"[A-Za-z0-9_.\[\]?-]+", place)


def test_a_bomb_is_refused_while_it_is_unpacked(district: District, field: Field) -> None:
    bomb = gzip.compress(b" " * (wire.MOST_UNPACKED + 2))
    assert len(bomb) < 100_000
    response = _raw(district, bomb)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")
    response = _raw(district, b"x" * (wire.MOST_PACKED + 1))
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize("cut", [0, 1, 10, 40, -9, -4, -1])
def test_a_request_cut_at_any_byte_takes_nothing(
    district: District, field: Field, entry: Entries, cut: int
) -> None:
    amina = district.phones["amina"]
    body = gzip.compress(json.dumps(sync_request(amina, [entry(amina)])).encode())
    assert _raw(district, body[:cut] if cut else b"").status_code == 400
    assert not StoredEntry.objects.exists()


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"protocol": 2}, 400, "unknown_protocol"),
        ({"protocol": True}, 400, "unknown_protocol"),
        ({"entries": {}}, 422, "not_valid"),
        ({"cursors": {"unit:x": -1}}, 422, "not_valid"),
        ({"turn": "a b"}, 422, "not_valid"),
        ({"app": "\x00"}, 422, "not_valid"),
    ],
)
def test_a_request_that_is_no_sync_is_refused_with_a_code(
    district: District, field: Field, change: dict[str, Any], status: int, code: str
) -> None:
    amina = district.phones["amina"]
    response = field.post("sync", sync_request(amina) | change, by=amina)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"protocol":1,"entries":[[', b'"x"']
)
def test_what_is_no_json_object_is_refused(district: District, field: Field, body: bytes) -> None:
    assert field.post("sync", body, by=district.phones["amina"]).status_code == 400


def test_fields_of_a_newer_app_do_no_harm(district: District, field: Field) -> None:
    field.sync(
        district.phones["amina"], feelings="fine", unsent={"count": 1, "oldest_on": "2026-11-24", "x": 1}
    )
    phone = district.phones["amina"].worker.phone
    phone.refresh_from_db()
    assert (phone.unsent, str(phone.oldest_unsent_on), phone.keeps) == (1, "2026-11-24", "kept")


def test_without_a_token_nothing_is_taken(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    for token in (None, "stolen"):
        response = field.post("sync", sync_request(amina, [entry(amina)]), token=token)
        assert response.status_code == 401
    assert not StoredEntry.objects.exists()


def _raw(district: District, body: bytes) -> Any:
    from django.test import Client

    return Client(HTTP_HOST="localhost").post(
        "/api/v1/sync",
        body,
        content_type="application/json",
        HTTP_CONTENT_ENCODING="gzip",
        HTTP_AUTHORIZATION=f"Bearer {district.phones['amina'].token}",
    )
