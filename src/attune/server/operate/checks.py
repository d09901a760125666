"""Is this server able to do its work? Each check says yes, or in a few words what is wrong; no secret and nobody's name is in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from attune.pack.bundle import read_current
from attune.pack.errors import PackError
from attune.server import setup
from attune.server.sync.models import StoredEntry

LEAST_FREE = 200_000_000
# A clock without a battery goes back at a power cut: what comes in then bears a time before what is there.
MOST_BEHIND = timedelta(minutes=5)

# The plan of migrations is read from many files: once it is empty it stays so for this process.
_migrated = False


def findings() -> dict[str, str]:
    """Each check with "ok" or what is wrong. None is run once the database cannot be used."""
    found = {"database": _database()}
    if found["database"] == "ok":
        found |= {name: _safely(check) for name, check in _CHECKS.items()}
    return found


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "cannot be used"
    return "ok"


def _migrations() -> str:
    global _migrated
    if not _migrated:
        steps = setup.pending()
        if steps:
            return f"{len(steps)} steps behind: run attune migrate"
        _migrated = True
    return "ok"


def _content() -> str:
    try:
        current = read_current(Path(settings.BUNDLE_DIR))
    except (PackError, OSError):
        return "cannot be read: publish again with attune bundle"
    if current is None or not (Path(settings.BUNDLE_DIR) / current.release / "manifest.json").is_file():
        return "none is published: see attune bundle"
    return "ok"


def _disk() -> str:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return (
        "ok"
        if free >= LEAST_FREE
        else f"{free // 1_000_000} MB free, at least {LEAST_FREE // 1_000_000} are needed"
    )


def _clock() -> str:
    newest = StoredEntry.objects.order_by("-pk").values_list("received_at", flat=True).first()
    behind = newest is not None and newest > timezone.now() + MOST_BEHIND
    return "is behind what was received: set the time" if behind else "ok"


_CHECKS: dict[str, Callable[[], str]] = {
    "migrations": _migrations,
    "content": _content,
    "disk": _disk,
    "clock": _clock,
}


def _safely(check: Callable[[], str]) -> str:
    try:
        return check()
    except (Error, OSError):
        return "cannot be found out"
