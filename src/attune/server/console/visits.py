"""A recorded consultation, with the guide's trace and the audit. Who opens it is written down."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from attune.server.console import records
from attune.server.console.guides import current_release, prepared, withdrawn
from attune.server.console.pages import page, show
from attune.server.console.people import about, name
from attune.server.console.replay import replay
from attune.server.console.words import words_of
from attune.server.people import access
from attune.server.people.readings import note_reading
from attune.server.sync.models import Projection


@require_safe
@page
def visit(request: HttpRequest, id: UUID) -> HttpResponseBase:
    row = access.entries_seen_by(request.user).filter(pk=id, kind="consultation", practice=False).first()
    if row is None:
        raise Http404
    entry = records.read(row)
    if row.subject is not None:
        note_reading(request.user, row.subject, through=request.resolver_match.view_name, now=timezone.now())
    words = words_of(request)
    found = Projection.objects.select_related("unit").filter(subject=row.subject).first()
    state = records.person(request.user, found)[0] if found else {"person": [], "in_doubt": []}
    body = records.who(state)
    known = {
        "entry": entry,
        "author": records.names_of([entry["author"]]).get(entry["author"], ""),
        "person": found,
        "name": name(words, records.known_as(found) if found else None, row.subject or str(id)),
        "about": about(words, body, access.today().year),
        "stands_beside": [
            other
            for group in state["in_doubt"]
            if entry["id"] in group
            for other in group
            if other != entry["id"]
        ],
    }
    if entry["body"] is None:
        return show(request, "visit_erased", "people", **known)
    guide, current = (prepared(name, words.language) for name in (entry["release"], current_release()))
    replayed = replay(entry, guide, words, withdrawn(), current=current)
    return show(request, "visit", "people", body=entry["body"], replay=replayed, **known)
