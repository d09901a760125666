"""The app's own sync against a real server: what either half believes of the other is true."""

from __future__ import annotations

import random

from live_phones import LiveServer, Phones, booked

PERSON = "01990000-0000-7000-8000-00000000beef"


def test_two_workers_share_a_phone_and_a_second_phone_hears_of_it(phones: Phones) -> None:
    amina = phones.join("clinic", "amina")
    assert phones("sync", "clinic", worker=amina)["unsent"]["count"] == 0
    patient, *practice = phones("write", "clinic", worker=amina, entries=[booked(PERSON), booked("demo:ab")])
    phones("lock", "clinic", worker=amina)

    dawit = phones.join("clinic", "dawit", pin="1397")
    assert phones.sees("clinic", dawit) == {patient}  # unsent as it is, and nothing of Amina's practice
    unsent = phones("sync", "clinic", worker=dawit)["unsent"]
    # Amina's parcel travelled in Dawit's sync. The patient came back in the unit's channel; her practice only she hears of.
    assert (unsent["count"], unsent["carried"]) == (1, 1)

    again = phones.join("home", "amina")
    said = phones("sync", "home", worker=again)
    assert said["facts"]["complete"] == [amina]
    assert phones.sees("home", amina) == {patient, *practice}
    assert phones("sync", "clinic", worker=amina)["unsent"] == {
        "count": 0,
        "carried": 0,
        "oldest": None,
        "aside": 0,
        "refused": 0,
        "parcels": 0,
    }


def test_a_forgotten_pin_is_replaced_by_an_admission(phones: Phones) -> None:
    amina = phones.join("clinic", "amina")
    phones("sync", "clinic", worker=amina)
    written = phones("write", "clinic", worker=amina, entries=[booked(PERSON), booked("demo:ab")])
    assert phones("open", "clinic", worker=amina, pin="9999")["fault"] == "wrong_pin"
    phones.join("clinic", "amina", pin="7013")
    assert phones("open", "clinic", worker=amina, pin="2580")["fault"] == "wrong_pin"
    assert len(phones("open", "clinic", worker=amina, pin="7013")["stores"]) == 3
    assert phones.sees("clinic", amina) == set(written)


def test_a_file_brings_unsent_work_through_another_phone(phones: Phones) -> None:
    amina = phones.join("clinic", "amina")
    written = phones("write", "clinic", worker=amina, entries=[booked(PERSON)])
    file = phones("lock", "clinic", worker=amina)
    dawit = phones.join("market", "dawit")
    assert phones("bring", "market", file=file) == 1
    phones("sync", "market", worker=dawit)
    assert phones.sees("market", dawit) == set(written)


def test_nothing_is_lost_over_cuts_and_kills_and_nothing_is_there_twice(
    phones: Phones, server: LiveServer
) -> None:
    dice = random.Random(20261125)
    amina = phones.join("clinic", "amina")
    written: set[str] = set()
    for turn in range(30):
        entries = [booked(PERSON) for _ in range(dice.randint(1, 60))]
        written |= set(phones("write", "clinic", worker=amina, entries=entries))
        cut = [(dice.randint(0, 2), dice.choice(["request", "answer"]))] if dice.random() < 0.7 else []
        phones("sync", "clinic", worker=amina, cut=cut)
        if turn in (9, 19):
            server.stop(kill=True)
            server.start()
    said = phones("sync", "clinic", worker=amina)
    assert said["unsent"]["count"] == 0
    assert said["device"].get("former") is None  # nothing that was cut made it look like a copy
    dawit = phones.join("home", "dawit")
    phones("sync", "home", worker=dawit)
    seen = phones("sees", "home", worker=dawit)
    assert sorted(entry["id"] for entry in seen) == sorted(written)
    assert {entry["n"] for entry in seen} == set(range(1, len(written) + 1))


def test_after_an_older_backup_was_brought_back_the_phone_sends_again(
    phones: Phones, server: LiveServer
) -> None:
    amina = phones.join("clinic", "amina")
    before = phones("write", "clinic", worker=amina, entries=[booked(PERSON)] * 3)
    phones("sync", "clinic", worker=amina)
    server.run("backup", str(server.data / "backup"))
    after = phones("write", "clinic", worker=amina, entries=[booked(PERSON), booked("demo:ab")])
    phones("sync", "clinic", worker=amina)
    server.stop()
    server.run("restore", "--replace", str(server.data / "backup"))
    server.start()
    said = phones("sync", "clinic", worker=amina)
    assert said["unsent"]["count"] == 0
    dawit = phones.join("home", "dawit")
    phones("sync", "home", worker=dawit)
    assert phones.sees("home", dawit) == {*before, after[0]}
