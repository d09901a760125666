"""The server as a process: alone on SQLite, stopped, killed, and out of disk."""

from __future__ import annotations

import http.client
import json
import signal
import threading
import time
import urllib.error
from dataclasses import replace

from server.operate.installation import IS_SQLITE, free_port

COUNT = "say([[str(one.id), one.deliveries.count()] for one in StoredEntry.objects.all()])"


def test_a_second_process_is_refused_on_sqlite_and_welcome_on_postgresql(new):
    here = new("here").start()
    options = ("serve", "--port", free_port())
    if IS_SQLITE:
        second = here.attune(*options)
        assert second.returncode == 1
        assert "one process serves" in second.stderr
        many = here.attune(*options, "--workers", 2)
        assert many.returncode == 2
        assert "PostgreSQL" in many.stderr
        here.stop()
        here.start()  # the lock went with its holder
    else:
        second = replace(here, process=None, port=0).start("--workers", "2")
        assert second.get("/health")[0] == 200
        assert second.stop() == 0
    assert here.get("/health")[0] == 200


def test_a_database_that_is_behind_is_not_served(new):
    here = new("here", empty=True)
    done = here.attune("serve", "--port", free_port())
    assert done.returncode == 1
    assert "attune migrate" in done.stderr
    empty = here.attune("backup", here.folder / "file")
    assert empty.returncode == 1
    assert "attune migrate" in empty.stderr
    assert "Traceback" not in empty.stderr


def test_told_to_stop_it_finishes_what_it_has_begun(new, handset):
    here = new("here").start()
    amina = handset(here)
    entries = amina.write(400)
    pushing = threading.Thread(target=_try, args=(amina, entries))
    pushing.start()
    code = here.stop(signal.SIGTERM)
    pushing.join()
    assert code == 0
    assert amina.acknowledged <= {id_ for id_, _ in here.ask(COUNT)}


def test_killed_in_the_middle_of_a_push_it_has_all_that_it_acknowledged_once(new, handset):
    """What was acknowledged no phone sends again: had the server lost it, it would be missing at the end."""
    here = new("here")
    phones = [handset(here), handset(here, "chidi")]
    for after in (0.1, 0.5):
        here.start()
        pushing = [threading.Thread(target=_push_on, args=(phone,)) for phone in phones]
        for one in pushing:
            one.start()
        threading.Event().wait(after)
        here.stop(signal.SIGKILL)
        for one in pushing:
            one.join()
    acknowledged = [len(phone.acknowledged) for phone in phones]
    assert all(count < len(phone.kept) for count, phone in zip(acknowledged, phones, strict=True))

    here.start()
    for phone in phones:
        phone.sync()
    here.stop()
    everything = sorted(id_ for phone in phones for id_ in phone.kept)
    assert sorted(here.ask(COUNT)) == [[id_, 1] for id_ in everything]


def test_it_computes_what_follows_from_entries_though_nobody_looks(new, handset):
    here = new("here")
    here.start()
    amina = handset(here)
    amina.sync(amina.write(20))
    until = time.monotonic() + 20
    while here.ask("say(Overdue.objects.count())") and time.monotonic() < until:
        time.sleep(0.2)
    assert here.ask("say([Overdue.objects.count(), Projection.kept.count() > 0])") == [0, True]


def test_on_a_full_disk_it_says_so_and_loses_nothing(new, handset):
    """On PostgreSQL the disk belongs to another program; how its message is read is tested in test_watch.py."""
    here = new("here")
    room = None
    if IS_SQLITE:
        here.ask(
            "from django.db import connection; connection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)'); say(1)"
        )
        room = here.database.stat().st_size // 1024 + 400
    here.start(limit_kb=room)
    amina = handset(here)
    refusal = None
    for _ in range(40):
        try:
            amina.sync(amina.write(50))
        except urllib.error.HTTPError as fault:
            refusal = fault
            break
    if IS_SQLITE:
        assert refusal is not None
        assert refusal.code == 507
        assert json.loads(refusal.read())["error"]["code"] == "disk_full"
    assert amina.acknowledged
    here.stop()

    assert {id_ for id_, _ in here.ask(COUNT)} == amina.acknowledged
    here.start()
    amina.sync()
    here.stop()
    assert sorted(here.ask(COUNT)) == [[id_, 1] for id_ in sorted(amina.kept)]


def _push_on(phone):
    while _try(phone, phone.write(40)):
        pass


def _try(phone, entries):
    """One push; False when the server went away."""
    try:
        phone.sync(entries)
    except (OSError, http.client.HTTPException, ValueError):  # cut off at any byte
        return False
    return True
