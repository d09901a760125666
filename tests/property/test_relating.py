"""What holds of every talk with a virtual patient, whatever is said: section 6 of the sheet as properties."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from attune.pack import compile_pack
from attune.pack.schema_patients import CLASSES
from attune.paths import content_dir
from attune.relating import (
    Model,
    Move,
    Person,
    State,
    between,
    disclosed,
    model_of,
    play,
    score,
    start,
    start_again,
    take_turn,
)
from attune.relating.bots import THUMB_MOST, THUMBS, Sensible, played_by, simple
from attune.relating.disclose import threshold
from attune.relating.play import Playing
from attune.relating.turn import HURT, SAFE
from engines import Node
from spec.test_relating import same

RELATING = compile_pack(content_dir()).relating
MODEL = model_of(RELATING)
PROFILES = {each["id"]: Person(each["a"], each["v"], each["d"]) for each in RELATING["profiles"]}
CASES = RELATING["cases"]
PATTERNS = ["own", *PROFILES]
GOOD = (
    "validate",
    "normalise",
    "reflect",
    "open_question",
    "offer_choice",
    "explain_preview",
    "practical_help",
    "affirm_strength",
)
GRID = [Person(a / 4, v / 4, d / 4) for a in range(5) for v in range(5) for d in range(5)]


def somebody(dice: random.Random) -> Person:
    return Person(dice.random(), dice.random(), dice.random(), dice.uniform(0, 0.3), dice.uniform(-0.2, 0.2))


def some_move(dice: random.Random) -> Move:
    return Move(
        dice.choice(CLASSES),
        quality=dice.choice((0.0, 0.5, 1.0)),
        explained_breach=dice.random() < 0.03,
        companion_leaves=dice.random() < 0.05,
        big=dice.choice((0.0, 0.0, 0.0, 0.6, 1.0)),
    )


def after(person: Person, state: State, *classes: str, model: Model = MODEL) -> State:
    for class_ in classes:
        state, _ = take_turn(model, person, state, Move(class_, quality=1.0))
    return state


def wander(dice: random.Random, person: Person, turns: int) -> State:
    state = start(MODEL, person, companion=dice.random() < 0.3)
    for _ in range(turns):
        state, _ = take_turn(MODEL, person, state, some_move(dice))
    return state


# ---------------------------------------------------------------- the state


def test_everything_stays_between_0_and_1_and_every_change_is_explained():
    dice = random.Random(15)
    for _ in range(10_000):
        person = somebody(dice)
        state = start(MODEL, person, companion=dice.random() < 0.3)
        for _ in range(dice.randrange(1, 12)):
            before = state
            state, reasons = take_turn(MODEL, person, state, some_move(dice))
            for of in ("T", "A", "R", "C"):
                change = sum(each["by"] for each in reasons if each["of"] == of)
                assert getattr(state, of) - getattr(before, of) == pytest.approx(change, abs=2e-5)
            assert {each["rule"] for each in reasons} <= set(RELATING["model"]["reasons"])
        state, _ = between(MODEL, person, state, dice.choice(("predictable", "extra", "neither")))
        state = start_again(MODEL, person, state)
        assert all(0 <= getattr(state, name) <= 1 for name in "TARCKLW")


def test_the_same_choices_give_the_same_play():
    for case in CASES:
        choices = some_choices(random.Random(16), case, "avoidant")
        assert play(RELATING, case, "avoidant", choices) == play(RELATING, case, "avoidant", choices)


@pytest.mark.parametrize("person", GRID, ids=str)
def test_asking_plainly_never_lowers_trust(person):
    """11: by what asking itself does, in any state; the person may still lose trust for what came before."""
    dice = random.Random(11)
    for _ in range(20):
        state = wander(dice, person, dice.randrange(12))
        now, reasons = take_turn(MODEL, person, state, Move("sensitive_direct"))
        of_asking = [
            each["by"]
            for each in reasons
            if each["of"] == "T" and each["rule"] not in ("low_control", "later", "limit")
        ]
        assert sum(of_asking) >= -5e-6  # each part is rounded
        if state.later_trust == 0 and MODEL["low_control"] <= now.C:
            assert now.T >= state.T - 1e-12


@pytest.mark.parametrize("person", [*PROFILES.values(), *GRID], ids=str)
def test_asking_for_plan_means_and_time_straight_after_the_answer_costs_no_trust(person):
    for trust in (0.1, 0.3, 0.5, 0.7, 0.9):
        for arousal in (0.3, 0.6, 0.9):
            state = replace(start(MODEL, person), T=trust, A=arousal, explained=True)
            state, _ = take_turn(MODEL, person, state, Move("sensitive_direct", big=0.8))
            for big in (0.0, 0.6, 0.6):
                before = state
                state, _ = take_turn(MODEL, person, state, Move("sensitive_direct", big=big))
                assert state.T >= before.T
                assert before.R >= state.R


def test_a_push_costs_more_the_higher_avoidance():
    """1"""
    for a in (0, 0.3, 0.8):
        losses = [
            after(
                Person(a, v / 20, 0), replace(start(MODEL, Person(a, v / 20, 0)), T=0.5), "push_disclosure"
            ).T
            for v in range(21)
        ]
        assert all(later < earlier for earlier, later in pairwise(losses))


@pytest.mark.parametrize("name", PROFILES)
def test_hurting_and_repairing_never_beats_steady_good_care(name):
    """7"""
    dice, person = random.Random(7), PROFILES[name]
    for _ in range(200):
        good = [dice.choice(GOOD) for _ in range(12)]
        hurt = list(good)
        first, second = dice.randrange(0, 5), dice.randrange(6, 11)
        for place in (first, second):
            hurt[place : place + 2] = [
                dice.choice(("push_disclosure", "dismiss", "withdraw", "lecture")),
                "repair",
            ]
        assert after(person, start(MODEL, person), *hurt).T < after(person, start(MODEL, person), *good).T


def test_repair_never_lifts_trust_above_where_it_was():
    """6"""
    dice = random.Random(6)
    for _ in range(2000):
        person = somebody(dice)
        before = replace(wander(dice, person, dice.randrange(4)), R=0.0, later_trust=0.0)
        hurt = after(person, before, dice.choice(("push_disclosure", "dismiss", "withdraw", "lecture")))
        full, generic, none = (
            take_turn(MODEL, person, hurt, Move("repair", quality=q))[0].T for q in (1.0, 0.5, 0.0)
        )
        assert before.T + 1e-12 >= full >= generic >= none == hurt.T


def test_open_and_leading_questions_never_bring_out_what_needs_plain_asking():
    """10"""
    dice, fact = random.Random(10), {"theta": 0.48, "s": 0.8, "needs": ["sensitive_direct"]}
    for _ in range(2000):
        person = somebody(dice)
        state = wander(dice, person, dice.randrange(10))
        assert disclosed(MODEL, person, state, fact, "open_question") != "full"
        assert disclosed(MODEL, person, state, fact, "leading_negative") != "full"
        assert threshold(MODEL, person, state, fact, "sensitive_direct") < threshold(
            MODEL, person, state, fact, "leading_negative"
        )


def test_what_is_safe_after_telling_never_hurts():
    assert not set(SAFE) & set(HURT)


# ---------------------------------------------------------------- plays of all cases


def some_choices(dice: random.Random, case: dict[str, Any], pattern: str, most: int = 60) -> list[str]:
    """A random play to its end."""
    choices: list[str] = []
    playing = Playing(RELATING, case, pattern)
    while playing.offered and len(choices) < most:
        choices.append(dice.choice(playing.offered))
        playing.choose(choices[-1])
    return choices


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_both_languages_play_alike(node: Node, case):
    node.one("relating", name="plays", relating=RELATING)
    dice = random.Random(case["id"])
    for pattern in PATTERNS:
        for _ in range(5):
            choices = some_choices(dice, case, pattern)
            played = play(RELATING, case, pattern, choices)
            there = node.one("play", name="plays", case=case["id"], pattern=pattern, choices=choices)
            assert same([played, score(RELATING, case, played)], there)
    wrong = [*choices[:3], "no_such_line", *choices[3:]]
    assert same(
        play(RELATING, case, pattern, wrong),
        node.one("play", name="plays", case=case["id"], pattern=pattern, choices=wrong)[0],
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_turn_offers_four_to_six_lines_of_which_one_helps(case):
    from attune.relating.lines import script_of, tempts

    lines, dice = script_of(RELATING, case).lines, random.Random(4)
    for pattern in PATTERNS:
        choices: list[str] = []
        while True:
            played = play(RELATING, case, pattern, choices)
            offered = played["offered"]
            if not offered:
                break
            if played["phase"] == "talk" and played["turns_left"] > 1:
                assert 4 <= len(offered) <= 6, choices
                assert len(set(offered)) == len(offered)
                assert any(not tempts(lines[name]) for name in offered), choices
            choices.append(dice.choice(offered))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_is_offered_gives_no_pattern_away(case):
    """The same choices and the same answers: the same offers, whoever plays."""
    dice = random.Random(2)
    choices: list[str] = []
    for _ in range(12):
        seen: dict[str, set[tuple[str, ...]]] = {}
        plays = [play(RELATING, case, pattern, choices) for pattern in PATTERNS]
        for played in plays:
            heard = str([(turn["result"], turn["mismatch"], turn["freeze"]) for turn in played["turns"]])
            seen.setdefault(heard, set()).add(tuple(played["offered"]))
        assert all(len(offers) == 1 for offers in seen.values())
        common = set.intersection(*(set(played["offered"]) for played in plays))
        if not common:
            break
        choices.append(dice.choice(sorted(common)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_who_the_person_is_changes_no_number(case):
    """19: name, sex, age and what is said about them are words."""
    other = {
        **case,
        "patient": {"name": "X", "sex": "other", "age_years": 71, "about": "Y"},
        "title": "Z",
        "summary": "Z",
    }
    choices = some_choices(random.Random(19), case, "fearful")
    assert play(RELATING, case, "fearful", choices) == play(RELATING, other, "fearful", choices)


LABELS = (
    "secure",
    "anxious",
    "avoidant",
    "fearful",
    "disorgani",
    "attachment",
    "insecure",
    "preoccupied",
    "dismissive",
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_no_word_of_a_visit_names_a_style(case):
    """18"""
    during = {
        key: case[key]
        for key in ("title", "summary", "setting", "patient", "visits", "topics", "replies", "tones", "cues")
        if key in case
    }
    facts = [
        {key: fact[key] for key in fact if key not in ("missed", "title", "id")} for fact in case["facts"]
    ]
    talk = {**RELATING["talk"], "tones": list(RELATING["talk"]["tones"].values())}
    words = str([during, facts, talk, case.get("anytime", [])]).lower()
    assert [label for label in LABELS if label in words] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_score_does_not_hang_on_trust(case):
    """The same choices, the same answers: the same panels, however trust stands."""
    choices = some_choices(random.Random(9), case, "own")
    played = play(RELATING, case, "own", choices)
    levels = {"T": 0.0, "A": 0.0, "R": 0.0, "C": 0.0, "S": 0.0}
    flat = {
        **played,
        "turns": [{**turn, "before": levels, "after": levels, "band": "low"} for turn in played["turns"]],
    }
    panels = ("reached", "guide", "harmful", "unrepaired", "helping", "fit", "unsaid")
    one, other = score(RELATING, case, played), score(RELATING, case, flat)
    assert {key: one[key] for key in panels} == {key: other[key] for key in panels}


# ---------------------------------------------------------------- 17: the population


@pytest.mark.slow
def test_style_matters_less_than_skill():
    """17: over 4,000 pairs, tendencies weigh on trust as little as published, and what the worker does weighs most."""
    from statistics import correlation

    dice = random.Random(17)
    good = (*GOOD, "shared_plan", "allow_silence", "privacy_intro", "explained_reassure")
    poor = (
        "closed_question",
        "premature_reassure",
        "lecture",
        "push_disclosure",
        "interrupt",
        "dismiss",
        "over_warm",
        "withdraw",
    )
    rows = []
    for _ in range(4000):
        a, v = (min(1.0, max(0.0, dice.gauss(0.4, 0.2))) for _ in range(2))
        skill = min(1.0, max(0.0, dice.gauss(0.72, 0.12)))
        person = Person(a, v, 0)
        state = start(MODEL, person)
        for _ in range(12):
            state = after(person, state, dice.choice(good if dice.random() < skill else poor))
        rows.append((state.T + dice.gauss(0, 0.15), a, v, skill))
    trust, anxiety, avoidance, skills = zip(*rows, strict=True)
    by_a, by_v, by_skill = (correlation(trust, each) for each in (anxiety, avoidance, skills))
    assert -0.20 <= by_a <= -0.02
    assert -0.25 <= by_v <= -0.05
    assert by_skill > 0.30
    assert by_skill > abs(by_a) and by_skill > abs(by_v)


# ---------------------------------------------------------------- bots: what passes a case

FIVE = tuple(PROFILES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_who_acknowledges_asks_and_follows_the_guide_passes_in_every_profile(case):
    for pattern in FIVE:
        choices, played = played_by(Sensible(RELATING, case), RELATING, case, pattern)
        found = score(RELATING, case, played)
        missed = [each["id"] for each in found["guide"] if each["state"] == "missed" and each["critical"]]
        assert found["reached"], (pattern, missed, found["unrepaired"], ",".join(choices))


@pytest.mark.parametrize("name", THUMBS)
def test_no_rule_of_thumb_passes_more_than_one_case_in_ten(name):
    results = {}
    for case in CASES:
        for pattern in FIVE:
            bot = simple(RELATING, case, random.Random(1).choice)[name]
            _, played = played_by(bot, RELATING, case, pattern)
            results[case["id"], pattern] = score(RELATING, case, played)["reached"]
    passed = [each for each, reached in results.items() if reached]
    assert len(passed) <= len(results) * THUMB_MOST, passed
