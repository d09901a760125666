"""Entries that the server writes itself, for somebody who acts on the console: an erasure for another, a transfer.

They are entries like any other, by the account that acts, from the server's own device; who may act is decided in people/access.py,
which the caller has asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from attune import __version__
from attune.journal import read_entry
from attune.journal.entries import Entry
from attune.server.errors import Refused
from attune.server.ids import uuid7
from attune.server.people.models import Account, Unit
from attune.server.sync import erasure, facts, projections, times, transfer
from attune.server.sync.append import Arrival, Numbers, append, lock
from attune.server.sync.models import Home, StoredEntry
from attune.server.sync.reading import canonical


@transaction.atomic
def erase(account: Account, subject: str, *, entries: Sequence[str] = (), because: str, now: datetime) -> int:
    """Blank the bodies of these entries about `subject`, or of all that are here. Returns how many were blanked."""
    home, numbers = _held(subject)
    written = _entry(account, "erasure", subject, {"entries": list(entries), "because": because}, now)
    append([_arrival(written, home)], numbers, received_at=now)
    erasure.remember(written)
    blanked = erasure.blank(written)
    projections.overdue([subject])
    projections.catch_up()
    return len(blanked)


@transaction.atomic
def move(account: Account, subject: str, to_unit: Unit, *, now: datetime) -> list[str]:
    """Hand the care of `subject` to another unit. Returns the ids that moved: all that are one person."""
    _, numbers = _held(subject, f"unit:{to_unit.pk}")
    written = _entry(account, "transfer", subject, {"to_unit": str(to_unit.pk)}, now)
    moved = transfer.move(subject, to_unit.pk, numbers)
    append([_arrival(written, to_unit.pk)], numbers, received_at=now)
    projections.overdue({subject, *moved})
    projections.catch_up()
    return moved


def _held(subject: str, *channels: str) -> tuple[UUID, Numbers]:
    """The unit that cares for `subject`, with its channel and the others locked: nobody moves the person meanwhile.

    Channels come before all other locks, as in a push, so that the two never wait for each other.
    """
    home = _home(subject)
    numbers = lock([f"unit:{home}", *channels])
    if _home(subject) != home:
        raise Refused("busy", "The person is being moved just now. Try again in a moment.", status=409)
    return home, numbers


def _home(subject: str) -> UUID:
    home = Home.objects.filter(subject=subject).first()
    if home is None:
        raise Refused("not_found", "Nobody of that id is in care here.", status=404)
    return UUID(str(home.unit_id))


def _arrival(entry: Entry, unit: UUID) -> Arrival:
    raw = entry.model_dump(mode="json")
    body = raw.pop("body")
    return Arrival(entry, canonical(raw), canonical(body), unit, (f"unit:{unit}",))


def _entry(account: Account, kind: str, subject: str, body: dict[str, Any], now: datetime) -> Entry:
    device = facts.server_device()
    last = StoredEntry.objects.filter(device=device).aggregate(last=Max("n"))["last"] or 0
    return read_entry(
        {
            "id": str(uuid7()),
            "kind": kind,
            "version": 1,
            "author": str(account.pk),
            "device": device,
            "n": last + 1,
            "subject": subject,
            "amends": [],
            "practice": False,
            "occurred_on": now.date().isoformat(),
            "written_at": times.written(now),
            "tz_minutes": 0,
            "clock_offset": 0,
            "release": None,
            "app": f"server {__version__}"[:40],
            "body": body,
        }
    )
