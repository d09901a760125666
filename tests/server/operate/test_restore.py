"""A backup of a running server, brought back elsewhere, and what phones then send again."""

from __future__ import annotations

import tarfile
import threading

import pytest

IDS = "say([str(id) for id in StoredEntry.objects.values_list('id', flat=True)])"
JOURNAL = """
say({
    "ids": [str(id) for id in StoredEntry.objects.values_list("id", flat=True)],
    "counters": {str(device): sorted(StoredEntry.objects.filter(device=device).values_list("n", flat=True))
                 for device in StoredEntry.objects.values_list("device", flat=True).distinct()},
    "numbers": {channel.name: [channel.last, sorted(Delivery.objects.filter(channel=channel).values_list("number", flat=True))]
                for channel in Channel.objects.all()},
    "people": Projection.objects.count(),
})
"""


def test_a_backup_under_load_holds_what_was_acknowledged_and_phones_send_the_rest_again(
    new, handset, tmp_path
):
    here, there = new("here").start(), new("there", empty=True)
    phones = [handset(here), handset(here, "esi"), handset(here, "chidi")]
    phones[0].sync(phones[0].write(20))
    stop = threading.Event()
    pushers = [threading.Thread(target=_push_until, args=(phone, stop)) for phone in phones]
    for pusher in pushers:
        pusher.start()
    before = set().union(*(phone.acknowledged for phone in phones))
    said = here.does("backup", tmp_path / "file")
    stop.set()
    for pusher in pushers:
        pusher.join()
    here.stop()

    assert "was read back" in said
    there.does("restore", tmp_path / "file")
    found = there.ask(JOURNAL)
    assert before <= set(found["ids"])
    assert len(found["ids"]) < sum(len(phone.acknowledged) for phone in phones), "nothing was sent meanwhile"
    # One moment: no phone's counter and no channel has a hole, and every entry has its number.
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in found["counters"].values())
    assert all(numbers == list(range(1, last + 1)) for last, numbers in found["numbers"].values())
    assert sum(last for last, _ in found["numbers"].values()) == len(found["ids"]) == found["people"]

    there.start()
    for phone in phones:
        phone.at = there
        assert phone.sync([])["known"] is not None
        phone.sync()
    everything = sorted(id_ for phone in phones for id_ in phone.kept)
    there.stop()
    assert sorted(there.ask(IDS)) == everything


def test_an_older_backup_is_made_whole_by_the_phones(new, handset, tmp_path):
    here = new("here").start()
    amina = handset(here)
    amina.sync(amina.write(3))
    here.does("backup", tmp_path / "older")
    amina.sync(amina.write(4))
    here.stop()

    refused = here.attune("restore", tmp_path / "older")
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    said = here.does("restore", tmp_path / "older", "--replace")

    assert "3 entries" in said
    assert len(here.ask(IDS)) == 3
    here.start()
    assert amina.sync([])["known"] == [[1, 3]]
    amina.sync()
    amina.sync(amina.write(1))
    here.stop()
    assert sorted(here.ask(IDS)) == sorted(amina.kept)


def test_what_was_decided_after_the_backup_outlives_it(new, handset, tmp_path):
    here = new("here").start()
    amina, esi, chidi = handset(here), handset(here, "esi"), handset(here, "chidi")
    said = amina.write(2)
    newer = amina.write(1, subject=said[0]["subject"])[0] | {"kind": "of_a_newer_app"}
    amina.sync([*said, newer])
    here.does("backup", tmp_path / "file")
    body = {"entries": [said[0]["id"], newer["id"]], "because": "entered_in_error"}
    erasure = amina.write(1, "erasure", subject=said[0]["subject"], body=body)
    assert amina.sync(erasure)["outcomes"][0]["outcome"] == "stored"
    here.stop()
    here.does("user", "lost", esi.device)
    # One whose token was renewed since the backup, and then ended.
    here.ask(f"""
PhoneWorker.objects.filter(phone={amina.device!r}, account__username="amina").update(token_hash="f" * 64, revoked_at="2026-11-25T09:40:00Z")
say(None)""")
    here.does("user", "end", "chidi")

    told = here.does("restore", tmp_path / "file", "--replace")

    assert "1 erasures (1 entries blanked), 1 lost phones" in told
    left = here.ask("""
say({
    "bodies": {str(one.id): one.body for one in StoredEntry.objects.all()},
    "lost": [str(phone.id) for phone in Phone.objects.exclude(lost_at=None)],
    "ended": [str(one.phone_id) for one in PhoneWorker.objects.exclude(revoked_at=None)],
    "aside": [json.loads(one.raw)["body"] for one in SetAside.objects.all()],
    "delivered": Delivery.objects.count(),
    "active": Account.objects.get(username="chidi").is_active,
    "works": Role.objects.filter(account__username="chidi", until=None).exists(),
})""")
    assert (left["active"], left["works"]) == (False, False)
    assert left["bodies"][said[0]["id"]] == "null"
    assert left["bodies"][said[1]["id"]] != "null"
    assert left["bodies"][erasure[0]["id"]] != "null"
    assert left["aside"] == [None]
    assert left["lost"] == [esi.device]
    assert set(left["ended"]) == {amina.device, esi.device, chidi.device}
    assert left["delivered"] == 3  # phones that were not there get the erasure too


def test_a_stolen_backup_lets_nobody_into_the_console(new, tmp_path):
    here, there = new("here"), new("there", empty=True)
    session = here.ask("""
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore()
session["_auth_user_id"] = "somebody"
session.save()
say(session.session_key)""")
    here.does("backup", tmp_path / "file")

    there.does("restore", tmp_path / "file")

    assert there.ask("from django.contrib.sessions.models import Session; say(Session.objects.count())") == 0
    with tarfile.open(tmp_path / "file") as backup:
        kept = [backup.extractfile(name).read() for name in backup.getnames()]
    assert kept and not any(session.encode() in part for part in kept)
    assert here.ask("from django.contrib.sessions.models import Session; say(Session.objects.count())") == 1


@pytest.mark.parametrize("wrong", ["secret", "newer", "no backup"])
def test_what_cannot_be_right_is_refused_before_anything_changes(new, tmp_path, wrong):
    here, there = new("here"), new("there", empty=True)
    file = tmp_path / "file"
    here.does("backup", file)
    if wrong == "secret":
        there.secret = "another secret, also long enough"
    elif wrong == "newer":
        here.ask(
            'import django.db as d; d.connection.cursor().execute("INSERT INTO django_migrations (app, name, applied) '
            "VALUES ('sync', '9999_of_tomorrow', '2030-01-01')\"); say(1)"
        )
        file = tmp_path / "newer"
        here.does("backup", file)
    else:
        file.write_bytes(b"a shopping list")

    done = there.attune("restore", file)

    assert done.returncode == 1
    assert {"secret": "ATTUNE_SECRET_KEY", "newer": "newer version", "no backup": "no backup"}[
        wrong
    ] in done.stderr
    assert "Traceback" not in done.stderr
    there.does("migrate")
    assert there.ask("say(Account.objects.count())") == 0
    if wrong == "secret":
        there.does("restore", file, "--other-secret")
        assert there.ask("say(Account.objects.count())") == 9


def test_a_restore_waits_for_nobody_who_serves(new, tmp_path):
    here = new("here")
    here.does("backup", tmp_path / "file")
    here.start()

    done = here.attune("restore", tmp_path / "file", "--replace")

    assert done.returncode == 1
    assert "stop" in done.stderr.lower()
    assert here.get("/ready")[1].startswith(b'{"ready":')
    here.stop()
    assert here.ask("say(Account.objects.count())") == 9


def _push_until(phone, stop):
    while not stop.is_set():
        phone.sync(phone.write(5))
