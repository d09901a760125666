"""Entry kinds and their schemas: what the phone writes and everybody reads. Pure; an entry is never changed."""

from attune.journal.entries import KINDS, Entry, read_entry
from attune.journal.errors import (
    Fault,
    InvalidEntry,
    JournalError,
    UnknownKind,
    UnknownVersion,
    UnreadableEntry,
)
from attune.journal.fold import fold, people
from attune.journal.lifts import lift
from attune.journal.routes import channels, readable_by
from attune.journal.schema import entry_schema

__all__ = [
    "KINDS",
    "Entry",
    "Fault",
    "InvalidEntry",
    "JournalError",
    "UnknownKind",
    "UnknownVersion",
    "UnreadableEntry",
    "channels",
    "entry_schema",
    "fold",
    "lift",
    "people",
    "read_entry",
    "readable_by",
]
