"""An entry belongs to the unit at which it was written, though its phone has moved when it comes: there, back, in a parcel, after a
restore, and whatever somebody says who only knows the id."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from attune.server.people.models import Enrolment, Phone, PhoneWorker, Role
from attune.server.people.staff import transfer
from attune.server.sync import settle
from attune.server.sync.models import Delivery, Home, SetAside, StoredEntry
from district import District, Entries, Field, OnPhone, enrol_phone
from handsets import Handset


def move(district: District, field: Field, by: OnPhone, unit: str, worker: str) -> OnPhone:
    """The phone comes to `unit` by a code for `worker`: the phone there, with the worker's new token."""
    from attune.server.people.enrolment import make_code

    code = make_code(worker=district.accounts[worker], unit=district.units[unit], by=None, now=timezone.now())
    answer = field.post("enrol", Handset(by.device).says(code=code.code)).json()
    assert answer["device"] != by.device
    account = district.accounts[worker]
    return OnPhone(PhoneWorker.objects.get(phone=answer["device"], account=account), answer["token"])


@pytest.fixture
def amina(district: District, field: Field) -> OnPhone:
    """On a phone of her own, and with a role at Beta too, so that nothing of hers is left behind."""
    Role.objects.create(
        account=district.accounts["amina"], unit=district.units["beta"], kind="worker", since=date(2026, 2, 1)
    )
    return enrol_phone(district, "amina", "alpha", called="own")


def units(*entries: dict[str, Any]) -> list[str]:
    """The names of the units whose channel has each entry, and whose person it is about."""
    found = []
    for entry in entries:
        channels = Delivery.objects.filter(entry=entry["id"]).values_list("channel", flat=True)
        home = Home.objects.select_related("unit").get(subject=entry["subject"]).unit
        assert [StoredEntry.objects.get(pk=entry["id"]).unit_id] == [home.pk]
        assert list(channels) == [f"unit:{home.pk}"]
        found.append(home.name)
    return found


def test_what_was_written_before_the_move_and_after_it_each_reach_their_unit(
    district: District, field: Field, entry: Entries, amina: OnPhone
) -> None:
    before = [entry(amina), entry(amina)]
    there = move(district, field, amina, "beta", "amina")
    after = [entry(there), entry(there)]

    outcomes = field.sync(there, [after[0], before[0], after[1], before[1]], turn=None)["outcomes"]

    assert [(one["id"], one["outcome"]) for one in outcomes] == [
        (one["id"], "stored") for one in (after[0], before[0], after[1], before[1])
    ]
    assert units(*before, *after) == ["Alpha", "Alpha", "Beta", "Beta"]


def test_back_again_each_still_reaches_its_unit(
    district: District, field: Field, entry: Entries, amina: OnPhone
) -> None:
    first = entry(amina)
    there = move(district, field, amina, "beta", "amina")
    second = entry(there)
    back = move(district, field, there, "alpha", "amina")
    third = entry(back)

    field.sync(back, [third, second, first], turn=None)

    assert units(first, second, third) == ["Alpha", "Beta", "Alpha"]


def test_a_bad_entry_among_them_has_its_own_outcome_in_its_place(
    district: District, field: Field, entry: Entries, amina: OnPhone
) -> None:
    before = entry(amina)
    there = move(district, field, amina, "beta", "amina")
    sent = [None, entry(there), before | {"kind": "none"}, entry(there, device=[])]

    outcomes = field.sync(there, [*sent, before], turn=None, last_n=9)["outcomes"]

    assert [one["outcome"] for one in outcomes] == ["refused", "stored", "set_aside", "set_aside", "stored"]
    assert {row.unit.name for row in SetAside.objects.filter(entry=before["id"])} == {"Alpha"}


def test_who_has_left_the_unit_before_leaves_it_to_decide(
    district: District, field: Field, entry: Entries
) -> None:
    """Moved with the phone, and no work at Alpha any more: what she wrote there is Alpha's to look at, not Beta's to have."""
    alone = enrol_phone(district, "amina", "alpha", called="own")
    before = entry(alone)
    transfer(district.accounts["amina"], to=district.units["beta"], on=timezone.now().date())
    there = move(district, field, alone, "beta", "amina")

    assert field.sync(there, [before], turn=None)["outcomes"][0]["reason"] == "left_unit"
    assert SetAside.objects.get().unit == district.units["alpha"]


def test_what_a_worker_who_stayed_wrote_before_the_move_reaches_their_unit(
    district: District, field: Field, entry: Entries
) -> None:
    """Dawit's entry was on the shared phone when it moved, whatever the phone said of what it had not sent."""
    dawit = district.phones["dawit"]
    field.sync(dawit, turn=None)
    before = entry(dawit)
    move(district, field, dawit, "beta", "esi")

    assert field.sync(dawit, [before], turn=None)["outcomes"][0]["outcome"] == "stored"
    assert units(before) == ["Alpha"]
    # What he writes on it from then on is of a phone of Beta, where he has no work.
    moved = Phone.objects.get(copy_of=dawit.device)
    assert moved.unit == district.units["beta"]
    on_it = OnPhone(PhoneWorker.objects.get(phone=moved, account=dawit.author), "")
    later = entry(on_it)
    answer = field.post("sync", said(on_it, [later]), token=token_on(dawit, moved))
    assert answer.json()["outcomes"][0]["reason"] == "left_unit"


def said(by: OnPhone, entries: list[Any]) -> dict[str, Any]:
    from district import sync_request

    return sync_request(by, entries)


def token_on(before: OnPhone, phone: Phone) -> str:
    """The token that follows from the one before, as turns.py makes it."""
    from attune.server.people import tokens

    return tokens.issue(f"copy\n{phone.pk}\n{before.token}").token


def test_the_attacker_who_knows_the_id_brings_nothing_into_the_other_unit(
    district: District, field: Field, entry: Entries
) -> None:
    """Esi has an operator's code and shows the id of Alpha's phone: what she says was written there is set aside at Alpha, and what
    she writes is Beta's."""
    shared = district.phones["amina"]
    there = move(district, field, shared, "beta", "esi")
    claimed, own = entry(there, device=shared.device), entry(there)

    outcomes = field.sync(there, [claimed, own], turn=None)["outcomes"]

    assert [one["reason"] for one in outcomes] == ["left_unit", None]
    assert units(own) == ["Beta"]
    assert not StoredEntry.objects.filter(pk=claimed["id"]).exists()


def test_after_a_restore_to_before_the_move_nothing_lands_in_the_wrong_unit(
    district: District, field: Field, entry: Entries, amina: OnPhone
) -> None:
    """The server knows nothing of the id at Beta, nor that it is the phone of Alpha: what was written under the id before waits for
    a person."""
    before = entry(amina)
    lost = move(district, field, amina, "beta", "amina")
    after = entry(lost)
    for rows in (PhoneWorker.objects.filter(phone=lost.device), Enrolment.objects.all()):
        rows.delete()
    Phone.objects.filter(pk=lost.device).delete()

    from attune.server.people.enrolment import make_code

    code = make_code(
        worker=district.accounts["amina"], unit=district.units["beta"], by=None, now=timezone.now()
    )
    answer = field.post("enrol", Handset(lost.device).says(code=code.code)).json()
    again = OnPhone(PhoneWorker.objects.get(phone=answer["device"]), answer["token"])
    outcomes = field.sync(again, [before, after], turn=None)["outcomes"]

    assert answer["device"] == lost.device
    assert [one["reason"] for one in outcomes] == ["other_device", None]
    assert units(after) == ["Beta"]
    row = SetAside.objects.get()
    assert row.unit == district.units["alpha"]
    assert settle.belongs(row, by=district.accounts["bo"], because="", now=timezone.now()).outcome == "stored"
    assert units(before) == ["Alpha"]


def test_no_phone_changes_its_unit(district: District, field: Field, entry: Entries, amina: OnPhone) -> None:
    there = move(district, field, amina, "beta", "amina")
    before = dict(Phone.objects.values_list("pk", "unit"))
    field.sync(there, [entry(amina), entry(there)], turn=None)
    move(district, field, there, "alpha", "amina")

    after = dict(Phone.objects.values_list("pk", "unit"))
    assert {pk: after[pk] for pk in before} == before


def forgets(unit: str, subject: str) -> int:
    return Delivery.objects.filter(channel=f"unit:{unit}", forget=subject).count()


def test_what_was_unsent_again_when_its_person_left_is_forgotten_where_the_phone_is(
    district: District, field: Field, entry: Entries, amina: OnPhone
) -> None:
    """After a restore the phone, at Beta by now, sends again what it wrote at Alpha. Meanwhile it hears that the person has left Beta."""
    mine, esi = entry(amina), district.phones["esi"]
    about = {"subject": mine["subject"]}
    field.sync(amina, [mine, entry(amina, "transfer", **about, body={"to_unit": esi.unit})])
    there = move(district, field, amina, "beta", "amina")
    field.sync(esi, [entry(esi, "transfer", **about, body={"to_unit": amina.unit})])
    channel = f"unit:{there.unit}"
    (told,) = (part for part in field.sync(there, turn=None)["pulled"] if part["channel"] == channel)

    answer = field.sync(there, [mine], cursors={channel: told["last"]}, turn=None)

    (again,) = (part for part in answer["pulled"] if part["channel"] == channel)
    assert [item["forget"] for item in again["items"]] == [mine["subject"]]


def test_it_is_forgotten_too_where_the_phone_was_when_it_heard_so(
    district: District, field: Field, entry: Entries, amina: OnPhone
) -> None:
    mine, esi = entry(amina), district.phones["esi"]
    sent = [mine, entry(amina, "transfer", subject=mine["subject"], body={"to_unit": esi.unit})]
    field.sync(amina, sent)
    there = move(district, field, amina, "beta", "amina")
    (told,) = field.sync(district.phones["dawit"])["pulled"]
    assert told["channel"] == f"unit:{amina.unit}"

    field.sync(there, [mine], cursors={told["channel"]: told["last"]}, turn=None)
    assert forgets(amina.unit, mine["subject"]) == 2
    # Who was never there has nothing of it, whatever cursors they show.
    field.sync(esi, [entry(esi, subject=mine["subject"])], cursors={told["channel"]: 99})
    assert forgets(amina.unit, mine["subject"]) == 2
