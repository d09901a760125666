"""The keys of relational guidance and of the observations. docs/reference/content-format.md says what each means."""

from __future__ import annotations

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
    one_of,
    rule,
    text,
    whole,
)

STRENGTHS = ("pooled", "some", "judgement")
LEANINGS = ("secure", "anxious", "avoidant", "disorganized")
WEIGHED = LEANINGS[1:]  # secure is none of the three, and has no number of its own
BEHAVIOUR = "behaviour"
# What an observation is about. Only behaviour in the visit may weigh: the rest measures bus fares, manners and illness.
ABOUT = (BEHAVIOUR, "attendance", "company", "silence", "gaze", "tears", "body")
CARE_SCREENS = (
    "asking",
    "last",
    "plan",
    "waiting",
    "closing",
)  # the app's screens of a visit that show guidance
_MARKS = ("vague", "design", "proposal", "reading", "unverified")


def _need(reader: Reader) -> Key:
    return Key(reader, required=True)


def _may(reader: Reader) -> Key:
    return Key(reader)


def points(node: Node, findings: Findings) -> Any:
    """A weight, in whole points from -10 to 10."""
    found = whole()(node, findings)
    if found is BAD or -10 <= found <= 10:
        return found
    findings.fault("out_of_range", node.place, f"{found} points are too many.", expected="-10 to 10")
    return BAD


_STATEMENT = {
    "sources": _may(list_of(text, "sources")),
    "marks": _may(list_of(one_of(*_MARKS), "marks")),
    "note": _may(text),
    "add": _may(flag),
}
_EVIDENCE = {"strength": _need(one_of(*STRENGTHS)), **_STATEMENT}
_NAMED = {"id": _need(identifier), "text": _need(text), "add": _may(flag)}

CRISIS = Shape("the crisis text", {"id": _need(identifier), "text": _need(text), **_EVIDENCE})
CARE_STEP = Shape(
    "a step of care",
    {
        "id": _need(identifier),
        "title": _need(text),
        "everyone": _need(text),
        "guide_steps": _may(list_of(identifier, "step ids")),
        "screens": _may(list_of(one_of(*CARE_SCREENS), "screens")),
        **_EVIDENCE,
    },
)
CARE_STEPS = Shape(
    "relational/steps.yaml",
    {"crisis": _need(CRISIS.read), "steps": _need(items(CARE_STEP, "steps of care"))},
)
GUIDANCE_UNIT = Shape(
    "a unit of guidance",
    {
        "id": _need(identifier),
        "step": _may(identifier),
        "module": _may(identifier),
        "when": _may(rule),
        "notice": _need(text),
        "pulls": _need(text),
        "helps": _need(text),
        "say": _need(text),
        "harms": _need(text),
        "culture": _may(text),
        "others": _may(text),
        **_EVIDENCE,
    },
)
GUIDANCE = Shape(
    "a file of guidance",
    {
        "id": _need(identifier),
        "title": _need(text),
        "leaning": _may(one_of(*LEANINGS)),
        "culture": _need(text),
        "others": _need(text),
        "note": _may(text),
        "units": _need(items(GUIDANCE_UNIT, "units of guidance")),
    },
)
MODEL = Shape(
    "the model",
    {
        "start": _need(whole()),
        "shown_from": _need(whole()),
        "most": _need(whole()),
        "visit_cap": _need(whole(1)),
        "half_life_days": _need(whole(1)),
        "least_days": _need(whole(1)),
        **_STATEMENT,
    },
)
TENDENCY = Shape(
    "a tendency", {**_NAMED, "leaning": _need(one_of(*WEIGHED)), **_EVIDENCE}
)  # its words are those of a visit: no name of a pattern
CIRCUMSTANCE = Shape("a circumstance", {**_NAMED, "when": _may(rule), "cautious": _may(flag), **_STATEMENT})
OBSERVATION = Shape(
    "an observation",
    {
        **_NAMED,
        "group": _need(identifier),
        "about": _need(one_of(*ABOUT)),
        "weights": _may(Shape("the weights", {name: _may(points) for name in WEIGHED}).read),
        "try": _need(text),
        "others": _need(text),
        **_EVIDENCE,
    },
)
OBSERVATIONS = Shape(
    "relational/observations.yaml",
    {
        "model": _need(MODEL.read),
        "tendencies": _need(items(TENDENCY, "tendencies")),
        "groups": _need(items(Shape("a group", _NAMED), "groups")),
        "circumstances": _need(items(CIRCUMSTANCE, "circumstances")),
        "observations": _need(items(OBSERVATION, "observations")),
    },
)

RELATIONAL_FILES: dict[str, Reader] = {
    "relational/steps.yaml": CARE_STEPS.read,
    "relational/observations.yaml": OBSERVATIONS.read,
}
RELATIONAL_FOLDERS: dict[str, Reader] = {"relational": GUIDANCE.read}
