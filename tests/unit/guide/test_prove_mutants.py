"""What is changed in a guide to try its claims, and how it is told."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("z3")

from attune.guide.prove.mutants import Mutant, mutants
from attune.guide.prove.page import said
from attune.logic import unparse
from unit.guide.tiny import TINY, guide, line, module, question, rule, statement


def changes(of: str, whole: Any = TINY) -> dict[str, Mutant]:
    return {each.change: each for each in mutants(whole) if each.of == of}


def rules(of: str, whole: Any = TINY) -> dict[str, str]:
    """Each change with the rule that it leaves."""
    found = changes(of, whole)
    return {change: unparse(each.body.get("is") or each.body["when"]) for change, each in found.items()}


def test_each_part_of_a_rule_is_left_out_and_each_limit_is_moved_both_ways():
    assert rules("aa_enough") == {
        "without `%aa_core.count() >= 1`": "%aa_more.count() >= 2",
        "without `%aa_more.count() >= 2`": "%aa_core.count() >= 1",
        "`%aa_core.count() >= 2` for 1": "%aa_core.count() >= 2 and %aa_more.count() >= 2",
        "`%aa_core.count() >= 0` for 1": "%aa_core.count() >= 0 and %aa_more.count() >= 2",
        "`%aa_more.count() >= 3` for 2": "%aa_core.count() >= 1 and %aa_more.count() >= 3",
        "`%aa_more.count() >= 1` for 2": "%aa_core.count() >= 1 and %aa_more.count() >= 1",
        "always holds": "true",
        "never holds": "false",
    }


def test_each_exclusion_is_left_out_and_turned_round():
    found = rules("aa_ami")

    assert found["without `%bb_harm.not()`"] == "%aa_depressed and %aa_mania.not()"
    assert found["`%bb_harm` for its not()"] == "%aa_depressed and %aa_mania.not() and %bb_harm"


def test_a_line_is_tried_for_everybody_without_its_medicine_and_not_urgent():
    fluo, watch = changes("aa_fluo"), changes("bb_watch")

    assert fluo["for everybody, not for prescribers"].body["who"] == "any"
    assert fluo["shown although the medicine is not here"].body["medicine"] is None
    assert watch["not urgent"].body["tier"] == TINY["tiers"].index("routine")
    assert "not urgent" not in fluo


def test_an_answer_that_is_not_known_is_passed_over_and_read_as_each_other_value():
    assert set(changes("pregnant")) >= {"not known is passed over", "not known is read as false"}
    assert "not known is read as true" not in changes("pregnant")
    assert "not known is read as mood" in changes("aa_core")
    assert {"not known is read as 0", "not known is read as 120"} <= set(changes("age"))


def test_a_question_that_must_be_asked_may_be_left_out():
    assert changes("bb_harm")["need not be asked"].body["must_ask"] is False
    assert "need not be asked" not in changes("bb_plan")


@pytest.mark.parametrize("part", ["questions", "rules", "conclusions", "exits", "plan", "follow_up", "tasks"])
def test_every_rule_of_every_part_has_mutants(part):
    tried = {each.of for each in mutants(TINY)}

    assert {body["id"] for body in TINY[part] if not body.get("shell")} <= tried


def test_a_mutant_changes_one_entry_and_leaves_the_guide_alone():
    mutant = changes("aa_talk")["never holds"]
    changed = mutant.applied(TINY)

    assert changed["plan"] != TINY["plan"]
    assert [each for each in changed["plan"] if each["id"] != "aa_talk"] == [
        each for each in TINY["plan"] if each["id"] != "aa_talk"
    ]
    assert changed["questions"] == TINY["questions"]


def test_the_same_change_is_made_once():
    twice = guide(
        modules=[module("aa", "aa_a")],
        questions=[question("aa_a")],
        rules=[rule("aa_r", "%aa_a or %aa_a")],
        plan=[line("aa_l", "%aa_r")],
        tasks=[statement("aa_t", None, within_days=0)],
    )

    made = [each.id for each in mutants(twice)]
    assert len(made) == len(set(made))


def test_every_change_has_words():
    for mutant in mutants(TINY):
        assert said(mutant.change).endswith(".")
    assert said("without `%a`") == "The part `%a` is left out."
    assert said("`%age < 61` for 60") == "The limit is moved: `%age < 61` instead of 60."
    with pytest.raises(ValueError):
        said("something else")
