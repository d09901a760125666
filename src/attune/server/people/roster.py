"""The roster: what a phone knows of its unit, who works there, to which units care can be moved from there, and the one-time codes
that its worker may read out to others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, TypedDict

from attune.server.people import access, stores
from attune.server.people.models import PhoneWorker, Unit

# Of a large programme the phone knows the units that lie nearest: more than a district has, about 3 kB on the wire when they change.
MOST_UNITS = 100


class UnitCard(TypedDict):
    """A unit and the names of what it lies in, the nearest first."""

    id: str
    name: str
    above: list[str]


class Roster(TypedDict):
    tag: str
    unit: UnitCard
    workers: list[dict[str, Any]]
    moves_to: list[UnitCard]
    codes: list[stores.Code]


def roster(worker: PhoneWorker, *, tag: str | None = None) -> Roster | None:
    """The roster of this worker on this phone; None where the phone has it already, as `tag` says."""
    unit = worker.phone.unit
    here, *others = _cards([unit, *access.units_care_moves_to(unit)[:MOST_UNITS]])
    made = {
        "unit": here,
        "workers": _workers(unit),
        "moves_to": others,
        "codes": stores.codes_for(worker.account),
    }
    present = hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:16]
    return None if tag == present else Roster(tag=present, **made)  # type: ignore[typeddict-item]


def unit_card(unit: Unit) -> UnitCard:
    """`unit` as phones show it."""
    return _cards([unit])[0]


def _cards(units: Sequence[Unit]) -> list[UnitCard]:
    """Units as phones show them, with one query for the names of all that they lie in."""
    above = {unit: [part for part in unit.path.split("/") if part and part != str(unit.pk)] for unit in units}
    wanted = {part for parts in above.values() for part in parts}
    names = {str(pk): name for pk, name in Unit.objects.filter(pk__in=wanted).values_list("pk", "name")}
    return [
        {"id": str(unit.pk), "name": unit.name, "above": [names[part] for part in reversed(parts)]}
        for unit, parts in above.items()
    ]


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
