"""What the journal cannot take is kept as it came, with the reason, until a person or an upgrade has looked after it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from attune.server.people.models import Phone
from attune.server.sync.erasure import Awaited
from attune.server.sync.models import SetAside
from attune.server.sync.reading import Read, kept_text

MOST_ROWS = 500
MOST_BYTES = 20_000_000


@dataclass(slots=True)
class Shelf:
    """The place of one phone for what is set aside. Full, it takes nothing more, and the phone keeps what it has."""

    phone: Phone
    account: UUID
    received_at: datetime
    _room: tuple[int, int] | None = None
    _rows: list[SetAside] = field(default_factory=list)

    def put(
        self, read: Read, reason: str, places: tuple[str, ...] = (), *, named: Awaited | None = None
    ) -> bool:
        """Keep it aside, without its words where an erasure has `named` it before. False: there is no room. The same thing again
        takes no room."""
        raw = kept_text(read.raw)
        digest = hashlib.sha256(raw.encode()).hexdigest()
        if named is not None and named.covers_raw(read.raw, sender=self.account):
            raw = kept_text({**read.raw, "body": None})
        here = SetAside.objects.filter(Q(digest=digest) | Q(raw=raw), phone=self.phone, entry=read.id)
        if any(row.entry == read.id and row.digest == digest for row in self._rows) or here.exists():
            return True
        rows, size = self._room or self._left()
        if rows < 1 or size < len(raw):
            return False
        self._room = (rows - 1, size - len(raw))
        self._rows.append(
            SetAside(
                received_at=self.received_at,
                phone=self.phone,
                account_id=self.account,
                unit_id=self.phone.unit_id,
                entry=read.id,
                digest=digest,
                reason=reason,
                places=list(places),
                raw=raw,
                bytes=len(raw),
            )
        )
        return True

    def write(self) -> None:
        SetAside.objects.bulk_create(self._rows, ignore_conflicts=True)
        self._rows.clear()

    def _left(self) -> tuple[int, int]:
        waiting = SetAside.objects.filter(phone=self.phone, stored_at=None, dismissed_at=None)
        used = waiting.aggregate(rows=Count("id"), bytes=Sum("bytes"))
        return MOST_ROWS - used["rows"], MOST_BYTES - (used["bytes"] or 0)


def taken_in(entries: Collection[Read], *, at: datetime) -> None:
    """These entries lie in the journal now: what was set aside of them needs nobody any more, under whatever id their phone sent it."""
    waiting = SetAside.objects.filter(stored_at=None, entry__in=[read.id for read in entries])
    if waiting.exists():
        texts = [kept_text(read.raw) for read in entries]
        digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        # One that an erasure has blanked here has the digest of what it was.
        waiting.filter(Q(digest__in=digests) | Q(raw__in=texts)).update(stored_at=at)
