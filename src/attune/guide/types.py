"""What `consult` reads and returns, as JSON. client/src/domain/types.ts has the same shapes, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, TypedDict

# The part `guide.json` of a bundle. The pack's compiler vouches for its shape.
Guide: TypeAlias = Mapping[str, Any]

Value: TypeAlias = bool | int | str | list[str]
UnknownKind = Literal["not-known", "declined", "could-not-ask"]
Act = Literal["done", "handed_over", "not_done"]
LineState = Literal["do", "ask_prescriber", "not_here"]

# An answer is {"value": ...}, {"unknown": ...} or, for a plan line, {"act": ...}; `start` is a list of module ids.
Answer: TypeAlias = Mapping[str, Any]
Answers: TypeAlias = Mapping[str, Any]

Json: TypeAlias = dict[str, Any]


class Problem(TypedDict):
    id: str
    code: str  # not_a_question, wrong_type, out_of_range, unknown_option, cannot_read


class Consultation(TypedDict):
    """docs/explanation/consultation.md says what each of these means."""

    release: str
    open: list[str]
    next: Json | None
    done: bool
    to_ask: list[str]
    counted: list[str]
    values: dict[str, Value | None]
    urgent: list[Json]
    conclusions: list[Json]
    undecided: list[Json]
    plan: list[Json]
    exits: list[Json]
    tasks: list[Json]
    follow_up: Json | None
    waiting: list[str]
    set_aside: list[str]
    problems: list[Problem]
    trace: list[Json]


class Audit(TypedDict):
    """Where recorded care agreed with the guide and where it did not."""

    agreed: list[str]
    skipped: list[Json]
    missed: list[Json]
    departures: list[Json]
    medicines: list[Json]
