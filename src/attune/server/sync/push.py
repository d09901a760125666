"""What becomes of each entry that a phone sends: stored, set aside or refused (docs/reference/sync.md, "Reasons").

One transaction for a request: a server that dies half way has taken nothing, and the phone sends it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from attune.journal import Entry, channels
from attune.server.people import access
from attune.server.people.models import Account, Phone, Unit
from attune.server.sync import background, erasure, projections, rescue, transfer
from attune.server.sync.append import Arrival, Numbers, append, lock
from attune.server.sync.models import Departure, Home, StoredEntry
from attune.server.sync.reading import Read

REFUSED = ("unreadable", "too_large")


@dataclass(frozen=True, slots=True)
class Outcome:
    id: str | None
    outcome: str
    reason: str | None = None
    places: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "outcome": self.outcome,
            "reason": self.reason,
            "places": list(self.places),
        }


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one worker from one phone. `devices` are the ids that this phone has, or had before it was found to be a copy.

    `vouched`: the reason that somebody's word waives (settle.py), or nothing. `heard`: of each unit
    at which the phone that brings them has been, the number in its channel up to which it has been told; nothing where another phone
    wrote them.
    """

    account: Account
    phone: Phone
    devices: frozenset[str]
    reads: Sequence[Read]
    vouched: str = ""
    heard: Mapping[UUID, int] = field(default_factory=dict)
    unit: UUID = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", UUID(str(self.phone.unit_id)))


class HomeMoved(Exception):
    """A person moved to another unit between looking and locking: look again."""


def push(batches: Sequence[Batch], *, now: datetime) -> list[list[Outcome]]:
    """Take what can be taken. Outcomes are in the order of the entries. The caller holds the transaction. Raises HomeMoved."""
    desk = _Desk.open(batches, now)
    outcomes = []
    for batch in batches:
        desk.serve(batch)
        outcomes.append(desk.take_all(batch.reads))
        desk.leave()
    transaction.on_commit(background.wake)
    return outcomes


@dataclass(slots=True)
class _Desk:
    """What is known while entries are judged one after another. What is accepted waits in `_arrivals` until it is written."""

    now: datetime
    numbers: Numbers
    homes: dict[str, UUID]
    stored: dict[str, tuple[str, str | None]]  # id -> envelope, and the body unless it was blanked
    erased: dict[str, erasure.Awaited]
    batch: Batch = field(init=False)
    shelf: rescue.Shelf = field(init=False)
    _arrivals: list[Arrival] = field(default_factory=list)
    _touched: set[str] = field(default_factory=set)
    _new_homes: list[Home] = field(default_factory=list)
    _erases: bool = False
    _taken: list[Read] = field(default_factory=list)
    _about: set[str] = field(default_factory=set)
    _works: dict[tuple[UUID, UUID], bool] = field(default_factory=dict)
    _once_here: dict[tuple[UUID, str], bool] = field(default_factory=dict)

    @classmethod
    def open(cls, batches: Sequence[Batch], now: datetime) -> _Desk:
        """Look up and lock all that these entries may touch."""
        read = [(batch, one.entry) for batch in batches for one in batch.reads if one.entry is not None]
        subjects = {subject for _, entry in read for subject in _care_subjects(entry)}
        before = _homes(subjects)
        names = {f"unit:{batch.unit}" for batch in batches}
        names.update(_left(batches))
        names.update(_destinations(entry for _, entry in read))
        names.update(_all_routes(read, before))
        numbers = lock(names)
        homes = _homes(subjects)
        if homes != before and not _all_routes(read, homes) <= set(numbers.last):
            raise HomeMoved
        # An erasure may have named what cannot be read, too: its words are not kept aside.
        ids = [one.id for batch in batches for one in batch.reads if one.id is not None]
        return cls(now, numbers, homes, _already(ids), erasure.awaited(ids))

    def serve(self, batch: Batch) -> None:
        self.batch = batch
        self.shelf = rescue.Shelf(batch.phone, batch.account.id, self.now)

    def leave(self) -> None:
        """Write what is left of this batch."""
        self.flush()
        self._forget_again()
        self.shelf.write()
        rescue.taken_in(self._taken, at=self.now)
        self._taken.clear()
        if self._erases:  # what was erased is nowhere any more when the phone hears of it
            projections.catch_up()
        self._erases = False

    def _forget_again(self) -> None:
        """The phone keeps what it has not sent, in the store of each unit at which it was: where it heard `forget` meanwhile, it must
        hear it once more."""
        for unit, heard in self.batch.heard.items():
            elsewhere = {subject for subject in self._about if self.homes.get(subject) != unit}
            if elsewhere and f"unit:{unit}" in self.numbers.last:
                transfer.forget_again(elsewhere, unit, self.numbers, heard=heard)
        self._about.clear()

    def flush(self) -> None:
        """Write what was accepted so far, and note whose projection is behind now."""
        Home.objects.bulk_create(self._new_homes, ignore_conflicts=True)
        append(self._arrivals, self.numbers, received_at=self.now)
        projections.overdue(self._touched)
        self._new_homes.clear()
        self._arrivals.clear()
        self._touched.clear()

    # ------------------------------------------------------------ one entry

    def take_all(self, reads: Sequence[Read]) -> list[Outcome]:
        # What was erased comes last: its erasure may be among the others.
        order = sorted(range(len(reads)), key=lambda place: reads[place].body == erasure.BLANK)
        taken = {place: self.take(reads[place]) for place in order}
        return [taken[place] for place in range(len(reads))]

    def take(self, read: Read) -> Outcome:
        if read.fault in REFUSED:
            return Outcome(read.id, "refused", read.fault)
        if read.entry is None:
            return self._aside(read, read.fault or "invalid_entry", read.places)
        known = self.stored.get(read.entry.id)
        if known is not None:
            envelope, body = known
            if envelope != read.envelope or (body not in (None, read.body) and read.body != erasure.BLANK):
                return self._aside(read, "id_taken")
        else:
            objection = self._objection(read.entry)
            if objection is not None:
                return self._aside(read, objection)
            if read.body == erasure.BLANK and not self._is_erased(read.entry):
                return self._aside(read, "invalid_entry", ("body",))
            self._accept(read, read.entry)
        self._about.update(_care_subjects(read.entry))
        self._taken.append(read)
        return Outcome(read.id, "stored")

    def _aside(self, read: Read, reason: str, places: tuple[str, ...] = ()) -> Outcome:
        if self.shelf.put(read, reason, places, named=self.erased.get(read.id or "")):
            return Outcome(read.id, "set_aside", reason, places)
        return Outcome(read.id, "refused", "quota")

    def _objection(self, entry: Entry) -> str | None:
        if entry.author != str(self.batch.account.id):
            return "not_the_author"
        if entry.device not in self.batch.devices:
            return "other_device"
        if self.batch.phone.lost_at is not None:
            return "lost_phone"
        if entry.practice:
            return self._special(entry)
        here = self.batch.phone.unit
        if self.batch.vouched != "left_unit" and not self._has_work(here):
            return "left_unit"
        if self.batch.vouched != "other_unit" and self._strangers(entry):
            return "other_unit"
        return self._special(entry)

    def _special(self, entry: Entry) -> str | None:
        if entry.kind == "erasure":
            self.flush()
            return None if erasure.allowed(entry) else "not_allowed"
        if entry.kind == "transfer" and not entry.practice:
            home = self.homes.get(entry.subject or "", self.batch.unit)
            known = f"unit:{entry.body.to_unit}" in self.numbers.last
            is_ours = entry.subject is not None and home == self.batch.unit
            # A restore has forgotten it, and the person is there already.
            is_done = self.batch.vouched == "other_unit" and f"{home}" == entry.body.to_unit
            return None if known and (is_ours or is_done) else "not_allowed"
        return None

    def _has_work(self, unit: Unit) -> bool:
        key = (self.batch.account.id, unit.id)
        if key not in self._works:
            self._works[key] = access.works_at(self.batch.account, unit, on=self.now.date())
        return self._works[key]

    def _strangers(self, entry: Entry) -> list[str]:
        return [subject for subject in _care_subjects(entry) if not self._ours(subject)]

    def _ours(self, subject: str) -> bool:
        """Is the person in the care of this phone's unit, or was ever, or is new?"""
        unit = self.batch.unit
        if self.homes.get(subject, unit) == unit:
            return True
        key = (unit, subject)
        if key not in self._once_here:
            self._once_here[key] = Departure.objects.filter(channel=f"unit:{unit}", subject=subject).exists()
        return self._once_here[key]

    # ------------------------------------------------------------ accepted

    def _accept(self, read: Read, entry: Entry) -> None:
        # Somebody has said that the unit cared for them once.
        for subject in self._strangers(entry) if self.batch.vouched == "other_unit" else ():
            transfer.has_left(subject, self.batch.unit, self.numbers)
            self._once_here[(self.batch.unit, subject)] = True
        for subject in _care_subjects(entry):
            if subject not in self.homes:
                self.homes[subject] = self.batch.unit
                self._new_homes.append(Home(subject=subject, unit_id=self.batch.unit))
        if entry.kind == "transfer" and not entry.practice:
            self._transfer(entry)
        unit = self.batch.unit if entry.practice else self.homes.get(entry.subject or "", self.batch.unit)
        blanked = self.erased[entry.id].by if self._is_erased(entry) else None
        body = read.body if blanked is None else erasure.BLANK
        self._arrivals.append(Arrival(entry, read.envelope, body, unit, _routes(entry, unit), blanked))
        self.stored[entry.id] = (read.envelope, None if blanked else read.body)
        self._touched.update(_care_subjects(entry))
        if entry.kind == "erasure":
            self._erase(entry)

    def _is_erased(self, entry: Entry) -> bool:
        awaited = self.erased.get(entry.id)
        return awaited is not None and awaited.covers(entry)

    def _transfer(self, entry: Entry) -> None:
        self.flush()
        moved = transfer.move(str(entry.subject), UUID(entry.body.to_unit), self.numbers)
        for subject in moved:  # also ids of the same person that nothing in this request is about
            self._once_here[(self.batch.unit, subject)] = True
            self.homes[subject] = UUID(entry.body.to_unit)
        self._touched.update(moved)

    def _erase(self, entry: Entry) -> None:
        self.flush()
        self.shelf.write()
        self._erases = True
        self.erased |= erasure.remember(entry)
        for id_ in erasure.blank(entry):
            if id_ in self.stored:
                self.stored[id_] = (self.stored[id_][0], None)
        self._touched.update(_care_subjects(entry))


def _left(batches: Iterable[Batch]) -> set[str]:
    """The channels of other units in which the phones that bring these heard that somebody whom they write about has left.

    Who leaves after this look leaves at a number that no phone has heard of yet.
    """
    found: set[str] = set()
    for batch in batches:
        others = [f"unit:{unit}" for unit in batch.heard if unit != batch.unit]
        if others:
            about = {subject for one in batch.reads if one.entry for subject in _care_subjects(one.entry)}
            left = Departure.objects.filter(channel__in=others, subject__in=about)
            found.update(left.values_list("channel", flat=True))
    return found


def _care_subjects(entry: Entry) -> tuple[str, ...]:
    """The real people whom an entry is about: the second one of `same_person` too."""
    if entry.practice or entry.subject is None:
        return ()
    if entry.kind in ("same_person", "not_same_person"):
        return (entry.subject, entry.body.other)
    return (entry.subject,)


def _routes(entry: Entry, unit: UUID) -> tuple[str, ...]:
    return channels(entry.kind, practice=entry.practice, author=entry.author, unit=str(unit))


def _all_routes(read: Iterable[tuple[Batch, Entry]], homes: Mapping[str, UUID]) -> set[str]:
    return {
        channel
        for batch, entry in read
        for channel in _routes(entry, homes.get(entry.subject or "", batch.unit))
    }


def _homes(subjects: Iterable[str]) -> dict[str, UUID]:
    return dict(Home.objects.filter(subject__in=list(subjects)).values_list("subject", "unit_id"))


def _destinations(entries: Iterable[Entry]) -> list[str]:
    wanted = [entry.body.to_unit for entry in entries if entry.kind == "transfer" and not entry.practice]
    if not wanted:
        return []
    return [f"unit:{id_}" for id_ in Unit.objects.filter(id__in=wanted).values_list("id", flat=True)]


def _already(ids: Sequence[str | None]) -> dict[str, tuple[str, str | None]]:
    rows = StoredEntry.objects.filter(id__in=ids).values_list("id", "envelope", "body", "erased_by")
    return {str(id_): (envelope, None if by else body) for id_, envelope, body, by in rows}
