"""The answer files of docs/how-to/examples: what `attune assess dep` says to each, as the guide has it.

What is expected here was derived from the guide's pages that each example names, not from the program's output.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from attune.commands.guide import assessed, read_answers
from attune.guide import Prepared, prepare
from attune.pack import compile_pack

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "how-to" / "examples"

ANTIDEPRESSANTS = (
    *("dep_fluoxetine", "dep_fluoxetine_older", "dep_fluoxetine_pregnant", "dep_fluoxetine_young"),
    *("dep_amitriptyline", "dep_amitriptyline_older", "dep_amitriptyline_breastfeeding"),
)
DOSE_CHANGES = (
    *("dep_fu_fluoxetine_to_20", "dep_fu_fluoxetine_to_40", "dep_fu_fluoxetine_older_to_40"),
    *("dep_fu_fluoxetine_young_to_20", "dep_fu_amitriptyline_raise", "dep_fu_amitriptyline_older_raise"),
)
AMITRIPTYLINE = tuple(line for line in ANTIDEPRESSANTS if "amitriptyline" in line)
FLUOXETINE = tuple(line for line in ANTIDEPRESSANTS if "fluoxetine" in line)
BESIDE_A_MEDICINE = (
    "dep_decide_together",
    "dep_one_only",
    "dep_psych_beside",
    "dep_mania_warning",
    "dep_watch_thoughts",
)

# Protocol 1 of the depression module (W16 p.26) and the sources of its lines.
CARE = {
    "dep_psychoeducation": "W16 pp.26-27",
    "dep_stress": "W16 pp.12, 27",
    "dep_support": "W16 pp.12, 27",
    "dep_activities": "W16 p.27",
    "dep_psych_offer": "G23D DEP3",
    "dep_no_ineffective": "W16 p.26",
}
# Contact at least monthly, where no risk of self-harm asks for closer contact (W16 pp.30, 139).
PROTOCOL_1 = {**CARE, "dep_contact": "W16 pp.13, 30"}
# Protocol 2 of the self-harm module (W16 p.136).
IMMINENT = {
    "sui_not_alone": "W16 p.136",
    "sui_remove_means": "W16 p.136",
    "sui_watcher": "W16 p.136",
    "sui_safe_place": "W16 p.136",
    "sui_attend": "W16 p.136",
    "sui_specialist": "W16 p.136",
    "sui_no_admission": "W16 p.137",
    "sui_reasons": "W16 p.138",
    "sui_network": "W16 p.138",
    "sui_restrict_means": "W16 p.138",
    "sui_carers": "W16 p.138",
    "sui_psychoeducation": "W16 p.138",
    "sui_contact": "W16 p.139",
}


@dataclass(frozen=True)
class Expected:
    """What the guide says. `lines` gives each plan line that must stand the source it must carry."""

    conclusions: set[str]
    lines: dict[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    states: dict[str, str] = field(default_factory=dict)
    doses: dict[str, str | None] = field(default_factory=dict)  # begins with; None: no dose shows
    exits: set[str] = frozenset()  # type: ignore[assignment]  # modules besides those that are always open
    on: str | None = None
    next: Any = None
    tasks: set[str] = frozenset()  # type: ignore[assignment]
    pending: tuple[str, ...] = ()
    assumed: set[str] = frozenset({"visit"})  # type: ignore[assignment]


EXPECTED = {
    # Moderate: six symptoms. Fluoxetine 10 mg for a week, then 20 (W16 p.29); second visit within 7 days, the earlier
    # date of the range for a new medicine (RM 3).
    "dep-adult-prescriber": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_fluoxetine": "W16 pp.28-29", "dep_one_only": "W16 p.28", "dep_decide_together": "W16 p.28",
         "dep_psych_beside": "G23D DEP4", "dep_mania_warning": "W16 pp.26, 28", "dep_watch_thoughts": "W16 p.28"},
        (*AMITRIPTYLINE, "dep_not_first", "dep_mania_bar"),
        {"dep_fluoxetine": "do"},
        {"dep_fluoxetine": "10 mg daily for 1 week, then 20 mg daily. No response in 6 weeks: 40 mg."},
        {"dep"}, "2026-11-28",
    ),
    # Nobody who does not prescribe sees a dose (design 6); the rest of protocol 1 is the same.
    "dep-adult-community-worker": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_fluoxetine": "W16 pp.28-29"},
        (*AMITRIPTYLINE, *BESIDE_A_MEDICINE),
        {"dep_fluoxetine": "ask_prescriber"},
        {"dep_fluoxetine": None},
        {"dep"}, "2026-12-02",
    ),
    # Five symptoms in all, no suicidal thoughts, no psychotic symptoms: not as first treatment (RM 1).
    "dep-adult-mild": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_not_first": "RM 1"},
        (*ANTIDEPRESSANTS, *BESIDE_A_MEDICINE),
        exits={"dep"}, on="2026-12-02",
    ),
    # Exactly two additional symptoms: self-harm asked, judgement, again in two weeks (RM 1). Other complaints is
    # opened by step 5 of the self-harm module and asks nothing while depression is open.
    "dep-borderline": Expected(
        {"dep_borderline", "sui_unlikely"},
        {"dep_borderline_judge": "RM 1", "dep_borderline_support": "RM 1"},
        (*ANTIDEPRESSANTS, *PROTOCOL_1),
        exits={"oth", "dep"}, on="2026-12-09",
    ),
    # Pregnant: psychological treatment first, specialist, above all in the first three months (W16 p.28). The earlier date.
    "dep-pregnant": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_pregnant_psych_first": "W16 pp.26, 28", "dep_pregnant_specialist": "W16 p.28",
         "dep_first_trimester": "W16 p.28", "dep_maternal_health": "W16 p.14"},
        (*ANTIDEPRESSANTS, *BESIDE_A_MEDICINE),
        exits={"dep"}, on="2026-11-28",
    ),
    "dep-pregnant-treatment-tried": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_pregnant_psych_first": "W16 pp.26, 28", "dep_pregnant_specialist": "W16 p.28",
         "dep_fluoxetine_pregnant": "W16 pp.28-29"},
        ("dep_fluoxetine", *AMITRIPTYLINE, "dep_first_trimester"),
        {"dep_fluoxetine_pregnant": "do"},
        {"dep_fluoxetine_pregnant": "10 mg daily for 1 week, then 20 mg daily"},
        {"dep"}, "2026-11-28",
    ),
    # Breastfeeding: avoid fluoxetine; with nothing else in stock, psychological care and a specialist (W16 p.28).
    "dep-breastfeeding": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_no_fluoxetine_breastfeeding": "W16 p.28", "dep_pregnant_psych_first": "W16 pp.26, 28",
         "dep_pregnant_specialist": "W16 p.28", "dep_neither": "W16 pp.28-29", "dep_maternal_health": "W16 p.14"},
        (*ANTIDEPRESSANTS, *BESIDE_A_MEDICINE, "dep_first_trimester"),
        exits={"dep"}, on="2026-12-02",
    ),
    # In the year after birth without breastfeeding the ordinary rules hold, with maternal health (W16 p.14).
    "dep-year-after-birth": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_fluoxetine": "W16 pp.28-29", "dep_maternal_health": "W16 p.14"},
        ("dep_no_fluoxetine_breastfeeding", "sui_baby_not_alone", "sui_baby_refer", *AMITRIPTYLINE),
        {"dep_fluoxetine": "do"},
        exits={"dep"}, on="2026-11-28",
    ),
    # Estranged from the baby: urgent, mother and baby never alone (RM 10), seen the next day; the specialist before any medicine.
    "dep-year-after-birth-urgent": Expected(
        {"dep_likely", "sui_unlikely", "sui_baby_danger"},
        {"sui_baby_not_alone": "RM 10", "sui_baby_refer": "RM 10", "dep_baby_specialist": "RM 10"},
        ("sui_baby_images", *ANTIDEPRESSANTS, *BESIDE_A_MEDICINE),
        exits={"dep", "psy"}, on="2026-11-26",
        next={"kind": "acts", "ids": ["sui_baby_not_alone", "sui_baby_refer"]},
        tasks={"psy_arrived"},
        pending=("sui_baby_not_alone", "sui_baby_refer"),
    ),
    # 15 years: no medicine first, never amitriptyline (W16 pp.28, 86); protocol 6 monthly (W16 p.86).
    "dep-adolescent": Expected(
        {"dep_likely", "sui_unlikely"},
        {"dep_young_psychoeducation": "W16 pp.86-88", "dep_young_no_first": "W16 pp.28, 86, 91", "dep_stress": "W16 pp.12, 27",
         "dep_no_ineffective": "W16 p.26", "dep_young_school": "W16 pp.84, 86, 89", "dep_young_carer": "W16 pp.82-83, 86, 89",
         "dep_young_psych": "W16 p.86", "dep_young_community": "W16 p.86", "dep_young_alone": "W16 pp.73, 90"},
        (*ANTIDEPRESSANTS, *BESIDE_A_MEDICINE, "dep_young_specialist", "dep_child_no_medicine"),
        exits={"dep"}, on="2026-12-23",
    ),
    # After six months: refer to a specialist about fluoxetine; weekly visits in the first four weeks (W16 pp.28, 91-92).
    "dep-adolescent-six-months": Expected(
        {"dep_likely", "sui_unlikely"},
        {"dep_young_specialist": "W16 pp.86, 91", "dep_fluoxetine_young": "W16 pp.28-29, 92", "dep_watch_thoughts": "W16 p.28"},
        (*AMITRIPTYLINE, "dep_fluoxetine", "dep_child_no_medicine"),
        {"dep_fluoxetine_young": "do"},
        {"dep_fluoxetine_young": "10 mg daily. 20 mg only if there is no response in 6 weeks. Ceiling 40 mg."},
        {"dep"}, "2026-12-02",
    ),
    # 12 years: none (2023 edition, RM 4).
    "dep-child-of-12": Expected(
        {"dep_likely", "sui_unlikely"},
        {"dep_child_no_medicine": "WEC antidepressants in children", "dep_young_psychoeducation": "W16 pp.86-88"},
        (*ANTIDEPRESSANTS, *BESIDE_A_MEDICINE, "dep_young_specialist", "dep_young_no_first"),
        exits={"dep"}, on="2026-12-23",
    ),
    # 71 years: fluoxetine is preferred, ceiling 40 mg; amitriptyline avoided (W16 pp.28-29).
    "dep-older": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_fluoxetine_older": "W16 p.29", "dep_older_care": "W16 p.14"},
        ("dep_fluoxetine", *AMITRIPTYLINE),
        {"dep_fluoxetine_older": "do"},
        {"dep_fluoxetine_older": "10 mg daily for 1 week, then 20 mg daily. Ceiling 40 mg."},
        {"dep"}, "2026-11-28",
    ),
    # Protocol 2: specialist, never an antidepressant without a mood stabiliser, protocol 1 meanwhile (W16 p.26).
    "dep-past-mania": Expected(
        {"dep_bipolar_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_bipolar_specialist": "W16 p.26", "dep_bipolar_no_antidepressant": "W16 p.26", "dep_bipolar_watch": "W16 p.26"},
        (*ANTIDEPRESSANTS, *BESIDE_A_MEDICINE, "dep_stop_antidepressant"),
        exits={"dep"}, on="2026-12-02",
    ),
    # Not known is treated like past mania: none before a specialist's advice (RM 1).
    "dep-past-mania-not-known": Expected(
        {"dep_likely", "dep_mania_open", "sui_unlikely"},
        {**PROTOCOL_1, "dep_mania_bar": "RM 1"},
        (*ANTIDEPRESSANTS, *BESIDE_A_MEDICINE),
        exits={"dep"}, on="2026-12-02",
        tasks={"refer_dep_mania_signs", "refer_dep_mania_treated"},
    ),
    # Loss two months ago without any of the features and without past depression: other complaints (W16 pp.24-25, 145-146).
    "dep-recent-loss": Expected(
        {"dep_not_managed", "sui_unlikely", "oth_likely", "oth_exposed"},
        {"oth_no_medicine": "W16 p.145", "oth_no_vitamins": "W16 p.145", "oth_listen": "W16 p.146",
         "oth_explain_grief": "W16 p.146", "oth_mourning": "W16 p.146"},
        (*ANTIDEPRESSANTS, *PROTOCOL_1, "oth_grief_specialist", "oth_ptsd_specialist"),
        exits={"oth", "dep"}, on="2026-12-23",
    ),
    # Slowing counts, whatever the loss (W16 p.25). Five symptoms: not an antidepressant first.
    "dep-recent-loss-slowed": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_not_first": "RM 1"},
        (*ANTIDEPRESSANTS, "oth_explain_grief"),
        exits={"dep"}, on="2026-12-02",
    ),
    # The cause is treated first; whether symptoms remain is asked later (W16 p.23).
    "dep-physical-cause": Expected(
        {"sui_unlikely"},
        {"dep_treat_anaemia": "W16 pp.23, 79", "dep_cause_first": "W16 p.23"},
        (*ANTIDEPRESSANTS, *PROTOCOL_1),
        exits={"dep"}, on=None,
        next={"kind": "wait", "id": "dep_symptoms_remain", "from_days": 7, "to_days": 28},
    ),
    # Current thoughts are enough (W16 p.134). First: who is with the person now. Everything of depression waits.
    "dep-imminent-risk": Expected(
        {"sui_imminent"},
        IMMINENT,
        (*ANTIDEPRESSANTS, *PROTOCOL_1, "sui_p1_treat"),
        on="2026-11-26",
        next={"kind": "question", "id": "sui_who_with"},
        tasks={"ask_sui_act"},
        pending=("sui_not_alone", "sui_remove_means", "sui_watcher", "sui_safe_place", "sui_attend"),
    ),
    # With depression: SSRI first, a week's supply, carers hold it, no amitriptyline (W16 p.28, RM 9); never "mild".
    "dep-imminent-risk-later": Expected(
        {"sui_imminent", "dep_likely"},
        {**IMMINENT, **CARE, "dep_fluoxetine": "W16 pp.28-29", "dep_week_supply": "W16 p.28", "dep_carer_holds": "W16 p.28",
         "dep_no_amitriptyline_risk": "W16 p.28"},
        (*AMITRIPTYLINE, "dep_not_first", "dep_breathing", "dep_contact"),
        {"dep_fluoxetine": "do"},
        exits={"dep"}, on="2026-11-26",
    ),
    # Only amitriptyline: 25 mg at bedtime, up by 25 to 50 a week, under 75 does not treat, ceiling 300 (W16 p.29).
    "dep-amitriptyline-only": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_amitriptyline": "W16 pp.28-29", "dep_one_only": "W16 p.28"},
        (*FLUOXETINE, "dep_amitriptyline_older"),
        {"dep_amitriptyline": "do"},
        {"dep_amitriptyline": "25 mg at bedtime. Raise by 25 to 50 mg a week. Usual 100 to 150 mg; under 75 mg does not treat. Ceiling 300 mg."},
        {"dep"}, "2026-11-28",
    ),
    # Thoughts within the year and no SSRI here: no amitriptyline; care and referral (RM 9). Risk may persist (W16 p.134).
    "dep-amitriptyline-only-suicidal": Expected(
        {"dep_likely", "sui_may_persist"},
        {**CARE, "dep_no_amitriptyline_risk": "RM 9", "dep_fluoxetine": "W16 pp.28-29", "dep_carer_holds": "W16 p.28",
         "sui_reasons": "W16 p.138", "sui_restrict_means": "W16 p.138", "sui_specialist": "W16 p.136", "sui_contact": "W16 p.139"},
        (*AMITRIPTYLINE, *BESIDE_A_MEDICINE, "sui_not_alone", "dep_week_supply", "dep_contact"),
        {"dep_fluoxetine": "not_here"},
        {"dep_fluoxetine": None},
        {"dep"}, "2026-11-26",
    ),
    # Cardiovascular disease: never amitriptyline (W16 p.28).
    "dep-amitriptyline-only-heart": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_no_amitriptyline": "W16 pp.28-29", "dep_fluoxetine_older": "W16 p.29"},
        (*AMITRIPTYLINE, *BESIDE_A_MEDICINE),
        {"dep_fluoxetine_older": "not_here"},
        {"dep_fluoxetine_older": None},
        {"dep"}, "2026-12-02",
    ),
    # Nothing vanishes where stock and cadre are not given: as for somebody who does not prescribe.
    "dep-stock-not-given": Expected(
        {"dep_likely", "sui_unlikely"},
        {**PROTOCOL_1, "dep_fluoxetine": "W16 pp.28-29"},
        AMITRIPTYLINE,
        {"dep_fluoxetine": "ask_prescriber"},
        {"dep_fluoxetine": None},
        {"dep"}, "2026-12-02",
        assumed={"visit", "cadre", "stock"},
    ),
    # Improving in the first three months: go on, contact at least monthly (W16 p.30).
    "dep-follow-up-better": Expected(
        {"dep_likely", "sui_quiet"},
        {"dep_fu_continue": "W16 p.30", "dep_fu_repeat": "W16 pp.27, 30", "sui_ask_each_time": "W16 p.139"},
        (*DOSE_CHANGES, *ANTIDEPRESSANTS, "dep_fu_stop_discuss", "dep_fu_taper"),
        on="2026-12-23", assumed=set(),
    ),
    # Adherent, no side effects, not improving, over six weeks on 20 mg: 40 mg; again in 1 to 2 weeks (W16 pp.29-30).
    "dep-follow-up-no-better": Expected(
        {"dep_likely", "sui_quiet"},
        {"dep_fu_fluoxetine_to_40": "W16 pp.29-30", "dep_fu_psych_start": "W16 p.30", "dep_fu_not_improving_specialist": "W16 p.31"},
        ("dep_fu_fluoxetine_to_20", "dep_fu_not_yet_six", "dep_fu_adherence", "dep_fu_side", "dep_fu_continue"),
        {"dep_fu_fluoxetine_to_40": "do"},
        {"dep_fu_fluoxetine_to_40": "40 mg daily. Ceiling 80 mg."},
        on="2026-12-02", assumed=set(),
    ),
    # Doses missed: find out why; no increase (W16 p.30).
    "dep-follow-up-doses-missed": Expected(
        {"dep_likely", "sui_quiet"},
        {"dep_fu_adherence": "W16 p.30", "dep_fu_psych_review": "W16 p.30"},
        (*DOSE_CHANGES, "dep_fu_continue"),
        on="2026-12-02", assumed=set(),
    ),
    # Mania on an antidepressant: stop the same day, specialist, psychosis module (W16 pp.28, 31); seen soon.
    "dep-follow-up-mania": Expected(
        {"dep_likely", "dep_mania_now_likely", "sui_quiet"},
        {"dep_stop_antidepressant": "W16 pp.26, 28, 31", "dep_mania_specialist": "W16 p.31"},
        (*DOSE_CHANGES, "dep_fu_continue"),
        exits={"psy"}, on="2026-11-26", tasks={"psy_arrived"}, assumed=set(),
    ),
    # Symptom free for 9 to 12 months: discuss, taper over at least four weeks (W16 p.31).
    "dep-follow-up-well-ten-months": Expected(
        {"dep_likely", "sui_quiet"},
        {"dep_fu_stop_discuss": "W16 pp.28, 31, 92", "dep_fu_taper": "W16 pp.28, 31"},
        (*DOSE_CHANGES, "dep_fu_keep_on"),
        on="2027-02-24", assumed=set(),
    ),
}  # fmt: skip

cases = pytest.mark.parametrize("name", sorted(EXPECTED))


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(compile_pack(ROOT / "content").guide)


def found(prepared: Prepared, name: str) -> dict[str, Any]:
    given = read_answers(EXAMPLES / f"{name}.yaml")
    return assessed(prepared, "dep", given, date.fromisoformat(str(given["today"])))


def test_every_example_is_expected_and_every_expectation_has_its_example() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} == EXPECTED.keys()


@cases
def test_conclusions_are_the_guides(prepared: Prepared, name: str) -> None:
    assert {row["id"] for row in found(prepared, name)["conclusions"]} == EXPECTED[name].conclusions


@cases
def test_plan_lines_stand_with_their_source_or_do_not_stand(prepared: Prepared, name: str) -> None:
    expected, plan = EXPECTED[name], {row["id"]: row for row in found(prepared, name)["plan"]}

    wrong = [
        f"{line}: {plan[line]['sources'] if line in plan else 'is not in the plan'}, expected {source}"
        for line, source in expected.lines.items()
        if line not in plan or source not in plan[line]["sources"]
    ]
    assert wrong == []
    assert sorted(plan.keys() & set(expected.absent)) == []


@cases
def test_names_in_the_expectation_are_those_of_the_content(prepared: Prepared, name: str) -> None:
    expected = EXPECTED[name]

    assert {*expected.lines, *expected.absent, *expected.states, *expected.doses} <= prepared.lines.keys()


@cases
def test_medicines_are_in_the_right_state_with_the_guides_dose(prepared: Prepared, name: str) -> None:
    expected, plan = EXPECTED[name], {row["id"]: row for row in found(prepared, name)["plan"]}

    assert {line: plan[line]["state"] for line in expected.states} == expected.states
    for line, dose in expected.doses.items():
        assert plan[line].get("dose", "").startswith(dose) if dose else "dose" not in plan[line]
    medicines = {line for line, row in plan.items() if row["kind"] == "medicine"}
    assert medicines == {*expected.states}, "each medicine of the plan is expected by name"


@cases
def test_exits_lead_where_the_guide_sends(prepared: Prepared, name: str) -> None:
    # Self-harm and the first look are opened from everywhere.
    exits = {row["to"] for row in found(prepared, name)["exits"]}

    assert exits == {"sui", "emg", *EXPECTED[name].exits}


@cases
def test_next_visit_is_when_the_guide_says(prepared: Prepared, name: str) -> None:
    visit = found(prepared, name)["follow_up"]

    assert (visit and visit["on"]) == EXPECTED[name].on
    assert visit is None or (visit["from"] <= visit["on"] <= visit["to"] and visit["sources"])


@cases
def test_what_is_left_to_do_is_what_the_guide_leaves(prepared: Prepared, name: str) -> None:
    expected, result = EXPECTED[name], found(prepared, name)

    assert result["problems"] == result["set_aside"] == []
    assert {row["id"] for row in result["tasks"]} == expected.tasks
    assert tuple(row["id"] for row in result["urgent"] if row["pending"]) == expected.pending
    assert (expected.next or {}).items() <= (result["next"] or {}).items()
    assert (result["next"] is None) is (expected.next is None)
    assert {row["id"] for row in result["assumed"]} == expected.assumed


@cases
def test_every_line_says_why_in_words_and_names_a_known_source(prepared: Prepared, name: str) -> None:
    result = found(prepared, name)

    for row in [*result["plan"], *result["conclusions"]]:
        assert row["text"], row["id"]
        assert row["rule"] is None or (row["rule_words"] and row["held"]), row["id"]
        assert row["rule"] is None or row["why"], row["id"]
        assert not any("%" in words for words in [row["rule_words"] or "", *row["held"]]), row["id"]
        assert {source.split(" ")[0] for source in row["sources"]} <= prepared.guide["sources"].keys()
