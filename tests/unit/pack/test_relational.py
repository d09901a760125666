"""The default content's relational guidance: nothing of the guide is without a moment, and no moment without guidance."""

from __future__ import annotations

from typing import Any

import pytest

from attune.pack import Compiled, examine
from attune.pack.schema_relational import CARE_SCREENS, LEANINGS
from attune.pack.sign_off import sign_off_list
from attune.paths import content_dir
from default_pack import default_pack


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return default_pack()


@pytest.fixture(scope="module")
def part(compiled: Compiled) -> dict[str, Any]:
    return compiled.relational


def test_each_leaning_has_guidance_for_each_moment_of_care(part):
    steps = [step["id"] for step in part["steps"]]
    assert steps == [
        "care_engage", "care_ask", "care_examine", "care_explain", "care_plan", "care_medicines", "care_follow_up", "care_ending",
    ]  # fmt: skip
    found = {
        file["leaning"]: [unit["step"] for unit in file["units"]]
        for file in part["guidance"]
        if "leaning" in file
    }
    assert found == dict.fromkeys(LEANINGS, steps)


def test_every_screen_of_a_visit_has_a_moment(part):
    shown = {screen for step in part["steps"] for screen in step["screens"]}
    assert shown == set(CARE_SCREENS)


def test_what_is_said_of_everybody_in_a_crisis_is_one_text(part):
    assert [text["id"] for text in part["crisis"]] == ["care_crisis"]


def test_everything_that_is_said_has_strength_source_and_other_explanations(part):
    for file in part["guidance"]:
        for unit in file["units"]:
            assert unit["strength"] and unit["sources"], unit["id"]
            others = unit.get("others", file["others"])
            assert len(others.splitlines()) >= 2, unit["id"]
    for each in part["observations"]:
        assert each["strength"] and each["sources"] and len(each["others"].splitlines()) >= 2, each["id"]


def test_nothing_of_the_guide_reads_it(compiled, part):
    """No question, rule, plan line or date can depend on what was ticked: the names are not there."""
    names = {each["id"] for key in ("observations", "circumstances", "tendencies") for each in part[key]}
    guide = str(compiled.guide)
    assert not [name for name in names if name in guide]


def test_our_own_judgement_waits_for_a_clinician():
    examined = examine(content_dir())
    listed = {line.id for line in sign_off_list(examined.pack.content, examined.names)}
    units = [unit for file in examined.pack.content.guidance for unit in file["units"]]
    judged = {unit["id"] for unit in units if unit["strength"] == "judgement"}
    assert len(judged) > 20
    assert judged <= listed
