"""Entries belong to the unit at which they were written, not to the one where their phone is when they come.

A phone has an id of its own at each unit (people/phones.py), and an entry says under which it was written: what a phone brings
from an id before goes to the unit of that one, with all that is asked of it there.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from attune.server.people import phones
from attune.server.people.models import Phone, Unit
from attune.server.sync import push as desk
from attune.server.sync.push import Batch, Outcome
from attune.server.sync.reading import Read


def push(batches: Sequence[Batch], *, now: datetime) -> list[list[Outcome]]:
    """As push.py does it, with each entry taken at the unit at which it was written. Outcomes are in the order of the entries."""
    parts = [(n, places, part) for n, batch in enumerate(batches) for places, part in _parts(batch)]
    found: list[dict[int, Outcome]] = [{} for _ in batches]
    for (n, places, _), outcomes in zip(parts, desk.push([part for *_, part in parts], now=now), strict=True):
        found[n] |= zip(places, outcomes, strict=True)
    return [[taken[place] for place in sorted(taken)] for taken in found]


def _parts(batch: Batch) -> Iterator[tuple[list[int], Batch]]:
    """The batch unit by unit, the earliest first; places say where in it each entry stood. Mostly it is one part."""
    here = batch.phone.unit
    elsewhere = {str(one.id): one.unit for one in _known(batch) if one.unit_id != here.pk}
    units: dict[Unit, list[int]] = {unit: [] for unit in (*reversed(elsewhere.values()), here)}
    for place, read in enumerate(batch.reads):
        units[_written_at(read, elsewhere, here)].append(place)
    for unit, places in units.items():
        if places:
            yield places, _part(batch, unit, [batch.reads[place] for place in places])


def _known(batch: Batch) -> list[Phone]:
    """The ids that this phone has had, and those of other phones that entries name: they will be set aside where those are."""
    found = phones.lineage(batch.phone)
    others = {one.entry.device for one in batch.reads if one.entry} - {str(phone.pk) for phone in found}
    return [*found, *Phone.objects.select_related("unit").filter(pk__in=others)] if others else found


def _written_at(read: Read, elsewhere: dict[str, Unit], here: Unit) -> Unit:
    device = read.raw.get("device") if isinstance(read.raw, dict) else None
    return elsewhere.get(device, here) if isinstance(device, str) else here


def _part(batch: Batch, unit: Unit, reads: Sequence[Read]) -> Batch:
    if unit.pk == batch.phone.unit_id:
        return replace(batch, reads=reads)
    there = copy.copy(batch.phone)
    there.unit = unit  # never saved: for judging what the phone wrote there
    return replace(batch, phone=there, reads=reads)
