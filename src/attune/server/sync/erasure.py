"""Erasure: bodies are blanked, envelopes stay, and the erasure itself is an entry that travels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from attune.journal import Entry
from attune.server.sync import facts
from attune.server.sync.models import Erased, SetAside, StoredEntry
from attune.server.sync.reading import kept_text

BLANK = "null"
# What says where somebody is cared for, and what was blanked: nothing personal stands in it, and the journal needs it.
STAYS = ("erasure", "transfer")


@dataclass(frozen=True, slots=True)
class Awaited:
    """An erasure that names an entry, which may arrive after it: another phone still held it."""

    by: UUID
    author: str
    subject: str | None
    practice: bool
    everybodys: bool

    def covers(self, entry: Entry) -> bool:
        same = entry.subject == self.subject and entry.practice == self.practice
        return same and entry.kind not in STAYS and (self.everybodys or entry.author == self.author)

    def covers_raw(self, raw: Any, *, sender: UUID) -> bool:
        """The same for what cannot be read as an entry, and which `sender` has sent: nobody blanks what another has sent."""
        if not isinstance(raw, dict) or raw.get("body") is None or raw.get("kind") in STAYS:
            return False
        if raw.get("subject") != self.subject or raw.get("practice") != self.practice:
            return False
        return self.everybodys or raw.get("author") == self.author == str(sender)


def allowed(entry: Entry) -> bool:
    """A worker may erase what was entered in error, and only their own. For everybody else the console does it."""
    if not entry.body.entries or entry.body.because != "entered_in_error":
        return False
    named = StoredEntry.objects.filter(id__in=entry.body.entries).values_list(
        "author", "subject", "practice", "kind"
    )
    return all(
        str(author) == entry.author
        and subject == entry.subject
        and practice == entry.practice
        and kind not in STAYS
        for author, subject, practice, kind in named
    )


def blank(entry: Entry) -> list[str]:
    """Blank what this erasure, which is allowed and stored, names and what is here. Returns whose bodies are blank now."""
    rows = _covered(entry)
    ids = [str(id_) for id_ in rows.values_list("id", flat=True)]
    rows.update(body=BLANK, erased_by=UUID(entry.id))
    blank_aside(entry)
    return ids


def blank_aside(entry: Entry) -> int:
    """Blank the bodies of what was set aside and this erasure covers, taken in since or not. Returns how many were blanked.

    The digest stays: who sends the same once more brings no words back.
    """
    named = _named_by(entry)
    rows = SetAside.objects.filter(entry__in=entry.body.entries)
    if not entry.body.entries:
        rows = SetAside.objects.filter(raw__contains=json.dumps(entry.subject))
    if not named.everybodys:
        rows = rows.filter(account=entry.author)
    blanked = [row for row in rows.iterator() if _blank_row(row, named)]
    SetAside.objects.bulk_update(blanked, ["raw", "bytes"])
    return len(blanked)


def _blank_row(row: SetAside, named: Awaited) -> bool:
    try:
        raw = json.loads(row.raw)
    except (ValueError, RecursionError):
        return False
    if not named.covers_raw(raw, sender=row.account_id):
        return False
    row.raw = kept_text({**raw, "body": None})
    row.bytes = len(row.raw)
    return True


def awaited(ids: Sequence[str | None]) -> dict[str, Awaited]:
    """Which of these entries, about to be taken, an erasure has named before."""
    rows = Erased.objects.filter(entry__in=ids).select_related("erasure")
    server = UUID(facts.server_device()) if rows else None
    return {
        str(row.entry): Awaited(
            *(row.erasure.id, str(row.erasure.author), row.erasure.subject),
            *(row.erasure.practice, row.erasure.device == server),
        )
        for row in rows
    }


def remember(entry: Entry) -> dict[str, Awaited]:
    """Note whom this erasure names, for those that have not arrived yet."""
    Erased.objects.bulk_create([Erased(entry=id_, erasure_id=entry.id) for id_ in entry.body.entries])
    return dict.fromkeys(entry.body.entries, _named_by(entry))


def _named_by(entry: Entry) -> Awaited:
    by_server = entry.device == facts.server_device()
    return Awaited(UUID(entry.id), entry.author, entry.subject, entry.practice, by_server)


def _covered(entry: Entry) -> QuerySet[StoredEntry]:
    rows = StoredEntry.objects.filter(subject=entry.subject, practice=entry.practice, erased_by=None)
    rows = rows.exclude(kind__in=STAYS)
    if entry.body.entries:
        rows = rows.filter(id__in=entry.body.entries)
    return rows
