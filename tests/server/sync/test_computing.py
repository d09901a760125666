"""What is computed beside the requests, with real connections: nobody's older look at the entries is written over a newer one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import connections, transaction

from attune.server.console import erasing
from attune.server.sync import console_entries, facts, projections
from attune.server.sync.append import lock
from attune.server.sync.models import Projection
from district import District, Entries, Field

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def in_thread(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("act", ["erase", "move"])
def test_what_the_console_does_meanwhile_is_what_the_row_says(
    real_district: District, entry: Entries, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    amina, mara = real_district.phones["amina"], real_district.accounts["mara"]
    beta = real_district.units["beta"]
    person = entry(amina, "person", body={"initials": "QZX"})
    Field(entry).sync(amina, [person])
    real, has_read = projections._entries, threading.Event()
    on_console: list[threading.Thread] = []

    def act_now() -> None:
        if act == "erase":
            console_entries.erase(mara, person["subject"], because="by_law", now=NOW)
        else:
            console_entries.move(mara, person["subject"], beta, now=NOW)

    def read_then_wait(subjects: set[str]) -> object:
        found = real(subjects)
        if not has_read.is_set():
            has_read.set()
            on_console.append(in_thread(act_now))
            on_console[0].join(1)
        return found

    monkeypatch.setattr(projections, "_entries", read_then_wait)
    projections.catch_up()
    on_console[0].join(20)
    assert not on_console[0].is_alive()

    row = Projection.objects.get()
    assert "QZX" not in row.named + row.state if act == "erase" else row.unit_id == beta.pk


def test_the_console_takes_the_channel_before_the_rows_as_a_push_does(
    real_district: District, entry: Entries
) -> None:
    """Else a phone's erasure has the channel and waits for the rows, and the page has the rows and waits for the channel."""
    amina, mara = real_district.phones["amina"], real_district.accounts["mara"]
    person = entry(amina)
    Field(entry).sync(amina, [person])
    found = Projection.objects.get()
    Field(entry).sync(amina, [entry(amina, subject=person["subject"])])
    erased: list[int] = []

    def erase() -> None:
        erased.append(erasing._erase(SimpleNamespace(user=mara), found, "by_law"))  # type: ignore[arg-type]

    with transaction.atomic():
        lock([f"unit:{amina.unit}"])
        on_console = in_thread(erase)
        on_console.join(1)
        facts.hold("projections")
    on_console.join(20)
    assert erased == [2]
