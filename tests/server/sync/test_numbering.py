"""No reader passes a number that is yet to appear: shown against the naive ways, with real connections and real processes."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction

from attune.server.sync.append import Arrival, append, lock
from attune.server.sync.models import Channel, Delivery
from attune.server.sync.pull import pull
from attune.server.sync.reading import read_one
from district import District, Entries, Field, OnPhone, enrol_phone

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def arrival(entries: Entries, by: OnPhone) -> Arrival:
    read = read_one(entries(by))
    assert read.entry is not None
    return Arrival(read.entry, read.envelope, read.body, by.worker.phone.unit_id, (f"unit:{by.unit}",))


def numbers_after(channel: str, cursor: int) -> list[int]:
    pulled, _ = pull([channel], {channel: cursor})
    return [json.loads(item)["number"] for part in pulled for item in part.items]


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("way", ["a sequence at insert", "one more than the greatest"])
def test_naive_numbers_let_a_reader_pass_an_entry_over(real_db: None, way: str) -> None:
    """PostgreSQL only: SQLite has one writer at a time."""
    if connection.vendor != "postgresql":
        assert connection.vendor == "sqlite"  # the run under scripts/with_postgres.sh does the work
        return
    made = {
        "a sequence at insert": "nextval('naive_numbers')",
        # Computed before the slow writer has committed, with room left for it: what a service does that counts in its memory.
        "one more than the greatest": "(SELECT coalesce(max(number), 0) FROM naive) + %s",
    }[way]
    slow, quick, reader = (connections["default"].copy(alias=name) for name in ("slow", "quick", "reader"))
    try:
        with reader.cursor() as cursor:
            cursor.execute("CREATE SEQUENCE naive_numbers")
            cursor.execute("CREATE TABLE naive (number bigint PRIMARY KEY, entry text)")
        insert = f"INSERT INTO naive VALUES ({made}, 'entry')"
        for one, step in ((slow, 1), (quick, 2)):
            one.set_autocommit(False)
            with one.cursor() as cursor:
                cursor.execute(insert, [step] if "%s" in insert else None)
        quick.commit()
        with reader.cursor() as cursor:
            cursor.execute("SELECT number FROM naive WHERE number > 0 ORDER BY number")
            seen = [number for (number,) in cursor.fetchall()]
            assert seen == [2]  # the reader's cursor stands at 2 now
            slow.commit()
            cursor.execute("SELECT number FROM naive WHERE number > 2")
            assert cursor.fetchall() == []  # and number 1 is there, and is never heard of
            cursor.execute("SELECT count(*) FROM naive")
            assert cursor.fetchone() == (2,)
    finally:
        slow.rollback()
        quick.rollback()
        with reader.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS naive")
            cursor.execute("DROP SEQUENCE IF EXISTS naive_numbers")
        for one in (slow, quick, reader):
            one.close()


def test_a_second_writer_waits_and_no_number_is_passed_over(real_district: District, entry: Entries) -> None:
    amina = real_district.phones["amina"]
    channel = f"unit:{amina.unit}"
    first, second = arrival(entry, amina), arrival(entry, amina)
    is_locked, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            append([first], lock([channel]), received_at=NOW)
            is_locked.set()
            assert may_commit.wait(20)

    def quick() -> None:
        with transaction.atomic():
            append([second], lock([channel]), received_at=NOW)

    Channel.objects.create(name=channel)
    writers = [in_thread(slow)]
    assert is_locked.wait(20)
    writers.append(in_thread(quick))
    writers[1].join(0.5)
    assert writers[1].is_alive()  # it waits for the lock
    assert numbers_after(channel, 0) == []
    may_commit.set()
    for writer in writers:
        writer.join(20)
    assert numbers_after(channel, 0) == [1, 2]
    order = Delivery.objects.order_by("number").values_list("entry_id", flat=True)
    assert [str(id_) for id_ in order] == [first.entry.id, second.entry.id]


def test_two_processes_write_at_once_and_a_reader_misses_nothing(
    real_district: District, entry: Entries
) -> None:
    phones = [real_district.phones["amina"], enrol_phone(real_district, "dawit", "alpha", called="own")]
    batches = {phone.device: [[entry(phone) for _ in range(5)] for _ in range(8)] for phone in phones}
    channel = f"unit:{phones[0].unit}"
    connections.close_all()

    def write(phone: OnPhone) -> None:
        connections.close_all()
        code = 1
        try:
            for batch in batches[phone.device]:
                Field(entry).sync(phone, batch)
            code = 0
        finally:
            connections.close_all()
            os._exit(code)

    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=write, args=(phone,)) for phone in phones]
    for writer in writers:
        writer.start()
    seen: list[int] = []
    while any(writer.is_alive() for writer in writers):
        seen += numbers_after(channel, seen[-1] if seen else 0)
    for writer in writers:
        writer.join(30)
    seen += numbers_after(channel, seen[-1] if seen else 0)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert seen == list(range(1, 81))
    stored = {str(id_) for id_ in Delivery.objects.values_list("entry_id", flat=True)}
    assert stored == {one["id"] for each in batches.values() for batch in each for one in batch}
