"""What a consultation computes, stated on a tiny guide; each test runs in Python and in TypeScript."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from unit.guide.tiny import PLAIN, TINY, conclusion, guide, line, module, question, rule, statement


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def state(result: Any, name: str) -> str:
    return next(row["state"] for row in result["plan"] if row["id"] == name)


# ---------------------------------------------------------------- next


def test_nothing_opened_asks_nothing(run):
    result = run({})
    assert result["next"] is None
    assert result["open"] == []


def test_questions_come_in_the_modules_order(run):
    assert run({"start": ["aa"]})["next"] == {"kind": "question", "id": "age"}
    assert run({"start": ["aa"], "age": 30})["next"] == {"kind": "question", "id": "aa_core"}


def test_an_answered_fact_is_not_asked_again_in_another_module(run):
    assert "age" not in run({"start": ["aa", "bb"], "age": 30})["to_ask"]


def test_a_more_urgent_question_comes_first(run):
    result = run({"start": ["aa", "bb"]})
    assert result["next"] == {"kind": "question", "id": "bb_harm"}
    assert result["to_ask"] == ["bb_harm", "age", "aa_core"]


def test_a_question_whose_guard_is_unknown_waits(run):
    result = run({"start": ["aa"], "age": 30})
    assert "aa_more" not in result["to_ask"]


def test_urgent_lines_come_before_less_urgent_questions(run):
    result = run({"start": ["bb", "aa"], "bb_harm": True, "bb_plan": False})
    assert result["next"] == {"kind": "acts", "tier": "risk", "ids": ["bb_watch", "bb_means"]}


def test_an_equally_urgent_question_comes_before_urgent_lines(run):
    result = run({"start": ["bb"], "bb_harm": True})
    assert result["next"] == {"kind": "question", "id": "bb_plan"}


@pytest.mark.parametrize("act", ["done", "handed_over", "not_done"])
def test_a_confirmed_urgent_line_is_no_longer_pending(run, act):
    given = {"start": ["bb", "aa"], "bb_harm": True, "bb_plan": False, "bb_watch": act}
    result = run(given)
    assert result["next"] == {"kind": "acts", "tier": "risk", "ids": ["bb_means"]}
    assert run({**given, "bb_means": act})["next"] == {"kind": "question", "id": "age"}


def test_waiting_questions_come_last_and_end_the_consultation(run):
    result = run(PLAIN)
    assert result["next"] == {"kind": "wait", "id": "aa_again"}
    assert result["done"]
    assert result["waiting"] == ["aa_again"]
    assert result["to_ask"] == ["aa_again"]


def test_nothing_left_is_done(run):
    result = run({**PLAIN, "aa_again": True})
    assert result["next"] is None
    assert result["done"]


def test_shell_facts_are_never_asked(run):
    shell = guide(modules=[module("aa", "visit")], questions=[question("visit", shell=True)])
    assert run({"start": ["aa"]}, shell)["next"] is None


# ---------------------------------------------------------------- what counts


def test_a_default_counts_until_it_is_answered(run):
    assert run({})["values"]["visit"] == "first"
    assert run({"visit": "follow_up"})["values"]["visit"] == "follow_up"


def test_an_answer_whose_guard_no_longer_holds_is_set_aside_and_comes_back(run):
    before = run(PLAIN)
    changed = run({**PLAIN, "aa_core": []})
    assert changed["set_aside"] == ["aa_more", "aa_mania", "aa_risk"]
    assert changed["conclusions"] == []
    assert run({**PLAIN, "aa_core": ["mood"]}) == before


def test_answers_of_a_module_that_is_not_open_are_set_aside(run):
    assert run({"start": ["bb"], "aa_core": ["mood"]})["set_aside"] == ["aa_core"]


@pytest.mark.parametrize("answer", [True, False, "could-not-ask"])
def test_an_answer_to_what_must_be_asked_opens_its_module(run, answer):
    result = run({"start": ["aa"], "bb_harm": answer})
    assert result["open"] == ["bb", "aa"]
    assert result["set_aside"] == []


def test_a_recorded_risk_stays_when_the_exit_that_led_to_it_no_longer_holds(run):
    given = {**PLAIN, "aa_risk": True, "bb_harm": True}
    assert (
        ids(run({**given, "aa_risk": False})["urgent"])
        == ids(run(given)["urgent"])
        == ["bb_watch", "bb_means"]
    )


def test_a_fact_counts_although_no_open_module_asks_it(run):
    assert run({"start": ["bb"], "age": 40})["counted"] == ["age", "visit"]


def test_a_fact_whose_guard_does_not_hold_is_set_aside(run):
    assert run({"sex": "male", "pregnant": True})["set_aside"] == ["pregnant"]
    assert run({"pregnant": True})["set_aside"] == ["pregnant"]


def test_a_question_is_asked_again_when_what_it_depends_on_is_answered_later(run):
    confirmed = {**PLAIN, "age": {"value": 34, "n": 1}, "aa_mania": {"value": False, "n": 2}}
    assert "aa_mania" in run(confirmed)["counted"]
    stale = run({**confirmed, "age": {"value": 35, "n": 3}})
    assert stale["set_aside"] == ["aa_mania"]
    assert stale["next"] == {"kind": "question", "id": "aa_mania"}


def test_lists_come_out_in_the_order_of_the_options_and_each_code_once(run):
    assert run({**PLAIN, "aa_more": ["food", "sleep", "food"]})["values"]["aa_more"] == ["sleep", "food"]


# ---------------------------------------------------------------- not known


def test_treat_as_gives_the_cautious_value(run):
    result = run({**PLAIN, "pregnant": "not-known"})
    assert result["values"]["pregnant"] is True
    assert "aa_fluo" not in ids(result["plan"])


def test_an_unknown_answer_leaves_its_conclusions_undecided_and_says_for_want_of_what(run):
    result = run({**PLAIN, "aa_mania": "declined"})
    assert result["values"]["aa_mania"] is None
    assert result["undecided"] == [
        {"id": "aa_bipolar", "kind": "conclusion", "needs": ["aa_mania"]},
        {"id": "aa_fluo", "kind": "plan", "needs": ["aa_mania"]},
        {"id": "aa_ami", "kind": "plan", "needs": ["bb_harm", "aa_mania"]},
    ]


def test_what_is_only_not_asked_yet_is_not_listed_as_undecided(run):
    assert run({"start": ["aa"], "age": 30})["undecided"] == []


def test_an_unknown_answer_that_does_not_matter_leaves_nothing_undecided(run):
    either = guide(
        modules=[module("aa", "aa_x", "aa_y", "aa_z")],
        questions=[question("aa_x"), question("aa_y"), question("aa_z")],
        conclusions=[conclusion("aa_c", "(%aa_x or %aa_y) and %aa_z")],
    )
    given = {"start": ["aa"], "aa_x": True, "aa_y": "declined"}
    assert run(given, either)["undecided"] == []  # waits for aa_z alone
    assert run({**given, "aa_x": False}, either)["undecided"][0]["needs"] == ["aa_y", "aa_z"]


def test_unknown_answers_make_the_task_that_content_says(run):
    assert ids(run({**PLAIN, "aa_mania": "not-known"})["tasks"]) == ["ask_bb_harm", "refer_aa_mania"]
    assert ids(run({**PLAIN, "aa_risk": "could-not-ask"})["tasks"]) == ["ask_bb_harm", "ask_aa_risk"]
    assert ids(run({**PLAIN, "chart": "declined"})["tasks"]) == ["ask_bb_harm"]


def test_what_must_be_asked_stays_a_task_until_it_is_known_even_with_its_module_closed(run):
    task = {"id": "ask_bb_harm", "kind": "ask", "of": "bb_harm", "within_days": None}
    assert run({})["tasks"] == [task]
    assert run({"start": ["bb"], "bb_harm": "could-not-ask"})["tasks"] == [task]
    assert run({"start": ["bb"], "bb_harm": False})["tasks"] == []
    assert run({"start": ["aa"], "bb_harm": False})["tasks"] == []


def test_answered_and_not_known_are_true_or_unknown_and_never_false(run):
    sets = guide(
        modules=[module("aa", "aa_x")],
        questions=[question("aa_x")],
        rules=[rule("aa_asked", "'aa_x' in %answered"), rule("aa_unknown", "'aa_x' in %not_known")],
    )

    def values(**answers: Any) -> list[Any]:
        return [row["value"] for row in run({"start": ["aa"], **answers}, sets)["trace"]]

    assert values() == [None, None]
    assert values(aa_x=False) == [True, None]
    assert values(aa_x="declined") == [True, True]


# ---------------------------------------------------------------- modules


def test_the_chart_opens_modules(run):
    assert run({"chart": ["pres_harm", "pres_low"]})["open"] == ["bb", "aa"]


def test_an_exit_opens_its_module(run):
    result = run({**PLAIN, "aa_risk": True})
    assert result["open"] == ["bb", "aa"]
    assert result["next"] == {"kind": "question", "id": "bb_harm"}
    assert result["exits"] == [{"id": "aa_to_bb", "to": "bb", "planned": False, "because": ["aa_risk"]}]


def test_an_exit_to_a_module_not_in_the_pack_opens_its_fallback(run):
    result = run({**PLAIN, "aa_mania": True})
    assert result["exits"][0] == {
        "id": "aa_to_zz",
        "to": "zz",
        "planned": True,
        "because": ["aa_core", "aa_more", "aa_mania"],
    }
    assert "zz_refer" in ids(result["plan"])


def test_modules_that_open_each_other_end(run):
    ring = guide(
        modules=[module("aa"), module("bb"), module("cc")],
        exits=[statement(f"{a}_to", None, to=b) for a, b in (("aa", "bb"), ("bb", "cc"), ("cc", "aa"))],
    )
    assert run({"start": ["cc"]}, ring)["open"] == ["aa", "bb", "cc"]


def test_rules_that_read_each_other_stay_unknown_and_end(run):
    ring = guide(
        modules=[module("aa", "aa_x")],
        questions=[question("aa_x")],
        rules=[rule("aa_p", "%aa_q"), rule("aa_q", "%aa_p or %aa_x")],
    )

    def values(**answers: Any) -> list[Any]:
        return [row["value"] for row in run({"start": ["aa"], **answers}, ring)["trace"]]

    assert values() == [None, None]
    assert values(aa_x=True) == [True, True]


def test_a_conclusion_read_from_another_module_is_followed(run):
    across = guide(
        modules=[module("aa", "aa_x"), module("bb")],
        questions=[question("aa_x")],
        conclusions=[conclusion("aa_c", "%aa_x")],
        plan=[line("bb_line", "%aa_c.not()")],
    )
    result = run({"start": ["aa", "bb"], "aa_x": False}, across)
    assert result["plan"] == [{"id": "bb_line", "group": "today", "state": "do", "because": ["aa_x"]}]
    assert run({"start": ["bb"], "aa_x": False}, across)["plan"] == []


# ---------------------------------------------------------------- plan


def test_the_plan_says_why_with_answers_only(run):
    result = run({**PLAIN, "aa_mania": True})
    assert result["conclusions"] == [
        {"id": "aa_depressed", "because": ["aa_core", "aa_more"]},
        {"id": "aa_bipolar", "because": ["aa_core", "aa_more", "aa_mania"]},
    ]


def test_a_prescribing_line_becomes_ask_the_prescriber(run):
    assert state(run(PLAIN), "aa_fluo") == "do"
    assert state(run({**PLAIN, "cadre": "nurse"}), "aa_fluo") == "ask_prescriber"
    without = {name: given for name, given in PLAIN.items() if name != "cadre"}
    assert state(run(without), "aa_fluo") == "ask_prescriber"


def test_a_medicine_that_is_not_here_says_so_before_all_else(run):
    assert state(run({**PLAIN, "stock": ["ami"], "cadre": "nurse"}), "aa_fluo") == "not_here"
    assert state(run({**PLAIN, "stock": []}), "aa_fluo") == "not_here"


@pytest.mark.parametrize("stock", [None, "not-known"])
def test_a_stock_nobody_told_is_not_an_empty_stock(run, stock):
    assert state(run({**PLAIN, "stock": stock}), "aa_fluo") == "do"


def test_the_plan_goes_by_group_and_then_by_pack_order(run):
    result = run({**PLAIN, "aa_risk": True, "bb_harm": True, "bb_plan": False})
    assert ids(result["plan"]) == ["bb_watch", "bb_means", "aa_talk", "aa_fluo"]
    assert ids(result["urgent"]) == ["bb_watch", "bb_means"]


def test_the_most_urgent_lines_stand_first(run):
    two = guide(
        modules=[module("aa")], plan=[line("aa_second", None, tier=1), line("aa_first", None, tier=0)]
    )
    assert run({"start": ["aa"]}, two)["urgent"] == [
        {"id": "aa_first", "tier": "serious", "state": "do", "pending": True},
        {"id": "aa_second", "tier": "risk", "state": "do", "pending": True},
    ]


def test_a_withdrawn_line_never_shows(run):
    result = run(PLAIN, {**TINY, "withdrawn": ["aa_fluo"]})
    assert "aa_fluo" not in ids(result["plan"]) + ids(result["trace"])
    assert "aa_talk" in ids(result["plan"])


def test_task_rules_make_tasks(run):
    result = run({"start": ["bb"], "bb_harm": True, "bb_plan": True})
    assert result["tasks"] == [{"id": "bb_find", "kind": "rule", "of": None, "within_days": 0}]


# ---------------------------------------------------------------- follow-up


def test_follow_up_takes_the_later_date_of_a_range(run):
    assert run(PLAIN)["follow_up"] == {
        "from": "2026-11-28",
        "to": "2026-12-02",
        "on": "2026-12-02",
        "ids": ["aa_week"],
        "early": False,
    }


def test_follow_up_takes_the_earlier_date_where_the_rule_says_so(run):
    result = run({**PLAIN, "aa_risk": True, "bb_harm": True})
    assert result["follow_up"] == {
        "from": "2026-11-26",
        "to": "2026-12-02",
        "on": "2026-11-26",
        "ids": ["bb_day"],
        "early": True,
    }


def test_lines_that_fall_on_the_same_day_are_all_named(run):
    two = guide(
        modules=[module("aa")],
        follow_up=[
            statement("aa_one", None, from_days=1, to_days=7),
            statement("aa_two", None, from_days=2, to_days=7),
        ],
    )
    assert run({"start": ["aa"]}, two)["follow_up"]["ids"] == ["aa_one", "aa_two"]


def test_follow_up_dates_pass_the_end_of_month_and_year(run):
    assert run(PLAIN, today=date(2027, 12, 28))["follow_up"]["on"] == "2028-01-04"


def test_no_follow_up_line_no_date(run):
    assert run({"start": ["aa"]})["follow_up"] is None


# ---------------------------------------------------------------- trace


def test_the_trace_names_every_statement_of_open_modules_and_facts(run):
    result = run({"start": ["bb"], "bb_harm": False})
    assert result["trace"] == [
        {"id": "prescribes", "kind": "rule", "value": None, "because": ["cadre"]},
        {"id": "follow_up_early", "kind": "rule", "value": None, "because": ["aa_risk"]},
        {"id": "bb_imminent", "kind": "conclusion", "value": False, "because": ["bb_harm"]},
        {"id": "bb_watch", "kind": "plan", "value": False, "because": ["bb_harm"]},
        {"id": "bb_means", "kind": "plan", "value": False, "because": ["bb_harm"]},
        {"id": "bb_day", "kind": "follow_up", "value": False, "because": ["bb_harm"]},
        {"id": "bb_find", "kind": "task", "value": False, "because": ["bb_harm"]},
    ]


@pytest.mark.parametrize("unknown", ["not-known", "could-not-ask"])
def test_a_risk_that_could_not_be_found_out_is_missed_although_the_guide_takes_it_as_a_yes(check, unknown):
    cautious = question("bb_harm", tier=1, must_ask=True, if_unknown={"do": "treat_as", "value": True})
    small = guide(modules=[module("bb", "bb_harm")], questions=[cautious])
    missed = check({"start": ["bb"], "bb_harm": unknown}, small)["missed"]
    assert missed == [{"id": "bb_harm", "kind": "not_known", "reason": None}]
    assert check({"start": ["bb"], "bb_harm": True}, small)["missed"] == []
