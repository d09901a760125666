"""The roster: what a phone knows of its unit, who works there, and the one-time codes that its worker may read out to others."""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypedDict

from attune.server.people import access, stores
from attune.server.people.models import PhoneWorker, Unit


class UnitCard(TypedDict):
    """A unit and the names of what it lies in, the nearest first."""

    id: str
    name: str
    above: list[str]


class Roster(TypedDict):
    tag: str
    unit: UnitCard
    workers: list[dict[str, Any]]
    codes: list[stores.Code]


def roster(worker: PhoneWorker, *, tag: str | None = None) -> Roster | None:
    """The roster of this worker on this phone; None where the phone has it already, as `tag` says."""
    made = {
        "unit": unit_card(worker.phone.unit),
        "workers": _workers(worker.phone.unit),
        "codes": stores.codes_for(worker.account),
    }
    present = hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:16]
    return None if tag == present else Roster(tag=present, **made)  # type: ignore[typeddict-item]


def unit_card(unit: Unit) -> UnitCard:
    """`unit` as phones show it."""
    above = [part for part in unit.path.split("/") if part and part != str(unit.pk)]
    names = {str(pk): name for pk, name in Unit.objects.filter(pk__in=above).values_list("pk", "name")}
    return {"id": str(unit.pk), "name": unit.name, "above": [names[part] for part in reversed(above)]}


def _workers(unit: Unit) -> list[dict[str, Any]]:
    """Each worker once, with the cadre of the role that is held nearest to the unit."""
    nearest = sorted(access.workers_of(unit).select_related("unit"), key=lambda role: -len(role.unit.path))
    cards: dict[str, dict[str, Any]] = {}
    for role in nearest:
        account = role.account
        cards.setdefault(
            str(account.pk),
            {
                "id": str(account.pk),
                "name": account.name,
                "picture": account.picture or None,
                "cadre": role.cadre or None,
            },
        )
    return sorted(cards.values(), key=lambda card: (card["name"], card["id"]))
