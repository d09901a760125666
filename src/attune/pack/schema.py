"""The keys of every file of a pack. docs/reference/content-format.md says what each means."""

from __future__ import annotations

from typing import Any

from attune.pack.errors import Findings
from attune.pack.nodes import Node
from attune.pack.schema_exercises import exercise_shape, relaxation_shape
from attune.pack.schema_patients import PATIENT_FILES, PATIENT_FOLDERS
from attune.pack.schema_relational import RELATIONAL_FILES, RELATIONAL_FOLDERS
from attune.pack.shape import (
    BAD,
    Item,
    Key,
    Reader,
    Shape,
    anything,
    either,
    flag,
    identifier,
    items,
    list_of,
    map_of,
    nullable,
    one_of,
    pack_name,
    rule,
    single_value,
    text,
    value,
    whole,
)

MARKS = ("vague", "design", "proposal", "reading", "unverified")
SIGN_OFF_MARKS = ("vague", "design", "proposal", "reading")
TYPES = ("yes_no", "choice", "multi", "number", "text")
VISITS = ("first", "follow_up", "any")
GROUPS = ("now", "today", "home", "next")
KINDS = ("safety", "psychosocial", "medicine", "caution", "referral", "monitor")
RESPONDENTS = ("person", "carer", "worker")
PHASES = ("prepare", "use", "record")
IF_UNKNOWN = ("ask_later", "refer", "carry_on")
CODES_FROM = ("conclusions", "cadres", "exercises")
# As attune.journal has them, which stands above this room; a test holds the two together.
RISK_OUTCOMES = (
    "safe_with_family", "at_facility", "referred_and_arrived", "not_imminent_any_more", "not_found", "died", "other",
)  # fmt: skip


def _need(reader: Reader) -> Key:
    return Key(reader, required=True)


def _may(reader: Reader) -> Key:
    return Key(reader)


_SOURCES = _may(list_of(text, "sources"))
_MARKS = _may(list_of(one_of(*MARKS), "marks"))
_STATEMENT = {"sources": _SOURCES, "marks": _MARKS, "note": _may(text), "add": _may(flag)}

OPTION = Shape(
    "an option", {"id": _need(identifier), "text": _need(text), "note": _may(text), "add": _may(flag)}
)
WAIT = Shape(
    "a wait",
    {"text": _need(text), "from_days": _need(whole(0)), "to_days": _need(whole(0)), "sources": _SOURCES},
)
TREAT_AS = Shape("if_unknown", {"treat_as": _need(value)})


def _if_unknown(node: Node, findings: Findings) -> Any:
    if node.kind == "map":
        return TREAT_AS.read(node, findings)
    return one_of(*IF_UNKNOWN)(node, findings)


_QUESTION_KEYS = {
    "id": _need(identifier),
    "type": _need(one_of(*TYPES)),
    "ask": _need(text),
    "say": _may(text),
    "why": _may(text),
    "hint": _may(text),
    "options": _may(items(OPTION, "options")),
    "codes_from": _may(one_of(*CODES_FROM)),
    "min": _may(whole()),
    "max": _may(whole()),
    "unit": _may(text),
    "when": _may(rule),
    "tier": _may(identifier),
    "if_unknown": _may(_if_unknown),
    "self_harm": _may(flag),
    "sensitive": _may(flag),
    "must_ask": _may(flag),
    "shell": _may(flag),
    "default": _may(value),
    "wait": _may(WAIT.read),
    "confirm_when_changed": _may(list_of(identifier, "ids")),
    "respondent": _may(one_of(*RESPONDENTS)),
    "phase": _may(one_of(*PHASES)),
    **_STATEMENT,
}
FACT = Shape("a fact", _QUESTION_KEYS)
QUESTION = Shape(
    "a question",
    {name: key for name, key in _QUESTION_KEYS.items() if name not in ("shell", "default", "codes_from")},
)
PLACED_FACT = Shape("a placed fact", {"fact": _need(identifier), "add": _may(flag)})


def _question_or_fact(node: Node, findings: Findings) -> Any:
    placed = node.kind == "map" and "fact" in node.value
    return (PLACED_FACT if placed else QUESTION).read(node, findings)


STEP = Shape(
    "a step",
    {
        "id": _need(identifier),
        "title": _need(text),
        "visit": _may(one_of(*VISITS)),
        "questions": _need(list_of(_question_or_fact, "questions")),
        "note": _may(text),
        "add": _may(flag),
    },
)
RULE = Shape("a rule", {"id": _need(identifier), "text": _need(text), "is": _need(rule), **_STATEMENT})
CONCLUSION = Shape(
    "a conclusion",
    {
        "id": _need(identifier),
        "text": _need(text),
        "when": _need(rule),
        "tier": _may(identifier),
        "meaning": _may(text),
        "harm_word": _may(flag),
        "condition": _may(identifier),
        "register": _may(text),
        "lasts": _may(identifier),
        **_STATEMENT,
    },
)
EXIT = Shape(
    "an exit",
    {"id": _need(identifier), "to": _need(identifier), "when": _may(rule), "text": _need(text), **_STATEMENT},
)
PLAN_LINE = Shape(
    "a plan line",
    {
        "id": _need(identifier),
        "group": _need(one_of(*GROUPS)),
        "kind": _need(one_of(*KINDS)),
        "text": _need(text),
        "detail": _may(text),
        "when": _may(rule),
        "tier": _may(identifier),
        "who": _may(one_of("any", "prescriber")),
        "instead": _may(text),
        "medicine": _may(identifier),
        "dose": _may(text),
        "dose_sign_off": _may(flag),
        "not_here": _may(text),
        "paper": _may(text),
        "edition": _may(one_of("2016", "2023", "both")),
        "exercise": _may(identifier),
        **_STATEMENT,
    },
)
FOLLOW_UP = Shape(
    "a follow-up",
    {
        "id": _need(identifier),
        "text": _need(text),
        "when": _may(rule),
        "from_days": _need(whole(0)),
        "to_days": _need(whole(0)),
        **_STATEMENT,
    },
)
TASK = Shape(
    "a task",
    {
        "id": _need(identifier),
        "text": _need(text),
        "when": _may(rule),
        "within_days": _need(whole(0)),
        "tier": _may(identifier),
        **_STATEMENT,
    },
)
_STATEMENTS = {
    "exits": _may(items(EXIT, "exits")),
    "plan": _may(items(PLAN_LINE, "plan lines")),
    "tasks": _may(items(TASK, "tasks")),
}
_HEAD = {
    "id": _need(identifier),
    "title": _need(text),
    "summary": _need(text),
    "sources": _SOURCES,
    "note": _may(text),
}
MODULE = Shape(
    "a module",
    {
        **_HEAD,
        "steps": _need(items(STEP, "steps")),
        "rules": _may(items(RULE, "rules")),
        "conclusions": _may(items(CONCLUSION, "conclusions")),
        **_STATEMENTS,
        "follow_up": _may(items(FOLLOW_UP, "follow-ups")),
    },
)
PLANNED = Shape("a planned module", {**_HEAD, **_STATEMENTS})
FACTS = Shape("facts.yaml", {"questions": _need(items(FACT, "facts")), "rules": _may(items(RULE, "rules"))})
CHART = Shape(
    "the chart",
    {
        "question": _need(
            Shape(
                "the chart's question",
                {
                    name: _QUESTION_KEYS[name]
                    for name in ("id", "type", "ask", "say", "why", "hint", "if_unknown", "note")
                },
            ).read
        ),
        "presentations": _need(
            items(
                Shape(
                    "a presentation",
                    {"id": _need(identifier), "text": _need(text), "opens": _need(identifier), **_STATEMENT},
                ),
                "presentations",
            )
        ),
    },
)
CONSTANT = Shape(
    "a constant",
    {
        "id": _need(identifier),
        "value": _need(single_value),
        "text": _need(text),
        "reason": _need(text),
        **_STATEMENT,
    },
)
SOURCE = Shape(
    "a source",
    {
        "id": _need(text),
        "title": _need(text),
        "publisher": _need(text),
        "year": _need(whole(1900)),
        "read_as": _need(text),
        "kind": _need(one_of("verified", "decision")),
        "note": _may(text),
        "add": _may(flag),
    },
)
_LINE = {"id": _need(identifier), "text": _need(text), **_STATEMENT}
CARD = Shape(
    "an emergency card",
    {
        "id": _need(identifier),
        "title": _need(text),
        "order": _need(whole(0)),
        "opens": _may(nullable(identifier)),
        "think_of": _may(text),
        "signs": _need(items(Shape("a sign", _LINE), "signs")),
        "steps": _need(
            items(
                Shape(
                    "a step of a card",
                    {
                        **_LINE,
                        "detail": _may(text),
                        "who": _may(one_of("any", "prescriber")),
                        "instead": _may(text),
                        "dose": _may(text),
                        "dose_sign_off": _may(flag),
                        "tier": _may(identifier),
                    },
                ),
                "steps",
            )
        ),
        "do_not": _may(items(Shape("a do-not line", _LINE), "lines")),
        "note": _may(text),
        "sources": _SOURCES,
        "marks": _MARKS,
    },
)
EXERCISE = exercise_shape(_STATEMENT)
RELAXATION = relaxation_shape(_STATEMENT)
INVARIANT = Shape(
    "an invariant",
    {"id": _need(identifier), "text": _need(text), "given": _may(rule), "holds": _need(rule), **_STATEMENT},
)
PACK = Shape(
    "pack.yaml",
    {
        "id": _need(pack_name),
        "version": _need(text),
        "title": _need(text),
        "languages": _need(list_of(text, "language codes")),
        "licence": _need(text),
        "review": _need(
            Shape(
                "the review",
                {
                    "status": _need(one_of("training", "signed")),
                    "signed_by": _may(nullable(text)),
                    "version": _may(nullable(text)),
                    "on": _may(nullable(text)),
                    "seal": _may(nullable(text)),
                },
            ).read
        ),
        "tiers": _need(list_of(identifier, "tiers")),
        "modules": _need(list_of(identifier, "module ids")),
        "planned_modules": _may(list_of(identifier, "module ids")),
        "cadres": _need(
            items(
                Shape(
                    "a cadre",
                    {
                        "id": _need(identifier),
                        "text": _need(text),
                        "prescribes": _need(flag),
                        "note": _may(text),
                        "add": _may(flag),
                    },
                ),
                "cadres",
            )
        ),
        "app_reads": _may(
            Shape(
                "app_reads",
                {
                    "answers": _may(list_of(text, "questions, and options as question.code")),
                    "conditions": _may(list_of(identifier, "condition groups")),
                    "tiers": _may(list_of(identifier, "tiers")),
                },
            ).read
        ),
        "note": _may(text),
    },
)
_CONTACT = {"text": _need(text), "number": _may(text), "hours": _may(text), "note": _may(text)}
LOCAL = Shape(
    "local.yaml",
    {
        "crisis_lines": _may(
            items(
                Shape(
                    "a crisis line",
                    {
                        "id": _need(identifier),
                        **_CONTACT,
                        "number": _need(text),
                        "languages": _may(text),
                        "add": _may(flag),
                    },
                ),
                "crisis lines",
            )
        ),
        "referral_places": _may(
            items(
                Shape(
                    "a referral place",
                    {"id": _need(identifier), **_CONTACT, "address": _may(text), "add": _may(flag)},
                ),
                "referral places",
            )
        ),
        "prescriber_contact": _may(either(Shape("a contact", _CONTACT))),
        "supervisor_contact": _may(either(Shape("a contact", _CONTACT))),
    },
)
WITHDRAWN = Shape(
    "a withdrawn line", {"id": _need(identifier), "reason": _need(text), "on": _need(text), "by": _may(text)}
)
SIGNED = Shape(
    "a signature",
    {
        "id": _need(identifier),
        "version": _need(text),
        "by": _need(text),
        "role": _may(text),
        "on": _need(text),
        "seal": _need(text),
    },
)
ALIASES = map_of(identifier, "old id: new id")
REACH = Shape(
    "how to reach somebody",
    {
        "how": _need(one_of("call", "message", "visit", "through")),
        "detail": _may(text),
        "who_answers": _may(text),
    },
)
DEMO_RISK = Shape(
    "a demo risk",
    {
        "who_with": _need(one_of("me", "colleague", "family", "nobody")),
        "outcome": _may(one_of(*RISK_OUTCOMES)),
    },
)
DEMO_VISIT = Shape(
    "a demo visit",
    {
        "days_ago": _need(whole(0)),
        "visit": _need(one_of("first", "follow_up")),
        "cadre": _need(identifier),
        "stock": _may(list_of(identifier, "medicines")),
        "start": _may(list_of(identifier, "module ids")),
        "answers": _need(anything),
        "booked_in": _may(nullable(whole(0))),
        "tasks_done": _may(list_of(identifier, "task ids")),
        "risk": _may(DEMO_RISK.read),
        "note": _may(text),
    },
)
DEMO_PERSON = Shape(
    "a demo person",
    {
        "id": _need(identifier),
        "register": _need(text),
        "initials": _need(text),
        "sex": _need(one_of("female", "male", "other")),
        "age_years": _need(whole(0)),
        "about": _may(flag),
        "village": _may(text),
        "reach": _may(REACH.read),
        "visits": _need(items(DEMO_VISIT, "visits")),
        "note": _may(text),
        "add": _may(flag),
    },
)


# One line per kind of file: the name of the part of Content, the path, the reader.
FILES: dict[str, Reader] = {
    "pack.yaml": PACK.read,
    "sources.yaml": items(SOURCE, "sources"),
    "constants.yaml": items(CONSTANT, "constants"),
    "facts.yaml": FACTS.read,
    "chart.yaml": CHART.read,
    "local.yaml": LOCAL.read,
    "relaxation.yaml": RELAXATION.read,
    "withdrawn.yaml": items(WITHDRAWN, "withdrawn lines"),
    "sign-off.yaml": items(SIGNED, "signatures"),
    "aliases.yaml": ALIASES,
    "demo/people.yaml": items(DEMO_PERSON, "people"),
    **RELATIONAL_FILES,
    **PATIENT_FILES,
}
FOLDERS: dict[str, Reader] = {
    "modules": MODULE.read,
    "planned": PLANNED.read,
    "emergencies": CARD.read,
    "exercises": EXERCISE.read,
    "invariants": items(INVARIANT, "invariants"),
    **RELATIONAL_FOLDERS,
    **PATIENT_FOLDERS,
}
__all__ = ["BAD", "FILES", "FOLDERS", "Item"]
