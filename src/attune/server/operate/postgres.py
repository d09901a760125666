"""PostgreSQL: pg_dump and pg_restore, a scratch database to read a dump back, and a change of names to bring it into force."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections
from psycopg import sql

from attune.server.operate.errors import BackupFailed, OperatorError, RestoreRefused
from attune.server.operate.tally import PASSING, Tally, migrations, tally

FILE = "database.pgdump"
_MAY_CREATE = (
    "The database account may not do this: {fault}. Reading a backup back, and restoring, needs an account that may "
    "create databases and owns its own: as the administrator run ALTER ROLE {user} CREATEDB;"
)


def copy(into: Path) -> tuple[Tally, list[str]]:
    """Dump the database as it is at one moment to the file `into`. Returns what it held then, and its migrations."""
    with _opened() as source, source.transaction():
        source.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = source.execute("SELECT pg_export_snapshot()").fetchone()
        found, steps = tally(source, "postgresql"), migrations(source)
        assert snapshot is not None
        _run(
            *("pg_dump", "--format=custom", "--no-owner", "--no-privileges"),
            # A dump that is stolen lets nobody into the console: who is signed in there does not go into it.
            *(f"--exclude-table-data={name}" for name in PASSING),
            *(f"--snapshot={snapshot[0]}", f"--file={into}", f"--dbname={_target()}"),
        )
    return found, steps


def read_back(file: Path) -> Tally:
    """What a dump holds once it is restored into a database of its own, which is dropped again."""
    name, found = load(file)
    drop(name)
    return found


def present() -> Tally | None:
    """What the database in force holds."""
    with _opened() as database:
        return tally(database, "postgresql")


def load(file: Path) -> tuple[str, Tally]:
    """Restore a dump into a new database. Returns its name and what it holds; `put_in_place` or `drop` comes next."""
    name = f"attune_scratch_{uuid.uuid4().hex[:12]}"
    try:
        return name, _restored(file, name)
    except BaseException:
        drop(name)
        raise


def put_in_place(loaded: str, aside: Path, *, keep: bool) -> str:
    """Let the database `loaded` take the name of the one in force, which takes another; returns that, though it is gone without `keep`."""
    connections.close_all()
    ours = str(connection.settings_dict["NAME"])
    before = f"{ours}_{aside.name}".replace("-", "_")
    with _maintenance() as server:
        busy = server.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [ours]
        ).fetchone()
        if busy is not None and busy[0]:
            raise RestoreRefused(
                f"{busy[0]} connections use the database {ours}. Stop all server processes first. Nothing was changed."
            )
        with server.transaction():
            server.execute(_rename(ours, before))
            server.execute(_rename(loaded, ours))
    if not keep:
        drop(before)
    return before


def drop(loaded: str) -> None:
    """Remove a database that `load` made."""
    with _maintenance() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(loaded)))


@contextmanager
def connected() -> Iterator[None]:
    """Hold a connection, idle, so that nobody takes the database's name away meanwhile."""
    with _opened():
        yield


@contextmanager
def kept(where: str) -> Iterator[psycopg.Connection[Any]]:
    """The database that `put_in_place` put aside, to be read."""
    with _opened(where) as database:
        yield database


# ---------------------------------------------------------------- steps


def _restored(file: Path, name: str) -> Tally:
    with _maintenance() as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
        )
    _run(
        *("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"),
        *(f"--dbname={_target(name)}", str(file)),
    )
    with _opened(name) as database:
        return tally(database, "postgresql")


def _rename(old: str, new: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))


@contextmanager
def _opened(name: str | None = None) -> Iterator[psycopg.Connection[Any]]:
    try:
        with psycopg.connect(_target(name), password=_password(), autocommit=True) as database:
            yield database
    except psycopg.errors.InsufficientPrivilege as fault:
        user = connection.settings_dict["USER"]
        raise OperatorError(_MAY_CREATE.format(fault=_first_line(fault), user=user)) from None
    except psycopg.OperationalError as fault:
        raise OperatorError(f"PostgreSQL says: {_first_line(fault)}") from None


def _maintenance() -> Any:
    """The server's own database: what is dropped or renamed must not be the one that is connected to."""
    return _opened("postgres")


def _target(name: str | None = None) -> str:
    """The connection as libpq writes it, without the password, which no list of processes is to show."""
    of = connection.settings_dict
    parts = {
        "dbname": name or of["NAME"],
        "user": of["USER"],
        "host": of["HOST"],
        "port": of["PORT"],
        **{key: value for key, value in of["OPTIONS"].items() if isinstance(value, str)},
    }
    return psycopg.conninfo.make_conninfo(**{key: value for key, value in parts.items() if value})


def _password() -> str | None:
    return connection.settings_dict["PASSWORD"] or None


def _run(program: str, *arguments: str) -> None:
    found = _program(program)
    environment = os.environ | ({"PGPASSWORD": password} if (password := _password()) else {})
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        # Its first line names the fault; later ones may quote rows.
        raise BackupFailed(
            f"{program} failed: {(done.stderr.strip().splitlines() or ['no reason given'])[0]}"
        )


def _program(name: str) -> str:
    """Debian keeps the newest version's programs outside the PATH."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: -float(path.parts[4])
    )
    found = shutil.which(name) or next((str(path) for path in versions), None)
    if found is None:
        raise BackupFailed(
            f"{name} is not installed. Install PostgreSQL's client programs, at least as new as the server "
            "(Debian: apt-get install postgresql-client)."
        )
    return found


def _first_line(fault: BaseException) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0]
