"""Who has no business here: a stolen token, guessed ids, another unit, another site. Refused, nothing changed, and the log tells
nothing of what was sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from district import new_id, sync_request

WORDS = "words about a person"


@pytest.fixture
def logged(caplog) -> Iterator[Callable[[], list[str]]]:
    """What lies in the log by now, as it is written."""
    from attune.server.logs import JsonLine

    with caplog.at_level(logging.INFO):
        yield lambda: [JsonLine().format(record) for record in caplog.records]


def said_nothing_of(lines: list[str], *secrets: str) -> None:
    assert lines
    assert not [line for line in lines for secret in secrets if secret in line]


@pytest.mark.parametrize("end", ["signed out", "left", "lost"])
def test_a_stolen_token_that_was_ended_writes_and_reads_nothing(district, field, entry, logged, end):
    from attune.server.people import staff
    from attune.server.sync.models import SetAside, StoredEntry

    amina, now = district.phones["amina"], datetime.now(UTC)
    field.sync(amina, [entry(amina)])
    sent = entry(amina, body={"village": WORDS})
    request = sync_request(amina, [sent])
    {
        "signed out": lambda: staff.sign_out(amina.worker, now=now),
        "left": lambda: staff.leave(district.accounts["amina"], on=now.date(), now=now),
        "lost": lambda: staff.report_lost(amina.worker.phone, now=now),
    }[end]()
    before = StoredEntry.objects.count(), SetAside.objects.count()

    answer = field.post("sync", request, by=amina)

    assert answer.status_code == 401 and set(answer.json()) == {"error"}
    assert (StoredEntry.objects.count(), SetAside.objects.count()) == before
    said_nothing_of(logged(), WORDS, amina.token, sent["id"], sent["subject"])


def test_a_stolen_token_writes_for_nobody_else_and_opens_no_other_channel(district, field, entry):
    amina, dawit, chidi = (district.phones[name] for name in ("amina", "dawit", "chidi"))
    field.sync(dawit, [entry(dawit, practice=True)])
    field.sync(chidi, [entry(chidi)])

    forged = entry(amina) | {"author": chidi.author}
    cursors = {f"unit:{chidi.unit}": 0, f"practice:{dawit.author}": 0, f"own:{dawit.author}": 0}
    answer = field.sync(amina, [forged], cursors=cursors)

    assert answer["outcomes"][0]["reason"] == "not_the_author"
    assert {part["channel"] for part in answer["pulled"] if part["items"]} == set()


def test_a_stolen_token_used_without_the_phone_shows_as_a_copy_that_is_closed_off_by_itself(
    district, field, entry
):
    from attune.server.people import staff
    from attune.server.people.models import Phone

    amina, now = district.phones["amina"], datetime.now(UTC)
    for _ in range(2):
        field.sync(amina, [entry(amina)])
    thief = field.sync(amina, turn=None)  # no phone, no turn
    assert thief["device"] != amina.device and thief["token"] != amina.token
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(district.accounts["oto"])

    staff.report_lost(amina.worker.phone, now=now)

    assert field.post("sync", sync_request(amina), by=amina).status_code == 401
    page = browser.get(reverse("console-phone", args=[amina.device])).content.decode()
    assert reverse("console-phone", args=[thief["device"]]) in page
    staff.report_lost(Phone.objects.get(pk=thief["device"]), now=now)
    assert field.post("sync", sync_request(amina), token=thief["token"]).status_code == 401


def test_guessed_ids_get_the_answer_of_ids_that_are_not_there(district, field, entry, logged):
    """Chidi, of another district, knows the ids of Alpha's person, visit, phone and worker."""
    amina = district.phones["amina"]
    visit = entry(amina, "consultation")
    field.sync(amina, [entry(amina, subject=visit["subject"]), visit])
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(district.accounts["chidi"])

    for name, known in (
        ("console-person", visit["subject"]),
        ("console-visit", visit["id"]),
        ("console-phone", amina.device),
        ("console-account", amina.author),
        ("console-unit", amina.unit),
    ):
        there, not_there = (browser.get(reverse(name, args=[id_])) for id_ in (known, new_id()))
        assert there.status_code == not_there.status_code == 404, name
        assert known not in there.content.decode()
    said_nothing_of(logged(), visit["subject"], visit["id"], amina.author)


def test_another_unit_can_neither_read_nor_write_about_a_person(district, field, entry, logged):
    from attune.server.sync.models import Delivery

    amina, chidi = district.phones["amina"], district.phones["chidi"]
    person = entry(amina)
    field.sync(amina, [person])

    about = {"subject": person["subject"]}
    tries = [
        entry(chidi, "visit_booked", **about),
        entry(chidi, "person", **about, amends=[person["id"]], body={"village": WORDS}),
        entry(chidi, "erasure", **about, body={"entries": [person["id"]], "because": "entered_in_error"}),
        entry(chidi, "transfer", **about, body={"to_unit": chidi.unit}),
        entry(chidi) | {"id": person["id"]},
    ]
    answer = field.sync(chidi, tries)

    assert {one["outcome"] for one in answer["outcomes"]} == {"set_aside"}
    assert [part for part in answer["pulled"] if part["items"]] == []
    assert Delivery.objects.count() == 1
    said_nothing_of(logged(), WORDS, person["subject"], person["id"])


def test_a_form_from_another_site_is_refused_and_what_it_held_is_not_logged(district, logged):
    phone = district.phones["amina"].worker.phone
    browser = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    browser.force_login(district.accounts["oto"])

    for origin in ({}, {"HTTP_ORIGIN": "https://elsewhere.example"}):
        address = reverse("console-phone-lost", args=[phone.pk])
        assert browser.post(address, {"because": WORDS}, **origin).status_code == 403

    phone.refresh_from_db()
    assert phone.lost_at is None
    said_nothing_of(logged(), WORDS, str(phone.pk), "elsewhere.example")
    assert any(json.loads(line).get("code") == "csrf" for line in logged())
