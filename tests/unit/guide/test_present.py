"""A result with words: reasons are short, rules read as sentences, and nothing that was assumed is hidden."""

from __future__ import annotations

from typing import Any

import pytest

from attune.guide import consult, normalise, prepare
from attune.guide.present import present, problem_message
from unit.guide.tiny import TODAY, conclusion, guide, line, module, question, rule

AGE = question("age", "number", min=0, max=120, unit="years", ask="How old?")
CORE = question("aa_core", "multi", options=["mood", "joy"], ask="Which of these?")
FELT = question("aa_felt", "choice", options=["better", "worse"], ask="How now?")
ILL = question("aa_ill", ask="Is the person ill?")
STOCK = question("stock", "multi", options=["fluo"], shell=True, default=["fluo"], ask="What is here?", if_unknown={"do": "treat_as", "value": ["fluo"]})  # fmt: skip
RULES = [
    rule("aa_low", "%aa_core.count() >= 1"),
    rule("aa_old", "%age >= 60"),
    rule("aa_frail", "%aa_old or %aa_ill"),
    rule("aa_both", "%aa_low and %aa_old"),
]
CONCLUSIONS = [conclusion("aa_likely", "%aa_low"), conclusion("aa_bad", "%aa_felt = 'worse'")]


def made(*rules: str | None, answers: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """The plan of a guide whose lines have these rules, all of which hold."""
    lines = [line(f"aa_line_{number}", text, **more) for number, text in enumerate(rules)]
    found = shown(lines, answers)
    assert len(found["plan"]) == len(rules)
    return found["plan"]


def shown(lines: list[dict[str, Any]], answers: dict[str, Any]) -> dict[str, Any]:
    prepared = prepare(
        guide(
            modules=[module("aa", "aa_core", "aa_felt", "aa_ill")],
            questions=[AGE, STOCK, CORE, FELT, ILL],
            rules=RULES,
            conclusions=CONCLUSIONS,
            plan=lines,
        )
    )
    full = {**normalise(prepared, answers), "start": ["aa"]}
    return present(prepared, full, consult(prepared, full, TODAY))


def held(text: str, **answers: Any) -> list[str]:
    """What is said to have held of a rule that holds for `answers`."""
    [found] = made(text, answers=answers)
    return found["held"]


def words(text: str, **answers: Any) -> str:
    """The rule in words."""
    [found] = made(text, answers=answers)
    return found["rule_words"]


# ---------------------------------------------------------------- what held


def test_line_that_always_holds_owes_itself_to_its_module():
    [found] = made(None, answers={})

    assert (found["rule"], found["rule_words"], found["held"]) == (None, None, ["the module aa is open"])


@pytest.mark.parametrize("text", ["%aa_likely", "%aa_low"])
def test_rule_that_is_enough_for_a_conclusion_is_as_for_it(text):
    assert held(text, aa_core=["mood"]) == ["as for: aa_likely"]


def test_answer_stands_with_its_question():
    assert held("%age >= 60 and 'joy' in %aa_core", age=71, aa_core=["mood", "joy"]) == [
        "How old? 71 years",
        "Which of these? mood, joy",
    ]


def test_named_rule_is_said_by_its_name():
    assert held("%aa_old", age=71) == ["aa_old"]


def test_rule_that_gathers_others_is_said_by_those_that_hold():
    assert held("%aa_frail", age=71, aa_ill=False) == ["aa_old"]
    assert held("%aa_frail", age=20, aa_ill=True) == ["Is the person ill? yes"]
    assert held("%aa_frail", age=71, aa_ill=True) == ["aa_old", "Is the person ill? yes"]


def test_what_is_not_so_is_said_as_such():
    assert held("%aa_old.not()", age=20) == ["not so: aa_old"]
    assert held("(%aa_old or %aa_ill).not()", age=20, aa_ill=False) == [
        "not so: aa_old",
        "Is the person ill? no",
    ]
    assert held("(%aa_old and %aa_ill).not()", age=71, aa_ill=False) == ["Is the person ill? no"]


def test_implication_is_said_by_the_side_that_decided():
    assert held("%aa_old implies %aa_ill", age=20) == ["not so: aa_old"]
    assert held("%aa_old implies %aa_ill", age=71, aa_ill=True) == ["Is the person ill? yes"]
    assert held("(%aa_old implies %aa_ill).not()", age=71, aa_ill=False) == [
        "aa_old",
        "Is the person ill? no",
    ]


def test_compared_rules_are_said_with_what_each_is():
    assert held("%aa_old xor %aa_ill", age=71, aa_ill=False) == ["aa_old", "Is the person ill? no"]


def test_reason_is_said_once():
    assert held("%aa_ill and (%aa_ill or %aa_old)", age=20, aa_ill=True) == ["Is the person ill? yes"]


def test_not_known_answer_is_said_with_what_it_was_taken_as():
    assert held("'aa_ill' in %not_known", aa_ill="declined") == ["Is the person ill? declined"]
    assert held("'fluo' in %stock", stock="not-known") == ["What is here? fluo (not known, so taken as this)"]
    assert held("'fluo' in %stock") == ["What is here? fluo (not given, so taken as this)"]


# ---------------------------------------------------------------- rules in words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("%aa_ill", "“Is the person ill?” yes"),
        ("%aa_ill = true", "“Is the person ill?” yes"),
        ("%aa_old.not().not()", "not: not: “aa_old”"),
        ("%age >= 60", "“How old?” at least 60 years"),
        ("%age < 99", "“How old?” less than 99 years"),
        ("%aa_felt = 'worse'", "“How now?” worse"),
        ("%aa_felt != 'better'", "“How now?” other than better"),
        ("'mood' in %aa_core", "“Which of these?” mood"),
        ("%aa_core.exists()", "“Which of these?” one or more"),
        ("%aa_core.count() >= 1", "how many of: “Which of these?” at least 1"),
        ("%aa_core.count() + 1 <= 5", "how many of: “Which of these?” plus 1: at most 5"),
        ("'age' in %answered", "“How old?” asked"),
        ("%aa_old and (%aa_ill or %aa_low)", "“aa_old” and (“Is the person ill?” yes or “aa_low”)"),
        ("%aa_old implies %aa_ill", "if “aa_old”, then “Is the person ill?” yes"),
        ("%aa_old xor %aa_felt = 'better'", "either “aa_old” or “How now?” better, not both"),
    ],
)
def test_rule_reads_as_words(text, said):
    assert words(text, age=71, aa_ill=True, aa_felt="worse", aa_core=["mood"]) == said


# ---------------------------------------------------------------- taken for granted, set aside, wrong


def test_medicine_says_whether_its_stock_is_known():
    [assumed] = made("%aa_ill", answers={"aa_ill": True}, kind="medicine", medicine="fluo")
    [given] = made("%aa_ill", answers={"aa_ill": True, "stock": ["fluo"]}, kind="medicine", medicine="fluo")

    assert (assumed["state"], assumed["stock_known"]) == ("do", False)
    assert (given["state"], given["stock_known"]) == ("do", True)


def test_what_nobody_gave_is_listed_with_what_it_was_taken_as():
    assert shown([], {})["assumed"] == [{"id": "stock", "ask": "What is here?", "taken_as": "fluo"}]
    assert shown([], {"stock": "not-known"})["assumed"] == [
        {"id": "stock", "ask": "What is here?", "taken_as": "fluo"}
    ]
    assert shown([], {"stock": []})["assumed"] == []


def test_answer_set_aside_says_when_it_would_be_asked():
    prepared = prepare(
        guide(
            modules=[module("aa", "aa_ill", "aa_more"), module("bb", "bb_other")],
            questions=[ILL, question("aa_more", guard="%aa_ill"), question("bb_other")],
        )
    )
    full = {**normalise(prepared, {"aa_ill": False, "aa_more": True, "bb_other": True}), "start": ["aa"]}

    found = present(prepared, full, consult(prepared, full, TODAY))["set_aside"]

    assert [(row["id"], row["answer"], row["asked_when"]) for row in found] == [
        ("aa_more", "yes", "“Is the person ill?” yes"),
        ("bb_other", "yes", "the module bb is open"),
    ]


def test_message_about_a_renamed_id_speaks_of_the_question_it_became():
    prepared = prepare(
        guide(modules=[module("aa", "aa_ill")], questions=[ILL], aliases={"aa_sick": "aa_ill"})
    )

    assert problem_message(prepared, "aa_sick", "wrong_type").startswith("aa_sick takes yes or no")
