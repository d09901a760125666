"""What the worker did, in four panels: never one number, and never the patient's trust. Twin of client/src/domain/relating/score.ts.

Source: the sheet, section 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attune.relating.lines import Heard, holds
from attune.relating.play import person_of
from attune.relating.state import Json, Person, round6
from attune.relating.turn import HURT, SAFE

_PREVIEWS = ("explain_preview", "offer_choice", "normalise")
_PREVIEW_WINDOW, _FIT_WINDOW, _REPAIR_WINDOW = 2, 2, 3
_HIGH = 0.5  # of avoidance or disorganization: closeness that is too much harms
_TURNING, _TURNING_MOST = 0.05, 4
# What answers a cue: noticing and changing course is the skill, not naming a style.
_ANSWERS: Mapping[str, Sequence[str]] = {
    "mismatch": ("offer_choice", "explain_preview"),
    "freeze": ("ground", "explain_preview", "offer_choice", "allow_silence"),
    "overwhelmed": ("ground", "explain_preview", "offer_choice", "allow_silence"),
    "held_back": (
        "validate",
        "normalise",
        "reflect",
        "offer_choice",
        "explain_preview",
        "allow_silence",
        "practical_help",
    ),
}


def score(relating: Mapping[str, Any], case: Mapping[str, Any], played: Mapping[str, Any]) -> Json:
    """The four panels and what a debrief needs, from the result of `play`."""
    person = person_of(relating, case, played["pattern"])
    turns: Sequence[Json] = played["turns"]
    guide = [_goal(goal, played, _heard(played)) for goal in case["must_do"]]
    harmful = [turn["n"] for place, turn in enumerate(turns) if _harms(person, turns, place)]
    unrepaired = [n for n in harmful if not _is_repaired(turns, n)]
    missed = any(each["critical"] and each["state"] == "missed" for each in guide)
    return {
        "reached": not missed and not unrepaired,
        "guide": guide,
        "harmful": harmful,
        "unrepaired": unrepaired,
        "helping": {"shares": _shares(turns), "habits": _habits(turns, played["visits"], harmful)},
        "fit": list(_fit(turns)),
        "unsaid": [name for name, known in played["facts"].items() if known != "told"],
        "turning": _turning(turns),
    }


# ---------------------------------------------------------------- 1. safety and the guide's steps


def _heard(played: Mapping[str, Any]) -> Heard:
    """What both know at the end."""
    facts = played["facts"]
    return Heard(
        played["visit"],
        0,
        "",
        companion=played["companion"],
        said_ever={turn["line"] for turn in played["turns"]},
        told={name for name, known in facts.items() if known == "told"},
        asked={name for name, known in facts.items() if known != "unasked"},
    )


def _goal(goal: Mapping[str, Any], played: Mapping[str, Any], heard: Heard) -> Json:
    begun = [visit["id"] for visit in played["visits"]]
    visits = goal.get("visit", begun)
    found: Json = {"id": goal["id"], "critical": goal.get("critical", False), "turns": []}
    if not holds(goal.get("applies"), heard) or not any(each in begun for each in visits):
        return {**found, "state": "does_not_apply"}
    turns = [turn for turn in played["turns"] if turn["visit"] in visits]
    counted = _counted(goal, turns)
    met = bool(counted) and _is_in_time(goal, counted, played["turns"])
    if goal.get("alone", False):
        met = met and all(turn["alone"] for turn in counted)
    return {**found, "turns": [turn["n"] for turn in counted], "state": "met" if met else "missed"}


def _counted(goal: Mapping[str, Any], turns: Sequence[Json]) -> list[Json]:
    """The turns that meet the goal; none if they are not enough."""
    said = {turn["line"] for turn in turns}
    all_of, any_of, classes = goal.get("all_of", []), goal.get("any_of", []), goal.get("any_class", [])
    by_any = [turn for turn in turns if turn["line"] in any_of or turn["class"] in classes]
    if not said.issuperset(all_of) or ((any_of or classes) and not by_any):
        return []
    return [turn for turn in turns if turn["line"] in all_of or turn in by_any]


def _is_in_time(goal: Mapping[str, Any], counted: Sequence[Json], turns: Sequence[Json]) -> bool:
    later = [turn["n"] for turn in turns if turn["line"] in goal.get("before", [])]
    return not later or counted[0]["n"] < min(later)


# ---------------------------------------------------------------- 2. what harms


def _harms(person: Person, turns: Sequence[Json], place: int) -> bool:
    turn = turns[place]
    class_ = turn["in_effect"] if turn["in_effect"] == "break_confidence" else turn["class"]
    if class_ == "closed_question":
        # A list of questions is clumsy; straight after something heavy was told it wounds.
        before = turns[place - 1] if place > 0 else None
        return before is not None and bool(before["big"]) and before["visit"] == turn["visit"]
    if class_ == "over_warm":
        return person.v >= _HIGH or person.d >= _HIGH
    return class_ in HURT or class_ in ("push_disclosure", "leading_negative")


def _is_repaired(turns: Sequence[Json], n: int) -> bool:
    """Was it owned in full soon after, within the visit? (Turns are numbered from 1.)"""
    visit = turns[n - 1]["visit"]
    after = [turn for turn in turns[n : n + _REPAIR_WINDOW] if turn["visit"] == visit]
    return any(turn["class"] == "repair" and turn["full"] for turn in after)


# ---------------------------------------------------------------- 3. what helps


def _shares(turns: Sequence[Json]) -> Json:
    names = sorted({turn["class"] for turn in turns})
    return {name: round6(sum(turn["class"] == name for turn in turns) / len(turns)) for name in names}


def _habits(turns: Sequence[Json], visits: Sequence[Json], harmful: Sequence[int]) -> Json:
    """How often each was called for, and done."""
    sensitive = [place for place, turn in enumerate(turns) if turn["class"] == "sensitive_direct"]
    told = [place for place, turn in enumerate(turns) if turn["big"]]
    ended = [visit for visit in visits if "end" in visit]
    return {
        "preview": _count(_previewed(turns, place) for place in sensitive),
        "acknowledged": _count(_acknowledged(turns, place) for place in told),
        "closed": _count(_closed(turns, visit["id"]) for visit in ended),
        "repaired": _count(_is_repaired(turns, n) for n in harmful),
    }


def _count(done: Iterable[bool]) -> Json:
    found = list(done)
    return {"called_for": len(found), "done": sum(found)}


def _previewed(turns: Sequence[Json], place: int) -> bool:
    """A row of plain questions needs one preview, and an acknowledged answer keeps the door open."""
    first = place
    while (
        first > 0
        and turns[first - 1]["class"] == "sensitive_direct"
        and turns[first - 1]["visit"] == turns[place]["visit"]
    ):
        first -= 1
    before = [
        turn
        for turn in turns[max(0, first - _PREVIEW_WINDOW) : first]
        if turn["visit"] == turns[place]["visit"]
    ]
    return any(turn["class"] in _PREVIEWS for turn in before)


def _acknowledged(turns: Sequence[Json], place: int) -> bool:
    after = turns[place + 1] if place + 1 < len(turns) else None
    return after is not None and after["visit"] == turns[place]["visit"] and after["class"] in SAFE


def _closed(turns: Sequence[Json], visit: str) -> bool:
    last = [turn for turn in turns if turn["visit"] == visit][-1:]
    return bool(last) and last[0]["class"] == "close_with_date"


# ---------------------------------------------------------------- 4. fit


def _cue_of(turn: Json) -> str | None:
    """What the worker could notice in this turn, the most telling first."""
    if turn["freeze"]:
        return "freeze"
    if turn["result"] == "overwhelmed":
        return "overwhelmed"
    if turn["mismatch"]:
        return "mismatch"
    return "held_back" if turn["result"] in ("hint", "deflect", "deny") else None


def _fit(turns: Sequence[Json]) -> Iterable[Json]:
    """Each cue as it begins, and the turn in which the worker changed course after it."""
    for place, turn in enumerate(turns):
        cue = _cue_of(turn)
        before = turns[place - 1] if place > 0 else None
        goes_on = before is not None and before["visit"] == turn["visit"] and _cue_of(before) == cue
        if cue is None or goes_on:
            continue
        after = [
            each for each in turns[place + 1 : place + 1 + _FIT_WINDOW] if each["visit"] == turn["visit"]
        ]
        answer = next((each["n"] for each in after if each["class"] in _ANSWERS[cue]), None)
        if after:
            yield {"n": turn["n"], "cue": cue, "answered": answer}


# ---------------------------------------------------------------- the debrief


def _turning(turns: Sequence[Json]) -> list[int]:
    """The turns that moved most, and those in which something big was told, in order."""
    moved = sorted(turns, key=lambda turn: (-_move(turn), turn["n"]))
    most = [turn["n"] for turn in moved if _move(turn) >= _TURNING][:_TURNING_MOST]
    return sorted({*most, *(turn["n"] for turn in turns if turn["big"])})


def _move(turn: Json) -> float:
    return round6(
        abs(turn["after"]["T"] - turn["before"]["T"]) + abs(turn["after"]["R"] - turn["before"]["R"])
    )
