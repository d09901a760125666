"""What the server keeps of a phone's stores: the recovery key and the one-time codes, so that a forgotten PIN loses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db import transaction

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
    """The one-time codes that `supervisor` may read out to the workers of their own pairs, in a fixed order."""
    on_phones = (
        PhoneWorker.objects.filter(
            account__in=access.workers_supervised(supervisor), revoked_at=None, phone__lost_at=None
        )
        .select_related("account", "phone")
        .order_by("account__name", "account_id", "phone_id")
    )
    return [code for on_phone in on_phones for code in _codes(on_phone)]


def _codes(on_phone: PhoneWorker) -> Iterator[Code]:
    store = f"private:{on_phone.account_id}"
    key = StoreKey.objects.filter(phone=on_phone.phone_id, store=store).first()
    if key is None:
        return
    for code in json.loads(secrets.unseal(key.codes, place=_place(on_phone.phone_id, store))):
        yield {
            "worker": str(on_phone.account_id),
            "name": on_phone.account.name,
            "phone": str(on_phone.phone_id),
            "store": store,
            "n": code["n"],
            "code": code["code"],
        }


def _open_to(account: Account, phone: Phone) -> list[str]:
    """The stores of `phone` that `account` may open: its own, and that of the unit for who works there."""
    own = [f"private:{account.pk}"]
    return [*own, f"care:{phone.unit_id}"] if access.works_at(account, phone.unit) else own


def _place(phone: UUID, store: str) -> str:
    return f"store:{phone}:{store}"
