"""What becomes of each entry: stored, set aside or refused, each for its own reason, and none holds up another."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from attune.server.people import access
from attune.server.people.models import Account, Role
from attune.server.sync import rescue
from attune.server.sync.models import Delivery, Home, Projection, SetAside, StoredEntry
from district import District, Entries, Field, new_id


def outcomes(answer: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(one["outcome"], one["reason"]) for one in answer["outcomes"]]


def test_a_good_entry_is_stored_as_it_was_written(district: District, field: Field, entry: Entries) -> None:
    sent = entry(district.phones["amina"])
    answer = field.sync(district.phones["amina"], [sent])
    assert outcomes(answer) == [("stored", None)]
    kept = StoredEntry.objects.get()
    assert json.loads(kept.envelope) | {"body": json.loads(kept.body)} == sent


def test_every_kind_is_stored(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    for kind in (
        "consultation",
        "imminent_risk",
        "risk_outcome",
        "task_done",
        "visit_booked",
        "visit_missed",
        "observed",
    ):
        assert outcomes(field.sync(amina, [entry(amina, kind)])) == [("stored", None)]


def test_a_play_reaches_its_worker_alone(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    played = entry(amina, "played", subject=None, practice=True)
    assert outcomes(field.sync(amina, [played])) == [("stored", None)]
    channels = Delivery.objects.filter(entry_id=played["id"]).values_list("channel", flat=True)
    assert list(channels) == [f"practice:{amina.author}"]
    row = StoredEntry.objects.get(pk=played["id"])
    readers = [one for one in Account.objects.all() if access.may_see_entry(one, row)]
    assert [str(one.pk) for one in readers] == [amina.author]


def test_the_same_batch_twice_in_pieces_and_out_of_order_is_the_same(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    sent = [entry(amina) for _ in range(6)]
    for part in (sent[3:], sent, sent[:2], sent[::-1], [sent[0], sent[0]]):
        assert {one[0] for one in outcomes(field.sync(amina, part))} == {"stored"}
    assert StoredEntry.objects.count() == len(sent)
    channel = Delivery.objects.filter(channel=f"unit:{amina.unit}").order_by("number")
    assert list(channel.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_one_bad_entry_holds_up_no_other(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    good = [entry(amina) for _ in range(3)]
    bad = entry(amina, body={"initials": 7})
    answer = field.sync(amina, [good[0], bad, 12, good[1], None, good[2]])
    assert outcomes(answer) == [
        ("stored", None),
        ("set_aside", "invalid_entry"),
        ("refused", "unreadable"),
        ("stored", None),
        ("refused", "unreadable"),
        ("stored", None),
    ]
    assert answer["outcomes"][1]["places"] == ["body.initials"]
    assert [one["id"] for one in answer["outcomes"]] == [
        good[0]["id"], bad["id"], None, good[1]["id"], None, good[2]["id"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "haircut"}, "unknown_kind"),
        ({"version": 9}, "unknown_version"),
        ({"n": 0}, "invalid_entry"),
        ({"author": "0198c1a0-0000-7000-8000-0000000000a1"}, "not_the_author"),
        ({"device": "0198c1a0-0000-7000-8000-0000000000d1"}, "other_device"),
    ],
)
def test_what_cannot_be_stored_is_kept_aside_once(
    district: District, field: Field, entry: Entries, change: dict[str, Any], reason: str
) -> None:
    amina = district.phones["amina"]
    sent = entry(amina) | change
    for _ in range(2):
        assert outcomes(field.sync(amina, [sent])) == [("set_aside", reason)]
    row = SetAside.objects.get()
    assert (row.entry, row.reason, row.stored_at) == (sent["id"], reason, None)
    assert json.loads(row.raw) == sent
    assert not StoredEntry.objects.exists()


def test_another_entry_with_a_known_id_is_set_aside(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    first = entry(amina)
    second = entry(amina, id=first["id"], body={"initials": "Z"})
    assert outcomes(field.sync(amina, [first, second])) == [("stored", None), ("set_aside", "id_taken")]
    assert outcomes(field.sync(amina, [second, first])) == [("set_aside", "id_taken"), ("stored", None)]
    assert json.loads(StoredEntry.objects.get().envelope)["n"] == first["n"]


def test_the_worker_of_another_phone_cannot_take_an_id(
    district: District, field: Field, entry: Entries
) -> None:
    amina, chidi = district.phones["amina"], district.phones["chidi"]
    first = entry(amina)
    field.sync(amina, [first])
    assert outcomes(field.sync(chidi, [entry(chidi, id=first["id"])])) == [("set_aside", "id_taken")]


def test_who_has_left_the_unit_loses_no_work(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    sent, own = entry(amina), entry(amina, practice=True)
    role = Role.objects.get(account=amina.worker.account)
    role.until = date(2026, 2, 1)
    role.save()
    Role.objects.create(
        account=amina.worker.account, unit=district.units["beta"], kind="worker", since=date(2026, 2, 1)
    )
    answer = field.sync(amina, [sent, own])
    assert outcomes(answer) == [("set_aside", "left_unit"), ("stored", None)]
    assert not any(part["channel"].startswith("unit:") for part in answer["pulled"])
    Role.objects.create(
        account=amina.worker.account, unit=district.units["alpha"], kind="worker", since=date(2026, 2, 1)
    )
    assert outcomes(field.sync(amina, [sent])) == [("stored", None)]
    assert SetAside.objects.get().stored_at is not None


def test_a_person_of_another_unit_is_not_ours(district: District, field: Field, entry: Entries) -> None:
    amina, chidi = district.phones["amina"], district.phones["chidi"]
    known = entry(amina)
    field.sync(amina, [known])
    about = entry(chidi, subject=known["subject"])
    link = entry(chidi, "same_person", body={"other": known["subject"]})
    assert outcomes(field.sync(chidi, [about, link])) == [("set_aside", "other_unit")] * 2
    assert outcomes(field.sync(amina, [entry(amina, subject=known["subject"])])) == [("stored", None)]


def test_too_large_is_refused_and_just_not_too_large_is_not(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    sizes = {"ok": 255_000, "too_large": 263_000}
    for name, size in sizes.items():
        sent = entry(amina, "consultation")
        sent["body"]["answers"] = {f"q{i}": {"value": "x" * 1900, "n": i} for i in range(size // 1930)}
        outcome = outcomes(field.sync(amina, [sent]))
        assert outcome == ([("stored", None)] if name == "ok" else [("refused", "too_large")])
    assert not SetAside.objects.exists()


def test_letters_count_by_their_bytes(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    sent = entry(amina, "consultation")
    sent["body"]["answers"] = {f"q{i}": {"value": "ሀ" * 1900, "n": i} for i in range(60)}
    assert outcomes(field.sync(amina, [sent])) == [("refused", "too_large")]


def test_past_the_quota_the_phone_keeps_what_it_has(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue, "MOST_ROWS", 2)
    amina = district.phones["amina"]
    bad = [entry(amina) | {"kind": "haircut"} for _ in range(3)]
    answer = field.sync(amina, [*bad, entry(amina)])
    assert outcomes(answer) == [
        ("set_aside", "unknown_kind"),
        ("set_aside", "unknown_kind"),
        ("refused", "quota"),
        ("stored", None),
    ]
    assert outcomes(field.sync(amina, bad[:1])) == [("set_aside", "unknown_kind")]
    esi = district.phones["esi"]
    assert outcomes(field.sync(esi, [entry(esi) | {"kind": "haircut"}])) == [("set_aside", "unknown_kind")]


def test_practice_is_walled_off_whatever_its_kind(district: District, field: Field, entry: Entries) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    person = entry(amina)
    field.sync(amina, [person])
    trial = [
        entry(amina, kind, subject=person["subject"], practice=True)
        for kind in ("imminent_risk", "person", "consultation")
    ]
    trial.append(
        entry(
            amina,
            "transfer",
            subject=person["subject"],
            practice=True,
            body={"to_unit": str(district.units["beta"].id)},
        )
    )
    trial.append(entry(amina, "imminent_risk", subject="demo:ab", practice=True))
    answer = field.sync(amina, trial)
    assert outcomes(answer) == [("stored", None)] * 5
    channels = set(Delivery.objects.filter(entry__practice=True).values_list("channel", flat=True))
    assert channels == {f"practice:{amina.author}"}
    heard = field.sync(dawit)
    assert [len(part["items"]) for part in heard["pulled"]] == [1]
    row = Projection.objects.get()
    assert (row.at_risk, str(row.unit_id)) == (False, amina.unit)
    assert str(Home.objects.get().unit_id) == amina.unit


def test_a_fault_of_ours_in_one_entry_sets_it_aside(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    from attune.server.sync import reading

    amina = district.phones["amina"]
    good, bad = entry(amina), entry(amina)
    right = reading.read_entry

    def broken(raw: Any, **more: Any) -> Any:
        if raw["id"] == bad["id"]:
            raise ZeroDivisionError
        return right(raw, **more)

    monkeypatch.setattr(reading, "read_entry", broken)
    assert outcomes(field.sync(amina, [bad, good])) == [("set_aside", "invalid_entry"), ("stored", None)]


def test_ids_of_nobody_are_no_ids(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    for id_ in (None, 7, "", "0198c1a0-0000-4000-8000-000000000001", new_id().upper(), new_id() + "\n"):
        assert outcomes(field.sync(amina, [entry(amina, id=id_)])) == [("refused", "unreadable")]


def test_what_a_newer_app_wrote_is_taken_in_after_the_upgrade(
    district: District, field: Field, entry: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    from attune.journal import routes
    from attune.journal.bodies import Text
    from attune.journal.entries import KINDS, Part
    from attune.server import setup

    class SongBody(Part):
        words: Text

    amina = district.phones["amina"]
    song = entry(amina) | {"kind": "song", "body": {"words": "la la"}}
    assert outcomes(field.sync(amina, [song])) == [("set_aside", "unknown_kind")]
    setup.migrate()
    assert not StoredEntry.objects.exists()
    monkeypatch.setitem(KINDS, "song", {1: SongBody})
    monkeypatch.setitem(routes.BELONGS, "song", routes.Belongs.UNIT)
    setup.migrate()
    assert str(StoredEntry.objects.get().id) == song["id"]
    assert SetAside.objects.get().stored_at is not None


def test_what_was_judged_is_not_counted_as_unsent(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    field.sync(amina, [entry(amina)], unsent={"count": 3, "oldest_on": "2026-11-24"})
    amina.worker.phone.refresh_from_db()
    assert (amina.worker.phone.unsent, str(amina.worker.phone.oldest_unsent_on)) == (2, "2026-11-24")
    field.sync(amina, [entry(amina), entry(amina)], unsent={"count": 2, "oldest_on": "2026-11-24"})
    amina.worker.phone.refresh_from_db()
    assert (amina.worker.phone.unsent, amina.worker.phone.oldest_unsent_on) == (0, None)
