"""The fleet: phones by concern, so that the one that may be losing work comes first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from attune.server.console.guides import current_release
from attune.server.console.pages import page, show
from attune.server.people import access
from attune.server.people.models import Phone, PhoneWorker
from attune.server.people.phones import in_place, is_copy

# A phone that is opened on working days and meets a network once a week is heard of within this.
SILENT_AFTER = timedelta(days=7)
# More than this, and what was written in which order is in doubt.
CLOCK_OFF = timedelta(minutes=5)
A_PAGE = 100

# Concern -> its weight: the heaviest of a phone decides its place. Order of the filter, too.
WEIGHTS = {"waits": 50, "silent": 40, "not_kept": 30, "clock": 20, "never": 15, "old_guide": 10, "copy": 5}


@dataclass(frozen=True, slots=True)
class Watched:
    """A phone, what is of concern about it, and who works with it."""

    phone: Phone
    concerns: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def weight(self) -> tuple[Any, ...]:
        """Heaviest first; among equals the longest unheard of."""
        phone = self.phone
        heaviest = max((WEIGHTS[concern] for concern in self.concerns), default=0)
        return (phone.lost_at is not None, -heaviest, phone.seen_at or phone.enrolled_at, str(phone.pk))


@require_safe
@page
def fleet(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    watched = watch(request.user, now=now)
    wanted = request.GET.get("show", "concern")
    shown = [one for one in watched if _is_shown(one, wanted)]
    counts = Counter(concern for one in watched if one.phone.lost_at is None for concern in one.concerns)
    part = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "fleet",
        "fleet",
        part=part,
        total=len(watched),
        concerned=sum(_is_shown(one, "concern") for one in watched),
        lost=sum(one.phone.lost_at is not None for one in watched),
        filters=[(name, counts[name]) for name in WEIGHTS if counts[name]],
        show=wanted,
        release=current_release(),
    )


def _is_shown(one: Watched, wanted: str) -> bool:
    if wanted == "lost" or one.phone.lost_at is not None:
        return wanted in ("lost", "all") and (one.phone.lost_at is not None or wanted == "all")
    return wanted == "all" or (bool(one.concerns) if wanted == "concern" else wanted in one.concerns)


def watch(asker: Any, *, now: datetime) -> list[Watched]:
    """The phones that `asker` looks after, the one of most concern first: two queries, whatever their number."""
    workers = PhoneWorker.objects.filter(
        revoked_at=None, account__in=access.accounts_seen_by(asker).values("pk")
    ).select_related("account")
    phones = (
        in_place(access.phones_seen_by(asker))
        .select_related("unit", "copy_of")
        .prefetch_related(Prefetch("workers", workers, "known"))
    )
    release = current_release()
    found = [
        Watched(
            phone, concerns(phone, release, now=now), tuple(sorted(one.account.name for one in phone.known))
        )
        for phone in phones
    ]
    return sorted(found, key=lambda one: one.weight)


def concerns(phone: Phone, release: str | None, *, now: datetime) -> tuple[str, ...]:
    """What is of concern about a phone, the gravest first."""
    if phone.lost_at is not None:
        return ()
    silent = phone.seen_at is not None and now - phone.seen_at > SILENT_AFTER
    found = {
        "waits": phone.unsent > 0 and (silent or _is_old(phone.oldest_unsent_on, now.date())),
        "silent": silent,
        "not_kept": phone.keeps == "not_kept",
        "clock": phone.clock_offset_ms is not None
        and abs(phone.clock_offset_ms) > CLOCK_OFF / timedelta(milliseconds=1),
        "never": phone.seen_at is None,
        "old_guide": bool(phone.release) and release is not None and phone.release != release,
        "copy": is_copy(phone),
    }
    return tuple(name for name in WEIGHTS if found[name])


def _is_old(day: date | None, today: date) -> bool:
    return day is not None and today - day > SILENT_AFTER
