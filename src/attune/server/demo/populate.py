"""Fills an empty database with the demo district. What happened is told relative to today; the same day and seed give the same entries."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from attune.guide import Prepared, prepare
from attune.pack.bundle import read_current
from attune.server.demo.cast import COLLEAGUES, HANDSETS, PASSWORD, PLACES, Colleague, Handset
from attune.server.demo.handset import DemoPhone, Diary, envelope
from attune.server.demo.record import Record
from attune.server.demo.stories import stories
from attune.server.people.models import Account, Pair, Role, Unit
from attune.server.people.pictures import picture_named
from attune.server.sync.models import ServerFact, StoredEntry

Json = dict[str, Any]
Written = list[tuple[datetime, Json]]

SEED = 20
_HISTORY = timedelta(days=60)
_SYNC_EVERY = 4
_FACT = "demo"


@dataclass(frozen=True, slots=True)
class Populated:
    entries: int
    people: int


@transaction.atomic
def populate(now: datetime, *, seed: int = SEED) -> Populated | None:
    """Make the demo district, all or nothing. None where there is anybody already, from an earlier demo or of somebody's own."""
    if Account.objects.exists() or Unit.objects.exists():
        return None
    demo = _Demo.begun(now, seed)
    for handset in HANDSETS:
        demo.fill(handset, seed)
    ServerFact.objects.create(name=_FACT, value=now.date().isoformat())
    entries = StoredEntry.objects.all()
    return Populated(entries.count(), entries.filter(kind="person").values("subject").distinct().count())


def is_demo() -> bool:
    """Was this database filled by a demo?"""
    return bool(ServerFact.objects.filter(name=_FACT).exists())


@dataclass(slots=True)
class _Demo:
    now: datetime
    diary: Diary
    guide: Prepared
    people: Mapping[str, Json]
    units: dict[str, Unit]
    accounts: dict[str, Account]

    @classmethod
    def begun(cls, now: datetime, seed: int) -> _Demo:
        diary = Diary(random.Random(seed))
        since = datetime.combine(now.date() - _HISTORY, time(8), UTC)
        release = read_current(Path(settings.BUNDLE_DIR))
        assert release is not None  # the demo's content is published before
        folder = Path(settings.BUNDLE_DIR) / release.release
        people = json.loads((folder / "demo.json").read_bytes())["people"]
        units = _units(diary, since)
        return cls(
            now,
            diary,
            prepare(json.loads((folder / "guide.json").read_bytes())),
            {person["id"]: person for person in people},
            units,
            _accounts(diary, since, units),
        )

    def fill(self, handset: Handset, seed: int) -> None:
        """Enrol a phone, and let its workers write and sync."""
        today = self.now.date()
        since = datetime.combine(today - _HISTORY, time(9), UTC)
        phone = DemoPhone.enrolled(self.units[handset.unit], handset.app, self.diary, at=since)
        for name in handset.workers:
            phone.admit(name, self.accounts[name], self.diary, at=since)
        if handset.last_sync is None:
            return
        last = min(datetime.combine(today - timedelta(days=handset.last_sync), time(15), UTC), self.now)
        written: Written = []
        for story in stories(
            self.people, {handset.unit: handset.workers}, random.Random(f"{seed}/{handset.key}")
        ):
            by, cadre = self.accounts[story.worker], _cadre(story.worker)
            record = Record(self.guide, self.diary, story, by, cadre, str(phone.phone.pk), today)
            written += [pair for pair in record.write() if pair[0] < last]
        written.sort(key=lambda pair: pair[0])
        written += _slips(handset, written, self.accounts, self.diary)
        self._send(phone, handset, written, last)

    def _send(self, phone: DemoPhone, handset: Handset, written: Written, last: datetime) -> None:
        """Every few days, and a last time. What would have been written after that is on the phone still."""
        release = self.guide.guide["release"]
        for back in range(_HISTORY.days - _SYNC_EVERY, -1, -_SYNC_EVERY):
            at = last - timedelta(days=back)
            ready = [entry for moment, entry in written if moment < at or back == 0]
            written = written[len(ready) :]
            for name in handset.workers:
                mine = [entry for entry in ready if entry["author"] == str(self.accounts[name].pk)]
                if mine or back == 0:
                    phone.sync(name, mine, at=at, unsent=0 if back else handset.unsent, release=release)


def _slips(handset: Handset, written: Written, accounts: Mapping[str, Account], diary: Diary) -> Written:
    """What goes wrong in the field: at the market two entries that the journal cannot take, at the riverside one that is taken back."""
    at, like = written[-1]
    by = accounts[handset.workers[0]]
    person = next(
        entry for _, entry in written if entry["kind"] == "person" and entry["author"] == str(by.pk)
    )
    shared = {name: like[name] for name in ("device", "release")} | {"app": handset.app}
    on = date.fromisoformat(like["occurred_on"])

    def slip(kind: str, told: Json, minutes: int, subject: str) -> tuple[datetime, Json]:
        moment = at + timedelta(minutes=minutes)
        more = {**shared, "subject": subject}
        return moment, envelope(kind, told, id_=diary.id_at(moment), at=moment, on=on, by=by, **more)

    if handset.key == "market":
        newer = slip("blood_pressure", {"systolic": 130, "diastolic": 85}, 3, person["subject"])
        typo = slip("person", {**person["body"], "year_of_birth": 1090}, 5, diary.id_at(at))
        return [newer, typo]
    if handset.key == "riverside":
        double = slip("person", {**person["body"], "initials": "X. X."}, 3, diary.id_at(at))
        named = {"entries": [double[1]["id"]], "because": "entered_in_error"}
        return [double, slip("erasure", named, 5, double[1]["subject"])]
    return []


# ---------------------------------------------------------------- who is there


def _units(diary: Diary, since: datetime) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for place in PLACES:
        above = units[place.above] if place.above else None
        units[place.key] = Unit.objects.create(
            id=diary.id_at(since), parent=above, level=place.level, name=place.name
        )
    return units


def _accounts(diary: Diary, since: datetime, units: Mapping[str, Unit]) -> dict[str, Account]:
    password = make_password(PASSWORD)  # once: it takes long on purpose
    accounts = {}
    for one in COLLEAGUES:
        account = Account(
            id=diary.id_at(since),
            username=one.username,
            name=one.name,
            picture=picture_named(one.picture),
            password=password,
        )
        account.save(force_insert=True)
        Role.objects.create(
            id=diary.id_at(since),
            account=account,
            unit=units[one.unit],
            kind=one.role,
            cadre=one.cadre,
            since=since.date(),
        )
        accounts[one.username] = account
    for one in COLLEAGUES:
        if one.supervisor:
            pair = {"supervisor": accounts[one.supervisor], "worker": accounts[one.username]}
            Pair.objects.create(id=diary.id_at(since), since=since.date(), **pair)
    return accounts


def _cadre(username: str) -> str:
    found: Colleague = next(one for one in COLLEAGUES if one.username == username)
    return found.cadre
