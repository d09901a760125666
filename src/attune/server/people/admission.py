"""Letting a worker in on a phone: which phone it is, the token, and all that the phone needs to begin (docs/reference/sync.md)."""

from __future__ import annotations

import base64
import secrets as dice
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypedDict
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from attune.server.errors import Refused
from attune.server.ids import uuid7
from attune.server.people import access, phones, server_key, stores, tokens
from attune.server.people.models import Account, Phone, PhoneWorker, Unit
from attune.server.people.roster import UnitCard, unit_card
from attune.server.sync import facts


@dataclass(frozen=True, slots=True)
class Arriving:
    """What a phone says of itself when a worker comes in: its id, the worker's new signing key (base64), the app, and how much
    work on it the server has not got."""

    device: UUID
    signing_key: str
    app: str
    unsent: int = 0


class Admission(TypedDict):
    worker: dict[str, Any]
    unit: UnitCard
    device: str
    token: str
    server: dict[str, str]
    stores: list[stores.Recovery]


def phone_for(
    arriving: Arriving, unit: Unit, account: Account, *, by: Account | None, now: datetime
) -> Phone:
    """The phone at `unit` that `account` comes in on: the one we know by its id, or a new one.

    `by` answers for it: who made the code, or the worker who signs in; None for the command line.

    An id that is known as lost or copied, or at another unit, is not used again: the phone gets one of its own, and entries
    that it wrote under the id before belong where that one is. Raises Refused (other_unit) while unsent work of another unit
    is on it, or while others use it there and `by` does not look after it.
    """
    # Two requests of a new phone at once: one makes the row, the other finds it; then they go one after the other.
    Phone.objects.get_or_create(
        pk=arriving.device, defaults={"unit": unit, "enrolled_at": now, "app": arriving.app}
    )
    known = Phone.objects.select_related("unit").select_for_update(of=("self",)).get(pk=arriving.device)
    if known.lost_at is None and known.unit_id != unit.pk:
        _check_move(known, arriving, account, by)
        _close_beginning(known)
    elif known.lost_at is None and not phones.was_copied(known):
        return known
    return Phone.objects.create(id=uuid7(), unit=unit, enrolled_at=now, app=arriving.app, copy_of=known)


def _check_move(known: Phone, arriving: Arriving, account: Account, by: Account | None) -> None:
    if max(known.unsent, arriving.unsent) > 0:
        raise Refused(
            "other_unit",
            "Work of another unit waits on this phone. Send it first, then sign in here.",
            status=409,
        )
    # The id of a phone is no secret: whoever shows it may not have the phone, and others work with it.
    if access.is_in_use(known, but=account) and not (by is None or access.may_move_phone(by, known)):
        raise Refused(
            "other_unit",
            "Others use this phone at another unit. Let who looks after it there make the code, or sign them out.",
            status=409,
        )


def _close_beginning(known: Phone) -> None:
    """Under its new id the phone has no turn yet: others on it must not be taken for a beginner under the id before."""
    known.turn = known.turn or dice.token_urlsafe(9)
    known.previous_turn = known.previous_turn or known.turn
    known.save(update_fields=["turn", "previous_turn"])


@transaction.atomic
def admit(
    account: Account, phone: Phone, arriving: Arriving, *, now: datetime, seed: str | None = None
) -> Admission:
    """Give `account` a token on `phone`, and what the phone is to know. A token that it had there ends."""
    _check_key(arriving.signing_key)
    issued = tokens.issue(seed)
    worker = PhoneWorker.objects.select_for_update().filter(phone=phone, account=account).first()
    if worker is None:
        worker = PhoneWorker(phone=phone, account=account, signing_key=arriving.signing_key)
    if worker.signing_key != arriving.signing_key:
        worker.earlier_signing_keys = [*worker.earlier_signing_keys, worker.signing_key]
        worker.signing_key = arriving.signing_key
    worker.token_hash, worker.next_token_hash = issued.hash, issued.next_hash
    worker.issued_at, worker.revoked_at = now, None
    worker.save()
    return {
        "worker": _card(account, phone.unit),
        "unit": unit_card(phone.unit),
        "device": str(phone.pk),
        "token": issued.token,
        "server": {"epoch": facts.epoch(), "now": _moment(now), "key": server_key.public_key()},
        "stores": stores.recovery_keys(account, phone),
    }


def signing_keys(device: UUID, author: UUID) -> list[str]:
    """The public keys with which parcels of `author` on `device` may be signed, the newest first.

    Those of the phone's ids before, too: who shares it has not come in under the new one yet when their parcel does.
    """
    phone = Phone.objects.filter(pk=device).first()
    if phone is None:
        return []
    ids = [one.pk for one in phones.trusted(phone)]
    found = {one.phone_id: one for one in PhoneWorker.objects.filter(phone__in=ids, account=author)}
    return [
        key
        for id_ in ids
        if id_ in found
        for key in (found[id_].signing_key, *reversed(found[id_].earlier_signing_keys))
    ]


def _check_key(signing_key: str) -> None:
    """Refuse what could never verify a parcel."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(signing_key))
    except ValueError:
        raise Refused("wrong_key", "The signing key is not a key of P-256.", status=422) from None


def _card(account: Account, unit: Unit) -> dict[str, Any]:
    cadres = [
        role.cadre
        for role in sorted(access.roles(account, access.Kind.WORKER), key=lambda role: -len(role.unit.path))
        if role.unit.holds(unit)
    ]
    return {
        "id": str(account.pk),
        "name": account.name,
        "picture": account.picture or None,
        "language": account.language,
        "cadre": cadres[0] if cadres and cadres[0] else None,
        "works_here": bool(cadres),
    }


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
