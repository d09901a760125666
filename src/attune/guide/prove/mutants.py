"""Mutants: the guide with one thing changed, and whether any claim notices.

Each gate, threshold and exclusion is changed in turn: a whole rule that always or never holds, a part of it left out, a limit moved
by one, a `not()` taken away, an urgent line made routine, a line for prescribers opened to all, a *not known* read as something
else. What no claim notices is listed for a clinician: either it does not matter for safety, or an invariant is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from attune.guide.types import Guide, Json
from attune.logic import Expr, unparse

PARTS = ("questions", "rules", "conclusions", "exits", "plan", "follow_up", "tasks")
ALWAYS: Expr = ("lit", True)
NEVER: Expr = ("lit", False)
ALWAYS_HOLDS = "always holds"
NEVER_HOLDS = "never holds"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed entry of the guide: `body` in place of the entry with this id in `part`."""

    part: str
    of: str
    change: str
    body: Json

    @property
    def id(self) -> str:
        return f"{self.of}: {self.change}"

    def applied(self, guide: Guide) -> Json:
        """The guide with this change."""
        changed = [self.body if each["id"] == self.of else each for each in guide[self.part]]
        return {**guide, self.part: changed}


def mutants(guide: Guide) -> Iterator[Mutant]:
    """Every mutant of the guide, in its order."""
    tiers = guide["tiers"]
    routine = tiers.index("routine") if "routine" in tiers else len(tiers) - 1
    for part in PARTS:
        for body in guide[part]:
            seen: set[str] = set()
            for change, changed in (*_of_rule(body), *_of_body(body, routine)):
                if change not in seen:  # the same words twice in one rule: one mutant stands for both
                    seen.add(change)
                    yield Mutant(part, body["id"], change, changed)


# ---------------------------------------------------------------- rules


def _of_rule(body: Json) -> Iterator[tuple[str, Json]]:
    key = "is" if "is" in body else "when"
    expr = body.get(key)
    if expr is not None:
        for change, changed in _changes(expr):
            yield change, {**body, key: changed}
        if tuple(expr) != ALWAYS:
            yield ALWAYS_HOLDS, {**body, key: ALWAYS}
    if not body.get("shell"):
        yield NEVER_HOLDS, {**body, key: NEVER}


def _changes(expr: Any) -> Iterator[tuple[str, Any]]:
    """The expression with one thing changed, and what was changed."""
    op, *parts = expr
    if op in ("lit", "var"):
        return
    if op in ("and", "or") and len(parts) > 1:
        for at, part in enumerate(parts):
            left = [*parts[:at], *parts[at + 1 :]]
            yield f"without {_words(part)}", [op, *left] if len(left) > 1 else left[0]
    if op == "not":
        yield f"{_words(parts[0])} for its not()", parts[0]
    if op in ("<", "<=", ">", ">=", "="):
        yield from _moved(expr)
    for at, part in enumerate(parts):
        for change, changed in _changes(part):
            yield change, [op, *parts[:at], changed, *parts[at + 1 :]]


def _moved(expr: Any) -> Iterator[tuple[str, Any]]:
    """A comparison with a whole number, one higher and one lower."""
    op, left, right = expr
    if right[0] == "lit" and isinstance(right[1], int) and not isinstance(right[1], bool):
        for step in (1, -1):
            moved = [op, left, ["lit", right[1] + step]]
            yield f"{_words(moved)} for {right[1]}", moved


def _words(expr: Any) -> str:
    return f"`{unparse(_tuples(expr))}`"


def _tuples(expr: Any) -> Expr:
    return (expr[0], *(_tuples(part) if isinstance(part, (list, tuple)) else part for part in expr[1:]))


# ---------------------------------------------------------------- what stands beside the rule


def _of_body(body: Json, routine: int) -> Iterator[tuple[str, Json]]:
    if body.get("who") == "prescriber":
        yield "for everybody, not for prescribers", {**body, "who": "any"}
    if body.get("medicine"):
        yield "shown although the medicine is not here", {**body, "medicine": None}
    if body.get("group") and body["tier"] < routine:
        yield "not urgent", {**body, "tier": routine}
    if body.get("must_ask"):
        yield "need not be asked", {**body, "must_ask": False}
    if "if_unknown" in body and body["if_unknown"]["do"] != "carry_on":
        yield "not known is passed over", {**body, "if_unknown": {"do": "carry_on"}}
        for value in _other_readings(body):
            said = ", ".join(value) or "none" if isinstance(value, list) else str(value).lower()
            yield f"not known is read as {said}", {**body, "if_unknown": {"do": "treat_as", "value": value}}


def _other_readings(body: Json) -> Iterator[Any]:
    """What else a not known answer could be read as: each code, yes and no, none and all, the two ends of a range."""
    codes = [option["id"] for option in body.get("options") or ()]
    kinds: dict[str, list[Any]] = {
        "yes_no": [True, False],
        "choice": list(codes),
        "multi": [[], *([code] for code in codes)],
        "number": [end for end in (body.get("min"), body.get("max")) if end is not None],
    }
    yield from (value for value in kinds.get(body["type"], []) if value != body["if_unknown"].get("value"))
