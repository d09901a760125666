"""One server process for one SQLite database. A second one is refused, because it would count and lock in a memory of its own."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from attune.server.operate import postgres
from attune.server.operate.errors import OperatorError


class ServerRuns(OperatorError):
    """Another process serves this database, or restores it."""

    code = "server_runs"


def is_sqlite() -> bool:
    return str(connection.vendor) == "sqlite"


def sqlite_file() -> Path:
    """The file of the SQLite database."""
    return Path(connection.settings_dict["NAME"])


@contextmanager
def serving() -> Iterator[None]:
    """Be seen as a server by whoever restores. On SQLite be the only one. Raises ServerRuns."""
    with only_process() if is_sqlite() else postgres.connected():
        yield


@contextmanager
def only_process() -> Iterator[None]:
    """Hold the database for this process and its children; PostgreSQL needs no such thing. Raises ServerRuns.

    The system gives the lock back when the last of them ends, however it ends: nothing is left over after a power cut.
    """
    if not is_sqlite():
        yield
        return
    database = sqlite_file()
    with database.with_name(f"{database.name}.lock").open("ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServerRuns(
                f"Another Attune process holds {database}. With SQLite one process serves; stop that one first, "
                "or move to PostgreSQL (DATABASE_URL)."
            ) from None
        yield
