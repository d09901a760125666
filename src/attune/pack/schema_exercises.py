"""The keys of `exercises/ID.yaml` and of `relaxation.yaml`. docs/reference/content-format.md says what each means."""

from __future__ import annotations

import re
from typing import Any

from attune.pack.errors import Findings
from attune.pack.nodes import Node
from attune.pack.shape import (
    BAD,
    Key,
    Reader,
    Shape,
    flag,
    identifier,
    items,
    list_of,
    map_of,
    one_of,
    rule,
    text,
    whole,
)

KINDS = ("breathing", "muscles", "grounding", "imagery", "body_scan")
USES = ("room", "home", "worker")
GATE_DOES = ("not_now", "ground_first", "advice")
CAUTION_DOES = ("not_now", "pace", "length", "leave_out", "advice")
COUNTS = ("all", "first")
PICTURES = (
    "arms", "belly", "bubbles", "calves", "candle", "ear", "eye", "feet", "fists", "flower", "forehead", "hand",
    "hug", "jaw", "mouth", "nose", "ragdoll", "shoulders", "thighs", "wall",
)  # fmt: skip


_HALVES = re.compile(r"[1-9][0-9]?(\.[05])?")


def half_seconds(node: Node, findings: Findings) -> Any:
    """A time in seconds, to the half: 4 or 4.5. Whole ones stay whole numbers."""
    if node.kind == "scalar" and node.style is None and _HALVES.fullmatch(node.text):
        found = float(node.text)
        return int(found) if found == int(found) else found
    findings.fault(
        "wrong_type",
        node.place,
        f"{node.text or 'Nothing'} is no length of a breath.",
        expected="seconds, 1 or more, to the half: 4 or 4.5",
    )
    return BAD


def _need(reader: Reader) -> Key:
    return Key(reader, required=True)


def _may(reader: Reader) -> Key:
    return Key(reader)


_BREATH = {"in": _need(half_seconds), "hold": _may(whole(0)), "out": _need(half_seconds)}
PACE = Shape("a pace", {**_BREATH, "start_with": _may(one_of("in", "out"))})
MUSCLES = Shape(
    "a group of muscles",
    {
        "listen": _need(whole(0)),
        "tense": _need(whole(1)),
        "release": _need(whole(1)),
        "notice": _need(whole(0)),
    },
)
PART = Shape(
    "a part of a script",
    {
        "id": _need(identifier),
        "seconds": _may(whole(1)),
        "do": _may(text),
        "say": _need(text),
        "remind": _may(text),
        "pace": _may(PACE.read),
        "main": _may(flag),
        "counts": _may(one_of(*COUNTS)),
        "muscles": _may(MUSCLES.read),
        "picture": _may(one_of(*PICTURES)),
        "number": _may(whole(1)),
        "add": _may(flag),
    },
)
LENGTH = Shape(
    "a length",
    {
        "id": _need(identifier),
        "text": _need(text),
        "hint": _may(text),
        "seconds": _need(whole(1)),
        "parts": _may(map_of(whole(1), "part: seconds")),
        "add": _may(flag),
    },
)
PACE_CHOICE = Shape(
    "a pace to choose",
    {
        "id": _need(identifier),
        **_BREATH,
        "text": _need(text),
        "hint": _may(text),
        "usual": _may(flag),
        "add": _may(flag),
    },
)
PRACTICE = Shape(
    "the practice at home",
    {
        "times_a_day": _need(whole(1)),
        "minutes": _need(whole(1)),
        "days": _need(whole(1)),
        "review_days": _need(list_of(whole(1), "days")),
        "text": _need(text),
    },
)
STEP = Shape(
    "a step of an exercise",
    {"id": _need(identifier), "text": _need(text), "say": _may(text), "add": _may(flag)},
)


def exercise_shape(statement: dict[str, Key]) -> Shape:
    """An exercise. `statement`: the keys of whatever carries a source."""
    sources = statement["sources"]
    line = {"id": _need(identifier), "text": _need(text), **statement}
    evidence = Shape("what is known of its effect", {"text": _need(text), "sources": sources})
    gentle = Shape(
        "the gentle form",
        {"when": _need(rule), "pace": _need(PACE.read), "reason": _need(text), "sources": sources},
    )
    caution = Shape(
        "a caution",
        {
            **line,
            "gate": _may(identifier),
            "means": _may(one_of(*CAUTION_DOES)),
            "pace": _may(identifier),
            "length": _may(identifier),
            "leave_out": _may(list_of(identifier, "parts")),
            "instead": _may(identifier),
        },
    )
    return Shape(
        "an exercise",
        {
            "id": _need(identifier),
            "kind": _need(one_of(*KINDS)),
            "order": _need(whole(0)),
            "uses": _need(list_of(one_of(*USES), "uses")),
            "as_in_guide": _may(flag),
            "from_years": _may(whole(0)),
            "to_years": _may(whole(0)),
            "title": _need(text),
            "intro": _need(text),
            "suits": _may(text),
            "evidence": _may(evidence.read),
            "posture": _may(text),
            "seconds": _may(whole(1)),
            "script": _may(items(PART, "parts of a script")),
            "paces": _may(items(PACE_CHOICE, "paces")),
            "lengths": _may(items(LENGTH, "lengths")),
            "pace": _may(PACE.read),
            "rounds": _may(whole(1)),
            "round_seconds": _may(whole(1)),
            "rest_seconds": _may(whole(0)),
            "self_practice_seconds": _may(whole(0)),
            "steps": _need(items(STEP, "steps")),
            "gentle": _may(gentle.read),
            "cautions": _may(items(caution, "cautions")),
            "relating": _may(items(Shape("a line on how to be", line), "lines")),
            "practice": _may(PRACTICE.read),
            **statement,
        },
    )


def relaxation_shape(statement: dict[str, Key]) -> Shape:
    """What is looked at before any exercise."""
    gate = Shape(
        "a gate",
        {
            "id": _need(identifier),
            "ask": _need(text),
            "when": _may(rule),
            "does": _may(one_of(*GATE_DOES)),
            "advice": _may(text),
            **statement,
        },
    )
    return Shape("relaxation.yaml", {"gate": _need(items(gate, "gates"))})
