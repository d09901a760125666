"""A person moves to another unit: all entries into the new unit's channel, and the word to forget into the old one's."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from attune.server.sync.append import Numbers
from attune.server.sync.models import Delivery, Departure, Home, Projection


def move(subject: str, to_unit: UUID, numbers: Numbers) -> list[str]:
    """Move `subject`, and all ids that are one person with it, to `to_unit`. Returns those that moved.

    Both channels must be locked, and what follows from the entries so far be up to date.
    """
    home = Home.objects.get(subject=subject)
    if home.unit_id == to_unit:
        return []
    moved = _one_person(subject, home.unit_id)
    old, new = f"unit:{home.unit_id}", f"unit:{to_unit}"
    for one in moved:
        delivered = (
            Delivery.objects.filter(channel=old, entry__subject=one)
            .order_by("number")
            .values_list("entry_id", flat=True)
        )
        for entry in dict.fromkeys(
            delivered
        ):  # once each, though somebody who came back has two numbers for one
            numbers.give(new, entry)
        has_left(one, home.unit_id, numbers)
    numbers.write()
    Home.objects.filter(subject__in=moved).update(unit_id=to_unit)
    return moved


def has_left(subject: str, unit: UUID, numbers: Numbers) -> None:
    """The word to forget `subject` in the channel of `unit`, which must be locked. What the unit still has unsent about them is taken."""
    channel = f"unit:{unit}"
    last = numbers.forget(channel, subject)
    Departure.objects.update_or_create(channel_id=channel, subject=subject, defaults={"number": last})


def forget_again(subjects: Collection[str], unit: UUID, numbers: Numbers, *, heard: int) -> None:
    """Repeat the word to forget those of `subjects` of whom a phone of `unit` was told before, up to number `heard`: it has just sent
    something about them, which it would keep. The channel must be locked."""
    channel = f"unit:{unit}"
    for departure in Departure.objects.filter(channel=channel, subject__in=subjects, number__lte=heard):
        departure.number = numbers.forget(channel, departure.subject)
        departure.save(update_fields=["number"])
    numbers.write()


def _one_person(subject: str, unit: UUID) -> list[str]:
    lead = Projection.objects.filter(subject=subject).values_list("lead", flat=True).first()
    if lead is None:
        return [subject]
    together = Projection.objects.filter(lead=lead, unit=unit).values_list("subject", flat=True)
    return sorted({subject, *together})
