"""The demo district: made once, by the way that all entries take, and the same for the same day and seed."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from attune.guide import prepare
from attune.journal import read_entry
from attune.server.demo import populate
from attune.server.demo.cast import PASSWORD
from attune.server.demo.handset import Diary
from attune.server.demo.record import Record
from attune.server.demo.stories import stories
from attune.server.people.models import Account, Phone
from attune.server.sync import projections
from attune.server.sync.models import Projection, SetAside, StoredEntry

NOW = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """The default content, published."""
    from attune.pack.bundle import write_bundle
    from attune.pack.keys import signing_key
    from attune.paths import content_dir

    folder = tmp_path_factory.mktemp("content")
    info = write_bundle(content_dir(), folder / "bundle", signing_key(folder / "key.pem", None))
    return folder / "bundle", info.release


@pytest.fixture
def demo(db, content, settings):
    settings.BUNDLE_DIR = content[0]
    return populate(NOW)


def test_the_district_is_there_once_and_looks_like_weeks_of_work(demo):
    assert demo.people > 40
    assert demo.entries == StoredEntry.objects.count()
    assert populate(NOW) is None
    assert StoredEntry.objects.count() == demo.entries

    assert Account.objects.get(username="bo").check_password(PASSWORD)
    heard = sorted((NOW - phone.seen_at).days for phone in Phone.objects.exclude(seen_at=None))
    assert heard[0] == 0
    assert heard[-1] > 14
    assert Phone.objects.filter(seen_at=None).count() == 1
    assert {one.reason for one in SetAside.objects.all()} == {"unknown_kind", "invalid_entry"}

    entries = StoredEntry.objects.all()
    assert not entries.filter(practice=True).exists()
    assert not entries.filter(received_at__gt=NOW).exists()
    assert {"visit_missed", "visit_booked", "risk_outcome", "task_done", "erasure"} <= set(
        entries.values_list("kind", flat=True)
    )
    visits = [json.loads(body) for body in entries.filter(kind="consultation").values_list("body", flat=True)]
    assert {visit["closed_how"] for visit in visits} == {"finished"}
    assert any(visit["kept"] for visit in visits)
    assert any(visit["against"] for visit in visits)
    assert any(visit["self_harm_asked"]["state"] == "could_not_ask" for visit in visits)
    corrected = entries.filter(kind="person").exclude(envelope__contains='"amends":[]')
    assert corrected.exists()

    states = [json.loads(state) for state in Projection.objects.values_list("state", flat=True)]
    assert any(state["open_risks"] for state in states)
    assert any(state["had_risk"] and not state["open_risks"] for state in states)
    rows = sorted(Projection.objects.values_list("subject", "state"))
    projections.rebuild()
    assert sorted(Projection.objects.values_list("subject", "state")) == rows


def test_the_same_day_and_seed_give_the_same_entries_another_seed_others(content):
    assert _written(content, 7) == _written(content, 7)
    assert _written(content, 7) != _written(content, 8)


def test_whoever_is_there_already_is_left_alone(district, content, settings):
    settings.BUNDLE_DIR = content[0]
    before = Account.objects.count()
    assert populate(NOW) is None
    assert Account.objects.count() == before


def _written(content, seed):
    folder, release = content
    guide = prepare(json.loads((folder / release / "guide.json").read_bytes()))
    people = {one["id"]: one for one in json.loads((folder / release / "demo.json").read_bytes())["people"]}
    diary, by = Diary(random.Random(seed)), Account(id="01a214d2-c8a4-73b1-9731-4dab4f018c14")
    device, today = "01a214d3-4f46-7454-b5f2-52d322e8a748", NOW.date()
    told = list(stories(people, {"market": ("esi",)}, random.Random(seed)))[:4]
    written = [
        pair for story in told for pair in Record(guide, diary, story, by, "nurse", device, today).write()
    ]
    for moment, entry in written:
        read_entry({**entry, "n": 1})
        assert NOW - timedelta(days=70) < moment < NOW
    return [entry for _, entry in written]
