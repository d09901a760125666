"""A phone's ids. One row of Phone is one id at one unit, for ever: a phone that comes to another unit gets an id of its own there.

So the id under which an entry was written says at which unit, whenever it arrives and whoever brings it, and nobody who knows
the id of a phone can take it to another unit. `copy_of` names the id before: at the same unit the phone was copied, or lost and
found; at another one it has moved.
"""

from __future__ import annotations

from itertools import takewhile

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from attune.server.people.models import Phone


def lineage(phone: Phone) -> list[Phone]:
    """All ids that this phone has had: its own first, then those before it."""
    found: list[Phone] = []
    at: Phone | None = phone
    while at is not None and at not in found:
        found.append(at)
        at = at.copy_of
    return found


def trusted(phone: Phone) -> list[Phone]:
    """Its own id and those before it, back to where it was reported lost: what was known under that one may be in other hands."""
    own, *before = lineage(phone)
    return [own, *takewhile(lambda one: one.lost_at is None, before)]


def is_copy(phone: Phone) -> bool:
    """Did it begin as another phone of its unit? One that came from another unit is that phone itself."""
    return phone.copy_of is not None and phone.copy_of.unit_id == phone.unit_id


def was_copied(phone: Phone) -> bool:
    """Is there another phone that began as this one?"""
    return phone.copies.filter(unit=phone.unit_id).exists()


def in_place(phones: QuerySet[Phone]) -> QuerySet[Phone]:
    """Without those that have moved to another unit and were not heard of under the old id since."""
    later = Phone.objects.filter(copy_of=OuterRef("pk")).exclude(unit=OuterRef("unit"))
    since = later.filter(Q(copy_of__seen_at=None) | Q(copy_of__seen_at__lte=F("enrolled_at")))
    return phones.exclude(Exists(since))
