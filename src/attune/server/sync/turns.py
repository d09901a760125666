"""Which phone is talking: the one whose token was shown, or a copy of it that has been given an id of its own.

A copied phone has its original's journal, counter and tokens. It shows itself by an old turn, or by a number of the counter that
another entry has. From then on it is a phone of its own; what it wrote before, under its original's id, stays as it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime

from attune.server.ids import uuid7
from attune.server.people import phones, tokens
from attune.server.people.models import Phone, PhoneWorker
from attune.server.sync.models import StoredEntry
from attune.server.sync.reading import Read


def talking(worker: PhoneWorker, turn: str) -> tuple[Phone, bool]:
    """The phone that shows `turn`, locked, and whether it must be a copy nobody has seen yet."""
    phone = Phone.objects.select_for_update(of=("self",)).select_related("unit").get(pk=worker.phone_id)
    if _fits(phone, turn):
        return phone, False
    # Workers who share a phone have a token each: another of them made its newer id known, and may have done so several times since.
    for before, newer in _newer(phone):
        # One that has moved to another unit has no turn at first; a copy is given one as it is made.
        has_moved = newer.unit_id != before.unit_id
        if (turn or has_moved) and _fits(newer, turn):
            return newer, False
    return phone, True


def _newer(phone: Phone) -> Iterator[tuple[Phone, Phone]]:
    """The ids that began as this one, and those that began as them, locked; each with the one before it."""
    for one in Phone.objects.select_for_update(of=("self",)).select_related("unit").filter(copy_of=phone):
        yield phone, one
        yield from _newer(one)


def next_turn(phone: Phone, shown: str) -> str:
    """A new turn for the answer. The one that was shown stays good until the new one is."""
    phone.previous_turn, phone.turn = shown, secrets.token_urlsafe(9)
    return phone.turn


def is_counted_twice(phone: Phone, reads: Iterable[Read]) -> bool:
    """Does one of these entries, which lie in the journal now, have a number of this phone's counter that another has too?"""
    mine = {
        read.entry.id: read.entry.n for read in reads if read.entry and read.entry.device == str(phone.id)
    }
    rows = StoredEntry.objects.filter(device=phone.id, n__in=set(mine.values())).values_list("id", "n")
    holders: dict[int, set[str]] = {}
    for id_, n in rows:
        holders.setdefault(n, set()).add(str(id_))
    return any(len(holders.get(n, ())) > 1 for id_, n in mine.items() if id_ in holders.get(n, ()))


def split_off(worker: PhoneWorker, original: Phone, *, shown: str, now: datetime) -> tuple[PhoneWorker, str]:
    """A phone of its own for a copy, and this worker's token on it. `shown` is the token that it came with."""
    copy = Phone.objects.create(id=uuid7(), unit=original.unit, enrolled_at=now, copy_of=original)
    return on_copy(worker, copy, shown=shown, now=now)


def on_copy(worker: PhoneWorker, copy: Phone, *, shown: str, now: datetime) -> tuple[PhoneWorker, str]:
    """This worker on a copy that is known already, and the token to use there.

    It follows from the token that was shown: of two copies made at the same moment both come here, and what the
    second is told must not end what the first was told. Their turns part them at the next sync.
    """
    issued = tokens.issue(f"copy\n{copy.pk}\n{shown}")
    fields = {
        "token_hash": issued.hash,
        "next_token_hash": issued.next_hash,
        "issued_at": now,
        "signing_key": worker.signing_key,
    }
    mine, _ = PhoneWorker.objects.update_or_create(phone=copy, account=worker.account, defaults=fields)
    return mine, issued.token


def devices(phone: Phone) -> frozenset[str]:
    """The ids under which this phone has ever written: its own, and those before it."""
    return frozenset(str(one.id) for one in phones.lineage(phone))


def known_numbers(phone: Phone) -> list[list[int]]:
    """The numbers of this phone's counter that lie in the journal, as ranges [from, to]. Not those under an earlier id.

    No number at all where there was a copy: a number may be the copy's entry, and this phone's own under the same number be missing.
    """
    if phones.was_copied(phone):
        return []
    numbers = StoredEntry.objects.filter(device=phone.id).order_by("n").values_list("n", flat=True)
    ranges: list[list[int]] = []
    for n in numbers.iterator():
        if ranges and n <= ranges[-1][1] + 1:
            ranges[-1][1] = max(n, ranges[-1][1])
        else:
            ranges.append([n, n])
    return ranges


def _fits(phone: Phone, turn: str) -> bool:
    return turn in (phone.turn, phone.previous_turn)
