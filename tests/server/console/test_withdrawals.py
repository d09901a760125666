"""A line of the guide that was withdrawn: those who see the people find whose plan used it, a manager how many there are."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime

import pytest

from attune.server.people.models import Reading
from attune.server.sync.models import StoredEntry


def said(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def line(desk, settings, tmp_path):
    """A line of Kofi's plan, withdrawn since."""
    body = json.loads(StoredEntry.objects.get(pk=desk.entries["visit"]).body)
    one = next(row["id"] for row in body["plan"] if row["state"] == "do")
    shutil.copytree(settings.BUNDLE_DIR, tmp_path / "bundle")
    settings.BUNDLE_DIR = tmp_path / "bundle"
    (tmp_path / "bundle" / "withdrawn.json").write_text(json.dumps({"lines": [one]}))
    return one


def text_of(settings, line):
    from attune.pack.bundle import read_current

    guide = json.loads(
        (settings.BUNDLE_DIR / read_current(settings.BUNDLE_DIR).release / "guide.json").read_text("utf-8")
    )
    return next(row["text"] for row in guide["plan"] if row["id"] == line)


def at(desk, unit="alpha"):
    return f"/console/unit/{desk.district.units[unit].pk}"


@pytest.mark.parametrize(("who", "unit"), [("amina", "alpha"), ("bo", "north")])
def test_who_sees_the_people_sees_whose_plan_it_is(desk, browse, settings, line, who, unit):
    browser = browse(who)
    assert f'href="{at(desk, unit)}/withdrawn"' in said(browser.get(at(desk, unit)))

    page = said(browser.get(f"{at(desk, unit)}/withdrawn"))

    assert all(name in page for name in ("no. 0431", "no. 0402", "no. 0440")) and "no. 0417" not in page
    assert text_of(settings, line) in page and "In the newest plan" in page
    assert set(Reading.objects.values_list("account__username", "through")) == {(who, "console-withdrawals")}
    assert Reading.objects.filter(subject=desk.subjects["kofi"]).exists()


def test_a_manager_sees_how_many_and_not_who(desk, browse, settings, line):
    page = said(browse("mara").get(f"{at(desk)}/withdrawn"))

    assert "3 people" in page and text_of(settings, line) in page
    assert "0431" not in page and not Reading.objects.exists()
    assert "See whose" in said(browse("mara").get(at(desk)))


def test_others_are_told_nothing(desk, browse, line):
    for who in ("oto", "chidi", "tala", "eno"):
        assert browse(who).get(f"{at(desk)}/withdrawn").status_code == 404
    assert "withdrawn" not in said(browse("oto").get(at(desk)))
    assert "See whose" not in said(browse("chidi").get(at(desk, "gamma")))


def test_while_nothing_is_withdrawn_the_unit_says_nothing(desk, browse):
    assert "withdrawn" not in said(browse("amina").get(at(desk)))
    assert "No plan used a line" in said(browse("amina").get(f"{at(desk)}/withdrawn"))


def test_a_plan_that_was_made_since_is_told_apart(desk, browse, field, entry, line):
    amina, today = desk.district.phones["amina"], datetime.now(UTC).date()
    for name in ("kofi", "yaw", "adwoa"):
        later = entry(amina, "consultation", subject=desk.subjects[name], occurred_on=today.isoformat())
        later["body"]["plan"] = []
        field.sync(amina, [later])

    page = said(browse("amina").get(f"{at(desk)}/withdrawn"))

    assert "In an earlier plan" in page and "In the newest plan" not in page


def test_a_line_that_stands_elsewhere_in_a_visit_is_no_plan(desk, browse, field, entry, line):
    amina = desk.district.phones["amina"]
    new = entry(amina)
    visit = entry(amina, "consultation", subject=new["subject"])
    visit["body"]["plan"] = []
    visit["body"]["against"] = [{"line": line, "reason": "not done"}]
    field.sync(amina, [new, visit])

    assert browse("amina").get(f"{at(desk)}/withdrawn").context["part"].paginator.count == 3
