"""Random consultations over the default content: the phone and Python say exactly the same, and what always holds does."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attune.guide import Guide, audit, consult, prepare, read
from attune.pack import compile_pack
from attune.paths import content_dir
from engines import Node
from property.consultations import TODAY, answer_to, walk
from unit.guide.tiny import TINY

seeds = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=40)


@pytest.fixture(scope="module")
def content() -> Guide:
    return compile_pack(content_dir()).guide


@pytest.fixture(scope="module")
def again(content: Guide) -> Guide:
    """The content with questions that are asked again when an answer changes, of which it may have few."""
    changed: Guide = json.loads(json.dumps(content))
    numbered = [each["id"] for each in changed["questions"] if not each.get("shell")]
    for place, question in enumerate(changed["questions"]):
        if place % 4 == 0 and not question.get("shell"):
            question["confirm_when_changed"] = [
                name for name in numbered[place - 3 : place] if name != question["id"]
            ]
    return changed


def both(node: Node, name: str, guide: Guide, visited: list[dict[str, Any]]) -> None:
    """Consultation and audit after each step, the same in both engines."""
    asked = [
        {"do": do, "name": name, "answers": answers, "today": TODAY.isoformat()}
        for answers in visited
        for do in ("consult", "audit")
    ]
    here = [run(guide, answers, TODAY) for answers in visited for run in (consult, audit)]
    for request, ours, theirs in zip(asked, here, node.ask(asked), strict=True):
        assert ours == theirs, request


@FEW
@given(seed=seeds, length=st.integers(2, 45))
def test_both_engines_say_the_same_after_each_answer(node, content, seed, length):
    node.one("guide", name="content", guide=content)
    both(node, "content", content, walk(content, Random(seed), length)[::3])


@FEW
@given(seed=seeds, length=st.integers(2, 45))
def test_both_engines_say_the_same_where_answers_are_to_be_confirmed(node, again, seed, length):
    node.one("guide", name="again", guide=again)
    both(node, "again", again, walk(again, Random(seed), length)[::3])


@settings(max_examples=100)
@given(seed=seeds, length=st.integers(2, 25))
def test_both_engines_say_the_same_in_a_small_guide(node, seed, length):
    node.one("guide", name="tiny", guide=TINY)
    both(node, "tiny", TINY, walk(TINY, Random(seed), length)[::2])


@FEW
@given(seed=seeds, length=st.integers(2, 45))
def test_the_order_in_which_answers_are_written_changes_nothing(content, seed, length):
    dice = Random(seed)
    answers = walk(content, dice, length)[-1]
    items = list(answers.items())
    dice.shuffle(items)

    assert consult(content, dict(items), TODAY) == consult(content, answers, TODAY)
    assert audit(content, dict(items), TODAY) == audit(content, answers, TODAY)


@FEW
@given(seed=seeds, length=st.integers(2, 45))
def test_an_answer_counts_or_is_set_aside_or_is_a_problem_and_never_two_of_these(content, seed, length):
    answers = walk(content, Random(seed), length)[-1]
    said = consult(content, answers, TODAY)
    usable = read(prepare(content), answers)
    defaults = {each["id"] for each in content["questions"] if "default" in each}

    assert not set(said["counted"]) & set(said["set_aside"])
    assert {*said["counted"], *said["set_aside"]} == {*usable.answers} | defaults
    assert {*usable.answers, *usable.acts, *(each["id"] for each in said["problems"])} >= {*answers} - {
        "start"
    }
    assert list(said["values"]) == said["counted"]


@FEW
@given(seed=seeds, length=st.integers(2, 40))
def test_an_answer_that_is_changed_and_changed_back_brings_everything_back(content, seed, length):
    dice = Random(seed)
    answers = walk(content, dice, length, mistakes=False)[-1]
    before = consult(content, answers, TODAY)
    questions = {each["id"]: each for each in content["questions"]}
    name = dice.choice(before["counted"])
    changed = {**answers, name: {**answer_to(questions[name], dice), "n": length}}
    kept = consult(content, changed, TODAY)

    # What the change sets aside is kept, and is back under the same answer given anew.
    assert {*before["counted"], *before["set_aside"], name} <= {*kept["counted"], *kept["set_aside"]}
    back = dict(answers) if name not in answers else {**changed, name: {**answers[name], "n": length + 1}}
    assert consult(content, back, TODAY) == before


@FEW
@given(seed=seeds, length=st.integers(2, 40))
def test_a_new_answer_takes_back_no_conclusion_no_plan_line_and_closes_no_module(content, seed, length):
    dice = Random(seed)
    answers = walk(content, dice, length, mistakes=False)[-1]
    before = consult(content, answers, TODAY)
    new = [name for name in before["to_ask"] if name not in answers]
    if not new:
        return
    name = dice.choice(new)
    question = next(each for each in content["questions"] if each["id"] == name)
    after = consult(content, {**answers, name: {**answer_to(question, dice), "n": length}}, TODAY)

    for part in ("conclusions", "plan", "exits"):
        assert {each["id"] for each in before[part]} <= {each["id"] for each in after[part]}, part
    for part in ("open", "counted"):
        assert set(before[part]) <= set(after[part]), part
    decided = {each["id"]: each["value"] for each in before["trace"] if each["value"] is not None}
    later = {each["id"]: each["value"] for each in after["trace"]}
    assert {each: later[each] for each in decided} == decided
