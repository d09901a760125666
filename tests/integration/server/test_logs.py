"""Logs carry ids, codes, counts and durations, and never what somebody typed."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import override_settings
from django.urls import path

from attune.server.logs import JsonLine


def broken(request):
    raise RuntimeError(f"could not read {request.GET['note']}")


urlpatterns = [path("broken", broken, name="broken")]
handler500 = "attune.server.views.server_error"


@pytest.fixture
def lines(site):
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    keeper = Keep()
    keeper.setFormatter(JsonLine())
    root = logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel("DEBUG")
    yield written
    root.removeHandler(keeper)
    root.setLevel(level)


def request_line(lines):
    return next(line for line in map(json.loads, lines) if line.get("event") == "request")


def test_a_request_is_one_line_without_path_or_query(site, lines):
    site.get("/bundle/2030.1-abc123/modules.json?note=secret")

    line = request_line(lines)
    assert line["route"] == "bundle-part"
    assert line["status"] == 200
    assert not any("secret" in line or "modules.json" in line for line in lines)


def test_an_unknown_address_is_not_repeated_in_the_log(site, lines):
    site.get("/people/amina-was-here?note=secret")

    assert request_line(lines)["route"] == "none"
    assert not any("amina" in line or "secret" in line for line in lines)


def test_a_crash_is_logged_by_class_and_place_alone(site, lines):
    with override_settings(ROOT_URLCONF=__name__):
        site.get("/broken?note=secret")

    crash = next(json.loads(line) for line in lines if "error" in json.loads(line))
    assert crash["error"] == "RuntimeError"
    assert crash["where"].startswith("test_logs.py:")
    assert not any("secret" in line for line in lines)


def test_the_formatter_leaves_out_fields_that_are_not_on_the_list():
    record = logging.LogRecord("attune.sync", logging.INFO, __file__, 1, "stored", (), None)
    record.count = 3
    record.body = "what she said"

    line = json.loads(JsonLine().format(record))

    assert line["count"] == 3
    assert "body" not in line
