"""A person who moves to another unit, and what is erased: nobody keeps what is not theirs to keep, and nothing comes back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from attune.server.errors import Refused
from attune.server.sync import console_entries, settle
from attune.server.sync.models import Home, Projection, SetAside, StoredEntry
from district import District, Entries, Field, OnPhone, enrol_phone, new_id

NOW = datetime(2026, 11, 25, 9, 40, tzinfo=UTC)


def items(answer: dict[str, Any], unit: str) -> list[tuple[str, str]]:
    """("entry", id) or ("forget", subject) of a unit's channel."""
    return [
        ("forget", item["forget"]) if "forget" in item else ("entry", item["entry"]["id"])
        for part in answer["pulled"]
        if part["channel"] == f"unit:{unit}"
        for item in part["items"]
    ]


def reasons(answer: dict[str, Any]) -> list[str | None]:
    return [one["reason"] for one in answer["outcomes"]]


def transfer(entry: Entries, by: OnPhone, subject: str, to: OnPhone) -> dict[str, Any]:
    return entry(by, "transfer", subject=subject, body={"to_unit": to.unit})


def erasure(entry: Entries, by: OnPhone, of: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    body = {"entries": [one["id"] for one in of], "because": "entered_in_error"}
    return entry(by, "erasure", subject=of[0]["subject"], practice=of[0]["practice"], body=body | more)


# ---------------------------------------------------------------- transfer


def test_a_transfer_takes_everything_along(district: District, field: Field, entry: Entries) -> None:
    amina, esi = district.phones["amina"], district.phones["esi"]
    subject = new_id()
    first, second = entry(amina, subject=subject), entry(amina, "visit_booked", subject=subject)
    stays = entry(amina)
    moved = transfer(entry, amina, subject, esi)
    assert reasons(field.sync(amina, [first, stays, second, moved])) == [None] * 4
    assert items(field.sync(esi), esi.unit) == [("entry", one["id"]) for one in (first, second, moved)]
    assert items(field.sync(amina, cursors={f"unit:{amina.unit}": 3}), amina.unit) == [("forget", subject)]
    assert str(Home.objects.get(subject=subject).unit_id) == esi.unit
    assert str(Projection.objects.get(subject=subject).unit_id) == esi.unit


def test_a_phone_that_begins_later_is_told_nothing_of_who_has_left(
    district: District, field: Field, entry: Entries
) -> None:
    amina, esi, dawit = (district.phones[name] for name in ("amina", "esi", "dawit"))
    subject = new_id()
    stays = entry(amina)
    field.sync(amina, [entry(amina, subject=subject), stays, transfer(entry, amina, subject, esi)])
    assert items(field.sync(dawit), dawit.unit) == [
        ("forget", subject), ("entry", stays["id"]), ("forget", subject),
    ]  # fmt: skip


def test_what_the_old_unit_still_had_unsent_reaches_the_new_one(
    district: District, field: Field, entry: Entries
) -> None:
    amina, esi, dawit = (district.phones[name] for name in ("amina", "esi", "dawit"))
    subject = new_id()
    field.sync(amina, [entry(amina, subject=subject), transfer(entry, amina, subject, esi)])
    late = entry(dawit, "visit_booked", subject=subject)
    assert reasons(field.sync(dawit, [late])) == [None]
    assert items(field.sync(esi), esi.unit)[-1] == ("entry", late["id"])
    assert ("entry", late["id"]) not in items(field.sync(dawit), dawit.unit)
    assert reasons(field.sync(dawit, [transfer(entry, dawit, subject, dawit)])) == ["not_allowed"]


def test_what_is_sent_late_is_followed_by_the_word_to_forget_again(
    district: District, field: Field, entry: Entries
) -> None:
    """A visit that was open when the person moved, or what a colleague on a shared phone had not sent: the phone must not keep it."""
    amina, esi, dawit = (district.phones[name] for name in ("amina", "esi", "dawit"))
    channel, subject = f"unit:{amina.unit}", new_id()
    late = entry(dawit, "visit_booked", subject=subject)
    field.sync(amina, [entry(amina, subject=subject), transfer(entry, amina, subject, esi)])
    heard = {channel: len(items(field.sync(dawit), dawit.unit))}

    assert items(field.sync(dawit, [late], cursors=heard), dawit.unit) == [("forget", subject)]
    # The same where its answer was lost, or a parcel had brought it; then the channel is quiet.
    assert items(field.sync(dawit, [late], cursors=heard), dawit.unit) == [("forget", subject)]
    heard[channel] += 1
    assert items(field.sync(dawit, [late], cursors=heard), dawit.unit) == [("forget", subject)]
    heard[channel] += 1
    assert items(field.sync(dawit, [entry(dawit)], cursors=heard), dawit.unit) != [("forget", subject)]
    assert items(field.sync(esi), esi.unit)[-1] == ("entry", late["id"])


def test_who_comes_back_is_told_again(district: District, field: Field, entry: Entries) -> None:
    amina, esi, dawit = (district.phones[name] for name in ("amina", "esi", "dawit"))
    subject = new_id()
    first, there = entry(amina, subject=subject), transfer(entry, amina, subject, esi)
    back = transfer(entry, esi, subject, amina)
    field.sync(amina, [first, there])
    field.sync(esi, [back])
    heard = items(field.sync(dawit), dawit.unit)
    assert heard[-3:] == [("entry", one["id"]) for one in (first, there, back)]
    field.sync(amina, [transfer(entry, amina, subject, esi)])
    assert items(field.sync(dawit), dawit.unit)[-1] == ("forget", subject)
    assert not [one for one in items(field.sync(dawit), dawit.unit) if one[0] == "entry"]


def test_who_is_one_person_moves_as_one(district: District, field: Field, entry: Entries) -> None:
    amina, esi = district.phones["amina"], district.phones["esi"]
    one, other = entry(amina), entry(amina)
    link = entry(amina, "same_person", subject=one["subject"], body={"other": other["subject"]})
    field.sync(amina, [one, other, link, transfer(entry, amina, other["subject"], esi)])
    assert {str(home.unit_id) for home in Home.objects.all()} == {esi.unit}
    assert len(items(field.sync(esi), esi.unit)) == 4
    assert len({row.state for row in Projection.objects.all()}) == 1


def test_who_was_found_to_be_one_person_earlier_moves_as_one(
    district: District, field: Field, entry: Entries
) -> None:
    amina, esi = district.phones["amina"], district.phones["esi"]
    one, other = entry(amina), entry(amina)
    link = entry(amina, "same_person", subject=one["subject"], body={"other": other["subject"]})
    field.sync(amina, [one, other, link])
    assert reasons(field.sync(amina, [transfer(entry, amina, other["subject"], esi)])) == [None]
    assert {str(home.unit_id) for home in Home.objects.all()} == {esi.unit}


def test_a_transfer_that_its_author_may_not_make_is_set_aside(
    district: District, field: Field, entry: Entries
) -> None:
    amina, esi, chidi = (district.phones[name] for name in ("amina", "esi", "chidi"))
    known = entry(amina)
    field.sync(amina, [known])
    nowhere = entry(amina, "transfer", subject=known["subject"], body={"to_unit": new_id()})
    nobody = entry(amina, "transfer", subject=None, body={"to_unit": esi.unit})
    assert reasons(field.sync(amina, [nowhere, nobody])) == ["not_allowed"] * 2
    assert reasons(field.sync(chidi, [transfer(entry, chidi, known["subject"], chidi)])) == ["other_unit"]
    assert str(Home.objects.get(subject=known["subject"]).unit_id) == amina.unit


# ---------------------------------------------------------------- erasure


def test_a_worker_erases_what_they_entered_in_error(district: District, field: Field, entry: Entries) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    wrong = entry(amina, "imminent_risk")
    right = entry(amina, subject=wrong["subject"])
    field.sync(amina, [wrong, right])
    assert Projection.objects.get().at_risk
    gone = erasure(entry, amina, [wrong])
    assert reasons(field.sync(amina, [gone])) == [None]
    heard = {item["entry"]["id"]: item["entry"] for item in field.sync(dawit)["pulled"][0]["items"]}
    assert heard[wrong["id"]] == wrong | {"body": None}
    assert heard[right["id"]] == right
    assert heard[gone["id"]] == gone
    assert not Projection.objects.get().at_risk
    kept = StoredEntry.objects.get(id=wrong["id"])
    assert (kept.body, str(kept.erased_by)) == ("null", gone["id"])


def test_what_was_erased_stays_so_when_it_is_sent_again(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    wrong = entry(amina)
    gone = erasure(entry, amina, [wrong])
    for batch in ([wrong, gone], [wrong], [gone, wrong], [wrong | {"body": None}]):
        assert reasons(field.sync(amina, batch)) == [None] * len(batch)
    assert StoredEntry.objects.get(id=wrong["id"]).body == "null"


def test_an_erasure_may_come_before_what_it_erases(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    wrong = entry(amina)
    field.sync(amina, [erasure(entry, amina, [wrong])])
    assert reasons(field.sync(amina, [wrong])) == [None]
    assert StoredEntry.objects.get(id=wrong["id"]).body == "null"


def test_a_blank_entry_is_taken_with_its_erasure_and_not_without(
    district: District, field: Field, entry: Entries
) -> None:
    """After a restore a phone sends again what it has, and what was erased it has as an envelope."""
    amina = district.phones["amina"]
    one, other = entry(amina), entry(amina)
    blank = [one | {"body": None}, other | {"body": None}]
    answer = field.sync(amina, [*blank, erasure(entry, amina, [one])])
    assert reasons(answer) == [None, "invalid_entry", None]


def test_nobody_erases_for_another_nor_for_another_reason(
    district: District, field: Field, entry: Entries
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    theirs, mine = entry(amina), entry(dawit)
    field.sync(amina, [theirs])
    tries = [
        erasure(entry, dawit, [theirs]),
        erasure(entry, dawit, [mine, theirs]),
        erasure(entry, dawit, [mine], because="asked_by_person"),
        erasure(entry, dawit, [mine], entries=[]),
        erasure(entry, dawit, [mine]) | {"practice": True},
    ]
    assert reasons(field.sync(dawit, [mine, *tries])) == [None, *["not_allowed"] * 5]
    assert not StoredEntry.objects.filter(body="null").exists()


def test_an_erasure_that_comes_first_waits_for_its_authors_entry_alone(
    district: District, field: Field, entry: Entries
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    theirs = entry(amina)
    field.sync(dawit, [erasure(entry, dawit, [theirs])])
    field.sync(amina, [theirs])
    assert json.loads(StoredEntry.objects.get(id=theirs["id"]).body) == theirs["body"]


@pytest.mark.parametrize("is_taken_in", [True, False])
def test_an_erasure_leaves_no_words_of_it_in_what_was_set_aside(
    district: District, field: Field, entry: Entries, is_taken_in: bool
) -> None:
    amina, before = district.phones["amina"], enrol_phone(district, "amina", "alpha", called="before")
    wrong, other = (entry(before, body={"initials": word}) for word in ("QZX", "YWV"))
    assert reasons(field.sync(amina, [wrong, other])) == ["other_device", "other_device"]
    row = SetAside.objects.get(entry=wrong["id"])
    if is_taken_in:
        settle.belongs(row, by=district.accounts["bo"], because="Hers.", now=NOW)
    field.sync(amina, [erasure(entry, amina, [wrong])])
    field.sync(amina, [wrong])
    row = SetAside.objects.get(entry=wrong["id"])
    assert "QZX" not in row.raw and row.bytes == len(row.raw)
    assert "YWV" in SetAside.objects.get(entry=other["id"]).raw


def test_what_an_erasure_has_named_before_is_set_aside_without_its_words(
    district: District, field: Field, entry: Entries
) -> None:
    """Amina's phone broke; from the new one she erases what the old one still holds, and what a newer app wrote there."""
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    before = enrol_phone(district, "amina", "alpha", called="before")
    about, words = new_id(), {"initials": "QZX"}
    late = entry(before, subject=about, body=words)
    newer = entry(amina, subject=about, body=words) | {"kind": "newer"}
    forged = entry(dawit, subject=about, body=words) | {"author": amina.author}
    field.sync(amina, [erasure(entry, amina, [late, newer, forged])])
    assert reasons(field.sync(amina, [late, newer])) == ["other_device", "unknown_kind"]
    assert reasons(field.sync(dawit, [forged])) == ["not_the_author"]
    rows = {row.entry: row for row in SetAside.objects.all()}
    assert [json.loads(rows[one["id"]].raw)["body"] for one in (late, newer)] == [None, None]
    assert all(row.bytes == len(row.raw) for row in rows.values())
    assert "QZX" in rows[forged["id"]].raw
    field.sync(amina, [late, newer])
    assert SetAside.objects.count() == 3


def test_what_was_blanked_aside_and_is_taken_in_needs_nobody_any_more(
    district: District, field: Field, entry: Entries
) -> None:
    amina, before = district.phones["amina"], enrol_phone(district, "amina", "alpha", called="before")
    wrong = entry(before)
    field.sync(amina, [wrong])
    field.sync(amina, [erasure(entry, amina, [wrong])])
    row = SetAside.objects.get()
    assert settle.take_in(row, now=NOW).reason == "other_device"
    assert SetAside.objects.count() == 1  # the same, not kept anew
    assert settle.belongs(row, by=district.accounts["bo"], because="Hers.", now=NOW).outcome == "stored"
    row.refresh_from_db()
    assert row.stored_at == NOW


def test_nobody_blanks_what_another_has_sent(district: District, field: Field, entry: Entries) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    forged = entry(amina, author=dawit.author, body={"initials": "QZX"})
    assert reasons(field.sync(amina, [forged])) == ["not_the_author"]
    field.sync(dawit, [erasure(entry, dawit, [forged])])
    assert "QZX" in SetAside.objects.get().raw


def test_a_transfer_and_an_erasure_cannot_be_erased(district: District, field: Field, entry: Entries) -> None:
    amina, esi = district.phones["amina"], district.phones["esi"]
    wrong = entry(amina)
    gone = erasure(entry, amina, [wrong])
    field.sync(amina, [wrong, gone])
    assert reasons(field.sync(amina, [erasure(entry, amina, [gone])])) == ["not_allowed"]
    assert esi.unit != amina.unit


# ---------------------------------------------------------------- by the console


def test_the_console_erases_for_the_person_who_asked(
    district: District, field: Field, entry: Entries
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    subject = new_id()
    one, two = entry(amina, subject=subject), entry(dawit, "consultation", subject=subject)
    other = entry(amina)
    field.sync(amina, [one, other])
    field.sync(dawit, [two])
    bo = district.accounts["bo"]
    assert console_entries.erase(bo, subject, because="asked_by_person", now=NOW) == 2
    heard = [item["entry"] for item in field.sync(dawit)["pulled"][0]["items"]]
    assert [one["body"] is None for one in heard] == [True, False, True, False]
    assert (heard[3]["author"], heard[3]["body"]) == (
        str(bo.pk), {"entries": [], "because": "asked_by_person"},
    )  # fmt: skip
    state = json.loads(Projection.objects.get(subject=subject).state)
    assert (state["person"], state["consultations"]) == ([], [])


def test_the_console_erases_what_was_set_aside_about_the_person(
    district: District, field: Field, entry: Entries
) -> None:
    amina, before = district.phones["amina"], enrol_phone(district, "amina", "alpha", called="before")
    known = entry(amina)
    said = {"subject": known["subject"], "body": {"initials": "QZX"}}
    field.sync(amina, [known, entry(before, **said), entry(before), entry(amina) | said | {"kind": "newer"}])
    console_entries.erase(district.accounts["mara"], known["subject"], because="by_law", now=NOW)
    raws = [json.loads(row.raw) for row in SetAside.objects.order_by("id")]
    assert [raw["body"] is None for raw in raws] == [True, False, True]


def test_the_console_erases_what_has_not_arrived_yet(
    district: District, field: Field, entry: Entries
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    subject = new_id()
    late = entry(dawit, "consultation", subject=subject)
    field.sync(amina, [entry(amina, subject=subject)])
    console_entries.erase(
        district.accounts["bo"], subject, entries=[late["id"]], because="entered_in_error", now=NOW
    )
    field.sync(dawit, [late])
    assert StoredEntry.objects.get(id=late["id"]).body == "null"


def test_the_console_hands_somebody_over(district: District, field: Field, entry: Entries) -> None:
    amina, esi = district.phones["amina"], district.phones["esi"]
    known = entry(amina)
    field.sync(amina, [known])
    moved = console_entries.move(
        district.accounts["amina"], known["subject"], district.units["beta"], now=NOW
    )
    assert moved == [known["subject"]]
    assert len(items(field.sync(esi), esi.unit)) == 2
    with pytest.raises(Refused):
        console_entries.move(district.accounts["amina"], new_id(), district.units["beta"], now=NOW)
