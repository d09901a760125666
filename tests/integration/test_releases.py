"""What every released version left on disk: it is restored, brought to this version, and its phones go on.

`scripts/release_fixture.py` writes the folder of a version.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from attune import __version__
from server.operate.installation import Handset, Installation

RELEASES = Path(__file__).resolve().parents[1] / "fixtures" / "releases"
VERSIONS = sorted(path.name for path in RELEASES.iterdir())


@pytest.fixture
def release(tmp_path, request):
    """The installation of a release, restored by this version, and what must be in it."""
    expected = json.loads((RELEASES / request.param / "expected.json").read_text())
    here = Installation(tmp_path, url="", secret=expected["secret"])
    here.does("restore", RELEASES / request.param / "sqlite.attune-backup")
    yield here, expected
    here.stop()


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
    assert phone.sync([])["known"] == [[1, expected["phone"]["last_n"] - expected["set_aside"]]]
    assert phone.sync(phone.write(2))["outcomes"][1]["outcome"] == "stored"
    assert here.get("/bundle/current.json")[0] == 200


@pytest.mark.parametrize("release", [__version__], indirect=True)
def test_the_one_of_this_version_is_what_it_writes_now(release, tmp_path):
    here, _ = release
    fresh = Installation.new(tmp_path / "fresh")
    fresh.does("migrate")
    assert _schema(here.database) == _schema(fresh.database), (
        "not released yet: run scripts/release_fixture.py again"
    )


ROWS = "say([list(row) for row in Projection.objects.order_by('subject').values_list('subject', 'lead', 'state', 'due_on')])"


def _schema(database):
    with sqlite3.connect(database) as connection:
        return sorted(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
