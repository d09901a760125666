"""Moments as the protocol writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def written(moment: datetime) -> str:
    """`2026-11-25T09:40:00.000Z`"""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def read(text: str | None) -> datetime | None:
    """The moment in `text`; None where there is none, because a phone's clock decides nothing."""
    try:
        moment = datetime.fromisoformat(text or "")
        return None if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
