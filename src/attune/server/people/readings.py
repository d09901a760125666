"""The log of who read whose record. It is appended to and never changed: the database itself refuses."""

from __future__ import annotations

from datetime import datetime

from attune.server.people.models import Account, Reading
from attune.server.sync.models import Home


def note_reading(account: Account, subject: str, *, through: str, now: datetime) -> Reading:
    """Write down that `account` reads the record of `subject`, `through` a route or a command (its name, never its path)."""
    home = Home.objects.filter(subject=subject).first()
    return Reading.objects.create(
        at=now, account=account, unit_id=home.unit_id if home else None, subject=subject, through=through
    )
