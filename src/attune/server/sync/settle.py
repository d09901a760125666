"""What becomes of something that was set aside, once a person has looked at it. It is never deleted."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from attune.server.errors import Refused
from attune.server.people.models import Account
from attune.server.sync.models import SetAside
from attune.server.sync.push import Batch, HomeMoved, Outcome, push
from attune.server.sync.reading import read_one
from attune.server.sync.turns import devices

# The reasons that somebody's word can set right.
VOUCHED = ("left_unit", "other_device", "other_unit")


@transaction.atomic
def take_in(row: SetAside, *, now: datetime) -> Outcome:
    """Try again, as if the phone had sent it now: this server may have learnt to read it. What is still wrong with it is kept anew."""
    return _try(row, now=now)


def learnt(*, now: datetime) -> int:
    """Take in what a newer app wrote and this version has learnt to read. Returns how many entries were stored."""
    rows = SetAside.objects.filter(
        reason__in=("unknown_kind", "unknown_version"), stored_at=None, dismissed_at=None
    )
    found = [take_in(row, now=now) for row in rows.select_related("account", "phone", "unit").order_by("pk")]
    return sum(outcome.outcome == "stored" for outcome in found)


@transaction.atomic
def belongs(row: SetAside, *, by: Account, because: str, now: datetime) -> Outcome:
    """Take in what its author left behind at the unit, wrote on a phone that the sender's never was, or wrote about somebody of whom
    this server does not know (any more) that the unit cared for them, because `by` says so (access.may_vouch).

    Nothing else that may be wrong with it is waived. Raises Refused: not_left_unit.
    """
    if row.reason not in VOUCHED:
        raise Refused(
            "not_left_unit",
            "Only what its author left behind, wrote on another phone, or about another unit's person, can belong.",
            status=409,
        )
    outcome = _try(row, now=now, vouched=row.reason)
    # After it: a push locks its channels, then such rows, and the two must never wait for each other.
    SetAside.objects.filter(pk=row.pk).update(decided_by=by, decided_because=because)
    return outcome


def alike(row: SetAside) -> list[SetAside]:
    """What else waits that the same word sets right, after a restore it may be all of a month: what the same worker wrote on the same
    other phone, or what the same unit wrote about the same person."""
    same: tuple[str, ...]
    if row.reason == "other_device":
        same, of = ("reason", "unit", "account", "phone"), written_on
    elif row.reason == "other_unit":
        same, of = ("reason", "unit"), _about
    else:
        return []
    alike = {name: getattr(row, name) for name in same}
    waiting = SetAside.objects.filter(**alike, stored_at=None, dismissed_at=None)
    others = waiting.exclude(pk=row.pk).select_related("account", "phone", "unit").order_by("pk")
    return [one for one in others if of(one) == of(row)]


def written_on(row: SetAside) -> str | None:
    """The id of the phone on which it says that it was written."""
    return _said(row, "device")


def _about(row: SetAside) -> str | None:
    return _said(row, "subject")


def _said(row: SetAside, name: str) -> str | None:
    raw = _raw(row.raw)
    value = raw.get(name) if isinstance(raw, dict) else None
    return value if isinstance(value, str) else None


@transaction.atomic
def dismiss(row: SetAside, *, by: Account, because: str, now: datetime) -> None:
    """Nothing more is to be done with it, and why. Raises Refused: already_settled, no_reason."""
    if not because.strip():
        raise Refused("no_reason", "Say why nothing more is to be done with it.", status=422)
    open_ = SetAside.objects.filter(pk=row.pk, stored_at=None, dismissed_at=None)
    if not open_.update(dismissed_at=now, decided_by=by, decided_because=because.strip()):
        raise Refused(
            "already_settled", "Somebody has settled this already. Load the page again.", status=409
        )


def _try(row: SetAside, *, now: datetime, vouched: str = "") -> Outcome:
    if row.stored_at is not None:
        raise Refused(
            "already_settled", "Somebody has settled this already. Load the page again.", status=409
        )
    phone = row.phone
    phone.unit = row.unit  # as it was when this came, not saved: the phone may serve another unit by now
    known = devices(phone)
    if vouched == "other_device":
        known |= {written_on(row) or ""}
    batch = Batch(row.account, phone, known, [read_one(_raw(row.raw))], vouched)
    try:
        outcome = push([batch], now=now)[0][0]
    except HomeMoved:
        raise Refused(
            "busy", "The person is being moved just now. Try again in a moment.", status=409
        ) from None
    if outcome.outcome == "set_aside":
        SetAside.objects.filter(pk=row.pk).update(reason=outcome.reason, places=list(outcome.places))
    return outcome


def _raw(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
