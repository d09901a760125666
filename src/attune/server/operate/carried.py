"""What was decided after a backup was made must not be undone by restoring it: erasures, phones reported lost, tokens and
work ended.

It can be taken over only where the database that is replaced can still be read. Otherwise phones bring the erasures that they
hold, and an operator reports lost phones again (docs/how-to/operate.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from attune.journal import channels, read_entry
from attune.server.operate.tally import Database
from attune.server.people.models import Account, Pair, Phone, PhoneWorker, Role, Unit
from attune.server.sync import facts, times
from attune.server.sync.append import Arrival, append, lock
from attune.server.sync.erasure import BLANK, blank_aside
from attune.server.sync.models import Erased, Home, StoredEntry
from attune.server.sync.reading import canonical


@dataclass(frozen=True, slots=True)
class Carried:
    erasures: int
    blanked: int
    phones_lost: int
    tokens_ended: int
    # Roles and pairs of workers, and accounts of those who left.
    work_ended: int
    # Until when a later backup had been told to phones: what they sent before it they may not have any more.
    backed_up: datetime | None


def carry_over(old: Database) -> Carried:
    """Take over from the database that was replaced. The caller holds a transaction."""
    return Carried(
        erasures=_erasures(old),
        blanked=_blank(old),
        phones_lost=sum(
            Phone.objects.filter(pk=phone, lost_at=None).update(lost_at=at)
            for phone, at in _ended(old, "SELECT id, lost_at FROM people_phone WHERE lost_at IS NOT NULL")
        ),
        tokens_ended=_tokens(old),
        work_ended=_spells(old, "people_role", Role) + _spells(old, "people_pair", Pair) + _accounts(old),
        backed_up=_backed_up(old),
    )


def _erasures(old: Database) -> int:
    """Append the erasures that the backup lacks, so that they travel to the phones again. Returns how many."""
    known = set(StoredEntry.objects.filter(kind="erasure").values_list("id", flat=True))
    units = set(Unit.objects.values_list("id", flat=True))
    rows = old.execute(
        "SELECT id, unit_id, envelope, body, received_at FROM sync_storedentry WHERE kind = 'erasure' ORDER BY id"
    )
    count = 0
    for id_, unit, envelope, body, received_at in list(rows):
        if _uuid(id_) in known or _uuid(unit) not in units:
            continue
        _append(envelope, body, _uuid(unit), _moment(received_at))
        count += 1
    stored = set(StoredEntry.objects.filter(kind="erasure").values_list("id", flat=True))
    noted = set(Erased.objects.values_list("entry", "erasure_id"))
    pairs = [
        (_uuid(entry), _uuid(by)) for entry, by in old.execute("SELECT entry, erasure_id FROM sync_erased")
    ]
    Erased.objects.bulk_create(
        [
            Erased(entry=entry, erasure_id=by)
            for entry, by in pairs
            if by in stored and (entry, by) not in noted
        ]
    )
    return count


def _append(envelope: str, body: str, unit: UUID, received_at: datetime) -> None:
    entry = read_entry({**json.loads(envelope), "body": json.loads(body)})
    home = Home.objects.filter(subject=entry.subject).values_list("unit_id", flat=True).first() or unit
    names = channels(entry.kind, practice=entry.practice, author=entry.author, unit=str(home))
    append(
        [Arrival(entry, envelope, canonical(json.loads(body)), unit, names)],
        lock(names),
        received_at=received_at,
    )
    blank_aside(entry)


def _tokens(old: Database) -> int:
    """By phone and worker: the token itself may have been renewed since the backup, and its holder would be known again."""
    rows = old.execute(
        "SELECT phone_id, account_id, revoked_at FROM people_phoneworker WHERE revoked_at IS NOT NULL"
    )
    return sum(
        PhoneWorker.objects.filter(phone=_uuid(phone), account=_uuid(account), revoked_at=None).update(
            revoked_at=_moment(at)
        )
        for phone, account, at in list(rows)
    )


def _spells(old: Database, table: str, model: type[Role] | type[Pair]) -> int:
    """What has been given an end, ends: who left since the backup is not back with it."""
    rows = old.execute(f"SELECT id, until FROM {table} WHERE until IS NOT NULL")
    return sum(
        model.objects.filter(Q(until=None) | Q(until__gt=day), pk=_uuid(id_)).update(until=day)
        for id_, day in [
            (id_, until if isinstance(until, date) else date.fromisoformat(until)) for id_, until in rows
        ]
    )


def _accounts(old: Database) -> int:
    closed = [
        _uuid(id_)
        for id_, is_active in old.execute("SELECT id, is_active FROM people_account")
        if not is_active
    ]
    return Account.objects.filter(pk__in=closed, is_active=True).update(is_active=False)


def _blank(old: Database) -> int:
    rows = list(old.execute("SELECT id, erased_by FROM sync_storedentry WHERE erased_by IS NOT NULL"))
    return sum(
        StoredEntry.objects.filter(id=_uuid(id_), erased_by=None).update(body=BLANK, erased_by=_uuid(by))
        for id_, by in rows
    )


def _backed_up(old: Database) -> datetime | None:
    later = next(iter(old.execute("SELECT value FROM sync_serverfact WHERE name = 'backed_up'")), None)
    moment = times.read(later[0]) if later else None
    ours = times.read(facts.backed_up())
    return moment if moment is not None and (ours is None or moment > ours) else None


def _ended(old: Database, query: str) -> Iterator[tuple[UUID, datetime]]:
    for id_, at in list(old.execute(query)):
        yield _uuid(id_), _moment(at)


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _moment(value: Any) -> datetime:
    """SQLite gives text in UTC, PostgreSQL a moment."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
