"""The cards of a role-play: who may read what, in plain words, and the same person as on the phone."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from attune.pack.words import read_app_words
from attune.paths import app_words_dir
from attune.relating import Person, model_of
from attune.relating.cards import HARMS, behaviour, cards, conditions, moving, readiness
from attune.relating.deep import patterns
from default_pack import default_pack

RELATING = default_pack().relating
MODEL = model_of(RELATING)
CASES = {case["id"]: case for case in RELATING["cases"]}
WELL_DIGGER = CASES["well_digger"]
WORDS = read_app_words(app_words_dir())
LABELS = ("secure", "anxious", "avoidant", "fearful", "disorgani", "attachment", "preoccupied", "dismissive")
AVOIDANT, ANXIOUS, AT_EASE = Person(0.2, 0.85, 0), Person(0.85, 0.2, 0), Person(0.15, 0.15, 0)


def four(case: dict[str, Any], pattern: str = "own") -> list[str]:
    """Worker, person, observer, and what is read after the play."""
    return cards(RELATING, case, WORDS, pattern).split('<table class="card"')[1:]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_no_card_that_is_read_before_or_during_the_play_names_a_style(case):
    for pattern in patterns(RELATING):
        for card in four(case, pattern)[:3]:
            assert [label for label in LABELS if label in card.lower()] == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_worker_reads_nothing_of_what_is_hidden(case):
    worker = four(case)[0]
    hidden = [words for fact in case["facts"] for words in (fact["title"], fact["full"], fact["hint"])]
    hidden += [goal["text"] for goal in case["must_do"]] + [each["text"] for each in case["truth"]]
    assert [words for words in hidden if words in worker] == []


def test_the_observer_ticks_every_step_of_the_first_visit_and_everything_that_harms():
    observer = four(WELL_DIGGER)[2]
    for goal in WELL_DIGGER["must_do"]:
        must = " <em>must</em>" if goal.get("critical") else " <small>"
        assert goal["text"] + must in observer
        assert all(source in observer for source in goal["sources"])
    assert all(RELATING["model"]["classes"][name]["what"] in observer for name in HARMS)


def test_a_step_or_a_fact_of_a_later_visit_is_left_out():
    case = CASES["after_the_poison"]
    _, person, observer, _ = four(case)
    later = next(fact for fact in case["facts"] if fact["id"] == "since_then")
    assert later["title"] not in person + observer
    moved = copy.deepcopy(WELL_DIGGER)
    moved["must_do"][0]["visit"] = ["second"]
    assert moved["must_do"][0]["text"] not in four(moved)[2]


def test_only_the_person_differs_between_patterns():
    one, other = four(WELL_DIGGER, "avoidant"), four(WELL_DIGGER, "anxious")
    assert [a == b for a, b in zip(one, other, strict=True)] == [True, False, True, True]
    assert "If there&#x27;s a tablet, give it" in one[1]
    assert "You will find it, won&#x27;t you?" in other[1]


def test_how_to_be_follows_the_tendencies():
    assert behaviour(AT_EASE) == ["be_open"]
    assert behaviour(AVOIDANT) == ["be_avoidant_small", "be_avoidant_calm"]
    assert behaviour(ANXIOUS) == ["be_anxious_show", "be_anxious_ask"]
    assert "be_both" in behaviour(Person(0.8, 0.75, 0.2))
    assert behaviour(Person(0.7, 0.65, 0.85))[-1] == "be_freeze"


def test_what_opens_and_closes_is_what_the_model_says():
    opens, closes = moving(MODEL, AVOIDANT)
    assert "practical_help" in opens and "validate" not in opens
    assert "push_disclosure" in closes
    assert "validate" in moving(MODEL, ANXIOUS)[0]


def test_the_more_trust_it_needs_the_later_it_is_told():
    order = ["tell_early", "tell_heard", "tell_serious", "tell_trust"]
    found = [readiness(MODEL, AVOIDANT, {"theta": n / 100, "s": 0.5}) for n in range(20, 70)]
    assert found == sorted(found, key=order.index)
    assert set(found) == set(order)
    fact = {"theta": 0.48, "s": 0.8}
    assert order.index(readiness(MODEL, AVOIDANT, {**fact, "needs": ["sensitive_direct"]})) < order.index(
        readiness(MODEL, AVOIDANT, fact)
    )


def test_a_fact_says_what_else_telling_hangs_on():
    plain = {"theta": 0.4, "s": 0.3}
    hard = {"theta": 0.4, "s": 0.8, "amax": 0.7, "needs": ["sensitive_direct"]}
    assert list(conditions(MODEL, CASES["new_mother"], plain)) == []
    assert list(conditions(MODEL, CASES["new_mother"], hard)) == [
        "needs_plain",
        "needs_privacy",
        "needs_alone",
        "needs_calm",
    ]
    assert "needs_alone" not in list(conditions(MODEL, WELL_DIGGER, hard))


def test_words_of_a_case_cannot_become_markup():
    case = {**WELL_DIGGER, "title": "<b>Back</b> & pain"}
    assert "&lt;b&gt;Back&lt;/b&gt; &amp; pain" in cards(RELATING, case, WORDS)
    assert "<b>Back" not in cards(RELATING, case, WORDS)


def test_every_word_of_the_catalogue_is_used():
    class Used(dict[str, str]):
        asked: set[str] = set()

        def __getitem__(self, key: str) -> str:
            self.asked.add(key)
            return super().__getitem__(key)

    words = Used(WORDS)
    for case in CASES.values():
        for pattern in patterns(RELATING):
            cards(RELATING, case, words, pattern)
    assert {key for key in WORDS if key.startswith("roleplay.")} == words.asked
