"""Reads for the pages about people: only what access.py lets this reader see is folded, whatever else is known of the person."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from attune.journal import fold, lift
from attune.server.people import access
from attune.server.people.models import Account
from attune.server.sync.models import Projection, StoredEntry
from attune.server.sync.times import written

Entry = Mapping[str, Any]
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A person in a list."""

    projection: Projection
    state: Mapping[str, Any]

    @property
    def body(self) -> Mapping[str, Any] | None:
        """What was last written about who this is, if the reader may see it."""
        return who(self.state)


def who(state: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return state["person"][-1]["body"] if state["person"] else None


def known_as(projection: Projection) -> Mapping[str, Any] | None:
    """Number and initials, whoever wrote them down: who may open a record must know whose it is. Nothing else of that entry."""
    body = who(json.loads(projection.state))
    return body and {name: body[name] for name in ("register_number", "initials")}


def listed(asker: Any, *, show: str, query: str, today: date) -> QuerySet[Projection]:
    """The people whom `asker` may see: open risk first, then whose visit is due, the longest due first, then the others."""
    found = access.persons_seen_by(asker).filter(lead=F("subject"))
    # Entered in error and blanked: nobody is left to be listed. The page is still there for who has its address.
    found = found.exclude(named="", at_risk=False, due_on=None, seen_on=None)
    if show == "risk":
        found = found.filter(at_risk=True)
    elif show == "due":
        found = found.filter(due_on__lte=today)
    for part in query.split():
        found = found.filter(named__icontains=part)
    return found.select_related("unit").order_by(
        "-at_risk", F("due_on").asc(nulls_last=True), F("seen_on").desc(nulls_last=True), "subject"
    )


def rows(asker: Any, projections: Sequence[Projection]) -> list[Row]:
    """The list's rows, each with what the reader may see of the person: two queries for all of them."""
    groups = _groups(projections)
    entries = _entries(asker, {subject for group in groups.values() for subject in group})
    by_subject: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_subject[entry["subject"]].append(entry)
    return [
        Row(one, fold(entry for subject in groups[one.subject] for entry in by_subject[subject]))
        for one in projections
    ]


def _groups(projections: Sequence[Projection]) -> dict[str, list[str]]:
    """All ids under which each person was entered at the unit."""
    leads = [one.lead for one in projections]
    units = {one.lead: one.unit_id for one in projections}
    together: dict[str, list[str]] = defaultdict(list)
    for subject, lead, unit in Projection.objects.filter(lead__in=leads).values_list(
        "subject", "lead", "unit"
    ):
        if units[lead] == unit:
            together[lead].append(subject)
    return {one.subject: together[one.lead] for one in projections}


def person(asker: Any, projection: Projection) -> tuple[Mapping[str, Any], dict[str, Entry]]:
    """The state of a person as the reader may see it, and the entries behind it, by id."""
    subjects = _groups([projection])[projection.subject]
    entries = _entries(asker, subjects)
    return fold(entries), {entry["id"]: entry for entry in entries}


def _entries(asker: Any, subjects: Iterable[str]) -> list[Entry]:
    found = access.entries_seen_by(asker).filter(subject__in=list(subjects), practice=False)
    return [read(row) for row in found.only("envelope", "body", "received_at")]


def read(row: StoredEntry) -> Entry:
    """A stored entry as JSON data of the newest version."""
    entry = json.loads(row.envelope)
    entry["body"] = json.loads(row.body)
    entry["received_at"] = written(row.received_at)
    return lift(entry)


def names_of(authors: Iterable[str]) -> dict[str, str]:
    """Authors' names by id: who wrote an entry is part of the record."""
    return {
        str(pk): name for pk, name in Account.objects.filter(pk__in=set(authors)).values_list("pk", "name")
    }


def versions(state: Mapping[str, Any], entries: Mapping[str, Entry]) -> list[dict[str, Any]]:
    """Where two corrections stand side by side: each version with what differs between them."""
    found = []
    for group in state["in_doubt"]:
        those = [entries[name] for name in group if name in entries]
        keys = [key for one in those for key in one["body"]]
        different = [
            key
            for key in dict.fromkeys(keys)
            if len({json.dumps(one["body"].get(key), sort_keys=True) for one in those}) > 1
        ]
        found.append({"kind": those[0]["kind"], "keys": different, "entries": those})
    return found
