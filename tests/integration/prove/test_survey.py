"""A sample of the mutants of the default content: who notices them, and what those do that nobody notices."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

pytest.importorskip("z3")

from attune.guide import consult, prepare
from attune.guide.prove import survey as surveying
from attune.guide.prove.mutants import Mutant, mutants
from attune.guide.prove.page import page
from attune.guide.prove.survey import Survey, survey
from attune.pack import Compiled, compile_pack
from attune.paths import content_dir

EVERY = 150  # one mutant in so many; `attune prove --mutants` tries all of them

# Each with an invariant that must be among those that notice it.
NOTICED = {
    "dep_amitriptyline_never_body: without `'seizures' in %illnesses`": "inv_no_amitriptyline_seizures",
    "sui_remove_means: not urgent": "inv_imminent_urgent",
    "sui_thoughts_now: not known is read as false": "inv_never_unlikely_unknown",
    "dep_fluoxetine: for everybody, not for prescribers": "inv_no_dose_without_prescribing",
    "dep_fluoxetine: shown although the medicine is not here": "inv_stock_fluoxetine",
    "adult: `%age_years >= 17` for 18": "inv_young_only_specialist",
    "dep_to_sui: never holds": "inv_sui_always_open",
}

# Another rule or the place of the question already sees to these.
ALIKE = ("sui_no_charcoal: without `%sui_pesticide`", "dep_borderline: without `%dep_core_present`")


@pytest.fixture(scope="module")
def content() -> Compiled:
    return compile_pack(content_dir())


@pytest.fixture(scope="module")
def every(content: Compiled) -> list[Mutant]:
    return list(mutants(content.guide))


@pytest.fixture(scope="module")
def sample(content: Compiled, every: list[Mutant]) -> Survey:
    named = [each for each in every if each.id in NOTICED or each.id in ALIKE]
    return survey(content.guide, content.invariants, [*named, *every[::EVERY]], processes=1)


def test_the_content_has_mutants_by_the_thousand(every):
    assert len(every) > 2500


@pytest.mark.parametrize("mutant", NOTICED)
def test_a_dangerous_change_is_noticed_by_its_invariant(sample, mutant):
    assert mutant in sample.kills()[NOTICED[mutant]]


def test_no_change_of_the_sample_stays_undecided(sample):
    assert {each.difference.kind for each in sample.surviving} <= {"same", "seen"}


def test_what_is_called_the_same_is_the_same_on_random_answers(content, sample):
    alike = [each.mutant for each in sample.surviving if each.difference.kind == "same"]
    assert set(ALIKE) <= {mutant.id for mutant in alike}
    for mutant in alike:
        own, changed = prepare(content.guide), prepare(mutant.applied(content.guide))
        for seed in range(3):
            answers = _walk(own, Random(seed))
            assert _shown(own, answers) == _shown(changed, answers), (mutant.id, answers)


def test_what_is_called_seen_names_what_comes_or_goes(sample):
    for each in sample.surviving:
        if each.difference.kind == "seen":
            assert each.difference.ids


def test_the_page_tells_every_survivor(sample):
    told = page(sample)

    for each in sample.surviving:
        assert f"`{each.mutant.of}`" in told


@pytest.mark.slow
def test_shares_in_other_processes_find_the_same(content, every, monkeypatch):
    few = every[:: len(every) // 4][:4]
    here = survey(content.guide, content.invariants, few, processes=1)
    monkeypatch.setattr(surveying, "SHARE", 2)
    there = survey(content.guide, content.invariants, few, processes=2)

    assert [(each.mutant.id, each.by) for each in here.noticed] == [
        (each.mutant.id, each.by) for each in there.noticed
    ]


def _walk(prepared: Any, dice: Random) -> dict[str, Any]:
    """A consultation along the questions that come up."""
    answers: dict[str, Any] = {"start": dice.sample(sorted(prepared.modules), 2)}
    for n in range(60):
        result = consult(prepared, answers, date(2026, 1, 1))
        if result["next"] is None:
            break
        for name in result["next"].get("ids") or [result["next"]["id"]]:
            answers[name] = {"act": "done"} if name in prepared.lines else _answer(prepared, name, dice, n)
    return answers


def _answer(prepared: Any, name: str, dice: Random, n: int) -> dict[str, Any]:
    body = prepared.questions[name].body
    if dice.random() < 0.1:
        return {"unknown": "not-known", "n": n}
    codes = [option["id"] for option in body.get("options") or ()]
    values: dict[str, Any] = {
        "yes_no": dice.random() < 0.5,
        "choice": dice.choice(codes or [""]),
        "multi": dice.sample(codes, min(len(codes), dice.choice([0, 1, 1, 2]))),
        "number": dice.randint(body.get("min") or 0, min(body.get("max") or 90, 90)),
        "text": "words",
    }
    return {"value": values[body["type"]], "n": n}


def _shown(prepared: Any, answers: dict[str, Any]) -> Any:
    result = consult(prepared, answers, date(2026, 1, 1))
    parts = ("to_ask", "urgent", "plan", "conclusions", "exits", "tasks", "follow_up", "done")
    return {
        part: [each["id"] for each in result[part]]
        if part in ("plan", "conclusions", "exits", "tasks")
        else result[part]
        for part in parts
    }
