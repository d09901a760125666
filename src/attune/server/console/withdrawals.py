"""Whose plan used a line of the guide that was withdrawn: for those who see the people by name, for a manager as figures."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from attune.server.console import records
from attune.server.console.guides import current_release, prepared, texts, withdrawn
from attune.server.console.pages import page, show
from attune.server.console.people import name
from attune.server.console.words import words_of
from attune.server.people import access
from attune.server.people.access import Kind
from attune.server.people.models import Unit
from attune.server.people.readings import note_reading
from attune.server.sync.models import Home, Projection, StoredEntry

ROLES = (Kind.WORKER, Kind.SUPERVISOR, Kind.MANAGER)


@dataclass(frozen=True, slots=True)
class Used:
    """One person's newest visit whose plan used withdrawn lines. `is_newest`: no plan was made for them since."""

    person: Projection
    entry: Mapping[str, Any]
    lines: tuple[str, ...]
    is_newest: bool


@require_safe
@page
def withdrawals(request: HttpRequest, id: UUID) -> HttpResponseBase:
    unit = get_object_or_404(access.units_reached(request.user, *ROLES), pk=id)
    lines, words = withdrawn(), words_of(request)
    part = Paginator(_by_person(request.user, unit, lines), records.A_PAGE).get_page(request.GET.get("page"))
    for one in part:
        through = request.resolver_match.view_name
        note_reading(request.user, one.person.subject, through=through, now=timezone.now())
    figures = _figures(unit, lines) if access.may_see_figures(request.user, unit) else {}
    said = _texts(words.language, {str(one.entry["release"]) for one in part})
    authors = records.names_of(one.entry["author"] for one in part)
    rows = [
        {
            "name": name(words, records.known_as(one.person), one.person.subject),
            "texts": [said.get(line, line) for line in one.lines],
            "author": authors.get(one.entry["author"], ""),
            "used": one,
        }
        for one in part
    ]
    counts = [(said.get(line, line), count) for line, count in figures.items()]
    return show(request, "withdrawals", "unit", unit=unit, rows=rows, part=part, counts=counts)


def are_any(asker: Any, unit: Unit) -> bool:
    """Is there anybody for this page? It costs nothing while nothing is withdrawn."""
    lines = withdrawn()
    if not lines or not access.reaches(asker, unit, *ROLES):
        return False
    seen = StoredEntry.objects if access.may_see_figures(asker, unit) else access.entries_seen_by(asker)
    return any(_lines(row, lines) for row in _visits(seen, unit, lines).only("body"))


def _by_person(asker: Any, unit: Unit, lines: Collection[str]) -> list[Used]:
    """Those of whom `asker` may read such a visit; first those who have had no plan since, then the latest."""
    seen = access.entries_seen_by(asker)
    visits = [(row, _lines(row, lines)) for row in _visits(seen, unit, lines)]
    subjects = {row.subject for row, used in visits if used}
    people = {
        one.subject: one for one in Projection.objects.select_related("unit").filter(subject__in=subjects)
    }
    newest: dict[str, str] = {}
    for row in seen.filter(kind="consultation", practice=False, subject__in=subjects).only(
        "envelope", "subject"
    ):
        newest[row.subject] = max(newest.get(row.subject, ""), _day(row))
    latest: dict[str, list[tuple[StoredEntry, tuple[str, ...]]]] = defaultdict(list)
    for row, used in visits:
        if used and row.subject in people:
            latest[row.subject].append((row, used))
    found = []
    for subject, rows in latest.items():
        row, used = max(rows, key=lambda one: _day(one[0]))
        found.append(Used(people[subject], records.read(row), used, _day(row) >= newest[subject]))
    by_day = sorted(found, key=lambda one: (one.entry["occurred_on"], one.person.subject), reverse=True)
    return sorted(by_day, key=lambda one: not one.is_newest)


def _figures(unit: Unit, lines: Collection[str]) -> dict[str, int]:
    """How many people each line concerns."""
    concerned = {
        (line, row.subject)
        for row in _visits(StoredEntry.objects, unit, lines).only("body", "subject")
        for line in _lines(row, lines)
    }
    return dict(sorted(Counter(line for line, _ in concerned).items()))


def _visits(seen: Any, unit: Unit, lines: Collection[str]) -> QuerySet[StoredEntry]:
    """Visits of the people of `unit` and below in which one of these lines may stand: their bodies are searched as texts."""
    about = Home.objects.filter(unit__path__startswith=unit.path).values("subject")
    named = Q(pk__in=[])
    for line in lines:
        named |= Q(body__contains=f'"{line}"')
    found: QuerySet[StoredEntry] = seen.filter(
        named, kind="consultation", practice=False, erased_by=None, subject__in=about
    )
    return found


def _lines(row: StoredEntry, lines: Collection[str]) -> tuple[str, ...]:
    """Those that the plan of the visit used."""
    return tuple(line["id"] for line in json.loads(row.body)["plan"] if line["id"] in lines)


def _day(row: StoredEntry) -> str:
    return str(json.loads(row.envelope)["occurred_on"])


def _texts(language: str, releases: Collection[str]) -> Mapping[str, str]:
    """The words of lines as the visits' own releases have them: the present one may not hold them any more."""
    wanted = [*sorted(releases), current_release()]
    found: dict[str, str] = {}
    for release in wanted:
        found |= texts(prepared(release, language))
    return found
