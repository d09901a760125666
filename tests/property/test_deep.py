"""The deep check of virtual patients: each claim is shown by its own play, and what is wrong with a case is found."""

from __future__ import annotations

import copy
import json
import random
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from attune.cli import build_app
from attune.commands import deep
from attune.pack import compile_pack
from attune.paths import content_dir
from attune.relating.bots import SENSIBLE, THUMBS
from attune.relating.bounds import impossible, most_trust
from attune.relating.deep import faults, passes, patterns, seal, unshown
from attune.relating.play import play
from attune.relating.search import search

RELATING = compile_pack(content_dir()).relating
CASES = RELATING["cases"]
KEPT = deep.read_kept(content_dir())
WELL_DIGGER: dict[str, Any] = next(case for case in CASES if case["id"] == "well_digger")


def found_in(case: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a case; searched now where something on which its plays hang has changed since."""
    kept = KEPT.get(case["id"], {})
    if kept.get("seal") == seal(RELATING, case):
        return dict(kept["patterns"])
    return {
        pattern: search(RELATING, case, pattern, deep.dice(case["id"], pattern).choice)
        for pattern in patterns(RELATING)
    }


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_claim_is_shown_by_its_play_and_nothing_is_out_of_reach(case):
    found = found_in(case)
    assert list(found) == patterns(RELATING)
    for pattern, each in found.items():
        assert list(unshown(RELATING, case, pattern, each)) == [], pattern
        assert each["trust"]["best"] <= each["trust"]["bound"] + 1e-6
        assert each["trust"]["worst"] < each["trust"]["best"]
        assert each["distress"]["best"] < each["distress"]["worst"]
    assert list(faults(RELATING, case, found)) == []


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return search(RELATING, WELL_DIGGER, "avoidant", random.Random(1).choice)


def test_a_search_finds_the_same_again(found):
    assert found == search(RELATING, WELL_DIGGER, "avoidant", random.Random(1).choice)


def test_a_claim_that_its_play_does_not_show_is_named(found):
    reached = found["shown_by"]["ending:reached"]
    other = next(number for number in range(len(found["replays"])) if number != reached)
    shows_not = {
        **found,
        "shown_by": {**found["shown_by"], "ending:reached": found["shown_by"]["worst_trust"]},
    }
    better = {**found, "trust": {**found["trust"], "best": found["trust"]["best"] + 0.01}}
    replays = [*found["replays"]]
    replays[other] = replays[other].replace(",", ",no_such_line,", 1)
    assert list(unshown(RELATING, WELL_DIGGER, "avoidant", found)) == []
    assert list(unshown(RELATING, WELL_DIGGER, "avoidant", shows_not)) == ["ending:reached"]
    assert list(unshown(RELATING, WELL_DIGGER, "avoidant", better)) == ["best_trust"]
    assert list(unshown(RELATING, WELL_DIGGER, "avoidant", {**found, "replays": replays})) == ["replays"]


# ---------------------------------------------------------------- bounds


def harder(theta: float) -> dict[str, Any]:
    """The well digger, to whom telling of his thoughts is as hard as `theta`."""
    case = copy.deepcopy(WELL_DIGGER)
    next(fact for fact in case["facts"] if fact["id"] == "suicidal")["theta"] = theta
    return case


def test_what_no_trust_reaches_is_impossible_and_so_is_what_must_follow_it():
    assert impossible(RELATING, harder(0.48), "avoidant") == []
    assert impossible(RELATING, harder(1.0), "avoidant") == ["suicidal", "means", "intent"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_no_play_has_more_trust_than_the_bound_or_tells_the_impossible(case):
    dice = random.Random(case["id"])
    for pattern in patterns(RELATING):
        case = copy.deepcopy(case)
        for fact in case["facts"]:
            fact["theta"] = dice.uniform(0.3, 1.0)
        never, bound = set(impossible(RELATING, case, pattern)), most_trust(RELATING, case, pattern)
        choices = search_quickly(case, pattern, dice)
        played = play(RELATING, case, pattern, choices)
        assert max(turn["after"]["T"] for turn in played["turns"]) <= bound
        assert never.isdisjoint(name for name, known in played["facts"].items() if known == "told")


def search_quickly(case: dict[str, Any], pattern: str, dice: random.Random) -> list[str]:
    """One good play: trust first."""
    from attune.relating.play import Playing

    choices: list[str] = []
    playing = Playing(RELATING, case, pattern)
    while playing.offered:
        nexts = {choice: playing.fork() for choice in playing.offered}
        for choice, after in nexts.items():
            after.choose(choice)
        choices.append(max(nexts, key=lambda choice: (nexts[choice].state.T, dice.random())))
        playing = nexts[choices[-1]]
    return choices


# ---------------------------------------------------------------- what is wrong with a case


def test_what_is_in_reach_of_no_pattern_is_a_fault(found):
    case = harder(1.0)
    hard = {
        "avoidant": search(RELATING, case, "avoidant", random.Random(1).choice),
    }
    said = list(faults(RELATING, case, hard))
    assert "well_digger: fact:suicidal is impossible (any pattern)." in said
    assert "well_digger: goal:asked_more was not found" in " ".join(said)
    assert not any("suicidal" in fault for fault in faults(RELATING, WELL_DIGGER, {"avoidant": found}))


def test_a_case_that_somebody_never_reaches_is_a_fault(found):
    without = {key: by for key, by in found["shown_by"].items() if key != "ending:reached"}
    before = set(faults(RELATING, WELL_DIGGER, {"own": found, "avoidant": found}))
    after = set(faults(RELATING, WELL_DIGGER, {"own": found, "avoidant": {**found, "shown_by": without}}))
    assert after - before == {
        f"well_digger: ending:reached was not found in {found['plays']} plays (avoidant)."
    }


def test_a_rule_of_thumb_may_pass_one_in_ten_and_the_sensible_worker_all():
    def rows(thumb: int, sensible: int) -> dict[str, bool]:
        plays = [dict.fromkeys(THUMBS, n < thumb) | {SENSIBLE: n < sensible} for n in range(20)]
        return {row["bot"]: row["holds"] for row in passes(plays)}

    assert all(rows(2, 20).values())
    assert not any(rows(3, 20)[name] for name in THUMBS)
    assert not rows(2, 19)[SENSIBLE]


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize("wrong", [[], ["well_digger: goal:looked is impossible (any pattern)."]])
def test_a_fault_in_play_is_a_fault_of_the_check(monkeypatch, found, wrong):
    cases = {"well_digger": {"seal": "", "patterns": {"avoidant": found}}}
    result = deep.Deep({**RELATING, "cases": [WELL_DIGGER]}, cases, [], wrong)
    monkeypatch.setattr(deep, "played_through", lambda *_, **__: result)
    for as_json in ([], ["--json"]):
        ran = CliRunner().invoke(build_app("check"), ["check", "--deep", *as_json])
        assert ran.exit_code == (1 if wrong else 0), ran.output
        assert all(fault in ran.output for fault in wrong)
    assert json.loads(ran.output)["deep"]["cases"] == cases


@pytest.mark.parametrize("words", [["--keep"], ["--changed"], ["--deep", "--keep", "--overlay", "valley"]])
def test_options_that_do_not_go_together_are_refused(words):
    assert CliRunner().invoke(build_app("check"), ["check", *words]).exit_code == 2


# ---------------------------------------------------------------- when to search again


def test_a_case_is_searched_again_when_its_plays_may_differ_and_not_for_words():
    words, class_ = copy.deepcopy(WELL_DIGGER), copy.deepcopy(WELL_DIGGER)
    words["topics"][0]["lines"][0]["text"] = words["title"] = words["facts"][0]["missed"] = "Other words."
    class_["topics"][0]["lines"][0]["class"] = "normalise"
    condition = copy.deepcopy(WELL_DIGGER)
    next(item for item in condition["visits"][1]["happened"] if item.get("missed"))["missed"] = False
    model = copy.deepcopy(RELATING)
    model["model"]["numbers"]["start_trust"] += 0.01
    now = seal(RELATING, WELL_DIGGER)
    assert now == seal(RELATING, words)
    assert len({now, seal(RELATING, class_), seal(RELATING, condition), seal(model, WELL_DIGGER)}) == 4


@pytest.mark.slow
def test_what_was_found_is_kept_and_searched_again_only_when_changed(tmp_path, monkeypatch):
    small = {**RELATING, "cases": [WELL_DIGGER], "profiles": RELATING["profiles"][:1]}
    monkeypatch.setattr(deep, "compiled_pack", lambda root, overlays: SimpleNamespace(relating=small))
    first = deep.played_through(tmp_path, [], changed=False, keep=True)
    kept = json.loads((tmp_path / "plays.json").read_text("utf-8"))
    assert kept["cases"] == first.cases
    kept["cases"]["well_digger"]["patterns"]["own"]["plays"] = 7
    (tmp_path / "plays.json").write_text(json.dumps(kept), "utf-8")
    again = deep.played_through(tmp_path, [], changed=True, keep=False)
    assert again.cases["well_digger"]["patterns"]["own"]["plays"] == 7
    small["cases"] = [harder(0.6)]
    assert (
        deep.played_through(tmp_path, [], changed=True, keep=False).cases["well_digger"]["patterns"]["own"][
            "plays"
        ]
        > 7
    )
    text = "\n".join(first.as_text(True))
    assert (
        "attune play well_digger --pattern secure --choices greet," in text
        or "--pattern secure --choices" in text
    )
    assert "acknowledge, ask, follow the guide" in text
