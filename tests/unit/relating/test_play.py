"""A play, step by step: what is offered, who is in the room, what was promised, who comes back."""

from __future__ import annotations

from typing import Any

import pytest

from attune.relating import play
from unit.relating.tiny import RELATING, TINY, line, with_lines


def tiny(*choices: str, pattern: str = "own", **changes: Any) -> dict[str, Any]:
    found = play(RELATING, {**TINY, **changes}, pattern, choices)
    assert found["problem"] is None, found["problem"]
    return found


TOLD = ("greet", "alone", "tell", "announce", "ask")


def test_the_opening_depends_on_how_the_person_is_close():
    assert tiny()["visits"][0]["opening"] == "Hello."
    assert tiny(pattern="anxious")["visits"][0]["opening"] == "Help me!"


def test_a_choice_that_is_not_offered_ends_the_reading_and_is_named():
    found = play(RELATING, TINY, "own", ["greet", "ask_nothing", "tell"])
    assert (found["problem"]["n"], found["problem"]["choice"]) == (1, "ask_nothing")
    assert [turn["line"] for turn in found["turns"]] == ["greet"]
    assert found["problem"]["offered"] == found["offered"]


def test_a_line_that_was_said_is_not_offered_again():
    assert "greet" in tiny()["offered"]
    assert "greet" not in tiny("greet")["offered"]


def test_a_companion_stays_until_somebody_arranges_privacy_and_is_not_sent_out_twice():
    assert tiny("greet")["companion"]
    found = tiny("greet", "alone")
    assert not found["companion"]
    assert [turn["companion_left"] for turn in found["turns"]] == [False, True]
    assert "alone" not in found["offered"]


def test_with_a_companion_the_secret_stays():
    assert tiny("greet", "tell", "announce", "ask")["turns"][-1]["result"] != "full"
    assert tiny(*TOLD)["turns"][-1]["result"] == "full"


def test_what_was_told_is_big_and_opens_lines_that_receive_it():
    found = tiny(*TOLD)
    assert found["turns"][-1]["big"]
    assert found["facts"] == {"secret": "told"}
    assert {"thank", "talk_received"} & set(found["offered"])


def test_a_line_that_only_comes_near_brings_a_hint_at_most():
    found = tiny("greet", "alone", "tell", "announce", "near", params={**TINY["params"], "t_off": 0.5})
    assert found["turns"][-1]["result"] == "hint"
    assert found["facts"] == {"secret": "hinted"}


def test_a_question_that_wants_a_no_gets_it_and_the_body_says_otherwise():
    turn = tiny("tell", "surely_not")["turns"][-1]
    assert (turn["result"], turn["reply"]) == ("deny", "Deny.")
    assert {"kind": "residual", "text": "Looks away."} in turn["cues"]


def test_after_a_hurtful_line_a_repair_is_offered_until_one_was_said():
    hurt = tiny("scold")
    repairs = {"talk_sorry_full", "talk_sorry", "talk_sorry_but"}
    assert repairs & set(hurt["offered"])
    [repair] = [name for name in hurt["offered"] if name in repairs][:1]
    assert not repairs & set(tiny("scold", repair)["offered"])


def test_in_the_last_turn_only_an_end_is_offered():
    visits = [{**TINY["visits"][0], "turns": 3}, TINY["visits"][1]]
    found = tiny("greet", "tell", visits=visits)
    assert found["turns_left"] == 1
    assert set(found["offered"]) <= {"end", "bye", "talk_close", "talk_next_please"}


def test_an_end_is_not_offered_in_the_first_half_unless_the_topic_has_it():
    assert not {"end", "talk_close", "talk_next_please"} & set(tiny("greet")["offered"])


WELL = (*TOLD, "thank", "frame", "end")


def test_after_a_visit_comes_the_choice_of_a_reminder_and_then_the_next_visit():
    found = tiny(*WELL)
    assert (found["phase"], found["offered"]) == ("reminder", ["remind", "no_reminder"])
    found = tiny(*WELL, "remind")
    assert (found["phase"], found["visit"], found["companion"]) == ("talk", "two", False)
    assert found["visits"][1]["happened"] == ["kept"]


def test_a_limit_counts_as_a_promise_only_if_it_was_accepted():
    assert tiny(*WELL)["visits"][0]["promise"] == "predictable"
    short = [{**TINY["visits"][0], "turns": 3}, TINY["visits"][1]]
    assert tiny("tell", "frame", "end", visits=short)["visits"][0]["promise"] == "neither"


def test_who_was_hurt_too_much_does_not_come_and_may_be_called():
    visits = [{**TINY["visits"][0], "turns": 6}, TINY["visits"][1]]
    bad = ["tell", "preach", "list", "scold", "hug"]
    params = {"a": 0.2, "v": 1.0, "d": 0.3, "t_off": -0.3}
    topics = [
        {
            "id": "begin",
            "lines": [line for topic in TINY["topics"] for line in topic["lines"] if topic["id"] != "later"],
        },
        TINY["topics"][2],
    ]
    changes: dict[str, Any] = {"visits": visits, "params": params, "topics": topics}
    topics[0]["lines"] = [{key: each[key] for key in each if key != "opens"} for each in topics[0]["lines"]]
    played: list[str] = []
    for name in ("list", "scold", "hug", "preach", "surely_not"):
        if name in tiny(*played, **changes)["offered"]:
            played.append(name)
    while tiny(*played, **changes)["phase"] == "talk":
        offered = tiny(*played, **changes)["offered"]
        harsh = [name for name in offered if name in (*bad, "talk_next_please", "talk_sorry_but")]
        played.append((harsh or offered)[0])
    missed = tiny(*played, "no_reminder", **changes)
    assert (missed["phase"], missed["offered"]) == ("missed", ["call", "no_call"])
    assert tiny(*played, "no_reminder", "no_call", **changes)["phase"] == "over"
    called = tiny(*played, "no_reminder", "call", **changes)
    assert called["visit"] == "two"
    assert called["visits"][1]["happened"] == ["stayed_away", "unspoken"]


def test_passing_on_what_was_announced_is_no_breach_and_without_a_word_it_is():
    topics = with_lines("hard", "pass_on", "preach")
    announced = tiny("greet", "tell", "pass_on", topics=topics)["turns"][-1]
    sudden = tiny("tell", "pass_on", topics=topics)["turns"][-1]
    assert (announced["in_effect"], sudden["in_effect"]) == ("explain_preview", "break_confidence")
    assert announced["after"]["T"] < announced["before"]["T"]
    assert {"of": "T", "rule": "breach", "by": -0.04} in announced["reasons"]
    assert sudden["after"]["T"] < announced["after"]["T"] - 0.2


def test_a_repair_that_is_followed_by_the_same_harm_does_not_count():
    from attune.relating import Move, model_of, person_of, start, take_turn

    model, person = model_of(RELATING), person_of(RELATING, TINY)
    state = start(model, person)
    for move in (Move("dismiss"), Move("repair", quality=1.0), Move("dismiss")):
        state, reasons = take_turn(model, person, state, move)
    assert "void_repair" in {each["rule"] for each in reasons}


@pytest.mark.parametrize("pattern", ["own", "secure", "anxious", "avoidant", "fearful", "disorganized"])
def test_a_pattern_changes_the_three_tendencies_and_nothing_else(pattern):
    from attune.relating import person_of

    case = {**TINY, "params": {"a": 0.1, "v": 0.1, "d": 0.1, "stress": 0.2, "t_off": -0.1}}
    person = person_of(RELATING, case, pattern)
    assert (person.stress, person.t_off) == (0.2, -0.1)


def test_an_unknown_pattern_is_refused():
    with pytest.raises(KeyError):
        play(RELATING, TINY, "dismissive")


def test_what_was_told_is_not_pressed_for_again_and_asked_again_it_is_only_recalled():
    visits = [{**TINY["visits"][0], "turns": 40}, TINY["visits"][1]]
    assert not {"near", "surely_not"} & set(tiny(*TOLD, "thank", visits=visits)["offered"])
    topics = with_lines("hard", "ask", "announce", "preach", "end")
    topics[1]["lines"].append(line("ask_more", "sensitive_direct", asks="secret"))
    found = tiny(*TOLD, topics=topics)
    assert "ask_more" in found["offered"]
    turn = tiny(*TOLD, "ask_more", topics=topics)["turns"][-1]
    assert (turn["result"], turn["big"]) == ("known", False)
    assert turn["reply"] in RELATING["talk"]["replies"]["told_before"].values()


def test_a_frozen_person_gives_no_answer():
    found = play(RELATING, TINY, "disorganized", ["hug", "scold"])
    assert found["turns"][-1]["freeze"]
    name = next(name for name in found["offered"] if not name.startswith("talk_sorry"))
    turn = play(RELATING, TINY, "disorganized", ["hug", "scold", name])["turns"][-1]
    assert turn["reply"] == ""
    assert found["turns"][-1]["cues"][0]["kind"] == "freeze"
