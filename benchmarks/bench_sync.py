"""Sending what a phone has written, beside PouchDB 9 on its own server: entries a second, bytes on the wire, and over a slow, far line."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from installation import Json, Phone, Served, found
from pouch import Pouch, is_installed
from records import Records, mean_bytes
from relay import Relay
from table import Row, show

BATCH = 100
# As the app does where the line is quick: client/src/store/sync.ts. PouchDB gets the larger one too, if it is quicker with it.
LARGE = 500
# One after the other, so that no side meets a busy moment of the machine in all its rounds; the middle one counts.
ROUNDS = 5
IN_ROUND = 2_000
ON_WIRE = 1_000
ROUND_TRIP, BITS = 0.3, 400_000

Push = Callable[[list[Json], int], float]


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pusher, measured, slow = found(folder / "site", phones=3, in_unit=1)
        bare = folder / "bare.sqlite3"
        shutil.copy(folder / "site" / "attune.sqlite3", bare)
        made = Records(folder / "site" / "bundle")
        pushed, wired, far = made.take(ROUNDS * IN_ROUND), made.take(ON_WIRE), made.take(ON_WIRE)
        with Served(folder / "site") as site:
            for phone in (pusher, measured, slow):
                phone.port = site.port
            peer = _peer(folder / "pouch")
            try:
                rows = rates(pushed, pusher, folder / "site", bare, peer)
                rows += on_wire(wired, measured, peer)
                rows += far_away(far, slow, peer)
                rows += nothing_new(slow)
            finally:
                if peer is not None:
                    peer.__exit__()
        return show(
            f"Sync: sending entries of {mean_bytes(pushed) / 1000:.2g} kB on average, {BATCH} in a request",
            rows,
        )


def _peer(folder: Path) -> Pouch | None:
    if not is_installed():
        print("PouchDB is not installed: no comparison (make bench installs it, from npm).", file=sys.stderr)
        return None
    try:
        peer = Pouch(folder)
        peer.push([{"id": "first"}], into="warm")
    except OSError as fault:
        print(f"PouchDB does not run here: no comparison. {fault}", file=sys.stderr)
        return None
    return peer


# ---------------------------------------------------------------- entries a second


def rates(entries: list[Json], phone: Phone, site: Path, bare: Path, peer: Pouch | None) -> list[Row]:
    raw = RawInserts(bare, phone)
    pushes: dict[str, Push] = {
        "raw": lambda given, _: raw.insert(phone_entries[given[0]["id"]]),
        "ours": lambda given, _: _timed(lambda: phone.push(phone_entries[given[0]["id"]], LARGE)),
    }
    up_to_date: list[float] = []
    if peer is not None:
        pushes["pouch"] = lambda given, _: peer.push(given, into="journal")
        pushes["pouch, large"] = lambda given, _: peer.push(given, into="large", batch=LARGE)
        pushes["bulk"] = lambda given, _: peer.push(given, by="bulk", into="bulk")
    rounds = [entries[begin : begin + IN_ROUND] for begin in range(0, len(entries), IN_ROUND)]
    phone_entries = {part[0]["id"]: phone.writes(part) for part in rounds}
    rate: dict[str, float] = {}
    taken: dict[str, list[float]] = {name: [] for name in pushes}
    for number, part in enumerate(rounds):
        for name, push in pushes.items():
            started = time.perf_counter()
            taken[name].append(push(part, number))
            if name == "ours":
                _until_up_to_date(site)
                up_to_date.append(time.perf_counter() - started)
    for name, each in (taken | {"up to date": up_to_date}).items():
        rate[name] = IN_ROUND / median(each)
    raw.close()
    return _rate_rows(rate, len(entries))


def _until_up_to_date(site: Path) -> None:
    with closing(sqlite3.connect(f"file:{site / 'attune.sqlite3'}?mode=ro", uri=True)) as database:
        while database.execute("SELECT EXISTS (SELECT 1 FROM sync_overdue)").fetchone()[0]:
            time.sleep(0.01)


def _rate_rows(rate: dict[str, float], count: int) -> list[Row]:
    ours, up_to_date = rate["ours"], rate["up to date"]
    rows = [
        Row(f"push of {count}: stored and acknowledged", ours, "entries/s"),
        Row(
            "the same, until all projections are up to date",
            up_to_date,
            "entries/s",
            None,
            "the wait for a quiet moment included: 0.1 s",
        ),
        Row(
            "of raw validated SQLite inserts",
            100 * ours / rate["raw"],
            "%",
            None,
            f"{rate['raw']:.0f} entries/s",
        ),
    ]
    if "pouch" in rate:
        theirs = max(rate["pouch"], rate["pouch, large"])
        beside = f"PouchDB: {theirs:.0f} entries/s, {100 * theirs / rate['raw']:.2g} % of raw inserts"
        rows += [
            Row("stored and acknowledged, times PouchDB", ours / theirs, "", ">= 3", beside),
            Row("with projections up to date, times PouchDB without", up_to_date / theirs, "", ">= 2"),
            Row(
                "times bare _bulk_docs",
                ours / rate["bulk"],
                "",
                None,
                f"{rate['bulk']:.0f} entries/s: not asked before, not noted after",
            ),
        ]
    return rows


class RawInserts:
    """The least that storing costs: each entry read and checked, then put into the same table with its indexes, as the server has it."""

    def __init__(self, path: Path, phone: Phone):
        from uuid import UUID

        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute("PRAGMA foreign_keys=ON")
        self._unit = UUID(phone.unit).hex

    def insert(self, entries: list[Json]) -> float:
        return _timed(lambda: self._insert(entries))

    def close(self) -> None:
        self._database.close()

    def _insert(self, entries: list[Json]) -> None:
        from attune.server.sync.reading import read_one

        for begin in range(0, len(entries), BATCH):
            rows = [self._row(read_one(raw)) for raw in entries[begin : begin + BATCH]]
            with closing(self._database.cursor()) as cursor:
                cursor.execute("BEGIN IMMEDIATE")
                cursor.executemany(
                    "INSERT INTO sync_storedentry (id, kind, subject, unit_id, author, device, n, practice, envelope, body, "
                    "received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '2026-01-01 00:00:00')",
                    rows,
                )
                cursor.execute("COMMIT")

    def _row(self, read: Any) -> tuple[Any, ...]:
        entry = read.entry
        hexes = [text.replace("-", "") for text in (entry.id, entry.author, entry.device)]
        return (
            *(hexes[0], entry.kind, entry.subject, self._unit, hexes[1], hexes[2]),
            *(entry.n, entry.practice, read.envelope, read.body),
        )


def _timed(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


# ---------------------------------------------------------------- the wire


def on_wire(entries: list[Json], phone: Phone, peer: Pouch | None) -> list[Row]:
    """Bytes both ways, headers included."""
    own = phone.writes(entries)
    with Relay(phone.port) as wire:
        _through(wire, phone, lambda: phone.push(own, BATCH))
        ours = wire.bytes / len(entries)
    if peer is None:
        return [Row("bytes on the wire for each entry, both ways", ours, "B")]
    with Relay(peer.port) as wire:
        peer.push(entries, into="wire", port=wire.port)
        theirs = wire.bytes / len(entries)
    beside = f"ours {ours:.0f} B, PouchDB {theirs:.0f} B for each entry, both ways"
    return [Row("bytes on the wire, of PouchDB's", 100 * ours / theirs, "%", "<= 25", beside)]


def far_away(entries: list[Json], phone: Phone, peer: Pouch | None) -> list[Row]:
    own = phone.writes(entries)
    with Relay(phone.port, ROUND_TRIP, BITS) as wire:
        ours = _through(wire, phone, lambda: phone.push(own, BATCH))
    label = f"{len(entries)} entries over {ROUND_TRIP * 1000:.0f} ms and {BITS / 1000:.0f} kbit/s"
    rows = [Row(label, ours, "s")]
    if peer is not None:
        with Relay(peer.port, ROUND_TRIP, BITS) as wire:
            theirs = peer.push(entries, into="far", port=wire.port)
        rows.append(Row("times faster than PouchDB", theirs / ours, "", ">= 5", f"PouchDB: {theirs:.3g} s"))
    return rows


def nothing_new(phone: Phone) -> list[Row]:
    """A phone that has everything and nothing to send. One request is all that `sync` makes, and all that it needs."""
    phone.sync()
    answers: list[Json] = []
    with Relay(phone.port) as wire:
        _through(wire, phone, lambda: answers.append(phone.sync()))
        taken = wire.bytes
    (answer,) = answers
    assert answer["complete"] and not answer["pulled"], "something was new"
    parts = "aim in bench_sync_phone.py: by HTTPS, as the app sends it"
    return [Row("nothing new: one request by plain HTTP/1.1, both ways", taken, "B", None, parts)]


def _through(wire: Relay, phone: Phone, run: Callable[[], object]) -> float:
    """Seconds of `run` while the phone talks over this wire, connecting included."""
    phone.hang_up()
    phone.port, straight = wire.port, phone.port
    try:
        return _timed(run)
    finally:
        phone.hang_up()
        phone.port = straight


if __name__ == "__main__":
    raise SystemExit(main())
