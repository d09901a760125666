"""The rescue store: what phones sent and the journal could not take. A person looks at it here; no row is ever deleted,
and only an erasure blanks one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from attune.server.console import records
from attune.server.console.pages import back_to, page, refused_words, show, tell, tell_not_done
from attune.server.console.people import name
from attune.server.console.words import words_of
from attune.server.errors import Refused
from attune.server.people import access
from attune.server.people.models import Phone
from attune.server.people.readings import note_reading
from attune.server.sync import settle
from attune.server.sync.models import SetAside
from attune.server.sync.reading import UUID7

A_PAGE = 50
SHOWS = ("open", "stored", "dismissed")
# What others see of something that may be its author's own.
OUTSIDE = ("kind", "version", "practice", "app")


@require_safe
@page
def rescue(request: HttpRequest) -> HttpResponseBase:
    wanted = request.GET.get("show", "open")
    wanted = wanted if wanted in SHOWS else "open"
    seen = _where(access.set_aside_seen_by(request.user), wanted)
    counts = Counter(seen.values_list("reason", flat=True))
    reason = request.GET.get("reason", "")
    if reason in counts:
        seen = seen.filter(reason=reason)
    rows = seen.select_related("account", "unit", "phone").order_by("-received_at", "-pk").defer("raw")
    part = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "rescue",
        "rescue",
        part=part,
        counts=sorted(counts.items()),
        reason=reason,
        show=wanted,
        shows=SHOWS,
    )


@require_safe
@page
def set_aside(request: HttpRequest, id: int) -> HttpResponseBase:
    row = _row(request, id)
    raw = _parsed(row.raw)
    may_read = access.may_read_set_aside(request.user, row, raw)
    shown = (
        raw if may_read else {key: raw[key] for key in OUTSIDE if key in raw} if isinstance(raw, dict) else {}
    )
    subject = raw.get("subject") if isinstance(raw, dict) else None
    note_reading(
        request.user,
        subject[:60] if isinstance(subject, str) else f"set-aside:{row.pk}",
        through=request.resolver_match.view_name,
        now=timezone.now(),
    )
    return show(
        request,
        "set_aside",
        "rescue",
        row=row,
        kind=raw.get("kind") if isinstance(raw, dict) else None,
        raw=row.raw if shown is None else json.dumps(shown, ensure_ascii=False, indent=2, sort_keys=True),
        about=_about(request, raw) if may_read else None,
        faults=_faults(request, row.places, raw) if may_read else row.places,
        may_vouch=row.reason in settle.VOUCHED and access.may_vouch(request.user, row),
        others=len(_alike(request, row)),
        written_on=_written_on(row),
        is_open=row.stored_at is None and row.dismissed_at is None,
        may_try=row.stored_at is None,
    )


def _about(request: HttpRequest, raw: Any) -> dict[str, Any] | None:
    """Whom it is about: somebody whose page the reader may open, or somebody whom the entry itself was to make known."""
    subject = raw.get("subject") if isinstance(raw, dict) else None
    if not isinstance(subject, str):
        return None
    found = access.persons_seen_by(request.user).filter(subject=subject).first()
    if found is None:
        body = raw.get("body") if raw.get("kind") == "person" else None
        is_named = isinstance(body, dict) and all(
            isinstance(body.get(key), str) for key in ("initials", "register_number")
        )
        return {"page": False, "name": name(words_of(request), body, subject)} if is_named else None
    return {
        "page": True,
        "subject": subject,
        "name": name(words_of(request), records.known_as(found), subject),
    }


def _faults(request: HttpRequest, places: Iterable[str], raw: Any) -> list[str]:
    """Each place of a fault in the words of the form, with what stands there: "Year of birth: 1090"."""
    words, said = words_of(request), []
    for place in places:
        key, value = f"field.{place.rpartition('.')[2]}", raw
        for step in place.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        label = words.t(key) if words.knows(key) else place
        shows = isinstance(value, str | int | float) and not isinstance(value, bool)
        said.append(f"{label}: {value}" if shows else label)
    return said


@require_POST
@page
def take_in(request: HttpRequest, id: int) -> HttpResponseBase:
    row = _row(request, id)
    outcome = settle.take_in(row, now=timezone.now())
    return _told(request, row, outcome.outcome, outcome.reason)


@require_POST
@page
def belongs(request: HttpRequest, id: int) -> HttpResponseBase:
    row = _row(request, id)
    if not access.may_vouch(request.user, row):
        raise Http404
    others = _alike(request, row) if request.POST.get("all") == "yes" else []
    said = {"by": request.user, "because": request.POST.get("because", "").strip(), "now": timezone.now()}
    outcome = settle.belongs(row, **said)
    for one in others:
        settle.belongs(one, **said)
    return _told(request, row, outcome.outcome, outcome.reason)


def _alike(request: HttpRequest, row: SetAside) -> list[SetAside]:
    """What the reader can take in with it by the same word."""
    seen = set(access.set_aside_seen_by(request.user).values_list("pk", flat=True))
    return [one for one in settle.alike(row) if one.pk in seen and access.may_vouch(request.user, one)]


@require_POST
@page
def dismiss(request: HttpRequest, id: int) -> HttpResponseBase:
    row = _row(request, id)
    try:
        settle.dismiss(row, by=request.user, because=request.POST.get("because", ""), now=timezone.now())
    except Refused as refused:
        tell_not_done(
            request, "rescue.not_dismissed", why=refused_words(request, refused.code, refused.message)
        )
        return back_to(reverse("console-set-aside", args=[row.pk]))
    tell(request, "rescue.is_dismissed")
    return back_to(reverse("console-rescue"))


def _written_on(row: SetAside) -> Phone | None:
    """The phone on which it says that it was written, where that one is known here and in doubt."""
    device = settle.written_on(row) if row.reason == "other_device" else None
    if device is None or not UUID7.fullmatch(device):
        return None
    return Phone.objects.select_related("unit").filter(pk=device).first()


def _told(request: HttpRequest, row: SetAside, outcome: str, reason: str | None) -> HttpResponseBase:
    if outcome == "stored":
        tell(request, "rescue.is_stored")
    else:
        words, key = words_of(request), f"aside.{reason}"
        tell_not_done(request, "rescue.still_aside", why=words.t(key) if words.knows(key) else str(reason))
    return back_to(reverse("console-set-aside", args=[row.pk]))


def _where(rows: QuerySet[SetAside], wanted: str) -> QuerySet[SetAside]:
    if wanted == "stored":
        return rows.filter(stored_at__isnull=False)
    if wanted == "dismissed":
        return rows.filter(stored_at=None, dismissed_at__isnull=False)
    return rows.filter(stored_at=None, dismissed_at=None)


def _row(request: HttpRequest, id: int) -> SetAside:
    seen = access.set_aside_seen_by(request.user).select_related(
        "account", "unit", "phone__unit", "decided_by"
    )
    found: SetAside = get_object_or_404(seen, pk=id)
    return found


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
