"""Statements 6 to 10 and 12 of the project's decided points, on the default content: what the guide must say exactly."""

from __future__ import annotations

from itertools import chain, combinations, product
from typing import Any

import pytest

from attune.guide import Prepared
from spec.statements import UNKNOWN, ask, ids

ADDITIONAL = (
    "sleep",
    "appetite",
    "worthless_or_guilt",
    "fatigue",
    "concentration",
    "indecision",
    "agitated",
    "slowed",
    "hopeless",
    "suicidal",
)
NOT_A_LOSS_FEATURE = ("sleep", "appetite", "fatigue", "concentration", "indecision", "agitated", "hopeless")
BARS_AMITRIPTYLINE = (
    "heart_disease",
    "heart_failure",
    "seizures",
    "hyperthyroidism",
    "urinary_retention",
    "narrow_angle_glaucoma",
)

MAN: dict[str, Any] = {
    "start": ["dep"],
    "visit": "first",
    "cadre": "doctor",
    "stock": ["fluoxetine", "amitriptyline"],
    "first_look": [],
    "age_years": 34,
    "sex": "male",
}
WOMAN = {**MAN, "sex": "female", "maternity": []}
CALM: dict[str, Any] = {
    "room": "alone",
    "sui_serious_signs": [],
    "sui_taken": False,
    "sui_thoughts_now": False,
    "sui_thoughts_month": False,
    "sui_act": "never",
    "sui_concurrent": ["depression"],
    "sui_pain": False,
    "sui_emotional": ["function"],
}
THINKS_OF_SUICIDE = {**CALM, "sui_thoughts_now": True, "sui_who_with": "family"}
ONE_AND_THREE: dict[str, Any] = {
    "dep_core": ["low_mood"],
    "dep_additional": ["sleep", "fatigue", "hopeless"],
    "dep_duration": "from_14_days",
    "dep_function": True,
}
SIX_SYMPTOMS = {
    **ONE_AND_THREE,
    "dep_core": ["low_mood", "lost_interest"],
    "dep_additional": ["sleep", "fatigue", "concentration", "hopeless"],
}
NO_CAUSE = {"dep_psychotic": False, "dep_causes": []}
NO_MANIA = {"dep_mania_signs": [], "dep_mania_treated": False}
CLEAR: dict[str, Any] = {**NO_CAUSE, **NO_MANIA, "dep_loss": False}
HEALTHY: dict[str, Any] = {"illnesses": [], "medicines_now": [], "medicine_allergy": []}
DEPRESSED = {**MAN, **CALM, **SIX_SYMPTOMS, **CLEAR, **HEALTHY}
MANIA = {
    "dep_mania_signs": ["mood", "less_sleep", "energy"],
    "dep_mania_week": True,
    "dep_mania_effect": True,
    "dep_mania_now": False,
}
YOUNG = {
    **MAN,
    **CALM,
    **SIX_SYMPTOMS,
    **CLEAR,
    **HEALTHY,
    "age_years": 15,
    "dep_core_young": ["low_mood", "lost_interest"],
    "dep_causes_young": [],
    "dep_young_harm": [],
}
AGAIN: dict[str, Any] = {
    **MAN,
    "visit": "follow_up",
    "earlier": ["dep_likely", "sui_unlikely"],
    "room": "alone",
    "sui_fu_since": [],
    "medicines_given": ["fluoxetine"],
    "dep_fu_mania": False,
    "dep_fu_taken": True,
    "dep_fu_side_effects": "no_side_effects",
    "dep_fu_new": [],
    "dep_fu_psych": True,
    "dep_fu_state": "not_better",
    **HEALTHY,
}
OTHER: dict[str, Any] = {
    **MAN,
    **CALM,
    "start": ["oth"],
    "sui_concurrent": [],
    "dep_core": [],
    "oth_complaints": ["tired"],
    "oth_physical_cause": False,
    "oth_anxiety": [],
    "oth_help": ["wants_help"],
    "oth_stressors": [],
}
GRIEF = {
    "oth_help": ["difficulty"],
    "oth_stressors": ["death"],
    "oth_rituals": True,
    "oth_death_months": 6,
    "oth_grief": ["longing", "intense_pain"],
    "oth_trauma_signs": [],
}
ACCIDENT = {"oth_help": ["difficulty"], "oth_stressors": ["accident"], "oth_event_months": 1}


def concluded(result: Any) -> set[str]:
    return {name for name in ids(result["conclusions"]) if not name.startswith("sui_")}


def planned(result: Any) -> set[str]:
    return ids(result["plan"])


def exits(result: Any) -> set[str]:
    return ids(result["exits"])


def medicines(guide: Prepared, result: Any) -> set[str]:
    """The medicines of the plan's lines, in whatever state they show."""
    lines = (guide.lines[line["id"]] for line in result["plan"])
    return {line["medicine"] for line in lines if "medicine" in line}


def dose(guide: Prepared, line: str) -> str:
    return str(guide.lines[line]["dose"])


# ------------------------------------------------------------------------------------------------ 6


def test_statement_06_one_core_three_more_function_and_two_weeks(guide: Prepared) -> None:
    for core, count, duration, function in product(
        ([], ["low_mood"], ["lost_interest"], ["low_mood", "lost_interest"]),
        range(6),
        ("under_14_days", "from_14_days"),
        (False, True),
    ):
        result = ask(
            guide,
            DEPRESSED,
            dep_core=core,
            dep_additional=list(ADDITIONAL[:count]),
            dep_duration=duration,
            dep_function=function,
        )
        full = bool(core) and duration == "from_14_days" and function
        expected = (
            "dep_likely"
            if full and count >= 3
            else "dep_borderline"
            if full and count == 2
            else "dep_unlikely"
        )
        assert concluded(result) - {"dep_mania_open"} == {expected}
        assert ("dep_to_oth" in exits(result)) == (expected == "dep_unlikely")


def test_statement_06_thirteen_days_go_to_other_complaints(guide: Prepared) -> None:
    result = ask(guide, DEPRESSED, dep_duration="under_14_days")
    assert concluded(result) == {"dep_unlikely"}
    assert "dep_to_oth" in exits(result) and "oth" in result["open"]
    question = guide.questions["dep_duration"].body
    assert "13 days" in question["options"][0]["text"] and "14 days" in question["options"][1]["text"]


def test_statement_06_borderline_is_seen_again_in_two_weeks(guide: Prepared) -> None:
    result = ask(guide, DEPRESSED, dep_additional=["sleep", "fatigue"])
    assert concluded(result) == {"dep_borderline"}
    assert result["follow_up"]["from"] == result["follow_up"]["to"] == "2026-12-09"
    assert {"dep_to_sui"} <= exits(result) and "oth" not in result["open"]


@pytest.mark.parametrize("core", [[], ["low_mood"], "not-known"])
@pytest.mark.parametrize("additional", [[], ["sleep"], ["sleep", "fatigue"], list(ADDITIONAL), "declined"])
@pytest.mark.parametrize("duration", ["under_14_days", "from_14_days", "not-known"])
@pytest.mark.parametrize("function", [True, False, "could-not-ask"])
def test_statement_06_self_harm_opens_in_every_branch(
    guide: Prepared, core: Any, additional: Any, duration: str, function: Any
) -> None:
    symptoms = {
        "dep_core": core,
        "dep_additional": additional,
        "dep_duration": duration,
        "dep_function": function,
    }
    result = ask(guide, MAN, symptoms)
    assert "sui" in result["open"]
    assert "ask_sui_thoughts_now" in ids(result["tasks"])


def test_statement_06_suicidal_thoughts_open_self_harm_at_once(guide: Prepared) -> None:
    result = ask(guide, MAN, dep_core=["low_mood"], dep_additional=["suicidal"])
    assert "dep_to_sui_now" in exits(result)
    assert result["next"] == {"kind": "question", "id": "sui_serious_signs"}


def test_statement_06_unknown_is_never_unlikely(guide: Prepared) -> None:
    for name, unknown in product(("dep_core", "dep_additional", "dep_duration", "dep_function"), UNKNOWN):
        result = ask(guide, DEPRESSED, {name: unknown})
        assert not concluded(result) & {"dep_unlikely", "dep_likely", "dep_borderline"}
        assert f"ask_{name}" in ids(result["tasks"])


# ------------------------------------------------------------------------------------------------ 7


def test_statement_07_order_cause_mania_loss(guide: Prepared) -> None:
    begun = {**MAN, **CALM, **ONE_AND_THREE, "dep_psychotic": False}
    order = []
    for answer in ({"dep_causes": []}, NO_MANIA, {"dep_loss": False}):
        result = ask(guide, begun)
        order.append(result["next"]["id"])
        assert not {"dep_causes", "dep_mania_signs", "dep_loss"} & set(result["to_ask"]) - {order[-1]}
        begun = {**begun, **answer}
    assert order == ["dep_causes", "dep_mania_signs", "dep_loss"]


def test_statement_07_a_cause_is_treated_before_mania_and_loss(guide: Prepared) -> None:
    for cause in ("anaemia", "malnutrition", "hypothyroidism", "substance_use", "medicine_effect"):
        waiting = ask(guide, DEPRESSED, dep_causes=[cause])
        assert waiting["next"] == {"kind": "wait", "id": "dep_symptoms_remain"}
        assert "dep_likely" not in concluded(waiting)
        assert concluded(ask(guide, DEPRESSED, dep_causes=[cause], dep_symptoms_remain=False)) == {
            "dep_no_treatment"
        }
        assert concluded(ask(guide, DEPRESSED, dep_causes=[cause], dep_symptoms_remain=True)) == {
            "dep_likely"
        }


def test_statement_07_after_a_loss_only_the_four_features_or_a_past_depression(guide: Prepared) -> None:
    base = {
        **MAN,
        **CALM,
        **ONE_AND_THREE,
        **CLEAR,
        "dep_loss": True,
        "dep_loss_months": 6,
        "dep_past_depression": False,
    }
    assert concluded(ask(guide, base)) == {"dep_not_managed"}
    features: list[dict[str, Any]] = [
        {"dep_additional": ["sleep", "fatigue", "suicidal"]},
        {"dep_additional": ["sleep", "fatigue", "slowed"]},
        {"dep_additional": ["sleep", "fatigue", "worthless_or_guilt"], "dep_worthless": True},
        {"dep_psychotic": True},
        {"dep_past_depression": True},
        THINKS_OF_SUICIDE,
    ]
    for feature in features:
        assert concluded(ask(guide, base, feature)) == {"dep_likely"}


def test_statement_07_no_set_of_other_symptoms_ever_suffices(guide: Prepared) -> None:
    base = {
        **MAN,
        **CALM,
        **ONE_AND_THREE,
        **CLEAR,
        "dep_loss": True,
        "dep_loss_months": 0,
        "dep_past_depression": False,
    }
    sets = chain.from_iterable(combinations(NOT_A_LOSS_FEATURE, count) for count in range(3, 8))
    for symptoms in sets:
        result = ask(guide, base, dep_core=["low_mood", "lost_interest"], dep_additional=list(symptoms))
        assert concluded(result) == {"dep_not_managed"}
        assert "dep_to_oth" in exits(result)


def test_statement_07_at_seven_months_the_gate_is_not_asked(guide: Prepared) -> None:
    base = {**MAN, **CALM, **ONE_AND_THREE, **CLEAR, "dep_loss": True}
    at_six, at_seven = ask(guide, base, dep_loss_months=6), ask(guide, base, dep_loss_months=7)
    assert "dep_past_depression" in at_six["to_ask"] and concluded(at_six) == set()
    assert "dep_past_depression" not in at_seven["to_ask"] and concluded(at_seven) == {"dep_likely"}


# ------------------------------------------------------------------------------------------------ 8


@pytest.mark.parametrize("cadre", ["doctor", "community_worker"])
@pytest.mark.parametrize("stock", [["fluoxetine"], ["amitriptyline"], ["fluoxetine", "amitriptyline"], []])
@pytest.mark.parametrize(
    "past",
    [
        MANIA,
        {**MANIA, "dep_mania_week": False},
        {**MANIA, "dep_mania_effect": False},
        {"dep_mania_signs": ["mood", "energy"], "dep_mania_now": False},
        {"dep_mania_signs": "not-known"},
        {"dep_mania_signs": "could-not-ask"},
        {"dep_mania_treated": True},
        {"dep_mania_treated": "not-known"},
    ],
)
def test_statement_08_past_mania_or_unknown_gives_no_antidepressant_alone(
    guide: Prepared, past: dict[str, Any], stock: list[str], cadre: str
) -> None:
    result = ask(
        guide,
        DEPRESSED,
        past,
        stock=stock,
        cadre=cadre,
        dep_medicine_choice="fluoxetine",
        dep_thoughts_year=False,
    )
    assert medicines(guide, result) == set()
    assert planned(result) & {"dep_mania_bar", "dep_bipolar_no_antidepressant"}


def test_statement_08_one_sign_and_never_treated_bars_nothing(guide: Prepared) -> None:
    result = ask(guide, DEPRESSED, dep_mania_signs=["mood"], dep_medicine_choice="fluoxetine")
    assert medicines(guide, result) == {"fluoxetine"}


def test_statement_08_the_diagnosis_needs_three_of_seven_a_week_and_effect(guide: Prepared) -> None:
    assert "dep_bipolar_likely" in concluded(ask(guide, DEPRESSED, MANIA))
    for part in (
        {"dep_mania_signs": ["mood", "energy"]},
        {"dep_mania_week": False},
        {"dep_mania_effect": False},
    ):
        assert "dep_bipolar_likely" not in concluded(ask(guide, DEPRESSED, MANIA, part))


@pytest.mark.parametrize("state", ["better", "not_better", "gone", "not-known"])
@pytest.mark.parametrize("given", [["fluoxetine"], ["amitriptyline"], ["other_antidepressant"], "not-known"])
def test_statement_08_mania_at_any_visit_stops_the_same_day(guide: Prepared, state: str, given: Any) -> None:
    result = ask(
        guide,
        AGAIN,
        dep_fu_mania=True,
        dep_fu_state=state,
        medicines_given=given,
        dep_fu_dose=20,
        dep_fu_weeks=8,
    )
    assert {"dep_stop_antidepressant", "dep_mania_specialist"} <= planned(result)
    assert guide.lines["dep_stop_antidepressant"]["group"] == "now"
    assert guide.lines["dep_stop_antidepressant"]["who"] == "any"
    assert medicines(guide, result) == set()
    assert result["follow_up"]["to"] <= "2026-11-28"


def test_statement_08_mania_at_the_first_visit_stops_the_same_day(guide: Prepared) -> None:
    result = ask(guide, DEPRESSED, MANIA, dep_mania_now=True, medicines_now=["antidepressant"])
    assert "dep_stop_antidepressant" in planned(result)


def test_statement_08_everyone_on_an_antidepressant_is_asked_about_mania(guide: Prepared) -> None:
    for given in (["fluoxetine"], ["amitriptyline"], ["other_antidepressant"], "not-known"):
        answers = {**AGAIN, "medicines_given": given}
        del answers["dep_fu_mania"]
        assert "dep_fu_mania" in ask(guide, answers)["to_ask"]


def test_statement_08_psychotic_symptoms_go_to_a_specialist(guide: Prepared) -> None:
    for person in (DEPRESSED, YOUNG):
        result = ask(guide, person, dep_psychotic=True, dep_young_months=6)
        assert "dep_psychotic_specialist" in planned(result)
        assert medicines(guide, result) == set()


# ------------------------------------------------------------------------------------------------ 9


@pytest.mark.parametrize("illness", BARS_AMITRIPTYLINE)
@pytest.mark.parametrize("stock", [["amitriptyline"], ["fluoxetine", "amitriptyline"]])
@pytest.mark.parametrize("age", [34, 70])
def test_statement_09_illnesses_that_bar_amitriptyline(
    guide: Prepared, illness: str, stock: list[str], age: int
) -> None:
    result = ask(
        guide,
        DEPRESSED,
        age_years=age,
        illnesses=[illness],
        stock=stock,
        dep_medicine_choice="amitriptyline",
        dep_thoughts_year=False,
    )
    assert "amitriptyline" not in medicines(guide, result)
    assert "dep_no_amitriptyline" in planned(result)


@pytest.mark.parametrize(
    "risk",
    [
        THINKS_OF_SUICIDE,
        {"sui_thoughts_month": True, "sui_state": []},
        {"sui_act": "past_year", "sui_state": []},
        {"room": "carer_outside", "sui_carer": ["thoughts_month"], "sui_state": []},
        {"dep_additional": ["sleep", "fatigue", "suicidal", "hopeless"]},
        {"dep_thoughts_year": True},
        {"dep_thoughts_year": "not-known"},
    ],
)
def test_statement_09_no_amitriptyline_when_suicidal(guide: Prepared, risk: dict[str, Any]) -> None:
    for stock in (["amitriptyline"], ["fluoxetine", "amitriptyline"]):
        result = ask(guide, DEPRESSED, {"dep_medicine_choice": "amitriptyline", "stock": stock}, risk)
        assert "amitriptyline" not in medicines(guide, result)
        assert "dep_no_amitriptyline_risk" in planned(result)


def test_statement_09_no_amitriptyline_for_the_young(guide: Prepared) -> None:
    for age in (10, 12, 13, 17):
        result = ask(guide, YOUNG, age_years=age, stock=["amitriptyline"], dep_young_months=12)
        assert "amitriptyline" not in medicines(guide, result)


def test_statement_09_no_fluoxetine_with_warfarin(guide: Prepared) -> None:
    for stock in (["fluoxetine"], ["fluoxetine", "amitriptyline"]):
        result = ask(
            guide,
            DEPRESSED,
            medicines_now=["warfarin"],
            stock=stock,
            dep_medicine_choice="fluoxetine",
            dep_thoughts_year=False,
        )
        assert "fluoxetine" not in medicines(guide, result)
        assert "dep_no_fluoxetine" in planned(result)


def test_statement_09_no_fluoxetine_in_breastfeeding(guide: Prepared) -> None:
    for maternity, tried in product(
        (["breastfeeding"], ["breastfeeding", "child_under_one"], "declined"), (False, True)
    ):
        result = ask(
            guide,
            DEPRESSED,
            sex="female",
            maternity=maternity,
            baby_signs=[],
            dep_psych_tried=tried,
            dep_thoughts_year=False,
        )
        assert "fluoxetine" not in medicines(guide, result)


def test_statement_09_no_fluoxetine_at_twelve_or_younger(guide: Prepared) -> None:
    for age, allowed in ((10, False), (12, False), (13, True), (17, True)):
        result = ask(guide, YOUNG, age_years=age, dep_young_months=6)
        assert ("fluoxetine" in medicines(guide, result)) == allowed
        assert ("dep_child_no_medicine" in planned(result)) == (not allowed)


def test_statement_09_one_antidepressant_only(guide: Prepared) -> None:
    for stock, choice, age, maternity in product(
        (["fluoxetine"], ["amitriptyline"], ["fluoxetine", "amitriptyline"], []),
        ("fluoxetine", "amitriptyline", "no_medicine", "not-known"),
        (34, 70),
        ([], ["pregnant"], ["breastfeeding"]),
    ):
        result = ask(
            guide,
            DEPRESSED,
            sex="female",
            maternity=maternity,
            pregnancy_stage="up_to_13",
            baby_signs=[],
            age_years=age,
            stock=stock,
            dep_medicine_choice=choice,
            dep_psych_tried=True,
            dep_thoughts_year=False,
        )
        lines = [line["id"] for line in result["plan"] if "medicine" in guide.lines[line["id"]]]
        assert len(lines) <= 1
    taking = ask(guide, DEPRESSED, medicines_now=["antidepressant"])
    assert medicines(guide, taking) == set() and "dep_already_taken" in planned(taking)


@pytest.mark.parametrize("maternity", [["pregnant"], ["may_be_pregnant"], "not-known"])
def test_statement_09_in_pregnancy_psychological_treatment_first_and_a_specialist(
    guide: Prepared, maternity: Any
) -> None:
    result = ask(
        guide,
        DEPRESSED,
        sex="female",
        maternity=maternity,
        pregnancy_stage="weeks_14_to_20",
        baby_signs=[],
        dep_psych_tried=False,
    )
    assert {"dep_pregnant_psych_first", "dep_pregnant_specialist", "dep_psych_offer"} <= planned(result)
    assert medicines(guide, result) == set()


def test_statement_09_what_is_not_known_about_health_gives_no_medicine(guide: Prepared) -> None:
    for name, unknown in product(("medicines_now", "medicine_allergy"), UNKNOWN):
        result = ask(guide, DEPRESSED, {name: unknown}, dep_medicine_choice="fluoxetine")
        assert medicines(guide, result) == set() and "dep_health_first" in planned(result)
    ill = ask(guide, DEPRESSED, illnesses="not-known", stock=["amitriptyline"], dep_thoughts_year=False)
    assert medicines(guide, ill) <= {"fluoxetine"}


# ------------------------------------------------------------------------------------------------ 10


def test_statement_10_doses_of_fluoxetine(guide: Prepared) -> None:
    assert dose(guide, "dep_fluoxetine") == (
        "10 mg daily for 1 week, then 20 mg daily. No response in 6 weeks: 40 mg. Usual 20 to 40 mg. Ceiling 80 mg."
    )
    assert dose(guide, "dep_fluoxetine_older") == "10 mg daily for 1 week, then 20 mg daily. Ceiling 40 mg."
    assert dose(guide, "dep_fluoxetine_young") == (
        "10 mg daily. 20 mg only if there is no response in 6 weeks. Ceiling 40 mg."
    )


def test_statement_10_doses_of_amitriptyline(guide: Prepared) -> None:
    assert dose(guide, "dep_amitriptyline") == (
        "25 mg at bedtime. Raise by 25 to 50 mg a week. Usual 100 to 150 mg; under 75 mg does not treat. Ceiling 300 mg."
    )
    assert dose(guide, "dep_amitriptyline_older") == "25 mg at bedtime, then 50 to 75 mg. Ceiling 100 mg."


def test_statement_10_who_gets_which_dose(guide: Prepared) -> None:
    younger = ask(guide, DEPRESSED, age_years=59, dep_medicine_choice="fluoxetine")
    older = ask(guide, DEPRESSED, age_years=60)
    assert "dep_fluoxetine" in planned(younger) and "dep_fluoxetine_older" not in planned(younger)
    assert "dep_fluoxetine_older" in planned(older) and "dep_fluoxetine" not in planned(older)


def test_statement_10_forty_only_when_everything_holds(guide: Prepared) -> None:
    ready = {**AGAIN, "dep_fu_dose": 20, "dep_fu_weeks": 6}
    assert "dep_fu_fluoxetine_to_40" in planned(ask(guide, ready))
    missing: list[dict[str, Any]] = [
        {"dep_fu_weeks": 5},
        {"dep_fu_weeks": "not-known"},
        {"dep_fu_taken": False},
        {"dep_fu_taken": "not-known"},
        {"dep_fu_side_effects": "some"},
        {"dep_fu_side_effects": "serious"},
        {"dep_fu_side_effects": "not-known"},
        {"dep_fu_state": "better", "dep_fu_since": "under_3_months"},
        {"dep_fu_state": "gone", "dep_fu_since": "under_3_months", "dep_fu_gone_months": 0},
        {"dep_fu_state": "not-known"},
        {"dep_fu_mania": True},
        {"dep_fu_mania": "not-known"},
        {"dep_fu_dose": 10},
        {"dep_fu_dose": "not-known"},
        {"medicines_now": ["warfarin"]},
    ]
    for part in missing:
        assert "dep_fu_fluoxetine_to_40" not in planned(ask(guide, ready, part)), part


def test_statement_10_ceilings(guide: Prepared) -> None:
    for given, age, below, at in (
        ("fluoxetine", 34, 79, 80),
        ("fluoxetine", 70, 39, 40),
        ("amitriptyline", 34, 299, 300),
        ("amitriptyline", 70, 99, 100),
    ):
        person = {**AGAIN, "age_years": age, "medicines_given": [given], "dep_fu_weeks": 8}
        lower, ceiling = ask(guide, person, dep_fu_dose=below), ask(guide, person, dep_fu_dose=at)
        assert "dep_fu_ceiling" not in planned(lower)
        assert "dep_fu_ceiling" in planned(ceiling) and medicines(guide, ceiling) == set()


def test_statement_10_second_visit_within_seven_days(guide: Prepared) -> None:
    for choice in ("fluoxetine", "no_medicine"):
        assert ask(guide, DEPRESSED, dep_medicine_choice=choice)["follow_up"]["to"] <= "2026-12-02"


def test_statement_10_nine_months_without_symptoms_then_slowly(guide: Prepared) -> None:
    well = {**AGAIN, "dep_fu_state": "gone", "dep_fu_since": "from_3_months"}
    at_eight, at_nine = ask(guide, well, dep_fu_gone_months=8), ask(guide, well, dep_fu_gone_months=9)
    assert "dep_fu_keep_on" in planned(at_eight) and "dep_fu_taper" not in planned(at_eight)
    assert {"dep_fu_stop_discuss", "dep_fu_taper"} <= planned(at_nine) and "dep_fu_keep_on" not in planned(
        at_nine
    )
    assert "four weeks or more" in guide.lines["dep_fu_taper"]["text"]
    assert "9 to 12 months" in guide.lines["dep_fu_stop_discuss"]["detail"]


# ------------------------------------------------------------------------------------------------ 12


def test_statement_12_seeking_help_alone_suffices(guide: Prepared) -> None:
    for help_, likely in (
        (["wants_help"], True),
        (["difficulty"], True),
        (["wants_help", "difficulty"], True),
        ([], False),
    ):
        result = ask(guide, OTHER, oth_help=help_)
        assert ("oth_likely" in concluded(result)) == likely
        assert ("oth_no_treatment" in concluded(result)) == (not likely)


def test_statement_12_no_medicine_and_no_vitamin_injection(guide: Prepared) -> None:
    for stressors, complaints in product(([], ["accident"]), (["tired"], ["anxious"], ["bodily"])):
        result = ask(
            guide,
            OTHER,
            oth_stressors=stressors,
            oth_event_months=3,
            oth_trauma_signs=[],
            oth_complaints=complaints,
        )
        assert {"oth_no_medicine", "oth_no_vitamins"} <= planned(result)
        assert medicines(guide, result) == set()
    assert "specialist" in guide.lines["oth_no_medicine"]["detail"]
    assert not any("medicine" in line for name, line in guide.lines.items() if name.startswith("oth_"))


def test_statement_12_protocol_2_even_without_symptoms(guide: Prepared) -> None:
    for stressor in (
        "physical_violence",
        "sexual_violence",
        "accident",
        "death",
        "other_loss",
        "other_extreme",
    ):
        result = ask(
            guide,
            OTHER,
            oth_complaints=[],
            oth_help=[],
            oth_stressors=[stressor],
            oth_danger_now=False,
            oth_event_months=200,
            oth_death_months=200,
            oth_grief=[],
            oth_rituals=True,
            oth_trauma_signs=[],
        )
        assert {"oth_exposed", "oth_no_treatment"} == concluded(result) - {"dep_unlikely"}
        assert {"oth_listen", "oth_needs", "oth_explain_reactions", "oth_stress"} <= planned(result)


def test_statement_12_never_press_to_tell(guide: Prepared) -> None:
    assert "do not press" in guide.lines["oth_listen"]["text"]
    assert "Do not press" in guide.questions["oth_stressors"].body["hint"]
    declined = ask(guide, OTHER, GRIEF, oth_grief="declined", oth_trauma_signs="declined")
    assert declined["done"] and "oth_listen" in planned(declined)


def test_statement_12_grief_goes_to_a_specialist_at_six_months(guide: Prepared) -> None:
    assert "oth_grief_specialist" in planned(ask(guide, OTHER, GRIEF))
    missing: list[dict[str, Any]] = [
        {"oth_death_months": 5},
        {"oth_grief": ["longing"]},
        {"oth_grief": ["intense_pain"]},
        {"oth_help": ["wants_help"]},
        {"oth_stressors": ["other_loss"], "oth_event_months": 12},
    ]
    for part in missing:
        assert "oth_grief_specialist" not in planned(ask(guide, OTHER, GRIEF, part)), part


def test_statement_12_ptsd_needs_all_three_groups_and_a_month(guide: Prepared) -> None:
    groups: tuple[tuple[str, ...], ...] = (
        ("dreams", "flashbacks", "memories"),
        ("avoidance",),
        ("alert", "startle"),
    )
    every = [sign for group in groups for sign in group]
    for signs in chain.from_iterable(combinations(every, count) for count in range(len(every) + 1)):
        complete = all(set(group) & set(signs) for group in groups)
        for months, difficulty in product((0, 1), (["wants_help"], ["difficulty"])):
            result = ask(
                guide,
                OTHER,
                ACCIDENT,
                oth_trauma_signs=list(signs),
                oth_event_months=months,
                oth_help=difficulty,
            )
            expected = complete and months >= 1 and difficulty == ["difficulty"]
            assert ("oth_ptsd_suspected" in concluded(result)) == expected
            assert ("oth_ptsd_specialist" in planned(result)) == expected
