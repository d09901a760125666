"""The server's disk is full, or takes nothing more: how a database says it, and what is said to people."""

from __future__ import annotations

CODE = "disk_full"
MESSAGE = (
    "The server's disk is full or failing, so nothing was stored. Nothing on the phone is lost: it sends again by itself. "
    "Tell whoever keeps the server."
)

# SQLite's own words: the disk is full; the system refused to write. PostgreSQL has a code for it.
_SQLITE = ("database or disk is full", "disk I/O error")
_POSTGRES_DISK_FULL = "53100"


def is_full(fault: BaseException) -> bool:
    """Did a statement fail because nothing more could be written?"""
    cause = fault.__cause__ or fault
    return getattr(cause, "sqlstate", None) == _POSTGRES_DISK_FULL or str(cause) in _SQLITE
