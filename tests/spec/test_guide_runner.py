"""The runner's own test: a wrong expectation fails, a misspelt one too, and a case that expects nothing is refused."""

from __future__ import annotations

from typing import Any

import pytest

from attune.guide import audit, consult, normalise, prepare
from spec import guide_cases
from unit.guide.tiny import PLAIN, TINY, TODAY

ANSWERS = {
    **PLAIN,
    "aa_mania": "declined",
    "aa_risk": True,
    "bb_harm": True,
    "bb_plan": False,
    "medicines_given": ["ami"],
}
RIGHT: dict[str, Any] = {
    "conclusions": ["aa_depressed", "bb_imminent"],
    "conclusions_not": ["aa_bipolar"],
    "undecided_has": ["aa_bipolar"],
    "plan_has": ["aa_talk"],
    "plan_not": ["aa_fluo"],
    "plan_state": {"aa_talk": "do"},
    "urgent": ["bb_watch", "bb_means"],
    "pending": ["bb_means", "bb_watch"],
    "next": {"acts": ["bb_means", "bb_watch"]},
    "exits_has": ["aa_to_bb"],
    "open": ["aa", "bb"],
    "tasks": ["refer_aa_mania"],
    "to_ask": ["aa_again"],
    "waiting": ["aa_again"],
    "set_aside": [],
    "problems": [],
    "done": False,
    "follow_up": {"on": "2026-11-26", "ids": ["bb_day"], "early": True},
    "values": {"aa_mania": None, "age": 34},
    "because": {"bb_watch": ["bb_harm"]},
    "needs": {"aa_bipolar": ["aa_mania"]},
    "audit": {"missed_has": ["bb_watch"], "medicines": ["ami"], "departures": []},
}
WRONG: list[tuple[str, Any, str]] = [
    ("conclusions", ["aa_depressed"], "conclusions has bb_imminent too"),
    ("conclusions_not", ["bb_imminent"], "conclusions has bb_imminent"),
    ("conclusions_has", ["aa_bipolar"], "conclusions lacks aa_bipolar"),
    ("plan_has", ["aa_fluo"], "plan lacks aa_fluo"),
    ("plan_not", ["aa_flou"], "the pack has no aa_flou"),
    ("plan_has", "aa_talk", "plan_has takes a list"),
    ("plan_state", {"aa_talk": "not_here"}, "plan_state of aa_talk is 'do', not 'not_here'"),
    ("plan_state", {"aa_fluo": "do"}, "plan_state of aa_fluo is 'nothing', not 'do'"),
    ("next", "aa_again", "next is {'acts': ['bb_means', 'bb_watch']}, not {'question': 'aa_again'}"),
    ("next", None, "next is {'acts': ['bb_means', 'bb_watch']}, not None"),
    ("done", True, "done is False, not True"),
    ("follow_up", None, "follow_up is"),
    ("follow_up", {"on": "2026-11-27"}, "follow_up on is '2026-11-26', not '2026-11-27'"),
    ("follow_up", {"day": 1}, "follow_up has no day"),
    ("values", {"aa_risk": 1}, "values of aa_risk is True, not 1"),
    ("because", {"bb_watch": ["bb_plan"]}, "because of bb_watch is ['bb_harm'], not ['bb_plan']"),
    ("audit", {"missed": []}, "missed has bb_watch too"),
    ("audit", {"missed_have": []}, "missed_have is nothing that a case can expect"),
    ("conclusion", [], "conclusion is nothing that a case can expect"),
]


def found(expect: dict[str, Any]) -> list[str]:
    answers = normalise(prepare(TINY), ANSWERS)
    return guide_cases.faults(
        TINY, {"expect": expect}, consult(TINY, answers, TODAY), audit(TINY, answers, TODAY)
    )


def test_right_expectations_pass():
    assert found(RIGHT) == []


@pytest.mark.parametrize(("key", "wanted", "says"), WRONG)
def test_a_wrong_expectation_fails(key, wanted, says):
    faults = found({**RIGHT, key: wanted})
    assert faults and faults[0].startswith(says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- { id: a, why: b, expect: {} }", "expects nothing"),
        ("- { id: a, expect: { done: true } }", "a case has"),
        ("- { id: a, why: b, expected: { done: true }, expect: { done: true } }", "expected"),
        ("- { id: a, why: b, common: adult, expect: { done: true } }", "no common adult"),
        ("case: []", "common and cases"),
    ],
)
def test_a_bad_case_is_refused(tmp_path, text, says):
    (tmp_path / "bad.yaml").write_text(text)
    with pytest.raises(ValueError, match=says):
        guide_cases.load(tmp_path)


def test_a_case_overrides_common_answers_and_null_takes_one_away(tmp_path):
    (tmp_path / "good.yaml").write_text(
        "common: { adult: { age: 34, sex: male }, young: { age: 15 } }\n"
        "cases: [{ id: a, why: b, common: [adult, young], answers: { sex: null }, module: aa, expect: { done: true } }]"
    )
    (case,) = guide_cases.load(tmp_path)
    assert case["answers"] == {"age": 15, "start": ["aa"]}
