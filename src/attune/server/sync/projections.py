"""What follows from the entries about each person, kept for lists and pages. Computed anew, never patched: journal/fold.py decides.

A phone is answered when its entries are stored: `overdue` only notes whose rows are behind. They are computed a moment later beside
the requests (background.py), or at once when somebody wants to read them: `Projection.objects` catches up first.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson
from django.db import DatabaseError, transaction
from django.db.models import Max

from attune.journal import fold, lift, people
from attune.server.sync import facts
from attune.server.sync.append import insert
from attune.server.sync.models import Home, Overdue, Projection, StoredEntry
from attune.server.sync.reading import canonical
from attune.server.sync.times import written

log = logging.getLogger("attune.sync")

# How many people are read at once when everything is computed anew.
AT_ONCE = 500
COLUMNS = ("subject", "lead", "unit", "state", "named", "at_risk", "due_on", "seen_on")


def overdue(subjects: Collection[str]) -> None:
    """Note, in the transaction that stores their entries, whose rows are behind now."""
    insert(Overdue, ("subject",), [(subject,) for subject in subjects])


def catch_up() -> int:
    """Compute what is overdue. Returns for how many people. Two who do it at once wait for each other: the later sees more entries.

    Who asks waits for what was stored before, not for what goes on arriving meanwhile.
    """
    done = 0
    last = Overdue.objects.aggregate(last=Max("id"))["last"]
    while last is not None and Overdue.objects.filter(id__lte=last).exists():
        with transaction.atomic():
            facts.hold("projections")
            rows = dict(Overdue.objects.order_by("id").values_list("id", "subject")[:AT_ONCE])
            _refresh_each(set(rows.values()))
            Overdue.objects.filter(id__in=list(rows)).delete()
            done += len(set(rows.values()))
    return done


def refresh(subjects: Collection[str]) -> int:
    """Compute anew what follows for these people, and for all who are or were one person with them. Returns how many rows there are."""
    if not subjects:
        return 0
    reach = _reach(set(subjects))
    homes = dict(Home.objects.filter(subject__in=reach).values_list("subject", "unit_id"))
    entries = _entries(reach)
    rows = [row for group, unit in _groups(entries, homes) for row in _rows_or_none(group, unit, entries)]
    insert(Projection, COLUMNS, rows, replaces="subject")
    return len(rows)


def _refresh_each(subjects: Collection[str]) -> None:
    """Compute anew what can be. A fault of ours in reading what one person has leaves their rows as they were, and nobody else's."""
    try:
        with transaction.atomic():
            refresh(subjects)
    except DatabaseError:
        raise  # not about one person: whoever reads next tries again
    except Exception:
        if len(subjects) == 1:
            log.exception("projection_failed", extra={"count": 1})
            return
        several = sorted(subjects)
        half = len(several) // 2
        _refresh_each(several[:half])
        _refresh_each(several[half:])


def rebuild() -> int:
    """Compute all rows anew from the entries alone. The rows are the same as before, or something was wrong."""
    with transaction.atomic():
        facts.hold("projections")
        Overdue.objects.all().delete()
        Projection.kept.all().delete()
        subjects = Home.objects.order_by("subject").values_list("subject", flat=True)
        for part in _parts(subjects.iterator(AT_ONCE)):
            _refresh_each(part)
        return Projection.kept.count()


def _parts(subjects: Iterable[str]) -> Iterator[list[str]]:
    for _, part in groupby(enumerate(subjects), key=lambda pair: pair[0] // AT_ONCE):
        yield [subject for _, subject in part]


def _reach(subjects: set[str]) -> set[str]:
    """These people and all ids that are linked to them, in what is stored now or was so before."""
    reach = subjects
    while True:
        leads = Projection.kept.filter(subject__in=reach).values("lead")
        together = Projection.kept.filter(lead__in=leads).values_list("subject", flat=True)
        links = StoredEntry.objects.filter(
            subject__in=reach, practice=False, kind__in=("same_person", "not_same_person")
        ).exclude(body="null")
        others = {json.loads(body)["other"] for body in links.values_list("body", flat=True)}
        found = reach | set(together) | others
        if found == reach:
            return reach
        reach = found


def _entries(subjects: set[str]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {subject: [] for subject in subjects}
    rows = StoredEntry.objects.filter(subject__in=subjects, practice=False)
    for subject, envelope, body, received_at in rows.values_list(
        "subject", "envelope", "body", "received_at"
    ):
        entry = orjson.loads(envelope)
        entry["body"] = orjson.loads(body)
        entry["received_at"] = written(received_at)
        found[subject].append(lift(entry))
    return found


def _groups(
    entries: dict[str, list[Mapping[str, Any]]], homes: dict[str, UUID]
) -> Iterator[tuple[tuple[str, ...], UUID]]:
    """Who is one person, unit by unit: what one unit knows of somebody is not shown in another, whatever links them."""
    for unit in sorted(set(homes.values())):
        here = [subject for subject in entries if homes.get(subject) == unit]
        found = people(one for subject in here for one in entries[subject])
        linked = {subject for group in found for subject in group}
        for group in (*found, *((subject,) for subject in here if subject not in linked)):
            inside = tuple(subject for subject in group if homes.get(subject) == unit)
            if inside:
                yield inside, unit


def _rows_or_none(
    group: tuple[str, ...], unit: UUID, entries: dict[str, list[Mapping[str, Any]]]
) -> list[tuple[Any, ...]]:
    """The rows of one person. A fault of ours in one record leaves its row as it was: it must hold up nobody's entries."""
    try:
        return list(_rows(group, unit, entries))
    except Exception:
        log.exception("projection_failed", extra={"unit": str(unit), "count": len(group)})
        return []


def _named(state: Mapping[str, Any]) -> str:
    """By what people look for somebody; where corrections stand side by side, all that is said."""
    bodies = [one["body"] for one in state["person"] if one["body"] is not None]
    return " ".join(f"{body['register_number']} {body['initials']}" for body in bodies)


def _rows(
    group: tuple[str, ...], unit: UUID, entries: dict[str, list[Mapping[str, Any]]]
) -> Iterator[tuple[Any, ...]]:
    state = fold(one for subject in group for one in entries[subject])
    booking, visits = state["booking"], state["consultations"]
    text = canonical(state)
    for subject in group:
        yield (
            *(subject, group[0], unit, text, _named(state), bool(state["open_risks"])),
            *(booking and booking["on"], visits[-1]["on"] if visits else None),
        )
