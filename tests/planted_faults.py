"""Faults planted by hand in the default content: what an editor might do in good faith, and the invariant that must notice.

A fault changes entries of the compiled guide; a rule is given in the rule language, anything else as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attune.guide.types import Guide, Json
from attune.logic import parse

PARTS = ("questions", "rules", "conclusions", "exits", "plan", "follow_up", "tasks")
RULES = ("is", "when")
WITHOUT = "true"


@dataclass(frozen=True, slots=True)
class Fault:
    """`changes`: id -> key -> new value. `noticed_by`: the claim that must be refuted."""

    why: str
    noticed_by: str
    changes: dict[str, dict[str, Any]]


def planted(guide: Guide, changes: dict[str, dict[str, Any]]) -> Json:
    """The guide with these changes; an id or key that it does not have is a mistake in the test."""
    left = set(changes)
    changed = dict(guide)
    for part in PARTS:
        changed[part] = [_changed(body, changes.get(body["id"])) for body in guide[part]]
        left -= {body["id"] for body in guide[part]}
    if left:
        raise ValueError(f"the guide has no {sorted(left)}")
    return changed


def _changed(body: Json, wanted: dict[str, Any] | None) -> Json:
    if wanted is None:
        return body
    if set(wanted) - set(body):
        raise ValueError(f"{body['id']} has no {sorted(set(wanted) - set(body))}")
    return {**body, **{key: parse(value) if key in RULES else value for key, value in wanted.items()}}


CARRY_ON = {"do": "carry_on"}

FAULTS = [
    # Self-harm
    Fault(
        "A plan is asked for before risk is called imminent.",
        "inv_imminent_concluded",
        {"sui_imminent": {"when": "(%sui_now and %sui_plan) or (%sui_history and %sui_state.exists())"}},
    ),
    Fault(
        "The carer's yes is forgotten.",
        "inv_imminent_urgent",
        {"sui_now": {"is": "%sui_thoughts_now"}},
    ),
    Fault(
        "Nobody is named to watch.",
        "inv_imminent_urgent",
        {"sui_watcher": {"when": "%sui_watch and %sui_who_with = 'nobody'"}},
    ),
    Fault(
        "Removing the means becomes routine.",
        "inv_imminent_urgent",
        {"sui_remove_means": {"tier": 4}},
    ),
    Fault(
        "The specialist is consulted only where there is a prescriber.",
        "inv_imminent_support",
        {"sui_specialist": {"when": "%sui_any_risk and %prescribes"}},
    ),
    Fault(
        "Not known is read as no thoughts.",
        "inv_never_unlikely_unknown",
        {"sui_thoughts_now": {"if_unknown": {"do": "treat_as", "value": False}}},
    ),
    Fault(
        "An act that is declined counts as never.",
        "inv_never_unlikely_unknown",
        {"sui_act": {"if_unknown": {"do": "treat_as", "value": "never"}}},
    ),
    Fault(
        "Only a person who seems upset without an answer is calm enough to go.",
        "inv_state_unknown_is_upset",
        {"sui_state": {"if_unknown": {"do": "treat_as", "value": []}}},
    ),
    Fault(
        "An act in the past year is left out of the history.",
        "inv_history_not_unlikely",
        {"sui_history": {"is": "%sui_month"}},
    ),
    Fault(
        "Step 2 is asked while the person bleeds.",
        "inv_serious_act_first",
        {"sui_step_2_open": {"is": "%sui_full and %self_harm_age"}},
    ),
    Fault(
        "Something taken without signs is no serious act.",
        "inv_taken_is_serious",
        {"sui_serious": {"is": "%sui_signs_serious"}},
    ),
    Fault(
        "Charcoal up to 61 minutes.",
        "inv_charcoal",
        {
            "sui_conscious": {"when": "%sui_pesticide and %sui_minutes <= 61"},
            "sui_consents": {"when": "%sui_pesticide and %sui_minutes <= 61 and %sui_conscious"},
            "sui_charcoal": {
                "when": "%sui_pesticide and %sui_minutes <= 61 and %sui_conscious and %sui_consents"
            },
        },
    ),
    Fault(
        "Charcoal without consent.",
        "inv_charcoal",
        {"sui_charcoal": {"when": "%sui_pesticide and %sui_minutes <= 60 and %sui_conscious"}},
    ),
    Fault(
        "Three of the four resources are enough to treat a pesticide.",
        "inv_pesticide_all_four",
        {
            "sui_transfer": {"when": "%sui_pesticide and %sui_resources.count() < 3"},
            "sui_pesticide_treat": {"when": "%sui_pesticide and %sui_resources.count() >= 3"},
        },
    ),
    Fault(
        "Drinking is forbidden only with a known pesticide.",
        "inv_pesticide_nothing_by_mouth",
        {"sui_no_fluids": {"when": "'pesticide' in %sui_what"}},
    ),
    Fault(
        "The self-harm question may be left out.",
        "inv_self_harm_never_silent",
        {"sui_thoughts_now": {"must_ask": False, "if_unknown": CARRY_ON}},
    ),
    Fault(
        "A past act that could not be asked leaves no task.",
        "inv_not_known_task",
        {"sui_act": {"must_ask": False, "if_unknown": CARRY_ON}},
    ),
    Fault(
        "Depression that is not found does not open self-harm.",
        "inv_sui_always_open",
        {"dep_to_sui": {"when": "%dep_found or %dep_follow"}},
    ),
    Fault(
        "A follow-up for two years ends after one.",
        "inv_follow_up_two_years",
        {
            "sui_fu_half_year": {
                "when": "%sui_earlier_risk and %sui_fu_time = 'second_year' and %sui_not_better"
            }
        },
    ),
    Fault(
        "Stepping down although a plan exists.",
        "inv_step_down_barred",
        {
            "sui_may_step_down": {
                "is": "%sui_thoughts_now and 'better_off_dead' in %sui_words "
                "and ('thought_of_doing' in %sui_words).not() and %sui_act_year.not()"
            }
        },
    ),
    # Antidepressants
    Fault(
        "Seizures are left out of what bars amitriptyline.",
        "inv_no_amitriptyline_seizures",
        {
            "dep_amitriptyline_never_body": {
                "is": "%heart_or_vessel_disease or 'hyperthyroidism' in %illnesses or 'urinary_retention' in %illnesses "
                "or 'narrow_angle_glaucoma' in %illnesses or %adult.not()"
            }
        },
    ),
    Fault(
        "Heart failure is not counted as heart disease.",
        "inv_no_amitriptyline_heart_failure",
        {"heart_or_vessel_disease": {"is": "'heart_disease' in %illnesses"}},
    ),
    Fault(
        "Where fluoxetine is not here, amitriptyline is given in spite of suicidal thoughts.",
        "inv_no_amitriptyline_suicidal",
        {"dep_take_amitriptyline": {"is": "%dep_amitriptyline_in_view and 'amitriptyline' in %stock"}},
    ),
    Fault(
        "Thoughts in the last year that are not known count as none.",
        "inv_no_amitriptyline_unknown_year",
        {"dep_thoughts_year": {"if_unknown": {"do": "treat_as", "value": False}}},
    ),
    Fault(
        "Warfarin is forgotten.",
        "inv_no_fluoxetine_warfarin",
        {"dep_fluoxetine_never": {"is": "'tamoxifen' in %medicines_now or %breastfeeding or %child"}},
    ),
    Fault(
        "Breastfeeding that is not known counts as none.",
        "inv_no_fluoxetine_breastfeeding",
        {"maternity": {"if_unknown": {"do": "treat_as", "value": []}}},
    ),
    Fault(
        "Adolescence begins at 12.",
        "inv_no_medicine_child",
        {
            "child": {"is": "%age_years < 12"},
            "adolescent": {"is": "%age_years >= 12 and %age_years < 18"},
        },
    ),
    Fault(
        "At 17 an adult's dose.",
        "inv_young_only_specialist",
        {
            "adult": {"is": "%age_years >= 17"},
            "dep_young": {"is": "%age_years >= 10 and %age_years < 17"},
            "dep_amitriptyline_never_body": {"is": "%heart_or_vessel_disease"},
        },
    ),
    Fault(
        "An unknown age counts as 30.",
        "inv_age_unknown_no_adult_dose",
        {"age_years": {"if_unknown": {"do": "treat_as", "value": 30}}},
    ),
    Fault(
        "Past mania that nobody can tell bars nothing.",
        "inv_no_medicine_past_mania",
        {"dep_mania_signs": {"if_unknown": {"do": "treat_as", "value": []}}},
    ),
    Fault(
        "Three signs of past mania instead of two.",
        "inv_no_medicine_past_mania",
        {
            "dep_mania_cleared": {"is": "%dep_mania_signs.count() < 3 and %dep_mania_treated = false"},
        },
    ),
    Fault(
        "Illnesses that are not known count as none.",
        "inv_no_medicine_unknown_health",
        {"illnesses": {"if_unknown": {"do": "treat_as", "value": []}}},
    ),
    Fault(
        "Both medicines where nobody chose.",
        "inv_one_antidepressant",
        {"dep_take_fluoxetine": {"is": "%dep_fluoxetine_ok"}},
    ),
    Fault(
        "A second antidepressant beside one that is taken.",
        "inv_no_second_antidepressant",
        {"dep_no_antidepressant_now": {"is": "%visit = 'first' or %medicines_given.empty()"}},
    ),
    Fault(
        "A medicine first in mild depression.",
        "inv_mild_none_first",
        {"dep_medicine_first": {"is": "%dep_found and %adult and %dep_psychotic.not()"}},
    ),
    Fault(
        "A medicine first in pregnancy.",
        "inv_pregnancy_psychological_first",
        {"dep_psych_tried": {"if_unknown": {"do": "treat_as", "value": True}}},
    ),
    Fault(
        "A medicine in psychotic depression.",
        "inv_psychotic_specialist",
        {"dep_medicine_first": {"is": "%dep_found and %adult and %dep_mild.not()"}},
    ),
    # Follow-up of depression
    Fault(
        "Mania is followed by a talk with the prescriber only.",
        "inv_mania_stops_medicine",
        {"dep_stop_antidepressant": {"when": "%dep_mania_on_antidepressant and %prescribes"}},
    ),
    Fault(
        "A dose is raised although doses are missed.",
        "inv_raise_only_if",
        {
            "dep_fu_dose_question": {
                "is": "%dep_fu_not_improving and %dep_fu_on_antidepressant and %dep_fu_side_effects = 'no_side_effects' "
                "and %dep_fu_mania.not()"
            }
        },
    ),
    Fault(
        "A dose is raised after four weeks.",
        "inv_raise_six_weeks",
        {"dep_fu_six_weeks": {"is": "%dep_fu_weeks >= 4"}},
    ),
    Fault(
        "Weeks that are not known count as enough.",
        "inv_raise_one_week",
        {
            "dep_fu_weeks": {"if_unknown": {"do": "treat_as", "value": 0}},
            "dep_fu_amitriptyline_raise": {
                "when": "%dep_fu_raise and 'amitriptyline' in %medicines_given and %dep_older_or_ill.not() "
                "and %dep_fu_amitriptyline_ceiling.not()"
            },
        },
    ),
    Fault(
        "Stopping is discussed after six months.",
        "inv_stop_after_nine_months",
        {
            "dep_fu_may_stop": {
                "is": "%dep_fu_state = 'gone' and %dep_fu_on_antidepressant and %dep_fu_gone_months >= 6"
            }
        },
    ),
    # Finding depression
    Fault(
        "Thirteen days are enough.",
        "inv_depression_needs_all",
        {
            "dep_function": {"when": "%dep_core_present and %dep_additional.count() >= 2"},
            "dep_consider": {"is": "%dep_core_present and %dep_additional.count() >= 3 and %dep_function"},
        },
    ),
    Fault(
        "The loss gate is a month short.",
        "inv_loss_gate",
        {"dep_loss_recent": {"is": "%dep_loss and %dep_loss_months < 6"}},
    ),
    Fault(
        "Fatigue suffices after a loss.",
        "inv_loss_gate",
        {
            "dep_loss_feature": {
                "is": "%dep_suicidal or 'slowed' in %dep_additional or %dep_psychotic or 'fatigue' in %dep_additional"
            }
        },
    ),
    Fault(
        "The loss gate is asked at seven months.",
        "inv_loss_gate_not_at_seven",
        {"dep_loss_recent": {"is": "%dep_loss and %dep_loss_months <= 7"}},
    ),
    Fault(
        "Suicidal thoughts among the symptoms wait for the end of the module.",
        "inv_suicidal_opens_sui",
        {"dep_to_sui_now": {"when": "%dep_found and 'suicidal' in %dep_additional"}},
    ),
    # All modules
    Fault(
        "Other complaints stand beside an antidepressant.",
        "inv_oth_depression_first",
        {
            "oth_depression_ruled_out": {
                "is": "%dep_unlikely or %dep_not_managed or %dep_no_treatment or %dep_found"
            }
        },
    ),
    Fault(
        "Grief goes to a specialist at five months.",
        "inv_oth_grief_specialist",
        {
            "oth_grief": {"when": "'death' in %oth_stressors and %oth_death_months >= 5"},
            "oth_grief_suspected": {
                "when": "'death' in %oth_stressors and ('preoccupied' in %oth_grief or 'longing' in %oth_grief) "
                "and 'intense_pain' in %oth_grief and %oth_difficulty and %oth_death_months >= 5"
            },
        },
    ),
    Fault(
        "A module to come does not ask about self-harm.",
        "inv_planned_psy",
        {"psy_to_sui": {"when": "'violent' in %first_look"}, "sui_to_emg": {"when": WITHOUT}},
    ),
    Fault(
        "Every worker may give fluoxetine.",
        "inv_no_dose_without_prescribing",
        {"dep_fluoxetine": {"who": "any"}},
    ),
    Fault(
        "A nurse counts as a prescriber.",
        "inv_no_dose_without_prescribing",
        {"prescribes": {"is": "%cadre = 'doctor' or %cadre = 'clinical_officer' or %cadre = 'nurse'"}},
    ),
    Fault(
        "Fluoxetine is shown where it is not here.",
        "inv_stock_fluoxetine",
        {"dep_fluoxetine": {"medicine": None}},
    ),
    Fault(
        "Nobody is seen again after depression.",
        "follow_up_dep_likely",
        {"dep_fu_second": {"when": "%dep_care_adult and %dep_medicine_starts"}},
    ),
    Fault(
        "A child under ten who says nothing ends in nothing.",
        "total_sui",
        {"sui_child_silent": {"when": "%age_years < 5 and %sui_child_voices.not()"}},
    ),
    Fault(
        "A question that nothing can ask any more.",
        "reach_dep_worthless",
        {"dep_ask_loss": {"is": "%dep_mania_passed and %dep_mania_history"}},
    ),
    Fault(
        "A conclusion that nothing can come to any more.",
        "reach_dep_borderline",
        {"dep_borderline": {"when": "%dep_additional.count() >= 2 and %dep_additional.count() < 2"}},
    ),
    Fault(
        "An answer that cannot be had leaves nobody to find out.",
        "no_dead_end_dep_causes",
        {"dep_causes": {"if_unknown": CARRY_ON}},
    ),
    # Found by mutants that nothing noticed
    Fault(
        "Thoughts of hurting herself around birth wait for the assessment.",
        "inv_violent_thoughts_imminent",
        {"sui_now": {"is": "%sui_thoughts_now or %sui_carer_now"}},
    ),
    Fault(
        "Signs around birth that are not known count as none.",
        "inv_baby_signs_unknown",
        {"baby_signs": {"if_unknown": CARRY_ON}},
    ),
    Fault(
        "A child about whom nobody can tell counts as silent.",
        "inv_child_voices_unknown",
        {"sui_child_voices": {"if_unknown": {"do": "treat_as", "value": False}}},
    ),
    Fault(
        "The children's module repeats the danger further down.",
        "inv_cmh_child_voices",
        {"cmh_voices": {"tier": 4}},
    ),
    Fault(
        "What was taken is asked only when it is admitted.",
        "inv_poisoned_details",
        {"sui_p1_details": {"when": "%sui_taken"}},
    ),
    Fault(
        "Charcoal up to 59 minutes.",
        "inv_charcoal_given",
        {
            "sui_charcoal": {
                "when": "%sui_pesticide and %sui_minutes <= 59 and %sui_conscious and %sui_consents"
            }
        },
    ),
    Fault(
        "Only an imminent risk before is asked about again.",
        "inv_earlier_risk_asked",
        {"sui_fu_time": {"when": "'sui_imminent' in %earlier"}},
    ),
    Fault(
        "Pupils are looked at when there is time.",
        "inv_airway_urgent",
        {"emg_pupils": {"tier": 4}},
    ),
    Fault(
        "Agitation is settled after the referral.",
        "inv_agitation_settled",
        {"psy_settle": {"tier": 4}},
    ),
    Fault(
        "Somebody who declines to answer is not looked at.",
        "inv_unknown_looked_at",
        {"sui_state": {"when": "%sui_step_2_open and %sui_history"}},
    ),
    Fault(
        "A child of nine is asked like an adult at follow-up.",
        "inv_child_signs_asked",
        {"sui_full": {"is": "%visit = 'first' or %sui_asked_before.not() or %sui_fu_since.exists()"}},
    ),
    Fault(
        "Earlier visits that are not known count as risk unlikely.",
        "inv_earlier_unknown_asked",
        {"earlier": {"if_unknown": {"do": "treat_as", "value": ["sui_unlikely"]}}},
    ),
    Fault(
        "Danger is asked about only after sexual violence.",
        "inv_oth_danger_asked",
        {"oth_danger_now": {"when": "'sexual_violence' in %oth_stressors"}},
    ),
    Fault(
        "A specialist is asked for more than 80 mg.",
        "inv_fluoxetine_high",
        {"dep_fu_fluoxetine_ceiling": {"is": "false"}},
    ),
    Fault(
        "Injury behind agitation is forgotten.",
        "inv_ill_or_injured_hospital",
        {"emg_medical_cause": {"when": "'confused' in %first_look"}},
    ),
    Fault(
        "At 17 nobody asks about violence.",
        "inv_young_violence_asked",
        {"ecp_child": {"when": "%age_years < 17"}},
    ),
]
