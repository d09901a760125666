"""What is to be proved: sentences about a consultation, read by the translation and, on replay, by the engine's own result.

An invariant of the content says: whenever `given` is true, `holds` is true. A `given` that is false or unknown asks for
nothing; a `holds` that is unknown is as bad as false. The claims that every guide owes (it always ends somewhere) are written in the same
language, so that they are proved and replayed in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from attune.guide.prepare import Prepared
from attune.guide.types import Consultation, Json
from attune.logic import Expr, compile_expr, unparse

KNOWN_SETS: frozenset[str] = frozenset()  # in a claim every set is known, %answered too
TRUE: Expr = ("lit", True)


@dataclass(frozen=True, slots=True)
class Claim:
    """`given` implies `holds`, in every consultation."""

    id: str
    text: str
    given: Expr
    holds: Expr
    sources: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What should have held, in the rule language."""
        return unparse(self.holds)


def of_content(invariants: Iterable[Json]) -> list[Claim]:
    """The invariants that the pack declares."""
    return [
        Claim(each["id"], each["text"], each.get("given") or TRUE, each["holds"], tuple(each["sources"]))
        for each in invariants
    ]


# ---------------------------------------------------------------- what every guide owes


def totality(prepared: Prepared) -> list[Claim]:
    """Every consultation that is done has reached a conclusion, an exit or a task, in each open module and overall.

    An exit that always holds proves nothing by itself: it hands the module's duty on to the module that it opens.
    """
    modules = [module["id"] for module in prepared.guide["modules"]]
    done: Expr = ("var", "done")
    everywhere = [end for module in modules for end in _ends(prepared, module)]
    claims = [
        Claim(
            "total",
            "A consultation that is done has reached a conclusion, an exit or a task.",
            done,
            _any(everywhere),
        )
    ]
    for module in modules:
        ends = [end for other in _handed_on(prepared, module) for end in _ends(prepared, other)]
        claims.append(
            Claim(
                f"total_{module}",
                f"Done with {module} open: it has reached a conclusion, an exit or a task.",
                ("and", done, _within(module, "open")),
                _any(ends),
            )
        )
    return claims


def _ends(prepared: Prepared, module: str) -> list[Expr]:
    """What the questions of one module can end in."""
    asked = dict(prepared.places)[module]
    return [
        *(
            _within(each.id, {"conclusion": "conclusions", "exit": "exits", "task": "tasks"}[each.kind])
            for each in prepared.statements
            if each.module == module
            and (each.kind in ("conclusion", "task") or (each.kind == "exit" and each.body.get("when")))
        ),
        *(_within(f"{kind}_{each.id}", "tasks") for each in asked for kind in ("ask", "refer")),
    ]


def _handed_on(prepared: Prepared, module: str) -> list[str]:
    """The module and those that it always opens, directly or by way of others."""
    found = [module]
    for name in found:
        found += [
            each["to"]
            for each in prepared.guide["exits"]
            if each["module"] == name
            and not each.get("when")
            and each["to"] in prepared.modules
            and each["to"] not in found
        ]
    return list(dict.fromkeys(found))


def _within(name: str, group: str) -> Expr:
    return ("in", ("lit", name), ("var", group))


def _any(parts: list[Expr]) -> Expr:
    return ("or", *parts) if len(parts) > 1 else parts[0] if parts else ("lit", False)


# ---------------------------------------------------------------- a claim and the engine's result

Judge = Callable[[Mapping[str, Any]], bool]


def breaks(claim: Claim) -> Judge:
    """A function that says whether the values of a consultation break `claim`."""
    given, holds = compile_expr(claim.given, KNOWN_SETS), compile_expr(claim.holds, KNOWN_SETS)
    return lambda values: given(values) is True and holds(values) is not True


def meets(claim: Claim) -> Judge:
    """A function that says whether the premise of `claim` is met."""
    given = compile_expr(claim.given, KNOWN_SETS)
    return lambda values: given(values) is True


def readable(prepared: Prepared, answers: Mapping[str, Any], result: Consultation) -> dict[str, Any]:
    """What a claim reads, taken from the engine's result: values of answers and statements, and the sets."""
    counted = set(result["counted"])
    lines = result["plan"]
    trace = result["trace"]
    return {
        **result["values"],
        **{each["id"]: each["value"] for each in trace},
        "answered": counted,
        "not_known": {name for name in counted if "unknown" in (answers.get(name) or {})},
        "plan": {each["id"] for each in lines if each["state"] == "do"},
        "offered": {each["id"] for each in lines},
        "urgent": {each["id"] for each in result["urgent"]},
        "conclusions": {each["id"] for each in result["conclusions"]},
        "open": set(result["open"]),
        "exits": {each["id"] for each in result["exits"]},
        "tasks": {each["id"] for each in result["tasks"]},
        "follow_up": {each["id"] for each in trace if each["kind"] == "follow_up" and each["value"] is True},
        "done": result["done"],
    }
