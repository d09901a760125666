"""A backup brought back: checked before anything changes, under a new epoch, so that phones send again what it lacks."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from attune import __version__
from attune.server import setup
from attune.server.operate import archive
from attune.server.operate.backup import engine, fingerprint
from attune.server.operate.carried import Carried, carry_over
from attune.server.operate.errors import RestoreRefused
from attune.server.operate.lock import only_process
from attune.server.operate.tally import Tally, is_in_use
from attune.server.sync import facts, projections, times
from attune.server.sync.models import ServerFact, StoredEntry


@dataclass(frozen=True, slots=True)
class Restored:
    moment: datetime
    entries: int
    people: int
    steps: int  # of migration
    # Where what was replaced lies, and what was taken over from it; None where there was nothing.
    before: str | None
    carried: Carried | None


def restore(path: Path, *, now: datetime, replace: bool = False, other_secret: bool = False) -> Restored:
    """Bring back what `path` holds. Raises RestoreRefused, and then nothing was changed.

    `replace`: where people and entries are already, they are put aside, not removed. `other_secret`: go on though
    ATTUNE_SECRET_KEY is not the one that the backup was made with.
    """
    data = Path(settings.DATA_DIR)
    with (
        _full_disk_is_said(data),
        only_process(),
        tempfile.TemporaryDirectory(prefix=".attune-restore-", dir=data) as scratch,
    ):
        manifest = archive.extract(path, Path(scratch))
        _check(manifest, other_secret=other_secret)
        present = engine().present()
        in_use = present is not None and is_in_use(present)
        if in_use and not replace:
            raise RestoreRefused(
                "This installation has people or entries already. With --replace they are put aside and the backup "
                "takes their place. Nothing was changed."
            )
        before = _swap(
            manifest, Path(scratch), data / f"before-restore-{now.astimezone(UTC):%Y%m%d-%H%M%S}", in_use
        )
        steps = setup.migrate()
        return _begin_anew(manifest, before, steps)


# ---------------------------------------------------------------- before


def _check(manifest: dict[str, Any], *, other_secret: bool) -> None:
    if manifest["engine"] != connection.vendor:
        raise RestoreRefused(
            f"This backup is of {manifest['engine']}, and this installation uses {connection.vendor}. "
            "Restore it where DATABASE_URL names the same kind of database."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := [step for step in manifest["migrations"] if step not in known]:
        raise RestoreRefused(
            f"This backup was made by Attune {manifest['attune']}, and this is {__version__}, which does not know "
            f"{newer[0]}. Install the newer version first."
        )
    if manifest["secret"] != fingerprint() and not other_secret:
        raise RestoreRefused(
            "ATTUNE_SECRET_KEY is not the one that this backup was made with. Set that one: without it forgotten PINs "
            "cannot be mended and parcels under way cannot be opened. If it is lost, restore with --other-secret."
        )


def _swap(manifest: dict[str, Any], scratch: Path, aside: Path, in_use: bool) -> str | None:
    """Let database and content of the backup be the ones in force. Returns where the database before lies, if it was in use."""
    loaded, found = engine().load(scratch / engine().FILE)
    try:
        if differing := Tally(**manifest["tally"]).differences(found):
            raise RestoreRefused(f"The backup does not hold what it says: {', '.join(differing)}.")
        aside.mkdir(mode=0o700)
        where: str = engine().put_in_place(loaded, aside, keep=in_use)
    except RestoreRefused:
        engine().drop(loaded)
        raise
    content, kept = scratch / "bundle", Path(settings.BUNDLE_DIR)
    if content.is_dir():
        if kept.exists():
            kept.rename(aside / kept.name)
        content.rename(kept)
    if not any(aside.iterdir()):
        aside.rmdir()
    return where if in_use else None


# ---------------------------------------------------------------- after


def _begin_anew(manifest: dict[str, Any], before: str | None, steps: int) -> Restored:
    carried = None
    with transaction.atomic():
        facts.new_epoch()
        # This file has just been read back, and no later one is known to exist.
        ServerFact.objects.update_or_create(name="backed_up", defaults={"value": manifest["moment"]})
        Session.objects.all().delete()  # who had signed out since would be signed in again
        if before is not None:
            with engine().kept(before) as old:
                carried = carry_over(old)
        people = projections.rebuild()
    cache.clear()
    moment = times.read(manifest["moment"])
    assert moment is not None
    return Restored(moment, StoredEntry.objects.count(), people, steps, before, carried)


@contextmanager
def _full_disk_is_said(data: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else fault
        raise RestoreRefused(
            f"{data} could not be written: {reason}. What was there is there still, or in its folder before-restore-…"
        ) from None
