"""What the server keeps of a phone's stores: the recovery key and the one-time codes, so that a forgotten PIN loses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction
from django.db.models import F

from attune.server.errors import Refused
from attune.server.people import access, phones, secrets
from attune.server.people.models import Account, Phone, PhoneWorker, StoreKey


@dataclass(frozen=True, slots=True)
class MadeStore:
    """A store that a phone has made, its recovery key (base64) and its one-time codes.

    "private:WORKER" has ten codes, which open what that worker's PIN opens; "care:UNIT" has none of its own.
    """

    store: str
    recovery_key: str
    codes: tuple[str, ...]


class Recovery(TypedDict):
    store: str
    recovery_key: str


class Code(TypedDict):
    """A one-time code as a supervisor's phone shows it: the locked phone asks for number `n` of that store."""

    worker: str
    name: str
    phone: str
    store: str
    n: int
    code: str


@transaction.atomic
def keep_stores(worker: PhoneWorker, made: Iterable[MadeStore], *, now: datetime) -> int:
    """Keep what the phone hands over of its stores; what was kept of them before is replaced. Returns how many are kept.

    Raises Refused for a store that this worker cannot have made on this phone; then none is kept.
    """
    count = 0
    for one in made:
        if one.store not in _open_to(worker.account, worker.phone):
            raise Refused("not_your_store", "This store belongs to another worker or unit.", status=403)
        place = _place(worker.phone_id, one.store)
        numbered = [{"n": n, "code": code} for n, code in enumerate(one.codes, start=1)]
        StoreKey.objects.update_or_create(
            phone=worker.phone,
            store=one.store,
            defaults={
                "recovery_key": secrets.seal(one.recovery_key, place=place),
                "codes": secrets.seal(json.dumps(numbered), place=place),
                "made_at": now,
            },
        )
        count += 1
    return count


def recovery_keys(account: Account, phone: Phone) -> list[Recovery]:
    """The recovery keys of those stores of `phone` that `account` may open. What was handed over under an id before counts too."""
    ids = [one.pk for one in phones.trusted(phone)]
    kept = StoreKey.objects.filter(phone__in=ids, store__in=_open_to(account, phone))
    newest = {key.store: key for key in sorted(kept, key=lambda key: -ids.index(key.phone_id))}
    return [
        {"store": store, "recovery_key": secrets.unseal(key.recovery_key, place=_place(key.phone_id, store))}
        for store, key in sorted(newest.items())
    ]


def codes_for(supervisor: Account) -> list[Code]:
    """The one-time codes that `supervisor` may read out to the workers of their own pairs, in a fixed order: one query, whatever
    their number."""
    kept = (
        StoreKey.objects.filter(
            store__startswith="private:",
            phone__lost_at=None,
            phone__workers__account__in=access.workers_supervised(supervisor),
            phone__workers__revoked_at=None,
        )
        .annotate(worker=F("phone__workers__account"), name=F("phone__workers__account__name"))
        .order_by("name", "worker", "phone")
    )
    # A shared phone's stores come with each of its workers; whose they are stands in their names.
    return [code for key in kept if key.store == f"private:{key.worker}" for code in _codes(key)]


def _codes(key: Any) -> Iterator[Code]:
    for code in json.loads(secrets.unseal(key.codes, place=_place(key.phone_id, key.store))):
        yield {
            "worker": str(key.worker),
            "name": key.name,
            "phone": str(key.phone_id),
            "store": key.store,
            "n": code["n"],
            "code": code["code"],
        }


def _open_to(account: Account, phone: Phone) -> list[str]:
    """The stores of `phone` that `account` may open: its own, and that of the unit for who works there."""
    own = [f"private:{account.pk}"]
    return [*own, f"care:{phone.unit_id}"] if access.works_at(account, phone.unit) else own


def _place(phone: UUID, store: str) -> str:
    return f"store:{phone}:{store}"
