"""A play as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]
_NUMBERS = {"T": "trust", "A": "distress", "R": "strain", "C": "control"}
_SHOWN = 0.005  # smaller changes are not worth a line


def show(
    relating: Json, case: Json, played: Json, scored: Json, *, coach: bool, offer: bool
) -> Iterator[str]:
    """The talk, then the panels. In coach mode every turn says what changed and why."""
    lines = {line["id"]: line for line in _lines(relating, case)}
    yield f"{case['title']} ({played['case']}, {played['pattern']}). {relating['model']['notice']}"
    for visit in played["visits"]:
        yield from _visit(case, visit)
        for turn in played["turns"]:
            if turn["visit"] == visit["id"]:
                yield from _turn(relating, lines, turn, coach)
        yield from _after(visit)
    if played["offered"]:
        yield ""
        yield f"Offered now ({played['turns_left']} turns left):"
        for name in played["offered"]:
            words = f"  {lines[name]['text']}" if offer and name in lines else ""
            yield f"  {name}{words}"
    if played["phase"] == "over" or not coach:
        yield from _panels(relating, case, lines, played, scored)


def _lines(relating: Json, case: Json) -> Sequence[Json]:
    own = [line for topic in case["topics"] for line in topic["lines"]]
    return [*own, *case.get("anytime", []), *relating["talk"]["lines"]]


def _visit(case: Json, visit: Json) -> Iterator[str]:
    happened = {item["id"]: item["text"] for each in case["visits"] for item in each.get("happened", [])}
    yield ""
    yield f"-- visit {visit['id']}: {_levels(visit['start'])}"
    for name in visit.get("happened", []):
        yield f"   {happened[name]}"
    if visit["companion"]:
        yield f"   {case['setting']['companion']['present']}"
    yield f'   "{visit["opening"]}"'


def _turn(relating: Json, lines: Mapping[str, Json], turn: Json, coach: bool) -> Iterator[str]:
    line = lines[turn["line"]]
    yield ""
    yield f"{turn['n']:>2}. {line['text']}"
    told = f" [{turn['fact']}: {turn['result']}]" if turn["result"] else ""
    yield f"    > {turn['reply'] or '(no answer)'}{told}"
    for cue in turn["cues"]:
        yield f"      {cue['text']}"
    if not coach:
        return
    yield f"    {turn['class']}: {_levels(turn['after'])}"
    sentences = relating["model"]["reasons"]
    for of, called in _NUMBERS.items():
        parts = [each for each in turn["reasons"] if each["of"] == of and abs(each["by"]) >= _SHOWN]
        for each in parts:
            yield f"      {called} {each['by']:+.2f}  {sentences[each['rule']]}"
    yield f"      {relating['model']['classes'][turn['class']]['feedback']}"
    if "better" in line:
        yield f"      Try: {line['better']}"


def _levels(levels: Json) -> str:
    return ", ".join(f"{called} {levels[of]:.2f}" for of, called in [*_NUMBERS.items(), ("S", "shown")])


def _after(visit: Json) -> Iterator[str]:
    if "end" in visit:
        yield ""
        yield f"   left: {visit['promise']}; misses the next visit {visit['miss']:.2f}, with a reminder {visit['miss_with_reminder']:.2f}; tries the plan {visit['try']:.2f}"
    if visit.get("missed"):
        yield "   did not come"


def _panels(
    relating: Json, case: Json, lines: Mapping[str, Json], played: Json, scored: Json
) -> Iterator[str]:
    turns = {turn["n"]: turn for turn in played["turns"]}
    yield ""
    yield f"{'Reached' if scored['reached'] else 'Not yet'}"
    yield "What harmed:" if scored["harmful"] else "Nothing harmed."
    for n in scored["harmful"]:
        mended = "" if n in scored["unrepaired"] else " (put right)"
        yield f"  {n}. {lines[turns[n]['line']]['text']} [{turns[n]['class']}]{mended}"
    yield "Safety and the guide's steps:"
    goals = {goal["id"]: goal for goal in case["must_do"]}
    for each in scored["guide"]:
        mark = {"met": "yes", "missed": "NO", "does_not_apply": "-"}[each["state"]]
        critical = " (critical)" if each["critical"] else ""
        yield f"  {mark:<4}{goals[each['id']]['text']}{critical}"
    yield "What helped:"
    classes = relating["model"]["classes"]
    for name, share in sorted(scored["helping"]["shares"].items(), key=lambda pair: -pair[1]):
        yield f"  {share:>4.0%} {classes[name]['title']}"
    for name, habit in scored["helping"]["habits"].items():
        yield f"  {name}: {habit['done']} of {habit['called_for']}"
    yield "Noticing and changing course:"
    for each in scored["fit"]:
        answer = f"answered in turn {each['answered']}" if each["answered"] else "not answered"
        yield f"  {each['cue']} in turn {each['n']}: {answer}"
    unsaid = {fact["id"]: fact for fact in case["facts"]}
    for name in scored["unsaid"]:
        yield f"It stayed unsaid: {unsaid[name]['title']}." + (
            f" {unsaid[name]['missed']}" if "missed" in unsaid[name] else ""
        )
