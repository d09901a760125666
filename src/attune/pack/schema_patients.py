"""The keys of the virtual patients: their model, what they share, and the cases. docs/how-to/write-a-virtual-patient.md."""

from __future__ import annotations

from typing import Any

from attune.pack.errors import Findings
from attune.pack.nodes import Node
from attune.pack.shape import (
    Key,
    Reader,
    Shape,
    decimal,
    flag,
    identifier,
    items,
    list_of,
    map_of,
    one_of,
    text,
    whole,
)

CLASSES = (
    "privacy_intro", "validate", "normalise", "reflect", "open_question", "closed_question", "sensitive_direct",
    "leading_negative", "offer_choice", "explain_preview", "predictable_limit", "explained_reassure", "premature_reassure",
    "push_disclosure", "lecture", "shared_plan", "dismiss", "interrupt", "withdraw", "over_warm", "offer_extra",
    "break_confidence", "ground", "allow_silence", "practical_help", "affirm_strength", "close_with_date", "abrupt_end", "repair",
)  # fmt: skip
BANDS = ("low", "mid", "high")
TONES = ("plain", "guarded", "pressing")
# What a line or a fact may be about: these are asked plainly or not at all (checks/patients.py).
SENSITIVE = ("self_harm", "means", "violence", "child_safety")
SUBJECTS = (*SENSITIVE, "alcohol_drugs", "sex", "medicine", "other")
QUALITIES = ("full", "generic", "grudging")
EVENTS = ("told", "hint", "deflect", "deny", "overwhelmed", "strain", "frozen", "mismatch")
PROMISES = ("predictable", "extra", "neither")
STRENGTHS = ("good", "moderate", "indirect", "direction", "design", "unverified")


def _need(reader: Reader) -> Key:
    return Key(reader, required=True)


def _may(reader: Reader) -> Key:
    return Key(reader)


def _text_or(shape: Shape) -> Reader:
    """One text for every case, or the shape."""

    def read(node: Node, findings: Findings) -> Any:
        return text(node, findings) if node.kind == "scalar" else shape.read(node, findings)

    return read


def _text_or_texts(node: Node, findings: Findings) -> Any:
    """One text, or several that take turns."""
    return list_of(text, "texts")(node, findings) if node.kind == "list" else text(node, findings)


_IDS = list_of(identifier, "ids")
_SOURCES = _may(list_of(text, "sources"))
_MARKS = _may(list_of(one_of("vague", "design", "proposal", "reading", "unverified"), "marks"))
_NOTE = {"note": _may(text), "add": _may(flag)}
_LISTED = Shape("a line with an id", {"id": _need(identifier), "text": _need(text), **_NOTE})

BY_BAND = Shape("words by trust", {band: _may(text) for band in BANDS})
_REPLY = _text_or(BY_BAND)
REPLIES = Shape("replies by class", {name: _may(_REPLY) for name in (*CLASSES, "overwhelmed", "told_before")})
BY_TONE = Shape("words by tone", {tone: _may(_REPLY) for tone in TONES})
TONE_REPLIES = Shape("replies by tone", {tone: _may(REPLIES.read) for tone in TONES})
_BY_LEVEL = Shape("cues by level", {band: _may(_text_or_texts) for band in BANDS})
CUES = Shape(
    "cues",
    {
        "shown": _may(_BY_LEVEL.read),
        "body": _may(_BY_LEVEL.read),
        "mismatch": _may(_text_or_texts),
        "freeze": _may(_text_or_texts),
    },
)

CONDITION = Shape(
    "a condition",
    {
        "told": _may(_IDS),
        "not_told": _may(_IDS),
        "asked": _may(_IDS),
        "not_asked": _may(_IDS),
        "said": _may(_IDS),
        "not_said": _may(_IDS),
        "companion": _may(flag),
        "visit": _may(_IDS),
        "after": _may(list_of(one_of(*EVENTS), "events")),
        "of": _may(_IDS),
    },
)
LINE = Shape(
    "an offered line",
    {
        "id": _need(identifier),
        "class": _need(one_of(*CLASSES)),
        "text": _need(text),
        "asks": _may(identifier),
        "touches": _may(identifier),
        "about": _may(one_of(*SUBJECTS)),
        "quality": _may(one_of(*QUALITIES)),
        "opens": _may(identifier),
        "companion_leaves": _may(flag),
        "explained_breach": _may(flag),
        "when": _may(CONDITION.read),
        "again": _may(flag),
        "reply": _may(_REPLY),
        "better": _may(text),
        **_NOTE,
    },
)
TOPIC = Shape("a topic", {"id": _need(identifier), "lines": _need(items(LINE, "lines")), **_NOTE})
FACT = Shape(
    "a hidden fact",
    {
        "id": _need(identifier),
        "title": _need(text),
        "about": _may(one_of(*SUBJECTS)),
        "theta": _need(decimal(0, 1)),
        "s": _need(decimal(0, 1)),
        "needs": _may(list_of(one_of(*CLASSES), "classes")),
        "amax": _may(decimal(0, 1)),
        "full": _need(text),
        "hint": _need(text),
        "deflect": _need(text),
        "deny": _may(text),
        "overwhelmed": _may(text),
        "cues": _may(list_of(text, "cues")),
        "missed": _may(text),
        **_NOTE,
    },
)
GOAL = Shape(
    "a goal",
    {
        "id": _need(identifier),
        "text": _need(text),
        "critical": _may(flag),
        "applies": _may(CONDITION.read),
        "any_of": _may(_IDS),
        "all_of": _may(_IDS),
        "any_class": _may(list_of(one_of(*CLASSES), "classes")),
        "alone": _may(flag),
        "before": _may(_IDS),
        "visit": _may(_IDS),
        "missed": _may(text),
        "sources": _SOURCES,
        "marks": _MARKS,
        **_NOTE,
    },
)
HAPPENED = Shape(
    "what happened between visits",
    {
        "id": _need(identifier),
        "text": _need(text),
        "promise": _may(list_of(one_of(*PROMISES), "promises")),
        "missed": _may(flag),
        "broken": _may(flag),
        "told": _may(_IDS),
        "not_told": _may(_IDS),
        "said": _may(_IDS),
        "not_said": _may(_IDS),
        **_NOTE,
    },
)
VISIT = Shape(
    "a visit",
    {
        "id": _need(identifier),
        "title": _may(text),
        "starts_in": _need(identifier),
        "turns": _may(whole(6)),
        "days_after": _may(whole(1)),
        "opening": _need(_text_or(BY_TONE)),
        "event": _may(decimal(-1, 1)),
        "stress": _may(decimal(0, 1)),
        "companion": _may(flag),
        "happened": _may(items(HAPPENED, "happenings")),
        **_NOTE,
    },
)
PARAMS = Shape(
    "params",
    {
        "a": _need(decimal(0, 1)),
        "v": _need(decimal(0, 1)),
        "d": _need(decimal(0, 1)),
        "stress": _may(decimal(0, 1)),
        "t_off": _may(decimal(-1, 1)),
        "K": _may(decimal(0, 1)),
        "L": _may(decimal(0, 1)),
    },
)
COMPANION = Shape(
    "the companion",
    {"who": _need(text), "present": _need(text), "leaves": _need(text), "stays": _may(text), **_NOTE},
)
CASE = Shape(
    "a virtual patient",
    {
        "id": _need(identifier),
        "title": _need(text),
        "summary": _need(text),
        "setting": _need(
            Shape(
                "the setting",
                {"place": _need(text), "minutes": _need(whole(1)), "companion": _may(COMPANION.read)},
            ).read
        ),
        "patient": _need(
            Shape(
                "the patient",
                {
                    "name": _need(text),
                    "sex": _need(one_of("female", "male", "other")),
                    "age_years": _need(whole(0)),
                    "about": _need(text),
                    "comes_for": _may(text),
                },
            ).read
        ),
        "modules": _need(list_of(identifier, "module ids")),
        "params": _need(PARAMS.read),
        "other_explanations": _need(items(_LISTED, "explanations")),
        "truth": _need(items(_LISTED, "lines")),
        "visits": _need(items(VISIT, "visits")),
        "topics": _need(items(TOPIC, "topics")),
        "anytime": _may(items(LINE, "lines")),
        "not_shared": _may(_IDS),
        "facts": _need(items(FACT, "facts")),
        "replies": _may(REPLIES.read),
        "tones": _may(TONE_REPLIES.read),
        "cues": _may(CUES.read),
        "must_do": _need(items(GOAL, "goals")),
        "debrief": _need(items(_LISTED, "questions")),
        "sources": _SOURCES,
        "marks": _MARKS,
        "note": _may(text),
    },
)


# ---------------------------------------------------------------- the model, and what cases share


def _four(node: Node, findings: Findings) -> Any:
    """b, a, v, d: what a change is for everyone and for each tendency."""
    found = list_of(decimal(-1, 1), "four numbers")(node, findings)
    if isinstance(found, list) and len(found) != 4:
        findings.fault(
            "wrong_type",
            node.place,
            f"{len(found)} numbers cannot stand here.",
            expected="four numbers: b, a, v, d",
        )
        return [0.0, 0.0, 0.0, 0.0]
    return found


MODEL = Shape(
    "the model",
    {
        "notice": _need(text),
        "numbers": _need(map_of(decimal(), "names and numbers")),
        "classes": _need(
            items(
                Shape(
                    "a class of utterance",
                    {
                        "id": _need(one_of(*CLASSES)),
                        "title": _need(text),
                        "what": _need(text),
                        "rias": _may(text),
                        "feedback": _need(text),
                        "T": _may(_four),
                        "A": _may(_four),
                        "R": _may(_four),
                        "C": _may(decimal(-1, 1)),
                        "k": _may(decimal(0, 1)),
                        "note": _may(text),
                    },
                ),
                "classes",
            )
        ),
        "choices": _need(
            items(
                Shape(
                    "a choice of the model",
                    {
                        "id": _need(identifier),
                        "text": _need(text),
                        "basis": _need(text),
                        "strength": _need(one_of(*STRENGTHS)),
                        "note": _may(text),
                    },
                ),
                "choices",
            )
        ),
        "reasons": _need(map_of(text, "a sentence for each rule of the model")),
        "sources": _SOURCES,
        "marks": _MARKS,
        "note": _may(text),
    },
)
PROFILES = items(
    Shape(
        "a profile",
        {
            "id": _need(identifier),
            "title": _need(text),
            "tendency": _need(text),
            "a": _need(decimal(0, 1)),
            "v": _need(decimal(0, 1)),
            "d": _need(decimal(0, 1)),
            **_NOTE,
        },
    ),
    "profiles",
)
TALK = Shape(
    "what cases share",
    {
        "replies": _need(REPLIES.read),
        "tones": _may(TONE_REPLIES.read),
        "cues": _need(CUES.read),
        "lines": _need(items(LINE, "lines")),
        "note": _may(text),
    },
)
PATIENT_FILES: dict[str, Reader] = {
    "relating/model.yaml": MODEL.read,
    "relating/profiles.yaml": PROFILES,
    "relating/talk.yaml": TALK.read,
}
PATIENT_FOLDERS: dict[str, Reader] = {"virtual-patients": CASE.read}
