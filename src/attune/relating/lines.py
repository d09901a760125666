"""Which lines a worker is offered. Twin of client/src/domain/relating/lines.ts.

What is offered depends only on what both have said and seen, never on trust: the choice gives nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from attune.relating.state import Json

MOST, LEAST = 6, 4
_AFTER, _TEMPTING_MOST, _HELPING_MOST = 3, 2, 4
ENDS = ("close_with_date", "abrupt_end")
TEMPTS = frozenset(
    {
        "lecture", "dismiss", "premature_reassure", "interrupt", "withdraw", "break_confidence", "abrupt_end", "push_disclosure",
        "over_warm", "leading_negative", "offer_extra", "closed_question",
    }
)  # fmt: skip
STRAINS = frozenset(
    {
        "lecture", "dismiss", "premature_reassure", "interrupt", "withdraw", "break_confidence", "abrupt_end", "push_disclosure",
        "over_warm",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Script:
    """A case made ready: its lines with their topics, those that all cases share, and what leads where."""

    case: Mapping[str, Any]
    lines: Mapping[str, Mapping[str, Any]]  # by id, own and shared
    topic_of: Mapping[str, str]  # line -> topic; "" for anytime and shared
    topics: Mapping[str, Sequence[str]]  # topic -> its lines in order
    anytime: Sequence[str]
    shared: Sequence[str]
    facts: Mapping[str, Mapping[str, Any]]
    visits: Sequence[Mapping[str, Any]]


def script_of(relating: Mapping[str, Any], case: Mapping[str, Any]) -> Script:
    left_out = set(case.get("not_shared", []))
    shared = [line for line in relating["talk"]["lines"] if line["id"] not in left_out]
    anytime = case.get("anytime", [])
    topics = {topic["id"]: [line["id"] for line in topic["lines"]] for topic in case["topics"]}
    own = [line for topic in case["topics"] for line in topic["lines"]]
    return Script(
        case=case,
        lines={line["id"]: line for line in [*own, *anytime, *shared]},
        topic_of={
            **{line["id"]: "" for line in [*anytime, *shared]},
            **{name: topic for topic, names in topics.items() for name in names},
        },
        topics=topics,
        anytime=[line["id"] for line in anytime],
        shared=[line["id"] for line in shared],
        facts={fact["id"]: fact for fact in case["facts"]},
        visits=case["visits"],
    )


@dataclass(slots=True)
class Heard:
    """What both have said and seen so far."""

    visit: str
    turns: int  # that the visit has
    topic: str
    turn: int = 0  # of this visit
    companion: bool = False
    said: list[str] = field(default_factory=list)  # in this visit
    said_ever: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)  # of the last turn
    fact: str = ""  # that the last turn was about


def holds(when: Mapping[str, Any] | None, heard: Heard) -> bool:
    """Does a condition hold? All of its keys must."""
    if when is None:
        return True
    return (
        heard.told.issuperset(when.get("told", ()))
        and heard.told.isdisjoint(when.get("not_told", ()))
        and heard.asked.issuperset(when.get("asked", ()))
        and heard.asked.isdisjoint(when.get("not_asked", ()))
        and heard.said_ever.issuperset(when.get("said", ()))
        and heard.said_ever.isdisjoint(when.get("not_said", ()))
        and when.get("companion", heard.companion) == heard.companion
        and heard.visit in when.get("visit", [heard.visit])
        and ("after" not in when or not heard.events.isdisjoint(when["after"]))
        and ("of" not in when or heard.fact in when["of"])
    )


def offered(script: Script, heard: Heard) -> list[str]:
    """The lines of this turn, four to six where the case has them, in the order of the screen."""
    left = heard.turns - heard.turn
    can = [name for name in script.lines if _can_be_said(script, heard, name)]
    if left <= 1:
        return _mixed(script, heard, [name for name in can if _ends(script, name)][:LEAST])
    late = heard.turn * 2 >= heard.turns
    if not late:
        own = [name for name in script.topics.get(heard.topic, []) if _ends(script, name)]
        can = [name for name in can if not _ends(script, name) or name in own]
    found = _after(script, heard, can)
    found += _of_topic(script, heard, can, found)
    found += _door(script, heard, can, found)
    found += _anytime(script, heard, can, found)
    return _mixed(script, heard, found)


def _can_be_said(script: Script, heard: Heard, name: str) -> bool:
    line = script.lines[name]
    if name in heard.said and not line.get("again", False):
        return False
    if ("touches" in line or tempts(line)) and line.get("touches", line.get("asks")) in heard.told:
        return False  # nobody circles round, or presses for, what was told already
    return holds(line.get("when"), heard)


def _ends(script: Script, name: str) -> bool:
    return script.lines[name]["class"] in ENDS


def _fits(script: Script, name: str) -> bool:
    """Is the line one for just this moment?"""
    return "after" in script.lines[name].get("when", {})


def tempts(line: Mapping[str, Any]) -> bool:
    return line["class"] in TEMPTS or line.get("quality", "full") != "full"


def _after(script: Script, heard: Heard, can: Iterable[str]) -> list[str]:
    """Up to three that fit what just happened: two that help and one that tempts. Own lines come before shared ones."""
    fitting = [name for name in can if _fits(script, name)]
    own = [name for name in fitting if name not in script.shared]
    rest = _mixed(script, heard, [name for name in fitting if name in script.shared])
    helping = [name for name in [*own, *rest] if not tempts(script.lines[name])]
    tempting = [name for name in [*own, *rest] if tempts(script.lines[name])]
    return [*helping[: _AFTER - 1], *tempting[:1]]


def _of_topic(script: Script, heard: Heard, can: Iterable[str], found: Sequence[str]) -> list[str]:
    here = script.topics.get(heard.topic, [])
    rest = [name for name in here if name in can and name not in found]
    helping = [name for name in rest if not tempts(script.lines[name])]
    tempting = [name for name in rest if tempts(script.lines[name])]
    helps = sum(not tempts(script.lines[name]) for name in found)
    onward = [name for name in helping if "opens" in script.lines[name]][:1]
    staying = [name for name in helping if name not in onward]
    room = max(0, _HELPING_MOST - helps)
    taken = {*onward, *staying[: max(0, room - len(onward))]} if room else set()
    chosen = [name for name in here if name in taken]
    tempt = max(1, _TEMPTING_MOST - (len(found) - helps))
    return [*chosen, *tempting[:tempt]][: MOST - len(found)]


def _door(script: Script, heard: Heard, can: Iterable[str], found: Sequence[str]) -> list[str]:
    """The first line of the next topic, so that nobody is stuck."""
    if len(found) >= MOST:
        return []
    starts = {visit["starts_in"] for visit in script.visits}
    order = list(script.topics)
    after = order[order.index(heard.topic) + 1 :] if heard.topic in order else order
    for topic in after:
        if topic not in starts:
            first = [name for name in script.topics[topic] if name in can and not _fits(script, name)]
            first = [name for name in first if not tempts(script.lines[name])]
            if first:
                return first[:1]
    return []


def _anytime(script: Script, heard: Heard, can: Iterable[str], found: Sequence[str]) -> list[str]:
    """One of the rest, or as many as make four."""
    rest = [
        name
        for name in [*script.anytime, *script.shared]
        if name in can and name not in found and not _fits(script, name)
    ]
    room = max(min(1, MOST - len(found)), LEAST - len(found))
    ends = [name for name in rest if _ends(script, name) and not tempts(script.lines[name])]
    first = ends[:1] if heard.turns - heard.turn <= LEAST else []
    return [*first, *(name for name in _mixed(script, heard, rest) if name not in first)][:room]


def _mixed(script: Script, heard: Heard, names: Iterable[str]) -> list[str]:
    """The same order every time, and none that says which is best."""
    seed = f"{script.case['id']} {heard.visit} {heard.turn} "
    return sorted(names, key=lambda name: (fnv(seed + name), name))


@lru_cache(maxsize=1 << 16)  # a search asks the same again and again
def fnv(text: str) -> int:
    """FNV-1a, 32 bits, of ASCII text: a small hash that both languages have alike."""
    found = 0x811C9DC5
    for char in text:
        found = ((found ^ ord(char)) * 0x01000193) & 0xFFFFFFFF
    return found


def event_of(result: str | None, strained: bool, frozen: bool, mismatch: bool) -> set[str]:
    """What just happened, as far as both can tell."""
    found = {
        "full": "told",
        "hint": "hint",
        "deflect": "deflect",
        "deny": "deny",
        "overwhelmed": "overwhelmed",
    }
    events = {found[result]} if result in found else set()
    flags: Json = {"strain": strained, "frozen": frozen, "mismatch": mismatch}
    return events | {name for name, holds_ in flags.items() if holds_}
