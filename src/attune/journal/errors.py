"""What can be wrong with an entry.

    JournalError            code, message
    ├── UnreadableEntry     not an object with a kind and a version
    ├── UnknownKind         a kind that this version does not know (a newer app wrote it)
    ├── UnknownVersion      a version of the kind that this version does not know
    └── InvalidEntry        the fields are wrong; `.faults` lists each with its place

The words for people are chosen where they are shown; an entry that is not valid is kept aside, never dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class JournalError(Exception):
    code = "journal_error"


class UnreadableEntry(JournalError):
    code = "unreadable_entry"


class UnknownKind(JournalError):
    code = "unknown_kind"


class UnknownVersion(JournalError):
    code = "unknown_version"


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong field. `place` is its path ("body.plan.0.state"); the value itself is never repeated."""

    place: str
    message: str


class InvalidEntry(JournalError):
    code = "invalid_entry"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.place}: {fault.message}" for fault in faults))
        self.faults = tuple(faults)
