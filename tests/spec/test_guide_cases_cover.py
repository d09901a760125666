"""No deciding question without a case: its unknown answer, both sides of each threshold, each option that a rule reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from attune.guide import consult, normalise, prepare
from default_pack import default_pack
from spec import guide_cases
from spec.test_guide import FOLDER

GUIDE = default_pack().guide
QUESTIONS = {each["id"]: each for each in GUIDE["questions"] if not each.get("shell")}
# The first value for which the comparison changes its mind, and the one before it.
EDGE = {"<": (-1, 0), "<=": (0, 1), ">": (0, 1), ">=": (-1, 0), "=": (-1, 0), "!=": (-1, 0)}


def expressions() -> Iterator[Any]:
    for part in ("questions", "rules", "conclusions", "exits", "plan", "follow_up", "tasks"):
        for each in GUIDE[part]:
            yield each.get("is") or each.get("when")


def nodes(tree: Any) -> Iterator[list[Any]]:
    if isinstance(tree, list) and tree:
        yield tree
        for each in tree[1:]:
            yield from nodes(each)


NODES = [node for tree in expressions() for node in nodes(tree)]
READ = {node[1] for node in NODES if node[0] == "var"} & set(QUESTIONS)


@pytest.fixture(scope="module")
def met() -> dict[str, list[Any]]:
    """Each answer that counts in some case, by question; None for one that is not known."""
    prepared, found = prepare(GUIDE), {each: [] for each in QUESTIONS}
    for case in guide_cases.load(FOLDER):
        answers = normalise(prepared, case["answers"])
        counted = consult(prepared, answers, date.fromisoformat(case["today"]))["counted"]
        for each in counted:
            if each in found:
                found[each].append(answers[each].get("value"))
    return found


def test_every_deciding_question_has_a_case_with_its_answer_not_known(met):
    assert READ
    assert sorted(each for each in READ if None not in met[each]) == []


def thresholds() -> set[tuple[str, str, int]]:
    """(question, number or count, value) on the two sides of every comparison with a number."""
    found = set()
    for node in NODES:
        if node[0] not in EDGE or len(node) != 3 or node[2][0] != "lit" or type(node[2][1]) is not int:
            continue
        what, (kind, *_) = node[1], node[1]
        if kind == "count":
            what = what[1]
        if what[0] == "var" and what[1] in QUESTIONS:
            found |= {
                (what[1], "count" if kind == "count" else "number", node[2][1] + by) for by in EDGE[node[0]]
            }
    return found


def test_both_sides_of_every_threshold_have_a_case(met):
    def has(question: str, kind: str, value: int) -> bool:
        answers = [each for each in met[question] if each is not None]
        return value in ([len(each) for each in answers] if kind == "count" else answers)

    sides = thresholds()
    assert {("sui_minutes", "number", 60), ("sui_minutes", "number", 61)} <= sides
    possible = {side for side in sides if side[2] >= QUESTIONS[side[0]].get("min", 0)}
    assert sorted(side for side in possible if not has(*side)) == []


def test_every_option_that_a_rule_reads_has_a_case_with_it_and_one_without(met):
    read = {
        (node[2][1], node[1][1])
        for node in NODES
        if node[0] == "in" and node[2][0] == "var" and node[2][1] in QUESTIONS and node[1][0] == "lit"
    }
    assert read
    lists = {each: [value for value in met[each] if value is not None] for each, _ in read}
    never = {(each, code) for each, code in read if not any(code in value for value in lists[each])}
    always = {(each, code) for each, code in read if all(code in value for value in lists[each])}
    assert sorted(never | always) == []


def test_every_yes_no_and_choice_that_decides_has_a_case_for_each_answer(met):
    wanted = {
        (each, answer)
        for each in READ
        if QUESTIONS[each]["type"] in ("yes_no", "choice")
        for answer in (
            [True, False]
            if QUESTIONS[each]["type"] == "yes_no"
            else [o["id"] for o in QUESTIONS[each]["options"]]
        )
    }
    assert sorted((each, str(answer)) for each, answer in wanted if answer not in met[each]) == []
