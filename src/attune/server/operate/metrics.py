"""Figures for Prometheus: counts and durations, never an id of a person, worker or phone.

Requests are counted in each process, which is a label, because several processes share one address. All else is read from the database.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, Sum

from attune import __version__
from attune.server.operate.lock import is_sqlite, sqlite_file
from attune.server.operate.requests import Sample, requests
from attune.server.people.models import Phone
from attune.server.people.phones import in_place
from attune.server.sync import facts, times
from attune.server.sync.models import Channel, Projection, SetAside

# Name -> what it is, in the order in which they are written.
HELP = {
    "attune_info": ("gauge", "The version that runs."),
    "attune_requests_total": ("counter", "Requests answered by a process."),
    "attune_request_seconds_total": ("counter", "Seconds spent on them."),
    "attune_deliveries_total": ("counter", "Numbers given out in all channels: entries delivered to phones."),
    "attune_open_risks": ("gauge", "People with an open imminent risk."),
    "attune_set_aside": ("gauge", "What phones sent, the journal could not take and nobody has dealt with."),
    "attune_phones": ("gauge", "Phones in use, by when they were last heard of."),
    "attune_phones_unsent_entries": (
        "gauge",
        "Entries that phones said they had not sent when last heard of.",
    ),
    "attune_backed_up_timestamp_seconds": (
        "gauge",
        "Until when entries lie in a backup that was read back; 0: never.",
    ),
    "attune_database_bytes": ("gauge", "Size of the database."),
    "attune_disk_free_bytes": ("gauge", "Free on the disk of the data folder."),
}


def text(now: datetime) -> str:
    """All figures in Prometheus' text format, version 0.0.4."""
    by_name: dict[str, list[Sample]] = {name: [] for name in HELP}
    for sample in (*requests.samples(), *_from_database(now)):
        by_name[sample[0]].append(sample)
    return "".join(line for name, samples in by_name.items() for line in _lines(name, samples))


def _lines(name: str, samples: Iterable[Sample]) -> Iterator[str]:
    kind, words = HELP[name]
    yield f"# HELP {name} {words}\n# TYPE {name} {kind}\n"
    for _, labels, value in samples:
        written = ",".join(f'{key}="{label}"' for key, label in labels.items())
        yield f"{name}{{{written}}} {value:.10g}\n" if written else f"{name} {value:.10g}\n"


def _from_database(now: datetime) -> Iterator[Sample]:
    yield "attune_info", {"version": __version__}, 1
    yield "attune_deliveries_total", {}, Channel.objects.aggregate(all=Sum("last"))["all"] or 0
    risks = Projection.objects.filter(at_risk=True)
    yield "attune_open_risks", {}, risks.aggregate(all=Count("lead", distinct=True))["all"]
    yield "attune_set_aside", {}, SetAside.objects.filter(stored_at=None).count()
    yield from _phones(now)
    moment = times.read(facts.backed_up())
    yield "attune_backed_up_timestamp_seconds", {}, moment.timestamp() if moment else 0
    yield "attune_database_bytes", {}, _database_bytes()
    yield "attune_disk_free_bytes", {}, shutil.disk_usage(Path(settings.DATA_DIR)).free


def _phones(now: datetime) -> Iterator[Sample]:
    day, week = now - timedelta(days=1), now - timedelta(days=7)
    found = in_place(Phone.objects.filter(lost_at=None)).aggregate(
        day=Count("pk", filter=Q(seen_at__gte=day)),
        week=Count("pk", filter=Q(seen_at__gte=week, seen_at__lt=day)),
        longer=Count("pk", filter=Q(seen_at__lt=week)),
        never=Count("pk", filter=Q(seen_at=None)),
        unsent=Sum("unsent"),
    )
    for heard in ("day", "week", "longer", "never"):
        yield "attune_phones", {"heard": heard}, found[heard]
    yield "attune_phones_unsent_entries", {}, found["unsent"] or 0


def _database_bytes() -> int:
    if is_sqlite():
        files = (sqlite_file().with_name(sqlite_file().name + suffix) for suffix in ("", "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
