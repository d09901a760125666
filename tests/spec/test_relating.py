"""spec/relating in Python and TypeScript: every number that the sheet on virtual patients prints, and the same state in both."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from attune.relating import model_of
from default_pack import default_pack
from engines import Node
from spec import relating_runs as runs

FOLDER = Path(__file__).resolve().parents[2] / "spec" / "relating"
CASES = [case for path in sorted(FOLDER.glob("*.yaml")) for case in runs.load(path)]


@pytest.fixture(scope="module")
def relating(node: Node) -> Any:
    found = default_pack().relating
    node.one("relating", name="content", relating=found)
    return found


def same(here: Any, there: Any) -> bool:
    """Alike to 1e-9 in every number, and otherwise equal."""
    if isinstance(here, dict):
        return here.keys() == there.keys() and all(same(here[key], there[key]) for key in here)
    if isinstance(here, list | tuple):
        return len(here) == len(there) and all(map(same, here, there))
    if isinstance(here, float) or (isinstance(here, int) and not isinstance(here, bool)):
        return abs(here - there) <= 1e-9
    return bool(here == there)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(node, relating, case):
    model, person = model_of(relating), runs.person_of(relating, case["person"])
    assert runs.faults(case, model, person) == [], case["why"]
    steps = [step for step, _ in case["steps"]]
    here = runs.run(model, person, case["from"], steps)
    there = node.one("run", name="content", person=asdict(person), start=case["from"], steps=steps)
    assert same(here, there)


def test_every_case_has_its_own_id():
    ids = [case["id"] for case in CASES]
    assert [each for each in ids if ids.count(each) > 1] == []


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (["push_disclosure | dT -.170"], "dT is"),
        (["push_disclosure | T .35"], "T is"),
        (["look | S .21"], "S is"),
        (["look | freeze 1"], "freeze is 0"),
        (["likely | miss .20"], "miss is"),
        (["sensitive_direct suicidal | full"], "result is"),
    ],
)
def test_a_wrong_expectation_fails(relating, steps, says):
    facts = {"suicidal": {"theta": 0.9, "s": 0.8}}
    content = {"common": {}, "facts": facts}
    case = runs._case(
        {"id": "x", "why": "y", "person": "avoidant", "from": {"T": 0.5}, "steps": steps}, content
    )
    found = runs.faults(case, model_of(relating), runs.person_of(relating, "avoidant"))
    assert len(found) == 1 and says in found[0]


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ({"id": "x", "why": "y", "person": "secure", "steps": ["look"]}, "expects nothing"),
        (
            {"id": "x", "why": "y", "person": "secure", "steps": ["look | Q .1"]},
            "nothing that a step can expect",
        ),
        ({"id": "x", "person": "secure", "steps": ["look | T .1"]}, "a case has"),
    ],
)
def test_a_bad_case_is_refused(case, says):
    with pytest.raises(ValueError, match=says):
        runs._case(case, {"common": {}, "facts": {}})
