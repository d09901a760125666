"""What was set aside, once a person has looked at it: taken in, dismissed with a reason, never gone."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attune.server.errors import Refused
from attune.server.people.models import Role
from attune.server.sync import settle
from attune.server.sync.models import Delivery, Home, SetAside, StoredEntry
from district import District, Entries, Field, enrol_phone, sync_request


@pytest.fixture
def left(district: District, field: Field, entry: Entries) -> SetAside:
    """An entry of Amina's, who has left Alpha."""
    amina = district.phones["amina"]
    Role.objects.filter(account=amina.worker.account).update(until=date(2026, 2, 1))
    Role.objects.create(
        account=amina.worker.account, unit=district.units["beta"], kind="worker", since=date(2026, 2, 1)
    )
    field.sync(amina, [entry(amina)])
    return SetAside.objects.get()


def test_what_belongs_to_the_unit_is_taken_in_and_says_who_said_so(
    district: District, left: SetAside
) -> None:
    dawit = district.accounts["dawit"]

    assert settle.take_in(left, now=timezone.now()).reason == "left_unit"
    outcome = settle.belongs(left, by=dawit, because="Written on her last day.", now=timezone.now())

    left.refresh_from_db()
    stored = StoredEntry.objects.get()
    assert outcome.outcome == "stored" and stored.unit_id == district.units["alpha"].pk
    assert left.stored_at is not None and left.decided_by == dawit


def test_what_comes_again_under_a_later_id_of_its_phone_and_is_stored_needs_nobody_any_more(
    district: District, field: Field, entry: Entries, left: SetAside
) -> None:
    """After a restore the phone sends again what was set aside; it was found to be a copy meanwhile. She works at Alpha again."""
    amina = district.phones["amina"]
    Role.objects.filter(account=amina.worker.account).update(until=None)
    field.sync(amina, turn=None)
    copy = field.sync(amina, turn="of-another")
    assert copy["device"] != amina.device
    sent = sync_request(amina, [json.loads(left.raw)], turn=copy["turn"])
    answer = field.post("sync", sent, token=copy["token"]).json()
    assert [one["outcome"] for one in answer["outcomes"]] == ["stored"]
    left.refresh_from_db()
    assert left.stored_at is not None


def test_who_says_that_it_belongs_locks_the_channel_before_the_row_as_a_push_does(
    district: District, left: SetAside
) -> None:
    """Else the two wait for each other on PostgreSQL, and one of them is ended."""
    with CaptureQueriesContext(connection) as asked:
        settle.belongs(left, by=district.accounts["dawit"], because="Hers.", now=timezone.now())
    statements = [query["sql"] for query in asked.captured_queries]
    locks = next(n for n, one in enumerate(statements) if 'FROM "sync_channel"' in one)
    writes = [n for n, one in enumerate(statements) if one.startswith('UPDATE "sync_setaside"')]
    assert len(writes) == 2 and locks < writes[0]


def test_only_what_its_author_left_behind_can_belong(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    field.sync(amina, [entry(amina, author=district.phones["dawit"].author)])
    with pytest.raises(Refused, match="left behind"):
        settle.belongs(SetAside.objects.get(), by=district.accounts["dawit"], because="x", now=timezone.now())


def test_nothing_but_the_phone_is_waived_for_what_was_written_on_another(
    district: District, field: Field, entry: Entries
) -> None:
    """Bo says that it is Amina's; that the person is Gamma's, and that she has left, stands all the same."""
    amina, chidi, bo = district.phones["amina"], district.phones["chidi"], district.accounts["bo"]
    before = enrol_phone(district, "amina", "alpha", called="before")
    hers = entry(chidi)
    field.sync(chidi, [hers])
    sent = [entry(before), entry(before, subject=hers["subject"]), entry(before)]
    field.sync(amina, sent)
    mine, of_gamma, late = SetAside.objects.filter(reason="other_device").order_by("pk")

    assert settle.belongs(mine, by=bo, because="She says so.", now=timezone.now()).outcome == "stored"
    assert settle.belongs(of_gamma, by=bo, because="", now=timezone.now()).reason == "other_unit"
    Role.objects.filter(account=amina.author).update(until=date(2026, 2, 1))
    late.account.refresh_from_db()
    assert settle.belongs(late, by=bo, because="", now=timezone.now()).reason == "left_unit"
    assert str(StoredEntry.objects.get(author=amina.author).device) == before.device


def test_who_moved_before_a_restore_and_was_first_heard_of_at_the_new_unit_has_one_record(
    district: District, field: Field, entry: Entries
) -> None:
    """The restore forgot the person and the transfer, and Beta's phone came first: what Alpha sends again waits for one word."""
    amina, dawit, esi = (district.phones[name] for name in ("amina", "dawit", "esi"))
    there = entry(esi)
    about = {"subject": there["subject"]}
    mine, theirs = entry(amina, **about), entry(dawit, "visit_booked", **about)
    moved = entry(amina, "transfer", **about, body={"to_unit": esi.unit})
    field.sync(esi, [there])
    answer = field.sync(amina, [mine, moved])
    assert [one["reason"] for one in answer["outcomes"]] == ["other_unit"] * 2
    said = {"by": district.accounts["oto"], "because": "Alpha cared for them.", "now": timezone.now()}
    first, *others = SetAside.objects.order_by("pk")

    assert settle.take_in(first, now=said["now"]).reason == "other_unit"
    assert settle.alike(first) == others
    assert [settle.belongs(row, **said).outcome for row in (first, *others)] == ["stored"] * 2
    # Nobody need say it again of what comes later; the record is Beta's, and Alpha's phones forget.
    assert field.sync(dawit, [theirs])["outcomes"][0]["outcome"] == "stored"
    assert str(Home.objects.get(**about).unit_id) == esi.unit
    told = {
        unit: list(
            Delivery.objects.filter(channel=f"unit:{unit}").order_by("number").values_list("entry", "forget")
        )
        for unit in (esi.unit, amina.unit)
    }
    assert [str(id_) for id_, _ in told[esi.unit]] == [one["id"] for one in (there, mine, moved, theirs)]
    assert told[amina.unit] == [(None, there["subject"])]


def test_what_moves_somebody_on_from_a_unit_that_does_not_care_for_them_stays_aside(
    district: District, field: Field, entry: Entries
) -> None:
    amina, esi, chidi = (district.phones[name] for name in ("amina", "esi", "chidi"))
    there = entry(esi)
    field.sync(esi, [there])
    on = entry(amina, "transfer", subject=there["subject"], body={"to_unit": chidi.unit})
    field.sync(amina, [on])

    outcome = settle.belongs(
        SetAside.objects.get(), by=district.accounts["oto"], because="", now=timezone.now()
    )
    assert outcome.reason == "not_allowed"
    assert str(Home.objects.get(subject=there["subject"]).unit_id) == esi.unit


def test_dismissed_with_a_reason_it_stays(district: District, left: SetAside) -> None:
    dawit = district.accounts["dawit"]
    with pytest.raises(Refused, match="Say why"):
        settle.dismiss(left, by=dawit, because=" ", now=timezone.now())
    settle.dismiss(left, by=dawit, because="Entered twice.", now=timezone.now())

    left.refresh_from_db()
    assert left.dismissed_at is not None and left.decided_because == "Entered twice."
    with pytest.raises(Refused, match="already"):
        settle.dismiss(left, by=dawit, because="Again.", now=timezone.now())


def test_what_a_newer_app_wrote_is_taken_in_after_the_upgrade(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    from attune.journal import entries, routes

    amina = district.phones["amina"]
    sent = entry(amina) | {"kind": "new_kind"}
    field.sync(amina, [sent])
    row = SetAside.objects.get()
    assert settle.take_in(row, now=timezone.now()).reason == "unknown_kind"
    monkeypatch.setitem(entries.KINDS, "new_kind", entries.KINDS["person"])
    monkeypatch.setitem(routes.BELONGS, "new_kind", routes.BELONGS["person"])

    assert settle.take_in(row, now=timezone.now()).outcome == "stored"
    assert StoredEntry.objects.get().kind == "new_kind"
