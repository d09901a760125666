"""Workers without judgement, and one with: whom a virtual patient must fail, and whom it must let through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attune.relating.lines import ENDS, script_of, tempts
from attune.relating.play import Playing
from attune.relating.turn import SAFE

Json = dict[str, Any]
Bot = Callable[[Json], str]
Pick = Callable[[Sequence[str]], str]  # one of these, at random: pure rooms are handed their dice
THUMBS = ("the longest", "the first", "the kindest", "only validating", "random")
SENSIBLE = "acknowledge, ask, follow the guide"
THUMB_MOST = 0.1  # of all plays
_ANNOUNCES = ("explain_preview", "offer_choice", "normalise")


def played_by(bot: Bot, relating: Mapping[str, Any], case: Json, pattern: str) -> tuple[list[str], Json]:
    """The choices of a bot, and the play that they make. Every bot sends a reminder and calls after a missed visit."""
    choices: list[str] = []
    playing = Playing(relating, case, pattern)
    while playing.offered:
        played = playing.result()
        between = {"reminder": "remind", "missed": "call"}.get(played["phase"])
        choices.append(between or bot(played))
        playing.choose(choices[-1])
    return choices, playing.result()


def bots(relating: Mapping[str, Any], case: Json, pick: Pick) -> dict[str, Bot]:
    """Each worker by name: those of `THUMBS`, and the sensible one."""
    return {**simple(relating, case, pick), SENSIBLE: Sensible(relating, case)}


def simple(relating: Mapping[str, Any], case: Json, pick: Pick) -> dict[str, Bot]:
    """Those that see no more than a rule of thumb: they must not pass."""
    lines, classes = script_of(relating, case).lines, relating["model"]["classes"]

    def kindness(name: str) -> float:
        found = classes[lines[name]["class"]]
        return float(found["T"][0] + found["k"])

    def validating(played: Json) -> str:
        offered: list[str] = played["offered"]
        return next((name for name in offered if lines[name]["class"] == "validate"), offered[0])

    return {
        "the longest": lambda played: max(played["offered"], key=lambda name: len(lines[name]["text"])),
        "the first": lambda played: str(played["offered"][0]),
        "the kindest": lambda played: max(played["offered"], key=kindness),
        "only validating": validating,
        "random": lambda played: pick(played["offered"]),
    }


class Sensible:
    """Acknowledges, asks, follows the guide: it must pass. It knows the goals of the case and what was heard, and no hidden number."""

    def __init__(self, relating: Mapping[str, Any], case: Json) -> None:
        self.case, self.lines = case, script_of(relating, case).lines

    def __call__(self, played: Json) -> str:
        turns = [turn for turn in played["turns"] if turn["visit"] == played["visit"]]
        said = {turn["line"] for turn in played["turns"]}
        helping = [name for name in played["offered"] if not tempts(self.lines[name])]
        if played["companion"]:  # nothing hard before others
            helping = [name for name in helping if self._class(name) != "sensitive_direct"]
        ends = [name for name in helping if self._class(name) in ENDS]
        rest = [name for name in helping if name not in ends]
        if not rest or (ends and played["turns_left"] <= 2):
            return str((ends or rest or played["offered"])[0])
        new = [name for name in rest if name not in {turn["line"] for turn in turns}]
        for found in (
            self._acknowledging(turns, rest),
            self._of(rest, "privacy_intro") if not turns else [],
            [name for name in rest if self.lines[name].get("companion_leaves")],
            self._wanted(played, said, turns, rest),
            [
                name
                for name in new
                if played["facts"].get(self.lines[name].get("asks", "")) not in (None, "told")
            ],
            [name for name in new if "opens" in self.lines[name]],
            new,
        ):
            if found:
                return str(found[0])
        return str(rest[0])

    def _class(self, name: str) -> str:
        return str(self.lines[name]["class"])

    def _of(self, names: list[str], *classes: str) -> list[str]:
        return [name for name in names if self._class(name) in classes]

    def _acknowledging(self, turns: list[Json], names: list[str]) -> list[str]:
        if not turns or not turns[-1]["big"]:
            return []
        return self._of(names, "validate") or self._of(names, *SAFE)

    def _wanted(self, played: Json, said: set[str], turns: list[Json], names: list[str]) -> list[str]:
        """A line that a goal still lacks; a hard question only after it was announced."""
        wanted = {
            name for goal in self.case["must_do"] for name in self._lacks(goal, said, played["companion"])
        }
        found = [name for name in names if name in wanted]
        hard = self._of(found, "sensitive_direct")
        announced = any(turn["class"] in (*_ANNOUNCES, "sensitive_direct") for turn in turns[-2:])
        if hard and not announced:
            return [name for name in self._of(names, *_ANNOUNCES) if name not in said] or hard
        return hard or found

    def _lacks(self, goal: Json, said: set[str], companion: bool) -> list[str]:
        if goal.get("alone") and companion:
            return []
        any_of = [] if said & set(goal.get("any_of", [])) else goal.get("any_of", [])
        return [name for name in [*goal.get("all_of", []), *any_of] if name not in said]
