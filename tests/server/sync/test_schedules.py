"""Random schedules of writing, talking, cuts, copies, restores, phones and people that move to another unit: nothing is lost, nothing is
there twice, and a phone ends with the entries about its unit's people and no others."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attune.server.people.enrolment import make_code
from attune.server.people.models import PhoneWorker, Role, Unit
from attune.server.sync import facts, projections
from attune.server.sync.models import Channel, Delivery, Home, Projection, SetAside, StoredEntry
from attune.server.sync.pull import pull
from district import District, Entries, Field, OnPhone, enrol_phone, found_district, new_id
from handsets import public_key


@dataclass
class Handset:
    """A phone as docs/reference/sync.md describes it: what it keeps, and what it does with an answer."""

    by: OnPhone
    device: str
    token: str
    unit: str
    epoch: str | None = None
    turn: str | None = None
    counter: int = 0
    own: dict[str, dict[str, Any]] = field(default_factory=dict)
    unsent: list[str] = field(default_factory=list)
    aside: set[str] = field(default_factory=set)
    has_restored: bool = False
    heard: dict[str, dict[int, str | None]] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)
    # What lies in the care store of each unit: the subject of each entry by its id.
    holds: dict[str, dict[str, str]] = field(default_factory=dict)

    def write(self, entries: Entries, dice: Random) -> None:
        kind = dice.choice(("person", "visit_booked", "imminent_risk", "consultation"))
        people = self.people()
        subject = dice.choice(people) if people and dice.random() < 0.8 else new_id()
        self._keep(entries, kind, subject, practice=dice.random() < 0.2)

    def hand_over(self, entries: Entries, dice: Random, to_unit: str) -> None:
        if people := self.people():
            self._keep(entries, "transfer", dice.choice(people), body={"to_unit": to_unit})

    def people(self) -> list[str]:
        """Those whom this phone shows."""
        return list(dict.fromkeys(self._store().values()))

    def _keep(self, entries: Entries, kind: str, subject: str, **more: Any) -> None:
        self.counter += 1
        made = entries(self.by, kind, device=self.device, n=self.counter, subject=subject, **more)
        self.own[made["id"]] = made
        self.unsent.append(made["id"])
        if not made["practice"]:
            self._store()[made["id"]] = subject

    def _store(self) -> dict[str, str]:
        return self.holds.setdefault(self.unit, {})

    def come_to(self, unit: str, code: str, net: Field) -> None:
        """Its worker comes in at another unit. The server lets nobody take it there while work waits on it."""
        said = {"device": self.device, "signing_key": public_key(), "app": "0.1.0", "code": code}
        response = net.post("enrol", said | {"unsent": len(self.unsent)})
        if response.status_code == 409:
            return
        assert response.status_code == 200, response.content
        told = response.json()
        assert (told["unit"]["id"], told["device"] != self.device) == (unit, True)
        self.device, self.token, self.unit = told["device"], told["token"], unit
        self.turn, self.counter = None, 0

    def talk(self, net: Field, dice: Random, *, cut: str) -> bool:
        """One round. Returns whether anything is left to say or to hear. A cut answer changes nothing here."""
        some = dice.sample(self.unsent, min(len(self.unsent), dice.randint(1, 6)))
        said = {
            "protocol": 1,
            "app": "0.1.0",
            "epoch": self.epoch,
            "turn": self.turn,
            "cursors": self.cursors,
            "unsent": {"count": len(self.unsent), "oldest_on": None},
            "entries": [self.own[id_] for id_ in some],
            "brief": dice.random() < 0.5,
        }
        if cut == "request":
            return True
        response = net.post("sync", said, token=self.token)
        assert response.status_code == 200, response.content
        if cut == "answer":
            return True
        return self._take(response.json(), some)

    def _take(self, answer: dict[str, Any], some: list[str]) -> bool:
        for id_, outcome in zip(some, answer["outcomes"], strict=True):
            if outcome["reason"] == "not_allowed" and self.own[id_]["kind"] == "transfer":
                self.aside.add(id_)  # somebody else has handed the person over
            elif outcome["reason"] == "other_unit" and self.has_restored:
                self.aside.add(id_)  # the transfer did not come back, or the other unit came first
            else:
                assert (outcome["id"], outcome["outcome"]) == (id_, "stored"), outcome
            self.unsent.remove(id_)
        self.turn, self.token = answer["turn"], answer["token"]
        if answer["device"] != self.device:
            self.device, self.counter = answer["device"], 0
        if answer["known"] is not None:
            self._begin_epoch(answer["known"])
        for part in answer["pulled"]:
            for item in part["items"]:
                self._hear(part["channel"], item)
        self.epoch = answer["epoch"]
        return not answer["complete"] or bool(self.unsent)

    def _hear(self, channel: str, item: dict[str, Any]) -> None:
        assert item["number"] == self.cursors.get(channel, 0) + 1  # no hole, nothing twice
        self.cursors[channel] = item["number"]
        entry = item.get("entry") or self.own.get(item.get("id", ""))
        self.heard.setdefault(channel, {})[item["number"]] = entry and entry["id"]
        if entry is None:
            for id_ in [id_ for id_, subject in self._store().items() if subject == item["forget"]]:
                if id_ not in self.unsent and id_ not in self.aside:
                    del self._store()[id_]
            return
        assert entry == self.own.get(entry["id"], entry)
        self.aside.discard(entry["id"])  # a copy of this phone brought it
        if channel.startswith("unit:"):
            assert channel == f"unit:{self.unit}"
            self._store()[entry["id"]] = entry["subject"]

    def _begin_epoch(self, known: list[list[int]]) -> None:
        self.cursors, self.heard, self.has_restored = {}, {}, True
        for id_, one in self.own.items():
            is_known = one["device"] == self.device and any(a <= one["n"] <= b for a, b in known)
            # The numbers are those of the journal: of what was set aside they say nothing.
            if id_ not in self.unsent and (id_ in self.aside or not is_known):
                self.unsent.append(id_)
        self.aside.clear()


STEPS = (
    *("write", "write", "write", "talk", "talk", "cut request", "cut answer"),
    *("copy", "backup", "restore", "hand over", "come to another unit"),
)


@given(seed=st.integers(0, 2**32), steps=st.lists(st.sampled_from(STEPS), min_size=5, max_size=30))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_lost_and_nothing_is_there_twice(db: None, seed: int, steps: list[str]) -> None:
    with transaction.atomic():
        _walk(found_district(), Random(seed), steps)
        transaction.set_rollback(True)


def test_nothing_is_lost_over_two_hundred_syncs_that_are_mostly_cut(db: None) -> None:
    dice = Random(20261125)
    steps = [dice.choice((*STEPS, "cut request", "cut answer", "cut answer")) for _ in range(470)]
    assert sum(step.startswith(("talk", "cut")) for step in steps) >= 200
    _walk(found_district(), dice, steps)


def _walk(district: District, dice: Random, steps: list[str]) -> None:
    entries, net = Entries(), Field(Entries())
    backup: str | None = None
    handed: dict[str, str] = {}
    enrol_phone(district, "dawit", "alpha", called="dawit alone")
    units = {str(district.units[name].pk): district.units[name] for name in ("alpha", "beta")}
    for name in ("amina", "dawit"):  # they work at both
        Role.objects.create(
            account=district.accounts[name],
            unit=district.units["beta"],
            kind="worker",
            since=date(2026, 1, 1),
        )
    phones = [
        Handset(by, by.device, by.token, by.unit)
        for by in (district.phones["amina"], district.phones["dawit alone"])
    ]
    for step in steps:
        phone = dice.choice(phones)
        if step == "write":
            phone.write(entries, dice)
        elif step == "hand over":
            phone.hand_over(entries, dice, _other(units, phone))
            handed |= {id_: one["subject"] for id_, one in phone.own.items() if one["kind"] == "transfer"}
        elif step == "come to another unit":
            _talk_to_the_end(phone, net, dice)
            there = _other(units, phone)
            code = make_code(
                worker=phone.by.worker.account,
                unit=units[there],
                by=district.accounts["oto"],
                now=timezone.now(),
            )
            phone.come_to(there, code.code, net)
        elif step == "copy" and len(phones) < 5 and phone.turn is not None:
            phones.append(copy.deepcopy(phone))
        elif step == "backup" and backup is None:
            backup = transaction.savepoint()
        elif step == "restore" and backup is not None:
            # The database as it was at the backup. Phones that were copied since are not known as such any more.
            transaction.savepoint_rollback(backup)
            facts.new_epoch()
            phones = [phone for phone in phones if _is_known(phone)]
            backup = None
            if not phones:
                return
        elif step in ("talk", "cut request", "cut answer"):
            phone.talk(net, dice, cut=step.removeprefix("cut ") if step != "talk" else "")
    _finish(phones, net, dice)
    _check(phones, handed)


def _other(units: dict[str, Unit], phone: Handset) -> str:
    (there,) = units.keys() - {phone.unit}
    return there


def _is_known(phone: Handset) -> bool:
    """A token that was given after the backup is not known after the restore: its worker signs in again, which is not shown here."""
    import hashlib

    return PhoneWorker.objects.filter(token_hash=hashlib.sha256(phone.token.encode()).hexdigest()).exists()


def _finish(phones: list[Handset], net: Field, dice: Random) -> None:
    for _ in range(3):
        for phone in phones:
            _talk_to_the_end(phone, net, dice)


def _talk_to_the_end(phone: Handset, net: Field, dice: Random) -> None:
    for _ in range(100):
        if not phone.talk(net, dice, cut=""):
            return
    raise AssertionError("a phone never comes to an end")


def _check(phones: list[Handset], handed: dict[str, str]) -> None:
    written = {id_: one for phone in phones for id_, one in phone.own.items()}
    stored = {str(row.id): row for row in StoredEntry.objects.all()}
    aside = {row.entry for row in SetAside.objects.filter(stored_at=None)}
    assert aside.isdisjoint(stored)
    assert set(written) <= set(stored) | aside
    for id_ in written.keys() & stored.keys():
        assert json.loads(stored[id_].envelope) | {"body": json.loads(stored[id_].body)} == written[id_]
    told = {channel.name: _told(channel.name) for channel in Channel.objects.all()}
    everywhere = [id_ for ids in told.values() for id_ in ids]
    assert sorted(everywhere) == sorted(stored)  # to one channel each, once
    homes = dict(Home.objects.values_list("subject", "unit_id"))
    for id_, row in stored.items():
        assert row.practice or id_ in told[f"unit:{homes[row.subject]}"]
    # Where a restore has taken a transfer that does not come back, nobody can tell the unit's phones that somebody is not theirs.
    astray = {subject for id_, subject in handed.items() if id_ not in stored}
    for phone in phones:
        now = set(phone.heard.get(f"unit:{phone.unit}", {}).values())
        before = {id_ for id_, subject in phone.holds.get(phone.unit, {}).items() if subject in astray} - now
        # What a restore has taken comes back with its own phone, which may not be here any more.
        held = (phone.holds.get(phone.unit, {}).keys() & stored.keys()) - phone.aside - before
        assert held == set(told.get(f"unit:{phone.unit}", []))
        _check_heard(phone)
    before = list(Projection.objects.order_by("subject").values())
    assert {row["subject"]: row["unit_id"] for row in before} == homes
    projections.rebuild()
    assert list(Projection.objects.order_by("subject").values()) == before


def _told(channel: str) -> list[str]:
    """What a phone that begins now is told of a channel."""
    found: list[str] = []
    cursor, complete = 0, False
    while not complete:
        pulled, complete = pull([channel], {channel: cursor})
        for item in (json.loads(item) for part in pulled for item in part.items):
            cursor = item["number"]
            if "entry" in item:
                found.append(item["entry"]["id"])
    return found


def _check_heard(phone: Handset) -> None:
    for channel, last in phone.cursors.items():
        numbers = dict(Delivery.objects.filter(channel=channel).values_list("number", "entry_id"))
        assert set(phone.heard[channel]) == {number for number in numbers if number <= last}
        for number, id_ in phone.heard[channel].items():
            assert id_ is None or id_ == str(numbers[number])
        if channel == f"unit:{phone.unit}" or not channel.startswith("unit:"):
            assert last == max(numbers)
