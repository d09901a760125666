"""Erasing a person's record on request. Who does it finds the person by what stands in the paper register, and reads nothing else.

A manager opens no record: the number and the initials are theirs to type, and the page shows those again and how much there is.
Each step is written into the log of readings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from attune.server.console.forms import Field, filled
from attune.server.console.pages import back_to, page, show, tell
from attune.server.console.people import name
from attune.server.console.words import words_of
from attune.server.people import access
from attune.server.people.models import Unit
from attune.server.people.readings import note_reading
from attune.server.sync import console_entries
from attune.server.sync.erasure import STAYS
from attune.server.sync.models import Projection, StoredEntry

BECAUSE = ("asked_by_person", "asked_by_guardian", "entered_in_error", "by_law")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def find(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """Whose record: number and initials, as the paper register has them. They never stand in an address."""
    unit = get_object_or_404(access.units_reached(request.user, access.Kind.MANAGER), pk=id)
    fields = [
        Field("number", "field.register_number"),
        Field("initials", "field.initials"),
    ]
    if request.method == "POST":
        found = filled(request, fields)
        if found.is_well:
            known = list(_known(request, unit, found.values["number"], found.values["initials"]))
            if len(known) == 1:
                return back_to(reverse("console-erase", args=[known[0].subject]))
            fields[0].fault = found.words.t("erase.several" if known else "erase.none_found")
    status = 422 if request.method == "POST" else 200
    return show(request, "erase_find", "unit", status, unit=unit, fields=fields)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def erase(request: HttpRequest, subject: str) -> HttpResponseBase:
    """What will happen and why it is done; with the number typed once more, it is."""
    if not access.may_erase(request.user, subject):
        raise Http404
    found = get_object_or_404(Projection.objects.select_related("unit"), subject=subject)
    note_reading(request.user, subject, through=request.resolver_match.view_name, now=timezone.now())
    words, bodies = words_of(request), _bodies(found)
    reasons = [(code, words.t(f"erase.because.{code}")) for code in BECAUSE]
    # A record without a number, such as one that came back after it was erased, is confirmed by the end of its id.
    expected = {_plain(body["register_number"]) for body in bodies} or {subject[-4:]}
    fields = [
        Field("because", "erase.because", "choice", options=[("", words.t("erase.choose")), *reasons]),
        Field("number", "erase.again" if bodies else "erase.again_id"),
    ]
    if request.method == "POST":
        told = filled(request, fields)
        if told.values["number"] and _plain(told.values["number"]) not in expected:
            fields[1].fault = words.t("erase.not_the_same")
        if told.is_well:
            count = _erase(request, found, told.values["because"])
            tell(request, "erase.done", n=count)
            return back_to(reverse("console-unit", args=[found.unit_id]))
    return show(
        request,
        "erase",
        "unit",
        422 if request.method == "POST" else 200,
        person=found,
        # Entered twice and found to be one person: both are erased, and both stand here.
        name=", ".join(dict.fromkeys(name(words, body, subject) for body in bodies or (None,))),
        fields=fields,
        count=_entries(found).count(),
        is_open=found.at_risk or found.due_on is not None or bool(json.loads(found.state)["open_tasks"]),
    )


def _erase(request: HttpRequest, found: Projection, because: str) -> int:
    """Under each id under which the person was entered at the unit, or under none."""
    now, ids = timezone.now(), _one_person(found)
    with transaction.atomic():
        return sum(console_entries.erase(request.user, one, because=because, now=now) for one in ids)


def _one_person(found: Projection) -> list[str]:
    together = Projection.objects.filter(lead=found.lead, unit=found.unit)
    return sorted(together.values_list("subject", flat=True))


def _entries(found: Projection) -> Any:
    about = StoredEntry.objects.filter(subject__in=_one_person(found), practice=False, erased_by=None)
    return about.exclude(kind__in=STAYS)


def _known(request: HttpRequest, unit: Unit, number: str, initials: str) -> Iterator[Projection]:
    """Those of the unit, and of what lies below it, who are entered with just this number and these initials."""
    managed = access.homes_managed(request.user).filter(unit__path__startswith=unit.path)
    near = Projection.objects.filter(
        subject__in=managed.values("subject"), lead=F("subject"), named__icontains=number
    )
    for one in near.order_by("subject"):
        said = [(_plain(body["register_number"]), _plain(body["initials"])) for body in _bodies(one)]
        if (_plain(number), _plain(initials)) in said:
            yield one


def _bodies(found: Projection) -> list[dict[str, Any]]:
    """What is said of who this is, by each id and where corrections stand side by side."""
    return [said["body"] for said in json.loads(found.state)["person"] if said["body"] is not None]


def _plain(text: str) -> str:
    """As two people write the same: "K. A." and "ka"."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
