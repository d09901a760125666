"""A backup: taken while the server runs, read back, and only then told to the phones, which may let go of what it holds."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection, transaction

from attune import __version__
from attune.server.operate import archive, postgres, sqlite
from attune.server.operate.errors import BackupFailed, NotReadBack, OperatorError
from attune.server.operate.lock import is_sqlite
from attune.server.operate.tally import Tally
from attune.server.people import secrets
from attune.server.sync import facts, times
from attune.server.sync.models import ServerFact

# An entry carries the moment at which its request began. Such a request may still have been writing when the copy was made, so
# what came in shortly before counts as not yet backed up: the phones keep it until the next backup.
MARGIN = timedelta(minutes=10)
SUFFIX = ".attune-backup"
_COMPRESSED = (".br", ".gz")


@dataclass(frozen=True, slots=True)
class Backup:
    path: Path
    bytes: int
    tally: Tally
    # Phones may let go of what was received until then.
    moment: datetime

    @property
    def entries(self) -> int:
        return self.tally.tables.get("sync_storedentry", 0)


def make(path: Path, *, now: datetime) -> Backup:
    """Write a backup to the file `path`, read it back, and tell the phones. Safe while the server runs and writes.

    Raises BackupFailed (nothing is left behind), or NotReadBack (what was written does not hold what the database held).
    """
    if path.exists():
        raise BackupFailed(f"{path} is there already. Name another file; a backup overwrites none.")
    if not path.parent.is_dir():
        raise BackupFailed(f"There is no folder {path.parent}.")
    part = path.with_name(f"{path.name}.part")
    with (
        _says_what_is_wrong_with(path),
        tempfile.TemporaryDirectory(prefix=".attune-backup-", dir=path.parent) as scratch,
    ):
        try:
            taken = _write(part, Path(scratch), now)
            _read_back(part, Path(scratch) / "back", taken)
            part.rename(path)
            archive.to_disk(path)
        finally:
            part.unlink(missing_ok=True)
    moment = now - MARGIN
    _tell_phones(moment)
    return Backup(path, path.stat().st_size, taken, moment)


def name_for(now: datetime) -> str:
    """`attune-20261125-214500.attune-backup`: names sort by time."""
    return f"attune-{now.astimezone(UTC):%Y%m%d-%H%M%S}{SUFFIX}"


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups that have a name of ours. Returns what was removed."""
    ours = sorted(folder.glob(f"attune-*{SUFFIX}"))
    gone = ours[:-keep] if keep > 0 else []
    for path in gone:
        path.unlink()
    return gone


def engine() -> Any:
    """The module that knows this database."""
    return sqlite if is_sqlite() else postgres


# ---------------------------------------------------------------- steps


def _write(part: Path, scratch: Path, now: datetime) -> Tally:
    copied = scratch / engine().FILE
    if ServerFact._meta.db_table not in connection.introspection.table_names():
        raise BackupFailed("The database is empty. Run `attune migrate` first.")
    taken, steps = engine().copy(copied)
    about = {
        "attune": __version__,
        "django": django.get_version(),
        "made_at": times.written(now),
        "moment": times.written(now - MARGIN),
        "engine": connection.vendor,
        "migrations": steps,
        "epoch": facts.epoch(),
        "secret": fingerprint(),
        "tally": taken.as_json(),
    }
    archive.write(part, {engine().FILE: copied, **_bundles(scratch)}, about)
    copied.unlink()
    return taken


def _read_back(part: Path, scratch: Path, taken: Tally) -> None:
    scratch.mkdir()
    try:
        archive.extract(part, scratch)
        found = engine().read_back(scratch / engine().FILE)
    except OperatorError as fault:
        raise NotReadBack(f"The backup could not be read back, so it was thrown away. {fault}") from None
    if differing := taken.differences(found):
        raise NotReadBack(
            f"The backup does not hold what the database held, so it was thrown away: {', '.join(differing)}."
        )


def _bundles(scratch: Path) -> dict[str, Path]:
    """The published content. Pointers first: a release that is published meanwhile is then not named yet."""
    root = Path(settings.BUNDLE_DIR)
    if not root.is_dir():
        return {}
    pointers = scratch / "pointers"
    pointers.mkdir()
    found: dict[str, Path] = {}
    for path in sorted(root.iterdir()):
        if path.is_file():
            found[f"bundle/{path.name}"] = Path(shutil.copy2(path, pointers / path.name))
    for path in sorted(root.glob("*/*")):
        if path.is_file() and path.suffix not in _COMPRESSED:
            found[f"bundle/{path.parent.name}/{path.name}"] = path
    return found


def _tell_phones(moment: datetime) -> None:
    with transaction.atomic():
        before = facts.backed_up()
        if before is None or before < times.written(moment):
            ServerFact.objects.update_or_create(name="backed_up", defaults={"value": times.written(moment)})


def fingerprint() -> str:
    """Tells whether ATTUNE_SECRET_KEY is the one that a backup was made with, and nothing of what it is."""
    return secrets.derive("attune-fingerprint-1", "backup")[:16]


@contextmanager
def _says_what_is_wrong_with(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else fault
        raise BackupFailed(f"{path.parent} could not be written: {reason}. No backup was made.") from None
