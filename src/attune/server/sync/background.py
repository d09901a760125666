"""Computes beside the requests what entries made overdue, so that no phone waits for it. One thread in each process that serves."""

from __future__ import annotations

import logging
import threading
import time

from django.db import close_old_connections

from attune.server.sync import projections

log = logging.getLogger("attune.sync")

# A phone that brings much sends one request after another: seconds without one before the work begins, and the longest wait.
QUIET = 0.1
AT_MOST = 3.0

_arrived = threading.Event()


def wake() -> None:
    """Something was stored."""
    _arrived.set()


def start() -> None:
    """Begin, with what an earlier process may have left."""
    wake()
    threading.Thread(target=_go_on, name="projections", daemon=True).start()


def _go_on() -> None:
    while True:
        _arrived.wait()
        _wait_for_quiet()
        _compute()


def _compute() -> None:
    close_old_connections()
    try:
        projections.catch_up()
    except Exception:
        # The database is locked or gone for a moment, or the fault is ours. Whoever reads catches up, and the next arrival wakes this
        # again: it must never end while the process serves.
        log.exception("projection_failed")
    finally:
        close_old_connections()


def _wait_for_quiet() -> None:
    until = time.monotonic() + AT_MOST
    while time.monotonic() < until:
        _arrived.clear()
        if not _arrived.wait(QUIET):
            return
    _arrived.clear()
