"""A phone that was copied is found out, gets an id of its own, and loses nothing; a lost answer makes no copy of anybody."""

from __future__ import annotations

from typing import Any

from attune.server.people.models import Phone, PhoneWorker
from attune.server.sync import facts
from attune.server.sync.models import StoredEntry
from district import District, Entries, Field, OnPhone


def again(by: OnPhone, answer: dict[str, Any]) -> OnPhone:
    """The worker with the device and token of the answer."""
    return OnPhone(PhoneWorker.objects.get(phone=answer["device"], account=by.author), answer["token"])


def test_a_phone_that_goes_on_stays_itself(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    turn = None
    for _ in range(4):
        answer = field.sync(amina, [entry(amina)], turn=turn)
        assert (answer["device"], answer["token"]) == (amina.device, amina.token)
        assert answer["turn"] != turn
        turn = answer["turn"]


def test_answers_that_were_lost_make_no_copy(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    for _ in range(3):
        assert field.sync(amina, [entry(amina)], turn=None)["device"] == amina.device
    turn = field.sync(amina, turn=None)["turn"]
    for _ in range(3):
        assert field.sync(amina, [entry(amina)], turn=turn)["device"] == amina.device


def test_an_old_turn_is_a_copy_and_its_work_is_stored(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    old = field.sync(amina, [entry(amina)], turn=None)["turn"]
    newer = field.sync(amina, turn=old)["turn"]
    newest = field.sync(amina, turn=newer)["turn"]
    sent = entry(amina)
    answer = field.sync(amina, [sent], turn=old)
    assert answer["outcomes"][0]["outcome"] == "stored"
    assert answer["device"] != amina.device
    copy = Phone.objects.get(id=answer["device"])
    assert (str(copy.copy_of_id), str(copy.unit_id)) == (amina.device, amina.unit)
    # The original goes on undisturbed.
    assert field.sync(amina, turn=newest)["device"] == amina.device
    # The copy goes on with its own id and a counter from 1; what it wrote before under the old id is still its own.
    mine = again(amina, answer)
    late, own = entry(amina, n=90), entry(mine, n=1)
    answer = field.sync(mine, [late, own], turn=answer["turn"])
    assert [one["outcome"] for one in answer["outcomes"]] == ["stored"] * 2
    assert answer["device"] == mine.device


def test_a_number_that_is_given_twice_is_a_copy(district: District, field: Field, entry: Entries) -> None:
    amina = district.phones["amina"]
    turn = field.sync(amina, [entry(amina, n=7)], turn=None)["turn"]
    answer = field.sync(amina, [entry(amina, n=7)], turn=turn)
    assert answer["outcomes"][0]["outcome"] == "stored"
    assert answer["device"] != amina.device
    assert StoredEntry.objects.filter(n=7).count() == 2


def test_a_number_given_twice_in_one_batch_is_a_copy(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    assert field.sync(amina, [entry(amina, n=7), entry(amina, n=7)], turn=None)["device"] != amina.device


def test_all_workers_of_a_copied_phone_come_to_the_same_new_one(
    district: District, field: Field, entry: Entries
) -> None:
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    old = field.sync(amina, turn=None)["turn"]
    newer = field.sync(dawit, turn=old)["turn"]
    newest = field.sync(amina, turn=newer)["turn"]
    first = field.sync(amina, turn=old)  # the copy
    second = field.sync(
        dawit, [entry(dawit)], turn=first["turn"]
    )  # on the copy, with the token of the original
    assert second["device"] == first["device"] != amina.device
    assert again(dawit, second).worker.signing_key == dawit.worker.signing_key
    assert field.sync(dawit, turn=newest)["device"] == dawit.device
    assert Phone.objects.filter(copy_of__isnull=False).count() == 1


def test_after_a_restore_the_phone_learns_what_is_known(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    before = field.sync(amina, [entry(amina, n=n) for n in (1, 2, 3, 5, 9, 10)], turn=None)
    assert before["known"] is None
    facts.new_epoch()
    answer = field.sync(amina, [entry(amina, n=12)], epoch=before["epoch"], turn="older")
    assert answer["known"] == [[1, 3], [5, 5], [9, 10], [12, 12]]
    assert answer["device"] == amina.device  # turns of another epoch say nothing
    assert (answer["pulled"], answer["complete"]) == ([], False)
    assert answer["epoch"] != before["epoch"]
    now = field.sync(amina, epoch=answer["epoch"])
    assert (now["known"], now["complete"]) == (None, True)


def test_known_numbers_are_of_this_id_alone(district: District, field: Field, entry: Entries) -> None:
    """A copy counts from 1 again: its original's numbers say nothing of its own."""
    amina = district.phones["amina"]
    answer = field.sync(amina, [entry(amina, n=1), entry(amina, n=2), entry(amina, n=2)], turn=None)
    mine = again(amina, answer)
    field.sync(mine, [entry(mine, n=1)], turn=answer["turn"])
    facts.new_epoch()
    assert field.sync(mine, epoch=answer["epoch"])["known"] == [[1, 1]]


def test_the_lost_answer_to_a_copy_makes_no_second_one(
    district: District, field: Field, entry: Entries
) -> None:
    amina = district.phones["amina"]
    old = field.sync(amina, turn=None)["turn"]
    newer = field.sync(amina, turn=old)["turn"]
    newest = field.sync(amina, turn=newer)["turn"]
    devices = {field.sync(amina, [entry(amina)], turn=old)["device"] for _ in range(3)}
    assert len(devices) == 1
    assert field.sync(amina, turn=newest)["device"] == amina.device
    assert Phone.objects.filter(copy_of__isnull=False).count() == 1


def test_of_a_phone_that_was_copied_no_number_is_known(
    district: District, field: Field, entry: Entries
) -> None:
    """Number 7 is here, and it is the copy's: the phone's own 7 may have been lost with the restore."""
    amina = district.phones["amina"]
    field.sync(amina, [entry(amina, n=7), entry(amina, n=7)], turn=None)
    before = facts.epoch()
    facts.new_epoch()
    assert field.sync(amina, epoch=before)["known"] == []


def test_two_copies_of_one_moment_each_go_on_and_part(
    district: District, field: Field, entry: Entries
) -> None:
    """What the second copy is told must not end the token that the first was given."""
    amina = district.phones["amina"]
    old = field.sync(amina, turn=None)["turn"]
    newer = field.sync(amina, turn=old)["turn"]
    field.sync(amina, turn=newer)
    first = field.sync(amina, [entry(amina)], turn=old)
    second = field.sync(amina, [entry(amina)], turn=old)
    went_on = field.sync(again(amina, first), [entry(amina)], turn=first["turn"])
    parted = field.sync(again(amina, second), [entry(amina)], turn=second["turn"])
    assert [one["outcomes"][0]["outcome"] for one in (first, second, went_on, parted)] == ["stored"] * 4
    went_on = field.sync(again(amina, went_on), [entry(amina)], turn=went_on["turn"])
    parted = field.sync(again(amina, parted), [entry(amina)], turn=parted["turn"])
    assert went_on["device"] != parted["device"]
