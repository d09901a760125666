"""What a database holds, in a few numbers: how many rows in each table, and hashes of the journal. Two copies are compared by it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Protocol

# Rows that come and go while the server runs, and say nothing of anybody's care.
PASSING = ("attune_cache", "django_session")

_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}
_JOURNAL = "SELECT envelope, body FROM sync_storedentry ORDER BY id"
_DELIVERIES = "SELECT channel_id, number, entry_id, forget FROM sync_delivery ORDER BY id"


class Database(Protocol):
    """A connection of sqlite3 or psycopg, in a transaction that sees one moment."""

    def execute(self, query: Any, /) -> Iterable[Any]: ...


@dataclass(frozen=True, slots=True)
class Tally:
    tables: dict[str, int]
    journal: str
    deliveries: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def differences(self, other: Tally) -> list[str]:
        """What is not the same in `other`, one phrase each."""
        names = sorted(self.tables.keys() | other.tables.keys())
        found = [
            f"{name} ({self.tables.get(name)} rows, then {other.tables.get(name)})"
            for name in names
            if self.tables.get(name) != other.tables.get(name)
        ]
        found += [name for name in ("journal", "deliveries") if getattr(self, name) != getattr(other, name)]
        return found


def tally(database: Database, vendor: str) -> Tally:
    """Count and hash what `database` holds."""
    names = [str(row[0]) for row in database.execute(_TABLES[vendor])]
    counted = {name: _count(database, name) for name in names if name not in PASSING}
    return Tally(
        counted,
        _hash(database.execute(_JOURNAL)) if "sync_storedentry" in counted else "",
        _hash(database.execute(_DELIVERIES)) if "sync_delivery" in counted else "",
    )


def is_in_use(found: Tally) -> bool:
    """Does it hold anything that somebody would miss? What migrations write by themselves is nothing."""
    return any(found.tables.get(name, 0) for name in ("people_account", "people_unit", "sync_storedentry"))


def migrations(database: Database) -> list[str]:
    """The steps that this database has seen, as "app.name"."""
    rows = database.execute("SELECT app, name FROM django_migrations ORDER BY id")
    return [f"{app}.{name}" for app, name in rows]


def _count(database: Database, table: str) -> int:
    return next(int(row[0]) for row in database.execute(f'SELECT count(*) FROM "{table}"'))


def _hash(rows: Iterable[Any]) -> str:
    found = hashlib.sha256()
    for row in _lines(rows):
        found.update(row)
    return found.hexdigest()


def _lines(rows: Iterable[Any]) -> Iterator[bytes]:
    for row in rows:
        yield "\x1f".join(str(value) for value in row).encode() + b"\n"
