"""What is to be proved: sentences about a consultation, read by the translation and, on replay, by the engine's own result.

An invariant of the content says: whenever `given` is true, `holds` is true. A `given` that is false or unknown asks for
nothing; a `holds` that is unknown is as bad as false. The claims that every guide owes (it always ends somewhere) are written in the same
language, so that they are proved and replayed in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from attune.guide.prepare import Asked, Prepared, Statement
from attune.guide.types import Consultation, Json
from attune.logic import Expr, compile_expr, names, unparse

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
    kind: str = "invariant"  # invariant | total | dead_end | duty | reach

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
            kind="total",
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
                kind="total",
            )
        )
    return claims


def no_dead_ends(prepared: Prepared) -> list[Claim]:
    """There is always a next step, and an answer that cannot be had ends in a task or in a cautious reading."""
    asked = [_within(name, "asked") for name in prepared.questions]
    urgent = [_within(name, "urgent") for name in prepared.lines]
    progress = Claim(
        "always_a_next_step",
        "A consultation that is not done has a question to ask or an urgent line to confirm.",
        ("not", ("var", "done")),
        _any([*asked, *urgent]),
        kind="dead_end",
    )
    read = {name for step in prepared.steps for name in _read_by(step)}
    return [
        progress,
        *(
            Claim(
                f"no_dead_end_{name}",
                f"Where {name} is not known, somebody is asked to find out.",
                _within(name, "not_known"),
                _any([_within(f"{kind}_{name}", "tasks") for kind in ("ask", "refer")]),
                kind="dead_end",
            )
            for name, each in prepared.questions.items()
            if each.body["if_unknown"]["do"] != "treat_as" and name in read
        ),
    ]


def _read_by(each: Asked | Statement) -> frozenset[str]:
    found: Expr | None = each.body.get("is") if "is" in each.body else each.body.get("when")
    return frozenset() if found is None else names(found)


def duties(prepared: Prepared) -> list[Claim]:
    """What the engine owes for every line and conclusion, whatever content says."""
    lines = list(prepared.lines.values())
    prescribing = [_within(line["id"], "plan") for line in lines if line["who"] == "prescriber"]
    claims = [
        Claim(
            "prescriber_lines",
            "A line for prescribers is never shown as to be done by somebody who does not prescribe.",
            ("not", ("var", "prescribes")),
            ("not", _any(prescribing)),
            kind="duty",
        )
    ]
    for medicine in sorted({line["medicine"] for line in lines if line.get("medicine")}):
        of_it = [_within(line["id"], "plan") for line in lines if line.get("medicine") == medicine]
        claims.append(
            Claim(
                f"stock_{medicine}",
                f"Where {medicine} is not here, no line says to give it.",
                ("not", ("in", ("lit", medicine), ("var", "stock"))),
                ("not", _any(of_it)),
                kind="duty",
            )
        )
    visits = _any([_within(each["id"], "follow_up") for each in prepared.guide["follow_up"]])
    claims += [
        Claim(
            f"follow_up_{each['id']}",
            f"Whoever has the conclusion {each['id']} is seen again.",
            ("and", ("var", "done"), _within(each["id"], "conclusions")),
            visits,
            kind="duty",
        )
        for each in prepared.guide["conclusions"]
        if each.get("condition")
    ]
    names = {*prepared.questions, *(each.id for each in prepared.statements)}
    return [claim for claim in claims if _reads(claim) <= names | SETS]


SETS = frozenset(
    {"answered", "not_known", "plan", "offered", "urgent", "conclusions", "open", "exits", "tasks"}
    | {"follow_up", "done", "asked"}
)


def _reads(claim: Claim) -> set[str]:
    return {*names(claim.given), *names(claim.holds)}


def reaches(prepared: Prepared) -> list[Claim]:
    """Each is to be *met*: some consultation comes to this question, conclusion, line, exit, follow-up or task."""
    kinds = {
        "conclusion": "conclusions",
        "exit": "exits",
        "plan": "offered",
        "follow_up": "follow_up",
        "task": "tasks",
    }
    placed = {asked.id for _, asked_here in prepared.places for asked in asked_here}
    found = [
        Claim(f"reach_{name}", f"Some consultation asks {name}.", _within(name, "asked"), TRUE, kind="reach")
        for name, asked in prepared.questions.items()
        if name in placed and not asked.body.get("shell")
    ]
    return found + [
        Claim(
            f"reach_{each.id}",
            f"Some consultation comes to {each.id}.",
            _within(each.id, kinds[each.kind]),
            TRUE,
            kind="reach",
        )
        for each in prepared.statements
        if each.kind in kinds and each.id not in prepared.withdrawn
    ]


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
        "asked": set(result["to_ask"]),
    }
