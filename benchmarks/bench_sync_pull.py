"""What a pull costs: a hundred new entries from a journal of a million, beside the same from ten thousand."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from installation import Json, Phone, Served, found
from records import Records
from table import Row, show

SMALL, LARGE = 10_000, 1_000_000
NEW = 100
WARM_UP, TIMES = 10, 50
# An entry of the journal is one of these under another id.
DIFFERENT = 300

_ENTRY = (
    "INSERT INTO sync_storedentry (id, kind, subject, unit_id, author, device, n, practice, envelope, body, received_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)"
)
_DELIVERY = "INSERT INTO sync_delivery (channel_id, number, entry_id, forget) VALUES (?, ?, ?, '')"


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        small, large = Path(name) / "small", Path(name) / "large"
        (phone,) = found(small, phones=1)
        different = phone.writes(Records(small / "bundle", different=DIFFERENT).take(DIFFERENT))
        shutil.copytree(small, large)
        _fill(small, phone, different, SMALL)
        _fill(large, phone, different, LARGE)
        with Served(small) as site, Served(large) as big_site:
            few, many = _pulls(
                replace(phone, port=site.port, cursors={phone.channel: SMALL - NEW}),
                replace(phone, port=big_site.port, cursors={phone.channel: LARGE - NEW}),
            )
    rows = [
        Row(f"from {SMALL}, median of {TIMES}", few, "ms"),
        Row(f"from {LARGE}, median of {TIMES}", many, "ms"),
        Row(f"from {LARGE}, times the same from {SMALL}", many / few, "", "<= 1.3"),
    ]
    return show(f"Sync: pull of {NEW} new entries", rows)


def _pulls(*phones: Phone) -> list[float]:
    """Milliseconds of each phone's pull. They take turns, so that a busy moment of the machine meets both."""
    taken: list[list[float]] = [[] for _ in phones]
    for _ in range(WARM_UP + TIMES):
        for phone, each in zip(phones, taken, strict=True):
            started = time.perf_counter()
            answer = phone.sync(keeps_cursors=False)
            each.append((time.perf_counter() - started) * 1000)
            assert sum(len(one["items"]) for one in answer["pulled"]) == NEW, "not the new ones"
    return [median(each[WARM_UP:]) for each in taken]


# ---------------------------------------------------------------- a journal, filled by SQL


def _fill(folder: Path, phone: Phone, different: list[Json], count: int) -> None:
    """Put so many entries into the unit's channel, as pushes would have, in one transaction."""
    database = sqlite3.connect(folder / "attune.sqlite3", isolation_level=None)
    database.execute("PRAGMA cache_size=-400000")
    database.execute("PRAGMA synchronous=OFF")
    database.execute("BEGIN")
    unit = UUID(phone.unit).hex
    now = datetime.now(UTC)
    moment = now.strftime("%Y-%m-%d %H:%M:%S")
    database.execute("INSERT INTO sync_channel (name, last) VALUES (?, ?)", (phone.channel, count))
    ids = list(_ids(count, int(now.timestamp() * 1000)))
    database.executemany(_ENTRY, _entries(ids, different, unit, moment))
    database.executemany(_DELIVERY, ((phone.channel, number, id_) for number, id_ in enumerate(ids, 1)))
    # The bulk of the people's rows: one for each, as after so many visits.
    database.execute(
        "INSERT INTO sync_home (subject, unit_id) SELECT DISTINCT subject, ? FROM sync_storedentry WHERE subject IS NOT NULL",
        (unit,),
    )
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _ids(count: int, until: int) -> Iterator[str]:
    """UUIDv7 of the milliseconds before `until`, hex, as SQLite keeps them."""
    dice = os.urandom(8 * count)
    for number in range(count):
        tail = dice[8 * number : 8 * number + 8].hex()
        yield f"{until - count + number:012x}7{tail[:3]}8{tail[1:]}"


def _entries(ids: list[str], different: list[Json], unit: str, moment: str) -> Iterator[tuple[Any, ...]]:
    from attune.server.sync.reading import read_one

    templates = []
    for raw in different:
        read = read_one(raw)
        entry = read.entry
        assert entry is not None
        templates.append((entry, read.envelope.split(raw["id"]), read.body))
    for number, id_ in enumerate(ids):
        entry, around, body = templates[number % len(templates)]
        # A person has as many entries as in the demo, and is another one in each round.
        subject = entry.subject and f"{entry.subject[:-6]}{number // len(templates):06x}"
        envelope = str(UUID(id_)).join(around).replace(str(entry.subject), str(subject))
        yield (
            *(id_, entry.kind, subject, unit, UUID(entry.author).hex, UUID(entry.device).hex),
            *(number + 1, envelope, body, moment),
        )


if __name__ == "__main__":
    raise SystemExit(main())
