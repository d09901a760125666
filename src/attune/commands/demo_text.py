"""What `attune demo` prints at its start: who can sign in on the console, and a code for a phone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

PHONE_OF = "amina"


def how_to_come_in(now: datetime) -> Iterator[str]:
    """Lines for the terminal; none where the database was not filled by a demo."""
    from attune.server.demo.cast import COLLEAGUES, PASSWORD
    from attune.server.demo.populate import is_demo

    if not is_demo():
        return
    yield ""
    yield f"Console     {settings.ADDRESS}/console/   password of all: {PASSWORD}"
    for one in COLLEAGUES:
        if one.role != "worker":
            yield f"            {one.username:<8} {one.role}"
    workers = ", ".join(one.username for one in COLLEAGUES if one.role == "worker")
    yield f"            workers: {workers}"
    yield from _phone(now)
    yield ""


def _phone(now: datetime) -> Iterator[str]:
    from attune.server.errors import Refused
    from attune.server.people import access
    from attune.server.people.enrolment import make_code
    from attune.server.people.models import Account

    worker = Account.objects.filter(username=PHONE_OF).first()
    role = next(iter(access.roles(worker, access.Kind.WORKER)), None) if worker is not None else None
    if worker is None or role is None:
        return
    try:
        made = make_code(worker=worker, unit=role.unit, by=None, now=now)
    except Refused:
        return  # somebody has played with the roles
    yield f"Phone       {made.link}"
    yield f"            {worker.name}, {role.cadre} at {role.unit.name}; good until {made.expires_at:%H:%M} UTC, for one phone."
    yield f"            Another: attune user enrol {PHONE_OF}"
    if sys.stdout.isatty():
        yield from _qr(made.link)


def _qr(link: str) -> Iterator[str]:
    import io

    import segno

    drawn = io.StringIO()
    segno.make(link, error="m").terminal(drawn, compact=True)
    yield from drawn.getvalue().splitlines()
