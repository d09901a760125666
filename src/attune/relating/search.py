"""What can come of a virtual patient: a search over its plays, and what no play can reach.

The search goes turn by turn. Plays that have come to the same place (equal up to rounding of what matters) go on as one, and of the
rest those go on that are furthest in one of a few directions. So it is no proof: what it finds carries the play that shows it, and what
it does not find is "not found in N plays". Only bounds say "impossible".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Any

from attune.relating.bots import Pick, bots, played_by
from attune.relating.bounds import impossible, most_trust
from attune.relating.lines import ENDS, TEMPTS, script_of
from attune.relating.play import Playing
from attune.relating.score import score
from attune.relating.state import Json, State, effective_trust, round6

KEPT_EACH = 12  # plays that go on per direction and turn
KEPT_NEAR = 20  # where it goes to one fact alone
RANDOM_PLAYS = 120
_LEVELS = {"T": 0.0, "A": 0.0, "R": 0.0, "C": 0.0, "S": 0.0}  # a search reads the state itself
_RECENT = 3  # the last classes that weigh on what is told and how it is taken
FURTHEST = ("best_trust", "worst_trust", "best_distress", "worst_distress")
Choices = tuple[str, ...]
Directions = tuple[
    Callable[["_Quick", Counter[str]], float], ...
]  # of a play, and how many plays each fact was told in


class _Quick(Playing):
    """A play without words and reasons, as far as the score needs it."""

    choices: Choices = ()

    def on(self, choice: str) -> _Quick:
        twin = self.fork()
        twin.choose(choice)
        twin.choices = (*self.choices, choice)
        return twin

    def _turn(
        self,
        line: Mapping[str, Any],
        fact: Mapping[str, Any] | None,
        result: str | None,
        move: Any,
        in_effect: str,
        before: State,
        mismatch: bool,
        reasons: list[Json],
    ) -> Json:
        return {
            "n": len(self.turns) + 1,
            "visit": self.heard.visit,
            "line": line["id"],
            "class": line["class"],
            "in_effect": in_effect,
            "result": result,
            "big": move.big > 0,
            "full": line.get("quality") == "full",
            "alone": not before.companion,
            "mismatch": mismatch,
            "freeze": self.state.freeze,
            "before": _LEVELS,
            "after": _LEVELS,
        }


@dataclass(slots=True)
class _Shown:
    """What finished plays have shown, and which went furthest in trust and distress."""

    relating: Mapping[str, Any]
    case: Mapping[str, Any]
    plays: dict[Choices, frozenset[str]] = field(default_factory=dict)  # with what each shows
    claims: set[str] = field(default_factory=set)
    ends: dict[str, tuple[float, Choices]] = field(default_factory=dict)

    def add(self, choices: Choices, played: Json, trust: float, distress: float) -> None:
        if choices in self.plays:
            return
        self.plays[choices] = frozenset(claims_of(self.relating, self.case, played))
        self.claims |= self.plays[choices]
        for name, better in zip(FURTHEST, (trust, -trust, -distress, distress), strict=True):
            if name not in self.ends or better > self.ends[name][0] + 1e-9:
                self.ends[name] = (better, choices)


def search(relating: Mapping[str, Any], case: Mapping[str, Any], pattern: str, pick: Pick) -> Json:
    """What was found of a case in one pattern; every claim names one of `replays`, a list of choices for `play`."""
    shown = _Shown(relating, case)
    _by_turns(_Quick(relating, case, pattern), shown, _everywhere(case), KEPT_EACH)
    for _ in range(RANDOM_PLAYS):
        play = _Quick(relating, case, pattern)
        while play.offered:
            play = play.on(pick(play.offered))
        _finish(play, shown)
    for bot in bots(relating, dict(case), pick).values():
        choices, played = played_by(bot, relating, dict(case), pattern)
        last = played["visits"][-1]["end"]
        shown.add(tuple(choices), played, last["T"], last["A"])
    lines, never = script_of(relating, case).lines, impossible(relating, case, pattern)
    for name in (fact["id"] for fact in case["facts"]):
        if f"fact:{name}" not in shown.claims and name not in never:
            _by_turns(_Quick(relating, case, pattern), shown, _to_fact(case, lines, name), KEPT_NEAR)
    return _result(relating, case, pattern, shown)


def claims_of(relating: Mapping[str, Any], case: Mapping[str, Any], played: Json) -> Iterator[str]:
    """What one finished play shows: facts told in full, goals met, and how it came out."""
    scored = score(relating, case, played)
    yield "ending:reached" if scored["reached"] else "ending:not_yet"
    yield from (f"fact:{name}" for name, known in played["facts"].items() if known == "told")
    yield from (f"goal:{goal['id']}" for goal in scored["guide"] if goal["state"] == "met")
    yield from (f"ending:{turn['line']}" for turn in played["turns"] if turn["class"] in ENDS)
    for visit in played["visits"]:
        yield from (f"ending:{name}" for name in visit.get("happened", ()))
        if "missed" in visit:
            yield f"ending:{visit['id']}_{'missed' if visit['missed'] else 'kept'}"


def all_claims(relating: Mapping[str, Any], case: Mapping[str, Any]) -> list[str]:
    """Everything that an author would want some play to show."""
    lines = script_of(relating, case).lines
    visits = case["visits"]
    return [
        *(f"goal:{goal['id']}" for goal in case["must_do"]),
        *(f"fact:{fact['id']}" for fact in case["facts"]),
        "ending:reached",
        "ending:not_yet",
        *(f"ending:{name}" for name, line in lines.items() if line["class"] in ENDS),
        *(f"ending:{visit['id']}_{how}" for visit in visits[:-1] for how in ("kept", "missed")),
        *(f"ending:{item['id']}" for visit in visits for item in visit.get("happened", ())),
    ]


# ---------------------------------------------------------------- turn by turn


def _by_turns(first: _Quick, shown: _Shown, towards: Directions, kept_each: int) -> None:
    """Every play that is kept is played on in every way, turn by turn; those in front of all `towards` are kept."""
    wanted = _goal_lines(first.case)
    at_turn = [first]
    while at_turn:
        merged: dict[tuple[Any, ...], _Quick] = {}
        for play in at_turn:
            for choice in play.offered:
                after = play.on(choice)
                merged.setdefault(_place(after, wanted), after)
        for play in _furthest([each for each in merged.values() if each.phase == "over"], towards, kept_each):
            _finish(play, shown)
        at_turn = _furthest([each for each in merged.values() if each.phase != "over"], towards, kept_each)


def _goal_lines(case: Mapping[str, Any]) -> set[str]:
    keys = ("all_of", "any_of", "before")
    return {name for goal in case["must_do"] for key in keys for name in goal.get(key, ())}


def _place(play: _Quick, wanted: set[str]) -> tuple[Any, ...]:
    """Plays at one place go on as one."""
    state, heard = play.state, play.heard
    numbers = (state.T, state.A, state.R, state.C, state.K, state.W)
    return (
        play.visit,
        play.phase,
        heard.turn,
        heard.topic,
        tuple(round(each, 2) for each in numbers),
        (state.explained, state.frame, state.companion, state.freeze, state.told_big, state.exposed),
        (state.settled, state.guarded, play.promise),
        state.classes[-_RECENT:],
        frozenset(heard.told),
        frozenset(heard.said_ever & wanted),
    )


def _furthest(plays: Sequence[_Quick], towards: Directions, kept_each: int) -> list[_Quick]:
    """The first in each direction, each once."""
    told = Counter(name for play in plays for name in play.heard.told)
    kept: dict[int, _Quick] = {}
    for direction in towards:
        for play in sorted(plays, key=lambda play: direction(play, told), reverse=True)[:kept_each]:
            kept[id(play)] = play
    return list(kept.values())


def _everywhere(case: Mapping[str, Any]) -> Directions:
    """Trust and distress, up and down; much told, the rare first; the guide followed without harm."""
    wanted = _goal_lines(case)

    def followed(play: _Quick, _: Counter[str]) -> float:
        harm = sum(turn["class"] in TEMPTS and turn["class"] != "closed_question" for turn in play.turns)
        return float(len(play.heard.said_ever & wanted) - 3 * harm + play.state.T)

    return (
        lambda play, _: play.state.T,
        lambda play, _: -play.state.T,
        lambda play, _: play.state.A,
        lambda play, _: -play.state.A,
        lambda play, told: fsum(1 / told[name] for name in play.heard.told) + play.state.T / 10,
        followed,
    )


def _to_fact(case: Mapping[str, Any], lines: Mapping[str, Mapping[str, Any]], name: str) -> Directions:
    """To one fact, told what has to be told before: by trust while a question for it is open, and by staying where it is offered."""
    askers = [line for line in lines.values() if line.get("asks") == name and line["class"] not in TEMPTS]
    before = {fact for line in askers for fact in line.get("when", {}).get("told", ())}

    def near(play: _Quick) -> float:
        told = 10.0 if name in play.heard.told else 0.5 * len(before & play.heard.told)
        return told + effective_trust(play.model, play.state)

    def is_open(play: _Quick, _: Counter[str]) -> float:
        return near(play) + 0.3 * any(line["id"] not in play.heard.said for line in askers)

    def is_offered(play: _Quick, _: Counter[str]) -> float:
        return near(play) + any(line["id"] in play.offered for line in askers)

    return (is_open, is_offered)


def _finish(play: _Quick, shown: _Shown) -> None:
    shown.add(play.choices, play.result(), round6(play.state.T), round6(play.state.A))


# ---------------------------------------------------------------- what came out


def _result(relating: Mapping[str, Any], case: Mapping[str, Any], pattern: str, shown: _Shown) -> Json:
    wanted = all_claims(relating, case)
    never = {f"fact:{name}" for name in impossible(relating, case, pattern)}
    carried = _carried([name for name in wanted if name in shown.claims], shown)
    replays = list(dict.fromkeys(carried.values()))
    best, worst, calm, upset = (abs(shown.ends[name][0]) for name in FURTHEST)
    return {
        "plays": len(shown.plays),
        "trust": {"best": best, "worst": worst, "bound": round6(most_trust(relating, case, pattern))},
        "distress": {"best": calm, "worst": upset},
        "shown_by": {name: replays.index(choices) for name, choices in carried.items()},
        "impossible": [name for name in wanted if name in never],
        "not_found": [name for name in wanted if name not in shown.claims and name not in never],
        "replays": [",".join(choices) for choices in replays],
    }


def _carried(wanted: Sequence[str], shown: _Shown) -> dict[str, Choices]:
    """A play for each claim, few in all: first the four that went furthest, then always the one that shows most of the rest."""
    carried = {name: choices for name, (_, choices) in shown.ends.items()}
    chosen, left = list(carried.values()), list(wanted)
    while left:
        for choices in chosen:
            carried |= {name: choices for name in left if name in shown.plays[choices]}
        left = [name for name in left if name not in carried]
        chosen = [max(shown.plays, key=lambda choices: len(shown.plays[choices].intersection(left)))]
    return carried
