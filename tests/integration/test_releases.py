"""What every released version left on disk: it is restored, brought to this version, and its phones go on.

`scripts/release_fixture.py` writes the folder of a version: backups of its server, and the stores of two phones (see release_phone.py). With
DATABASE_URL it is the backup from PostgreSQL; the phones' stores know nothing of the server's database.
"""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import psycopg
import pytest

from attune import __version__
from engines import Node
from live_phones import LiveServer, Phones, phone_script, server  # noqa: F401 - fixtures
from release_phone import live, shape
from server.operate.installation import IS_SQLITE, Handset, Installation

RELEASES = Path(__file__).resolve().parents[1] / "fixtures" / "releases"
MINIMAL = RELEASES.parents[1] / "unit" / "pack" / "minimal"
VERSIONS = sorted(path.name for path in RELEASES.iterdir())


@pytest.fixture
def release(tmp_path, request):
    """The installation of a release, restored by this version, and what must be in it."""
    folder = RELEASES / request.param
    expected = json.loads(
        (folder / ("expected.json" if IS_SQLITE else "expected-postgresql.json")).read_text()
    )
    here = Installation.new(tmp_path / "restored")
    here.secret = expected["secret"]
    here.does("restore", folder / ("sqlite.attune-backup" if IS_SQLITE else "postgresql.attune-backup"))
    yield here, expected
    here.drop()


def test_this_version_has_its_own():
    assert __version__ in VERSIONS, "run scripts/release_fixture.py"


@pytest.mark.parametrize("release", VERSIONS, indirect=True)
def test_it_is_restored_and_its_phones_go_on(release):
    here, expected = release
    assert (
        here.ask("say(sorted(str(id) for id in StoredEntry.objects.values_list('id', flat=True)))")
        == expected["entries"]
    )
    assert here.ask("say(SetAside.objects.count())") == expected["set_aside"]
    before = here.ask(ROWS)
    here.does("rebuild")
    assert here.ask(ROWS) == before

    here.start()
    told = {name: expected["phone"][name] for name in ("author", "device", "token", "unit")}
    phone = Handset(here, **told, epoch=expected["epoch"], turn=expected["turn"])
    phone.entry._counters[phone.device] = expected["phone"]["last_n"]
    assert phone.sync([])["known"] == expected["known"]
    assert phone.sync(phone.write(2))["outcomes"][1]["outcome"] == "stored"
    assert here.get("/bundle/current.json")[0] == 200


@pytest.mark.parametrize("release", [__version__], indirect=True)
def test_the_one_of_this_version_is_what_it_writes_now(release, tmp_path):
    here, _ = release
    fresh = Installation.new(tmp_path / "fresh")
    fresh.does("migrate")
    try:
        assert _schema(here) == _schema(fresh), (
            "not released yet: run scripts/release_fixture.py again, on both databases"
        )
    finally:
        fresh.drop()


# ---------------------------------------------------------------- phones


@pytest.fixture
def handsets(phone_script):  # noqa: F811
    """Makes phones that talk to a server; their stores are empty."""
    running = []

    def make(at):
        running.append(Node(phone_script))
        return Phones(running[-1], at)

    yield make
    for node in running:
        node.close()


def _as_told(now, then):
    """All that was told then is told now; a later version may tell more."""
    return {name: now[name] for name in then} == then


def _stored(version, name):
    return json.loads((RELEASES / version / f"phone-{name}.json").read_text(encoding="utf-8"))


@pytest.mark.sqlite
@pytest.mark.parametrize("release", VERSIONS, indirect=True)
def test_its_phone_is_opened_with_all_that_was_in_it_and_brings_the_rest(release, handsets):
    here, expected = release
    shared = expected["phones"]["shared"]
    amina, dawit = (shared["workers"][name] for name in ("amina", "dawit"))
    here.start()
    phones = handsets(LiveServer(here.folder, port=here.port, secret=expected["secret"]))
    phones("fill", "shared", stored=_stored(expected["version"], "shared"))
    assert phones("guide", "shared") is not None
    assert _as_told(phones("status", "shared")["unsent"], shared["unsent"])
    for worker in (amina, dawit):
        assert phones("open", "shared", worker=worker["id"], pin="9753")["fault"] == "wrong_pin"
        assert len(phones("open", "shared", worker=worker["id"], pin=worker["pin"])["stores"]) == 3
        assert phones("reads", "shared", worker=worker["id"]) == worker["reads"]
    troubles = phones("troubles", "shared", worker=amina["id"])
    assert len(troubles) == len(shared["troubles"])
    assert all(_as_told(*pair) for pair in zip(troubles, shared["troubles"], strict=True))

    for worker in (amina, dawit):
        phones("sync", "shared", worker=worker["id"])
    told = phones("status", "shared")
    assert told["unsent"]["count"] == 0 and told["unsent"]["parcels"] == 0
    assert sorted(told["facts"]["complete"]) == sorted(one["id"] for one in (amina, dawit))
    aside = {one["id"] for one in shared["troubles"]}
    held = set(here.ask("say([str(id) for id in StoredEntry.objects.values_list('id', flat=True)])"))
    for worker in (amina, dawit):
        assert set(worker["reads"]["entries"]) - aside <= held
        assert phones("reads", "shared", worker=worker["id"]) == worker["reads"]


@pytest.mark.sqlite
@pytest.mark.parametrize("release", VERSIONS, indirect=True)
def test_its_phone_that_nobody_had_joined_is_joined_and_its_practice_is_the_workers(release, handsets):
    here, expected = release
    alone = expected["phones"]["alone"]
    here.start()
    phones = handsets(LiveServer(here.folder, port=here.port, secret=expected["secret"]))
    phones("fill", "alone", stored=_stored(expected["version"], "alone"))
    assert phones("guide", "alone") is not None
    assert phones("reads", "alone") == alone["reads"]
    amina = phones.join("alone", "amina")
    phones("open", "alone", worker=amina, pin="2580")
    assert phones("reads", "alone", worker=amina) == alone["reads"]
    phones("sync", "alone", worker=amina)
    assert set(alone["reads"]["entries"]) <= phones.sees("alone", amina)
    assert phones("status", "alone")["unsent"]["count"] == 0


@pytest.mark.sqlite
def test_the_phones_of_this_version_are_as_it_leaves_them_now(server, handsets):  # noqa: F811
    server.run("bundle", "publish", str(MINIMAL), "--out", str(server.data / "bundle"))
    for name, phone in live(handsets(server)).items():
        assert shape(_stored(__version__, name)) == shape(phone["stored"]), (
            "not released yet: run scripts/release_fixture.py again"
        )


ROWS = "say([list(row) for row in Projection.objects.order_by('subject').values_list('subject', 'lead', 'state', 'due_on')])"


def _schema(installation):
    if IS_SQLITE:
        with sqlite3.connect(installation.database) as connection:
            return sorted(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    with psycopg.connect(installation.url) as connection:
        rows = [row for query in POSTGRESQL_SCHEMA for row in connection.execute(query)]
    # The same condition (x IN ('a', 'b')) is written with other casts and brackets once it has been restored.
    return sorted(re.sub(r"::[a-z ]+(\[\])?|[()]", "", str(row)) for row in rows)


POSTGRESQL_SCHEMA = (
    """SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, is_identity
    FROM information_schema.columns WHERE table_schema = 'public'""",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
)
