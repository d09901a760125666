"""What a mutant does that anybody could see: the guide and the changed guide, side by side, on the same answers.

Two formulas share the answers and the open modules: the guide's own, and a second one of everything that reads what was changed.
Where Z3 finds no answers on which they differ, the mutant is the guide in other words, and no invariant could notice it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import z3

from attune.guide.consult import consult
from attune.guide.prepare import Asked, Statement, prepare
from attune.guide.prove.model import Model, bit, build
from attune.guide.prove.mutants import Mutant
from attune.guide.prove.run import ANY_DAY
from attune.guide.prove.search import TookTooLong, answer, answers_of, holds_in, same, solver_for
from attune.guide.prove.translate import all_of
from attune.guide.types import Consultation, Guide, Json
from attune.logic import reads

ROUNDS = 2  # cases looked at: enough to say what a change is about, not all that it touches
SAME, SEEN, UNDECIDED = "same", "seen", "undecided"


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind`: same (nobody can see it), seen, or undecided. `more` comes and `less` goes, as (set, id)."""

    kind: str
    more: tuple[tuple[str, str], ...] = ()
    less: tuple[tuple[str, str], ...] = ()

    @property
    def ids(self) -> set[str]:
        return {name for _, name in (*self.more, *self.less)}

    def as_json(self) -> Json:
        said: Json = {"difference": self.kind}
        for key, pairs in (("more", self.more), ("less", self.less)):
            if pairs:
                said[key] = [f"{group} {name}" for group, name in pairs]
        return said


class Differences:
    """One solver with the guide's own formula; each mutant adds its half and takes it away."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.model: Model = build(guide)
        self.closed = z3.Bool("closed")  # the open modules are what the engine would leave open
        self.solver = solver_for(self.model, only_when=self.closed)
        self.defined = {step.id: _assertions(self.model, step.body) for step in self.model.prepared.steps}
        done, formula = self.model.done_definition()
        self.done = (done, same(done, formula))
        for found in self.defined.values():
            self.solver.add([each for _, each in found])
        self.solver.add(self.done[1])
        self.read = {step.id: frozenset(_read_by(step)) for step in self.model.prepared.steps}
        read_by_any = frozenset().union(*self.read.values())
        # What no rule of the guide reads, somebody else does: the dates, an exercise, the app.
        self.outside = frozenset(
            each.id
            for each in self.model.prepared.statements
            if each.kind == "rule" and each.id not in read_by_any
        )
        self.statements = {each.id: each for each in self.model.prepared.statements}
        self.visible = {step.id: self._visible(step.id) for step in self.model.prepared.steps}

    def of(self, mutant: Mutant) -> Difference:
        """What the mutant changes for the worker."""
        self.solver.push()  # taken back afterwards: halves that are only switched off would slow down the next ones
        try:
            differs = self._second_half(mutant)
            found = self._seen(mutant, differs)
            if found.ids:
                return found
            nowhere = answer(self.solver, ()) is None  # also with module sets on the way to the last one
            return Difference(SAME if nowhere else UNDECIDED)
        except TookTooLong:
            return Difference(UNDECIDED)
        finally:
            self.solver.pop()

    def _second_half(self, mutant: Mutant) -> dict[str, Any]:
        """Define all that the change may touch once more, and that something visible differs."""
        touched = self._touched(mutant.of)
        definitions = [self.done]
        for name in touched:
            definitions += _assertions(self.model, mutant.body) if name == mutant.of else self.defined[name]
        twins = {left.decl().name(): (left, _twin(left)) for left, _ in definitions}
        again = z3.substitute(z3.And([each for _, each in definitions]), *twins.values())
        self.solver.add(again)
        differs = {
            name: [
                self._differ(name, *pair) for shown in self.visible[name] if (pair := twins.get(str(shown)))
            ]
            for name in touched
        }
        self.solver.add(_any(each for bits in differs.values() for each in bits))
        return differs

    def _differ(self, name: str, shown: Any, again: Any) -> Any:
        statement = self.statements.get(name)
        where = True if statement is None else self.model.opened(statement.module)
        return all_of(where, z3.Xor(shown, again))

    def _touched(self, changed: str) -> list[str]:
        """What was changed and all that reads it, in the order in which it is decided."""
        touched: dict[str, None] = {changed: None}
        for step in self.model.prepared.steps:
            if step.id != changed and not self.read[step.id].isdisjoint(touched):
                touched[step.id] = None
        return list(touched)

    def _visible(self, name: str) -> list[Any]:
        """The bits by which a worker meets this question or statement."""
        if name in self.model.prepared.questions:
            return [bit(kind, name) for kind in ("ask_now", "task_ask", "task_refer")]
        if name in self.model.prepared.lines:
            return [bit(kind, name) for kind in ("do", "offered", "urgent", "not_here")]
        each = self.statements[name]
        return [bit("yes", name)] if each.kind != "rule" or name in self.outside else []

    def _seen(self, mutant: Mutant, pairs: Mapping[str, list[Any]]) -> Difference:
        changed = prepare(mutant.applied(self.guide))
        own = prepare(self.guide)
        more: dict[tuple[str, str], None] = {}
        less: dict[tuple[str, str], None] = {}
        for _ in range(ROUNDS):
            found = answer(self.solver, [self.closed])
            if found is None:
                break
            case = answers_of(self.model, found)
            before = self._shown(consult(own, case, ANY_DAY))
            after = self._shown(consult(changed, case, ANY_DAY))
            more |= dict.fromkeys(each for each in after if each not in before)
            less |= dict.fromkeys(each for each in before if each not in after)
            met = {name for name, bits in pairs.items() if any(holds_in(found, each) for each in bits)}
            fresh = [each for name, bits in pairs.items() if name not in met for each in bits]
            pairs = {name: bits for name, bits in pairs.items() if name not in met}
            self.solver.add(z3.Implies(self.closed, _any(fresh)))
        return Difference(SEEN if more or less else UNDECIDED, tuple(more), tuple(less))

    def _shown(self, result: Consultation) -> dict[tuple[str, str], None]:
        """All that a worker is shown, as (set, id), in the order of the result."""
        return dict.fromkeys(_all_shown(result, self.outside))


def _read_by(step: Asked | Statement) -> Iterable[str]:
    body = step.body
    expr = body.get("is") if "is" in body else body.get("when")
    yield from () if expr is None else reads(expr)
    if body.get("who"):
        yield "prescribes"
    if body.get("medicine"):
        yield "stock"


def _twin(left: Any) -> Any:
    name = f"{left.decl().name()}!again"
    return z3.Bool(name) if z3.is_bool(left) else z3.BitVec(name, left.size())


def _any(bits: Iterable[Any]) -> Any:
    return z3.Or(list(bits))


def _assertions(model: Model, body: Json) -> list[tuple[Any, Any]]:
    """Each named bit that `body` defines, with its definition."""
    return [(left, same(left, right)) for left, right in model.definitions(body)]


def _all_shown(result: Consultation, outside: frozenset[str]) -> Iterator[tuple[str, str]]:
    yield from (("asked", name) for name in result["to_ask"])
    for line in result["urgent"]:
        yield "urgent", line["id"]
    for line in result["plan"]:
        yield ("plan" if line["state"] == "do" else line["state"]), line["id"]
    for group in ("conclusions", "exits", "tasks"):
        yield from ((group, each["id"]) for each in result[group])
    for each in result["trace"]:
        if each["value"] is True and each["kind"] == "follow_up":
            yield "follow_up", each["id"]
        if each["value"] is True and each["id"] in outside:
            yield "rule", each["id"]
