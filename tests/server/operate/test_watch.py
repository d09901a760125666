"""/ready and /metrics: what they say, to whom, and never an id."""

from __future__ import annotations

import json
import re
import shutil
from collections import namedtuple
from datetime import UTC, datetime

import pytest
from django.db import OperationalError
from django.test import Client, override_settings

from attune.server.operate import checks, disk
from attune.server.sync.models import ServerFact


def ask(path, **more):
    return Client(HTTP_HOST="localhost").get(path, **more)


@pytest.fixture
def published(settings, tmp_path):
    settings.BUNDLE_DIR = tmp_path
    (tmp_path / "1.0").mkdir()
    (tmp_path / "1.0" / "manifest.json").write_text("{}")
    current = {
        "release": "1.0",
        "version": "1.0",
        "format": 1,
        "least_app": "0.1.0",
        "previous": [],
        "set_aside": [],
    }
    (tmp_path / "current.json").write_text(json.dumps(current))
    return tmp_path


def test_a_server_that_can_work_is_ready(district, published):
    response = ask("/ready")
    assert response.json() == {
        "ready": True,
        "checks": dict.fromkeys(("database", "migrations", "content", "disk", "clock"), "ok"),
    }
    assert response.status_code == 200


@pytest.mark.parametrize("fault", ["content", "disk", "clock", "migrations", "database"])
def test_what_is_not_well_is_named(district, field, published, monkeypatch, fault):
    if fault == "content":
        (published / "current.json").unlink()
    elif fault == "disk":
        usage = namedtuple("usage", "total used free")(10, 9, 1_000_000)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    elif fault == "clock":
        phone = district.phones["amina"]
        field.sync(phone, [field.entry(phone)])
        monkeypatch.setattr(checks.timezone, "now", lambda: datetime(1970, 1, 1, tzinfo=UTC))
    elif fault == "migrations":
        monkeypatch.setattr(checks, "_migrated", False)
        monkeypatch.setattr(checks.setup, "pending", lambda: ["sync.0009"])
    else:
        monkeypatch.setattr(checks, "_database", lambda: "cannot be used")
    response = ask("/ready")
    assert response.status_code == 503
    found = response.json()["checks"]
    assert [name for name, state in found.items() if state != "ok"] == [fault]


def test_figures_are_counts_and_durations(district, field):
    phone = district.phones["amina"]
    field.sync(phone, [field.entry(phone, "imminent_risk"), {**field.entry(phone), "kind": "of_tomorrow"}])
    ServerFact.objects.create(name="backed_up", value="2026-11-25T09:40:00.000Z")
    response = ask("/metrics")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/plain; version=0.0.4")
    for line in (
        "attune_deliveries_total 1",
        "attune_open_risks 1",
        "attune_set_aside 1",
        'attune_phones{heard="day"} 1',
        'attune_phones{heard="never"} 2',
        "attune_backed_up_timestamp_seconds 1795599600",
    ):
        assert f"{line}\n" in text
    assert re.search(
        r'attune_requests_total\{process="\d+",method="POST",route="api:sync",status="200"\} \d+', text
    )
    assert phone.device not in text
    assert phone.author not in text
    # Every line is one that Prometheus reads.
    assert all(re.fullmatch(r"#.*|[a-z_]+(\{[^{}]*\})? [0-9.e+]+", line) for line in text.splitlines())


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, 403),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),  # a proxy that the settings do not name
    ],
)
def test_without_a_token_figures_are_for_this_machine(district, asked, status):
    assert ask("/metrics", **asked).status_code == status


def test_behind_a_proxy_nobody_is_this_machine(district):
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert ask("/metrics", HTTP_X_FORWARDED_FOR="192.0.2.7").status_code == 403


def test_whoever_has_the_token_reads_figures_from_anywhere(district):
    with override_settings(METRICS_TOKEN="open, please"):
        asked = {"REMOTE_ADDR": "192.0.2.7"}
        assert ask("/metrics", **asked, HTTP_AUTHORIZATION="Bearer open, please").status_code == 200
        for wrong in ("Bearer open", "", "Bearer öffne dich"):
            assert ask("/metrics", **asked, HTTP_AUTHORIZATION=wrong).status_code == 403
        assert ask("/metrics").status_code == 403


@pytest.mark.parametrize(
    ("words", "code", "full"),
    [
        ("database or disk is full", None, True),
        ("disk I/O error", None, True),
        ("could not extend file", "53100", True),
        ("database is locked", None, False),
        ("server closed the connection", "57P01", False),
    ],
)
def test_a_full_disk_is_told_from_other_faults(words, code, full):
    cause = Exception(words)
    cause.sqlstate = code
    fault = OperationalError(words)
    fault.__cause__ = cause
    assert disk.is_full(fault) is full
