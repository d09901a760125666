"""People: the list of those whom one may see, and one person's page. Who opens a record is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from attune.server.console import records
from attune.server.console.guides import current_release, prepared, texts
from attune.server.console.pages import page, show
from attune.server.console.words import Words, words_of
from attune.server.people import access
from attune.server.people.readings import note_reading
from attune.server.sync.models import Projection

SHOWS = ("all", "risk", "due")
# The task that the phone adds to every referral; it is not of the content, so its words are not either.
ARRIVED = "referral_arrived"


@require_safe
@page
def people(request: HttpRequest) -> HttpResponseBase:
    wanted = request.GET.get("show", "all")
    wanted = wanted if wanted in SHOWS else "all"
    query = request.GET.get("q", "").strip()[:60]
    found = records.listed(request.user, show=wanted, query=query, today=access.today())
    part = Paginator(found, records.A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "subject": row.projection.subject,
            "name": name(words_of(request), records.known_as(row.projection), row.projection.subject),
            "row": row,
        }
        for row in records.rows(request.user, list(part))
    ]
    return show(request, "people", "people", rows=rows, part=part, show=wanted, shows=SHOWS, query=query)


@require_safe
@page
def person(request: HttpRequest, subject: str) -> HttpResponseBase:
    found = access.persons_seen_by(request.user).select_related("unit").filter(subject=subject).first()
    if found is None:
        raise Http404
    note_reading(request.user, subject, through=request.resolver_match.view_name, now=timezone.now())
    state, entries = records.person(request.user, found)
    return show(request, "person", "people", **_person(request, found, state, entries))


def _person(request: HttpRequest, found: Projection, state: Any, entries: Any) -> dict[str, Any]:
    words, today = words_of(request), access.today()
    body = records.who(state)
    said = texts(prepared(current_release(), words.language))
    visits = [
        {
            **visit,
            "author": entries[visit["entry"]]["author"],
            "body": entries[visit["entry"]]["body"],
            "texts": [said.get(one, one) for one in visit["conclusions"]],
        }
        for visit in reversed(state["consultations"])
    ]
    tasks = [{**one, "text": _task_text(words, said, one["task"])} for one in state["open_tasks"]]
    authors = records.names_of({entry["author"] for entry in entries.values()})
    risks = [
        {
            **one,
            "of": entries[one["entry"]],
            "with": _with_whom(words, entries[one["entry"]], authors),
            "because": [said.get(name, name) for name in entries[one["entry"]]["body"]["because"]],
        }
        for one in state["open_risks"]
    ]
    stand = records.versions(state, entries)
    return {
        "person": found,
        "name": name(words, records.known_as(found), found.subject),
        "about": about(words, body, today.year),
        "body": body,
        "state": state,
        "visits": visits,
        "tasks": tasks,
        "risks": risks,
        "stand": stand,
        "authors": authors,
        "is_overdue": bool(state["booking"]) and state["booking"]["on"] < today.isoformat(),
    }


def _with_whom(words: Words, risk: Any, authors: Mapping[str, str]) -> str:
    """Who is with the person, or where somebody who has left may be, as the last word on the risk says."""
    body = risk["body"]
    if not body["present"]:
        place = body["place"]
        if not place:
            return words.t("person.left")
        # The consultation keeps a code; what was written freely shows as it is.
        key = f"person.where.{place}"
        return words.t("person.left_place", place=words.t(key) if words.knows(key) else place)
    with_ = words.t(f"person.with.{body['who_with'] or 'unknown'}", name=authors.get(risk["author"], ""))
    return " · ".join(part for part in (body["place"], with_) if part)


def name(words: Words, body: Any, subject: str) -> str:
    """As the field app calls the person: initials and number; without those the end of the id."""
    if body is None:
        return words.t("person.without_name", id=subject[-4:])
    return words.t("person.name", initials=body["initials"], number=body["register_number"])


def about(words: Words, body: Any, year: int) -> str:
    """Sex, age and place in one line."""
    if body is None:
        return ""
    parts = []
    if body["sex"]:
        parts.append(words.t(f"person.sex.{body['sex']}"))
    if body["year_of_birth"]:
        age = words.t("person.years", n=max(0, year - body["year_of_birth"]))
        parts.append(words.t("person.about", age=age) if body["birth_about"] else age)
    if body["village"]:
        parts.append(body["village"])
    return " · ".join(parts)


def _task_text(words: Words, said: Any, task: Any) -> str:
    """What is to be done: a rule's own words, or the question to be asked, or to refer because nobody could say."""
    if task["id"] == ARRIVED:
        return words.t("task.arrived")
    if task["kind"] == "rule" or task["of"] is None:
        return str(said.get(task["id"], task["id"]))
    return words.t(f"task.{task['kind']}", question=str(said.get(task["of"], task["of"])))
