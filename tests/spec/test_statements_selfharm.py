"""Statements 1 to 5 and 11 of the project's decided points, on the default content: what the guide must say exactly."""

from __future__ import annotations

import re
from typing import Any

import pytest

from spec.statements import UNKNOWN, ask, ids

STATES = ("agitated", "violent", "distressed", "not_communicating")
SIGNS = ("poisoned", "bleeding_wound", "unconscious", "extremely_lethargic")
FOUR = ("resuscitation", "airway", "atropine_iv", "diazepam_iv")
URGENT = {"sui_not_alone", "sui_remove_means", "sui_watcher", "sui_safe_place", "sui_attend"}
STEPS_3_TO_5 = {"sui_concurrent", "sui_pain", "sui_emotional"}

ADULT: dict[str, Any] = {
    "start": ["sui"],
    "visit": "first",
    "cadre": "nurse",
    "first_look": [],
    "age_years": 34,
    "sex": "male",
    "room": "alone",
    "sui_serious_signs": [],
    "sui_taken": False,
}
CALM = {"sui_thoughts_now": False, "sui_thoughts_month": False, "sui_act": "never", "sui_state": []}
TOOK_PESTICIDE = {**ADULT, "sui_taken": True, "sui_what": ["pesticide"]}
AGAIN = {
    "start": ["sui"],
    "visit": "follow_up",
    "first_look": [],
    "age_years": 34,
    "sex": "male",
    "room": "alone",
    "earlier": ["sui_imminent"],
    "sui_fu_since": [],
}


def concluded(result: Any) -> set[str]:
    return ids(result["conclusions"])


# ------------------------------------------------------------------------------------------------ 1


def test_statement_01_current_thoughts_without_plan_and_calm_are_imminent(guide):
    result = ask(guide, ADULT, sui_thoughts_now=True, sui_who_with="staff", sui_act="never", sui_plan=False)
    assert concluded(result) == {"sui_imminent"}
    assert ids(result["plan"]) >= URGENT


def test_statement_01_no_score_and_no_scale_anywhere(guide):
    scale = re.compile(
        r"\b(scores?|points?|low|moderate|medium|mild|high)[ -]?risk\b|\brisk (score|level)\b", re.IGNORECASE
    )
    sui = [
        row
        for part in ("questions", "rules", "conclusions", "plan")
        for row in guide.guide[part]
        if row["module"] == "sui"
    ]
    assert sui
    for row in sui:
        words = [str(row.get(key, "")) for key in ("id", "ask", "say", "text", "meaning", "detail")]
        words += [option["text"] for option in row.get("options", [])]
        assert not any(scale.search(text.replace("_", " ")) for text in words), row["id"]
    risk = {
        row["id"]
        for row in guide.guide["conclusions"]
        if row["module"] == "sui" and "risk" in row["text"].lower()
    }
    assert risk == {"sui_imminent", "sui_may_persist", "sui_unlikely", "sui_not_known"}


# ------------------------------------------------------------------------------------------------ 2


@pytest.mark.parametrize("window", [{"sui_thoughts_month": True}, {"sui_act": "past_year"}])
def test_statement_02_inside_its_window_and_calm_a_risk_may_persist(guide, window):
    assert concluded(ask(guide, ADULT, CALM, window)) == {"sui_may_persist"}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("window", [{"sui_thoughts_month": True}, {"sui_act": "past_year"}])
def test_statement_02_inside_its_window_and_in_an_extreme_state_it_is_imminent(guide, window, state):
    assert concluded(ask(guide, ADULT, CALM, window, sui_state=[state])) == {"sui_imminent"}


def test_statement_02_an_act_more_than_a_year_ago_alone_is_unlikely_and_still_asked_about(guide):
    result = ask(guide, ADULT, CALM, sui_act="longer_ago")
    assert concluded(result) == {"sui_unlikely"}
    assert ids(result["plan"]) >= {"sui_ask_each_time", "sui_act_long_ago"}


@pytest.mark.parametrize("unknown", UNKNOWN)
@pytest.mark.parametrize(
    "question",
    ["sui_thoughts_now", "sui_thoughts_month", "sui_act", "sui_taken", "sui_serious_signs", "sui_carer"],
)
def test_statement_02_unknown_is_never_unlikely(guide, question, unknown):
    result = ask(guide, ADULT, CALM, {"room": "carer", "sui_carer": []}, {question: unknown})
    assert "sui_unlikely" not in concluded(result)
    assert f"ask_{question}" in ids(result["tasks"])


def test_statement_02_known_answers_of_person_and_carer_are_unlikely(guide):
    """The other side of the test above: without an unknown answer the same consultation says unlikely."""
    assert concluded(ask(guide, ADULT, CALM, room="carer", sui_carer=[])) == {"sui_unlikely"}


# ------------------------------------------------------------------------------------------------ 3


@pytest.mark.parametrize("sign", SIGNS)
def test_statement_03_any_sign_gives_protocol_1_before_step_2(guide, sign):
    answers = (
        {"sui_serious_signs": [sign], "sui_what": ["medicine"]}
        if sign == "poisoned"
        else {"sui_serious_signs": [sign]}
    )
    result = ask(guide, ADULT, answers)
    assert "sui_serious_act" in concluded(result)
    assert result["next"]["kind"] == "acts" and result["next"]["tier"] == "serious_act"
    assert ids(result["plan"]) >= {
        "sui_p1_place",
        "sui_p1_not_alone",
        "sui_p1_treat",
        "sui_p1_means",
        "sui_p1_watcher",
    }
    assert "sui_thoughts_now" not in result["to_ask"]


@pytest.mark.parametrize("sign", SIGNS)
def test_statement_03_step_2_follows_when_stable_and_waits_with_a_task_until_then(guide, sign):
    waiting = ask(guide, ADULT, sui_serious_signs=[sign], sui_stable=False)
    assert "sui_thoughts_now" not in waiting["to_ask"]
    assert "sui_return_to_step_2" in ids(waiting["tasks"])
    stable = ask(guide, ADULT, sui_serious_signs=[sign], sui_stable=True)
    assert {"sui_thoughts_now", "sui_act"} <= set(stable["to_ask"])


@pytest.mark.parametrize(
    "answers",
    [
        {"sui_serious_signs": ["unconscious"], "sui_stable": False},
        {"sui_thoughts_now": True},
        {**CALM, "sui_thoughts_month": True},
        CALM,
        {"sui_thoughts_now": "declined", "sui_act": "declined"},
    ],
    ids=["serious_act", "imminent", "may_persist", "unlikely", "not_known"],
)
def test_statement_03_steps_3_to_5_are_never_skipped(guide, answers):
    assert set(ask(guide, ADULT, answers)["to_ask"]) >= STEPS_3_TO_5


# ------------------------------------------------------------------------------------------------ 4

ALWAYS = URGENT | {
    *(
        "sui_reasons",
        "sui_network",
        "sui_restrict_means",
        "sui_links",
    ),  # psychosocial support
    *("sui_carers", "sui_psychoeducation"),
    *("sui_contact", "sui_two_years", "sui_specialist", "sui_no_admission"),
}
IMMINENT = {
    "thoughts now": {"sui_thoughts_now": True},
    "month and agitated": {**CALM, "sui_thoughts_month": True, "sui_state": ["agitated"]},
    "act and silent": {**CALM, "sui_act": "past_year", "sui_state": ["not_communicating"]},
    "carer says now": {**CALM, "room": "carer", "sui_carer": ["thoughts_now"]},
}


@pytest.mark.parametrize("cadre", ["doctor", "community_worker"])
@pytest.mark.parametrize("why", IMMINENT)
def test_statement_04_imminent_always_yields_the_same_lines(guide, why, cadre):
    result = ask(guide, ADULT, IMMINENT[why], cadre=cadre)
    assert ids(result["plan"]) >= ALWAYS
    assert {line["state"] for line in result["plan"] if line["id"] in ALWAYS} == {"do"}
    assert result["follow_up"]["on"] == "2026-11-26"


def test_statement_04_no_line_waits_for_a_specialist(guide):
    """No answer tells whether a specialist is there, so none can take a line away."""
    lines = {line["id"]: line for line in guide.guide["plan"]}
    assert "never delays" in lines["sui_specialist"]["detail"]
    assert not any(
        "specialist" in question["id"] for question in guide.guide["questions"] if question["module"] == "sui"
    )


def test_statement_04_the_step_down_takes_no_line_away(guide):
    wish = {"sui_thoughts_now": True, "sui_act": "never", "sui_words": ["better_off_dead"], "sui_plan": False}
    result = ask(guide, ADULT, wish, sui_step_down=True)
    assert concluded(result) == {"sui_imminent", "sui_stepped_down"}
    assert ids(result["plan"]) >= ALWAYS


# ------------------------------------------------------------------------------------------------ 5


def test_statement_05_all_four_resources_or_transfer_at_once(guide):
    assert "sui_transfer" not in ids(ask(guide, TOOK_PESTICIDE, sui_resources=list(FOUR))["plan"])
    for missing in FOUR:
        plan = ids(
            ask(guide, TOOK_PESTICIDE, sui_resources=[each for each in FOUR if each != missing])["plan"]
        )
        assert "sui_transfer" in plan and "sui_pesticide_treat" not in plan
    for unknown in UNKNOWN:
        assert "sui_transfer" in ids(ask(guide, TOOK_PESTICIDE, sui_resources=unknown)["plan"])


def test_statement_05_no_vomiting_and_no_fluids(guide):
    for resources in ([], list(FOUR)):
        assert {"sui_no_vomiting", "sui_no_fluids"} <= ids(
            ask(guide, TOOK_PESTICIDE, sui_resources=resources)["plan"]
        )


@pytest.mark.parametrize(
    ("minutes", "conscious", "consents", "offered"),
    [
        (60, True, True, True),
        (61, True, True, False),
        (0, True, True, True),
        ("not-known", True, True, False),
        (60, False, True, False),
        (60, "not-known", True, False),
        (60, True, False, False),
        (60, True, "declined", False),
    ],
)
def test_statement_05_charcoal_only_conscious_consenting_and_within_one_hour(
    guide, minutes, conscious, consents, offered
):
    result = ask(guide, TOOK_PESTICIDE, sui_minutes=minutes, sui_conscious=conscious, sui_consents=consents)
    plan = ids(result["plan"])
    assert ("sui_charcoal" in plan) is offered
    assert ("sui_no_charcoal" in plan) is not offered


def test_statement_05_no_dose_is_invented(guide):
    amount = re.compile(r"\d+\s*(mg|g|ml|mcg|units?)\b", re.IGNORECASE)
    for line in guide.guide["plan"]:
        if line["module"] == "sui":
            assert "dose" not in line, line["id"]
            assert not amount.search(line["text"] + line.get("detail", "")), line["id"]


# ------------------------------------------------------------------------------------------------ 11


def test_statement_11_first_contact_the_next_day_then_within_a_week(guide):
    follow_up = ask(guide, ADULT, sui_thoughts_now=True)["follow_up"]
    assert (follow_up["from"], follow_up["to"], follow_up["on"]) == ("2026-11-26", "2026-12-02", "2026-11-26")


@pytest.mark.parametrize(
    ("time", "first", "last"),
    [
        ("first_week", "2026-11-26", "2026-11-26"),  # daily
        ("two_months", "2026-12-02", "2026-12-02"),  # weekly
        ("first_year", "2026-12-09", "2026-12-23"),  # every 2 to 4 weeks
        ("second_year", "2027-04-24", "2027-05-26"),  # twice in the year
    ],
)
def test_statement_11_contact_goes_on_for_two_years_even_if_improving(guide, time, first, last):
    result = ask(guide, AGAIN, sui_fu_time=time, sui_fu_better=True)
    assert (result["follow_up"]["from"], result["follow_up"]["to"]) == (first, last)
    assert "sui_two_years" in ids(result["plan"])


def test_statement_11_after_two_years_the_schedule_ends_and_the_question_stays(guide):
    result = ask(guide, AGAIN, sui_fu_time="over_two_years", sui_fu_better=True)
    assert result["follow_up"] is None
    assert "sui_two_years" not in ids(result["plan"])
    assert "sui_ask_each_time" in ids(result["plan"])


@pytest.mark.parametrize("time", ["first_year", "second_year", "over_two_years"])
def test_statement_11_not_improving_brings_contact_closer(guide, time):
    result = ask(guide, AGAIN, sui_fu_time=time, sui_fu_better=False)
    assert result["follow_up"]["on"] == "2026-11-26"


@pytest.mark.parametrize(("weeks", "weekly"), [(0, True), (3, True), (4, False), ("not-known", True)])
def test_statement_11_adolescent_on_fluoxetine_is_seen_weekly_for_four_weeks(guide, weeks, weekly):
    result = ask(
        guide,
        AGAIN,
        start=["dep"],
        age_years=15,
        earlier=["dep_likely", "sui_unlikely"],
        medicines_given=["fluoxetine"],
        dep_fu_mania=False,
        dep_fu_state="better",
        dep_fu_young_weeks=weeks,
    )
    assert ("dep_fu_young_weekly" in result["follow_up"]["ids"]) is weekly


def test_statement_11_a_quiet_visit_does_not_end_the_two_years(guide):
    """The app hands on only the last visit's conclusions, so each visit must carry the earlier risk itself."""
    earlier = ["sui_imminent"]
    for _ in range(3):
        result = ask(guide, AGAIN, earlier=earlier, sui_fu_time="first_year", sui_fu_better=True)
        assert result["follow_up"]["to"] == "2026-12-23"
        earlier = [row["id"] for row in result["conclusions"]]
