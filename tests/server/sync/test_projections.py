"""What follows from the entries is kept for each person, anew on each arrival, and comes out the same from the entries alone."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import Any

import pytest
from django.core.management import call_command  # noqa: F401 - Django is ready here
from django.db import OperationalError
from typer.testing import CliRunner

from attune.cli import build_app
from attune.server.logs import JsonLine
from attune.server.sync import background, projections
from attune.server.sync.models import Overdue, Projection
from district import District, Entries, Field, new_id

FOLLOW = {"from": "2026-11-28", "to": "2026-12-02", "on": "2026-12-01", "ids": [], "booked_on": None}


def rows() -> list[dict[str, Any]]:
    return list(Projection.objects.order_by("subject").values())


def history(district: District, entry: Entries, dice: Random) -> dict[str, list[dict[str, Any]]]:
    """Weeks of plausible work on three phones: visits, risks, bookings, corrections, links, a transfer, an erasure."""
    phones = {name: district.phones[name] for name in ("amina", "dawit", "esi")}
    written: dict[str, list[dict[str, Any]]] = {name: [] for name in phones}
    people = {name: [new_id() for _ in range(4)] for name in ("alpha", "beta")}
    for name, phone in phones.items():
        mine = people["beta" if name == "esi" else "alpha"]
        for _ in range(12):
            subject = dice.choice(mine)
            kind = dice.choice(("person", "consultation", "imminent_risk", "visit_booked", "risk_outcome"))
            body = (
                {"risk": dice.choice(written[name])["id"]} if kind == "risk_outcome" and written[name] else {}
            )
            same = [one["id"] for one in written[name] if one["kind"] == kind and one["subject"] == subject]
            amends = dice.sample(same, min(len(same), dice.choice((0, 1, 1, 2))))
            written[name].append(entry(phone, kind, subject=subject, amends=amends, body=body))
        written[name].append(entry(phone, "same_person", subject=mine[0], body={"other": mine[1]}))
    last = written["amina"][0]
    written["amina"].append(
        entry(
            phones["amina"],
            "erasure",
            subject=last["subject"],
            body={"entries": [last["id"]], "because": "entered_in_error"},
        )
    )
    written["dawit"].append(
        entry(phones["dawit"], "transfer", subject=people["alpha"][3], body={"to_unit": phones["esi"].unit})
    )
    return written


@pytest.mark.parametrize("seed", range(4))
def test_a_rebuild_gives_the_same_rows(district: District, field: Field, entry: Entries, seed: int) -> None:
    dice = Random(seed)
    for name, written in history(district, entry, dice).items():
        while written:
            size = dice.randint(1, 6)
            field.sync(district.phones[name], written[:size])
            written = written[size:]
    before = rows()
    assert len(before) == 8
    projections.AT_ONCE, at_once = 3, projections.AT_ONCE
    try:
        assert projections.rebuild() == 8
    finally:
        projections.AT_ONCE = at_once
    assert rows() == before


def test_the_command_rebuilds(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    field.sync(amina, [entry(amina), entry(amina, "consultation")])
    before = rows()
    Projection.objects.update(state="{}", at_risk=True)
    result = CliRunner().invoke(build_app("rebuild"), ["rebuild"])
    assert result.exit_code == 0, result.output
    assert "2 people" in result.output
    assert rows() == before


def test_lists_have_their_columns(district: District, field: Field, entry: Entries) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    subject = new_id()
    visit = entry(amina, "consultation", subject=subject, body={"follow_up": FOLLOW})
    risk = entry(dawit, "imminent_risk", subject=subject)
    field.sync(amina, [visit])
    field.sync(dawit, [risk])
    row = Projection.objects.get()
    assert (row.lead, str(row.unit_id)) == (subject, amina.unit)
    assert (row.at_risk, row.due_on, row.seen_on) == (True, date(2026, 12, 1), date(2026, 11, 24))
    field.sync(amina, [entry(amina, "risk_outcome", subject=subject, body={"risk": risk["id"]})])
    assert not Projection.objects.get().at_risk


def test_one_person_under_two_ids_has_one_state_and_one_line_in_lists(
    district: District, field: Field, entry: Entries
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    one, other = entry(amina), entry(dawit, "imminent_risk")
    field.sync(amina, [one])
    field.sync(dawit, [other])
    link = entry(amina, "same_person", subject=one["subject"], body={"other": other["subject"]})
    field.sync(amina, [link])
    both = Projection.objects.all()
    assert {row.lead for row in both} == {min(one["subject"], other["subject"])}
    assert all(row.at_risk for row in both)
    parted = entry(
        dawit,
        "not_same_person",
        subject=one["subject"],
        amends=[link["id"]],
        body={"other": other["subject"]},
    )
    field.sync(dawit, [parted])
    assert {row.subject: (row.lead, row.at_risk) for row in Projection.objects.all()} == {
        one["subject"]: (one["subject"], False),
        other["subject"]: (other["subject"], True),
    }


def test_a_chain_of_links_made_on_several_phones_is_one_person(
    district: District, field: Field, entry: Entries
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    a, b, c = sorted(new_id() for _ in range(3))
    field.sync(amina, [entry(amina, "same_person", subject=a, body={"other": b})])
    field.sync(dawit, [entry(dawit, "same_person", subject=c, body={"other": b})])
    field.sync(dawit, [entry(dawit, "imminent_risk", subject=c)])
    assert {(row.lead, row.at_risk) for row in Projection.objects.all()} == {(a, True)}
    assert set(json.loads(Projection.objects.get(subject=b).state)["subjects"]) == {a, c}


def test_who_was_linked_across_units_is_shown_to_each_unit_as_far_as_it_cares(
    district: District, field: Field, entry: Entries
) -> None:
    amina, esi = district.phones["amina"], district.phones["esi"]
    one = entry(amina)
    other = entry(esi, "imminent_risk")
    field.sync(amina, [one])
    field.sync(esi, [other])
    link = entry(amina, "same_person", subject=one["subject"], body={"other": other["subject"]})
    assert field.sync(amina, [link])["outcomes"][0]["reason"] == "other_unit"
    assert not Projection.objects.get(subject=one["subject"]).at_risk


def test_a_fault_of_ours_in_one_record_holds_up_nobodys_entries(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = district.phones["amina"]
    good, bad = entry(amina), entry(amina)
    real = projections.fold

    def faulty(entries: Any) -> Any:
        entries = list(entries)
        if any(one["subject"] == bad["subject"] for one in entries):
            raise KeyError("of ours")
        return real(entries)

    monkeypatch.setattr(projections, "fold", faulty)
    answer = field.sync(amina, [bad, good])

    assert [one["outcome"] for one in answer["outcomes"]] == ["stored", "stored"]
    assert [row["subject"] for row in rows()] == [good["subject"]]
    monkeypatch.undo()
    projections.rebuild()
    assert {row["subject"] for row in rows()} == {good["subject"], bad["subject"]}


@pytest.mark.parametrize("name", ["lift", "people"])
def test_a_fault_of_ours_in_reading_one_record_leaves_its_row_as_it_was_and_nobody_elses(
    district: District,
    field: Field,
    entry: Entries,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    amina = district.phones["amina"]
    bad, others = entry(amina), [entry(amina) for _ in range(5)]
    field.sync(amina, [bad, *others])
    before = rows()
    real = getattr(projections, name)

    def faulty(given: Any) -> Any:
        entries = [given] if name == "lift" else list(given)
        if any(one["subject"] == bad["subject"] for one in entries):
            raise ValueError("QZX")
        return real(given if name == "lift" else entries)

    monkeypatch.setattr(projections, name, faulty)
    field.sync(amina, [entry(amina, "imminent_risk", subject=one["subject"]) for one in (bad, *others)])
    found = {row["subject"]: row for row in rows()}
    assert found.pop(bad["subject"]) in before
    assert len(found) == 5 and all(row["at_risk"] for row in found.values())
    assert not Overdue.objects.exists()
    failed = [one for one in caplog.records if one.getMessage() == "projection_failed"]
    assert len(failed) == 1 and bad["subject"] not in JsonLine().format(failed[0])
    assert "QZX" not in JsonLine().format(failed[0])
    monkeypatch.undo()
    projections.rebuild()
    assert all(row["at_risk"] for row in rows())


def test_where_the_database_fails_what_is_overdue_stays_so(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = district.phones["amina"]
    field.sync(amina, [entry(amina)])

    def gone(subjects: set[str]) -> int:
        raise OperationalError

    monkeypatch.setattr(projections, "refresh", gone)
    with pytest.raises(OperationalError):
        projections.catch_up()
    assert Overdue.objects.count() == 1


def test_a_phone_is_answered_before_the_rows_are_computed_and_no_reader_sees_one_that_is_behind(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    first = entry(amina)
    field.sync(amina, [first])
    assert Overdue.objects.count() == 1
    assert not Projection.kept.exists()
    assert [one["subject"] for one in rows()] == [first["subject"]]
    assert not Overdue.objects.exists()
    field.sync(amina, [entry(amina, "imminent_risk", subject=first["subject"])])
    assert not Projection.kept.get().at_risk
    assert Projection.objects.filter(at_risk=True).exists()


def test_what_was_erased_stands_in_no_row_when_the_phone_hears_of_it(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    person = entry(amina, "person", body={"initials": "QZX"})
    field.sync(amina, [person])
    projections.catch_up()
    assert "QZX" in Projection.kept.get().named
    gone = {"entries": [person["id"]], "because": "entered_in_error"}
    field.sync(amina, [entry(amina, "erasure", subject=person["subject"], body=gone)])
    assert "QZX" not in Projection.kept.get().named + Projection.kept.get().state


def test_what_arrives_while_rows_are_computed_stays_overdue(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = district.phones["amina"]
    person = entry(amina)
    field.sync(amina, [person])
    real = projections.refresh

    def slow(subjects: set[str]) -> int:
        done = real(subjects)
        # After the entries were read, and before the work is done.
        field.sync(amina, [entry(amina, "imminent_risk", subject=person["subject"])])
        return done

    monkeypatch.setattr(projections, "refresh", slow)
    assert projections.catch_up() == 1  # and it comes to an end, though something arrives each time
    assert not Projection.kept.get().at_risk
    monkeypatch.undo()
    assert Projection.objects.get().at_risk


def test_a_fault_of_ours_does_not_end_what_computes_beside_the_requests(
    district: District, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty() -> int:
        raise RuntimeError

    monkeypatch.setattr(projections, "catch_up", faulty)
    background._compute()
    assert [record.getMessage() for record in caplog.records] == ["projection_failed"]
