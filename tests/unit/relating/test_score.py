"""The four panels: what was done, never how the patient felt."""

from __future__ import annotations

from typing import Any

from attune.relating import play, score
from unit.relating.tiny import RELATING, TINY, with_lines


def panels(*choices: str, pattern: str = "own", **changes: Any) -> dict[str, Any]:
    case = {**TINY, **changes}
    played = play(RELATING, case, pattern, choices)
    assert played["problem"] is None, played["problem"]
    return score(RELATING, case, played)


def states(found: dict[str, Any]) -> dict[str, str]:
    return {each["id"]: each["state"] for each in found["guide"]}


TOLD = ("greet", "alone", "tell", "announce", "ask")
WELL = (*TOLD, "thank", "frame", "end")


def test_a_good_play_reaches_and_a_goal_of_a_visit_that_has_not_begun_does_not_apply():
    found = panels(*WELL)
    assert found["reached"]
    assert states(found) == {
        "asked": "met",
        "in_time": "met",
        "told": "met",
        "closed": "met",
        "seen_again": "does_not_apply",
    }
    assert states(panels(*WELL, "remind"))["seen_again"] == "missed"


def test_a_missed_critical_goal_means_not_yet():
    found = panels("greet", "alone", "tell", "announce", "frame", "end")
    assert states(found)["asked"] == "missed"
    assert not found["reached"]


def test_asking_before_the_companion_has_left_does_not_count_even_if_asked_again_alone():
    assert states(panels("greet", "tell", "announce", "ask"))["asked"] == "missed"


def test_a_goal_that_must_come_first_is_missed_if_it_comes_later():
    assert states(panels("alone", "tell", "announce", "ask"))["in_time"] == "missed"


def test_a_goal_that_hangs_on_a_fact_applies_once_it_is_told():
    assert states(panels("greet"))["told"] == "does_not_apply"
    assert states(panels(*TOLD))["told"] == "missed"


def test_harm_is_counted_and_stands_until_it_is_put_right_in_full():
    hurt = panels("scold")
    assert (hurt["harmful"], hurt["unrepaired"], hurt["reached"]) == ([1], [1], False)
    offered = play(RELATING, TINY, "own", ["scold"])["offered"]
    for name, left in (("talk_sorry_full", []), ("talk_sorry", [1])):
        if name in offered:
            assert panels("scold", name)["unrepaired"] == left


def test_closed_questions_harm_only_straight_after_something_heavy_was_told():
    topics = with_lines("hard", "list", "announce", "ask", "end")
    assert panels("greet", "alone", "tell", "list", topics=topics)["harmful"] == []
    assert panels(*TOLD, "list", topics=topics)["harmful"] == [6]


def test_closeness_harms_where_it_is_too_much_and_only_there():
    assert panels("hug", pattern="anxious")["harmful"] == []
    assert panels("hug", pattern="avoidant")["harmful"] == [1]
    assert panels("hug", pattern="disorganized")["harmful"] == [1]


def test_habits_count_what_was_called_for_and_what_was_done():
    habits = panels(*WELL)["helping"]["habits"]
    assert habits["preview"] == {"called_for": 1, "done": 1}
    assert habits["acknowledged"] == {"called_for": 1, "done": 1}
    assert habits["closed"] == {"called_for": 1, "done": 1}
    assert panels(*TOLD, "talk_be_strong")["helping"]["habits"]["acknowledged"]["done"] == 0


def test_shares_sum_to_one():
    assert abs(sum(panels(*WELL)["helping"]["shares"].values()) - 1) < 1e-5


def test_fit_names_the_cue_and_the_turn_that_answered_it():
    answered = panels("tell", "surely_not", "talk_hard")["fit"]
    assert answered == [{"n": 2, "cue": "held_back", "answered": 3}]
    assert panels("tell", "surely_not", "preach")["fit"] == [{"n": 2, "cue": "held_back", "answered": None}]


def test_what_stayed_unsaid_is_named():
    assert panels("greet")["unsaid"] == ["secret"]
    assert panels(*TOLD)["unsaid"] == []


def test_turning_points_hold_the_turns_that_moved_most_and_what_was_told():
    assert 5 in panels(*TOLD)["turning"]
    assert panels("scold")["turning"] == [1]
