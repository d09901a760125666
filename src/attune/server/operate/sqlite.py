"""SQLite: a copy of one moment while others write, its reading back, and its coming into force."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from attune.server.operate import archive
from attune.server.operate.errors import RestoreRefused
from attune.server.operate.lock import sqlite_file
from attune.server.operate.tally import PASSING, Tally, migrations, tally

FILE = "database.sqlite3"
# A database in WAL mode is three files.
_PARTS = ("", "-wal", "-shm")


def copy(into: Path) -> tuple[Tally, list[str]]:
    """Copy the database as it is at one moment to the file `into`. Returns what the original held then, and its migrations."""
    with _opened(sqlite_file()) as source:
        source.execute("BEGIN")  # everything below sees the same moment
        found, steps = tally(source, "sqlite"), migrations(source)
        with _opened(into) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, not three
            _leave_out_passing(target)
        source.execute("ROLLBACK")
    return found, steps


def _leave_out_passing(copy: sqlite3.Connection) -> None:
    """A backup that is stolen lets nobody into the console: who is signed in there does not go into it."""
    copy.execute("PRAGMA secure_delete = ON")  # else the rows stay in the file's free pages
    for name in PASSING:
        if copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone():
            copy.execute(f'DELETE FROM "{name}"')


def read_back(file: Path) -> Tally:
    """What the copy in `file` holds. Raises RestoreRefused if SQLite finds it damaged."""
    with _opened(file) as database:
        try:
            verdict = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            broken = database.execute("PRAGMA foreign_key_check").fetchone()
        except sqlite3.DatabaseError as fault:
            verdict, broken = str(fault), None
        if verdict != "ok" or broken is not None:
            raise RestoreRefused("The copy of the database is damaged: SQLite cannot read all of it.")
        return tally(database, "sqlite")


def present() -> Tally | None:
    """What the database in force holds; None where there is none."""
    if not sqlite_file().is_file():
        return None
    with _opened(sqlite_file()) as database:
        return tally(database, "sqlite")


def load(file: Path) -> tuple[str, Tally]:
    """Read a copy back. Returns what `put_in_place` needs, and what it holds."""
    return str(file), read_back(file)


def put_in_place(loaded: str, aside: Path, *, keep: bool) -> str:
    """Let the copy `loaded` be the database from now on. The one before goes into the folder `aside`; returns where it lies."""
    database = sqlite_file()
    for suffix in _PARTS:
        part = database.with_name(database.name + suffix)
        if part.exists() and keep:
            part.rename(aside / part.name)
        else:
            part.unlink(missing_ok=True)
    Path(loaded).rename(database)
    archive.to_disk(database)
    return str(aside / database.name)


def drop(loaded: str) -> None:
    """Forget a copy that was loaded: it lies in a folder that goes away by itself."""


@contextmanager
def kept(where: str) -> Iterator[sqlite3.Connection]:
    """The database that `put_in_place` put aside, to be read."""
    with _opened(Path(where)) as database:
        yield database


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as database:
        yield database
