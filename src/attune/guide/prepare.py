"""A compiled guide, made ready to run: every rule compiled once, everything in an order in which one pass decides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from attune.guide.types import Guide, Json
from attune.logic import Compiled, Explained, Expr, compile_because, compile_expr, reads

ALWAYS: Expr = ("lit", True)

# The lists of a guide whose entries are named expressions, in the order of the trace.
KINDS = (
    ("rules", "rule"),
    ("conclusions", "conclusion"),
    ("exits", "exit"),
    ("plan", "plan"),
    ("follow_up", "follow_up"),
    ("tasks", "task"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A rule, conclusion, exit, plan line, follow-up or task: a name for an expression."""

    id: str
    kind: str
    module: str
    body: Json
    value: Compiled
    explain: Explained
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question with its compiled guard."""

    id: str
    module: str
    body: Json
    guard: Compiled
    reads: tuple[str, ...]  # by its guard
    codes: Mapping[str, str]  # each code that an answer may have -> the option that it stands for today
    bit: int


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Everything that does not depend on answers."""

    guide: Guide
    questions: dict[str, Asked]
    statements: tuple[Statement, ...]
    steps: tuple[Asked | Statement, ...]  # questions and statements, what is read before what reads it
    shared: frozenset[str]  # ids that count although their module is not open: others read them
    places: tuple[
        tuple[str, tuple[Asked, ...]], ...
    ]  # module -> its questions and facts, in place; pack order
    cyclic: bool
    routine: int
    lines: dict[str, Json]
    modules: frozenset[str]
    withdrawn: frozenset[str]
    _names_of: dict[int, list[str]] = field(default_factory=dict)

    def names_of(self, bits: int) -> list[str]:
        """The questions behind `bits`, in pack order. A new list each time: results are the caller's."""
        found = self._names_of.get(bits)
        if found is None:
            found = [asked.id for asked in self.questions.values() if asked.bit & bits]
            self._names_of[bits] = found
        return list(found)


def prepare(guide: Guide) -> Prepared:
    """`guide` made ready; the last few are remembered, so callers may pass the plain guide again and again.

    A guide is a value: whoever changes one makes a new one.
    """
    for known, prepared in _REMEMBERED:
        if known is guide:
            return prepared
    prepared = _prepare(guide)
    _REMEMBERED.insert(0, (guide, prepared))
    del _REMEMBERED[4:]
    return prepared


_REMEMBERED: list[tuple[Guide, Prepared]] = []


def _prepare(guide: Guide) -> Prepared:
    questions = {
        body["id"]: Asked(
            id=body["id"],
            module=body["module"],
            body=body,
            guard=compile_expr(body.get("when") or ALWAYS),
            reads=reads(body.get("when") or ALWAYS),
            codes=_codes(body, guide["aliases"]),
            bit=1 << index,
        )
        for index, body in enumerate(guide["questions"])
    }
    statements = tuple(_statement(kind, body) for part, kind in KINDS for body in guide[part])
    nodes: dict[str, Asked | Statement] = {**questions, **{each.id: each for each in statements}}
    below = {name: [other for other in node.reads if other in nodes] for name, node in nodes.items()}
    steps, cyclic = _in_order(nodes, below)
    tiers = guide["tiers"]
    return Prepared(
        guide=guide,
        questions=questions,
        statements=statements,
        steps=tuple(nodes[name] for name in steps),
        shared=_shared(nodes, below),
        places=tuple(
            (module["id"], tuple(questions[name] for step in module["steps"] for name in step["questions"]))
            for module in guide["modules"]
        ),
        cyclic=cyclic,
        routine=tiers.index("routine") if "routine" in tiers else len(tiers) - 1,
        lines={line["id"]: line for line in guide["plan"]},
        modules=frozenset(module["id"] for module in guide["modules"]),
        withdrawn=frozenset(guide["withdrawn"]),
    )


def _codes(question: Json, aliases: Mapping[str, str]) -> dict[str, str]:
    """The question's options, and the codes that were renamed: as `question.code`, or with the thing that they name."""
    options = [option["id"] for option in question.get("options") or ()]
    renamed = {old.removeprefix(f"{question['id']}."): new for old, new in aliases.items() if new in options}
    return {**renamed, **{code: code for code in options}}


def _statement(kind: str, body: Json) -> Statement:
    expr = _expression(body)
    return Statement(
        body["id"], kind, body["module"], body, compile_expr(expr), compile_because(expr), reads(expr)
    )


def _expression(body: Json) -> Expr:
    found: Expr | None = body.get("is") if "is" in body else body.get("when")
    return ALWAYS if found is None else found


def _in_order(nodes: dict[str, Any], below: dict[str, list[str]]) -> tuple[list[str], bool]:
    """Names so that what is read comes before what reads it, and whether some names read each other in a ring."""
    order: list[str] = []
    state: dict[str, int] = {}  # 1 being visited, 2 placed
    cyclic = False
    for start in nodes:
        stack = [(start, iter(below[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            name, rest = stack[-1]
            found = next(rest, None)
            if found is None:
                state[name] = 2
                order.append(name)
                stack.pop()
            elif found not in state:
                state[found] = 1
                stack.append((found, iter(below[found])))
            elif state[found] == 1:
                cyclic = True
    return order, cyclic


def _shared(nodes: dict[str, Asked | Statement], below: dict[str, list[str]]) -> frozenset[str]:
    """What is read from another module, or by the guard of a question that must be asked, and all that is read for it."""
    wanted = [
        other
        for name, node in nodes.items()
        for other in below[name]
        if nodes[other].module != node.module or node.body.get("must_ask")
    ]
    return frozenset(_reached(wanted, lambda name: below[name]))


def _reached(start: Iterable[str], step: Callable[[str], Iterable[str]]) -> set[str]:
    seen: set[str] = set()
    todo = list(start)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(step(name))
    return seen
