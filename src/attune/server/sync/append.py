"""Numbering and storing. A channel's numbers are given out under a lock on its row, inside the transaction that stores the entries.

Without that lock a reader can see number 41 while 40 is still being written, move its cursor past it and never ask again;
tests/server/sync/test_numbering.py shows it. Channels are locked in the order of their names, so that no two writers wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from attune.journal import Entry
from attune.server.sync.models import Channel, Delivery, StoredEntry


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entry that the journal takes: read, judged, and given its channels."""

    entry: Entry
    envelope: str
    body: str
    unit: UUID
    channels: tuple[str, ...]
    # The erasure that came before it; its body is blank then.
    erased_by: UUID | None = None


@dataclass(slots=True)
class Numbers:
    """The channels that this transaction has locked, with the last number of each as it stands now."""

    last: dict[str, int]
    _given: list[tuple[str, int, str | UUID | None, str]] = field(default_factory=list)

    def give(self, channel: str, entry: str | UUID) -> None:
        """The next number of `channel` goes to an entry."""
        self._given.append((channel, self._next(channel), entry, ""))

    def forget(self, channel: str, subject: str) -> int:
        """The next number of `channel`, which is returned, is the word to forget `subject`."""
        number = self._next(channel)
        self._given.append((channel, number, None, subject))
        return number

    def write(self) -> None:
        """Store what was given out since the last time."""
        insert(Delivery, ("channel", "number", "entry", "forget"), self._given)
        for channel in {channel for channel, *_ in self._given}:
            Channel.objects.filter(name=channel).update(last=self.last[channel])
        self._given.clear()

    def _next(self, channel: str) -> int:
        self.last[channel] += 1
        return self.last[channel]


def lock(channels: Iterable[str]) -> Numbers:
    """Lock these channels until the transaction ends. Ask once in a transaction, for all that it will need."""
    names = sorted(set(channels))
    known = set(Channel.objects.filter(name__in=names).values_list("name", flat=True))
    Channel.objects.bulk_create(
        [Channel(name=name) for name in names if name not in known], ignore_conflicts=True
    )
    rows = Channel.objects.select_for_update().filter(name__in=names).order_by("name")
    return Numbers({channel.name: channel.last for channel in rows})


def append(arrivals: Sequence[Arrival], numbers: Numbers, *, received_at: datetime) -> None:
    """Store entries and number them in their channels, in the order given. The caller holds the transaction and the lock."""
    insert(
        StoredEntry,
        (
            *("id", "kind", "subject", "unit", "author", "device", "n"),
            *("practice", "envelope", "body", "received_at", "erased_by"),
        ),
        [
            (
                *(one.entry.id, one.entry.kind, one.entry.subject, one.unit),
                *(one.entry.author, one.entry.device, one.entry.n, one.entry.practice),
                *(one.envelope, one.body, received_at, one.erased_by),
            )
            for one in arrivals
        ],
    )
    for one in arrivals:
        for channel in one.channels:
            numbers.give(channel, one.entry.id)
    numbers.write()


def insert(
    model: type[Model],
    names: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
    *,
    replaces: str | None = None,
) -> None:
    """Plain inserts, several times faster than objects: this is the path that every entry of a programme takes.

    With `replaces` a row that has the same value in that column is replaced.
    """
    if not rows:
        return
    statement, prepares = _plan(model, names, replaces, connection.vendor)  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                [
                    value if prepare is None else prepare(value)
                    for prepare, value in zip(prepares, row, strict=True)
                ]
                for row in rows
            ],
        )


@cache
def _plan(
    model: type[Model], names: tuple[str, ...], replaces: str | None, vendor: str
) -> tuple[str, list[Callable[[Any], Any] | None]]:
    fields = [model._meta.get_field(name) for name in names]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES ({marks})"
    if replaces is not None:
        quoted = [connection.ops.quote_name(field.column) for field in fields if field.name != replaces]
        changes = ", ".join(f"{column} = excluded.{column}" for column in quoted)
        statement += f" ON CONFLICT ({connection.ops.quote_name(replaces)}) DO UPDATE SET {changes}"
    return statement, [_prepare(field.target_field if field.is_relation else field) for field in fields]


def _prepare(field: Any) -> Callable[[Any], Any] | None:
    """How a value of this field is written; None: as it is. An id may be given as a UUID or as its text."""
    if field.get_internal_type() == "UUIDField":
        return None if connection.features.has_native_uuid_field else _hex
    if field.get_internal_type() == "DateTimeField":
        return lambda value: field.get_db_prep_value(value, connection)
    return None


def _hex(id_: str | UUID | None) -> str | None:
    if id_ is None:
        return None
    return id_.hex if isinstance(id_, UUID) else id_.replace("-", "")
