"""Asking Z3: is there a consultation in which all of these bits hold?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import z3

from attune.guide.prove.model import Model, bit
from attune.guide.prove.translate import Bit
from attune.guide.types import Json

SECONDS_EACH = 60  # far more than any question needs; one that takes longer is reported as undecided


class TookTooLong(Exception):
    """Z3 gave up; the question stays undecided."""


def solver_for(model: Model, only_when: Any = True) -> Any:
    """A solver that knows what a consultation is, and nothing of its definitions yet.

    `only_when`: a bit without which any modules may be open, closed under the exits or not.
    """
    solver = z3.SolverFor("QF_FD")  # finite domains: everything becomes one propositional problem
    solver.set("timeout", SECONDS_EACH * 1000)
    solver.set("phase", "always_false")  # few answers: cases stay short
    solver.add(model.rules)
    solver.add([z3.Implies(only_when, opening) for opening in model.openings])
    return solver


def same(left: Any, right: Bit) -> Any:
    """The definition `left = right` as an assertion."""
    if right is True:
        return left
    return z3.Not(left) if right is False else left == right


class Search:
    """One solver that learns while it answers: questions are asked under assumptions, never by starting again."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.solver = solver_for(model)
        self.solver.add([same(left, right) for left, right in model.all_definitions()])
        self._names = 0

    def name(self, formula: Bit) -> Any:
        """A new bit that holds exactly where `formula` does."""
        self._names += 1
        named = bit("question", str(self._names))
        self.solver.add(same(named, formula))
        return named

    def find(self, *bits: Any) -> Json | None:
        """Answers with which all of `bits` hold; None if there are none. Raises TookTooLong."""
        found = answer(self.solver, bits)
        return None if found is None else answers_of(self.model, found)


def answer(solver: Any, bits: Iterable[Any]) -> Any | None:
    """Z3's model in which `bits` hold, or None. Raises TookTooLong."""
    verdict = solver.check(*bits)
    if verdict == z3.unknown:
        raise TookTooLong(solver.reason_unknown())
    return solver.model() if verdict == z3.sat else None


def holds_in(found: Any, formula: Bit) -> bool:
    """Does `formula` hold in what Z3 found?"""
    return formula is True or (
        formula is not False and z3.is_true(found.eval(formula, model_completion=True))
    )


def answers_of(model: Model, found: Any) -> Json:
    """The answers that Z3 found, in full form, with `start`: a case that `consult` can run."""

    def holds(formula: Bit) -> bool:
        return holds_in(found, formula)

    answers: Json = {
        "start": [name for name in _modules(model) if holds(bit("open", name))],
    }
    for name, entered in model.inputs.items():
        if holds(entered.given):
            body = model.prepared.questions[name].body
            said = (
                {"unknown": "not-known"}
                if holds(entered.unknown)
                else {"value": _value(body, entered.value, found, holds)}
            )
            n = {} if entered.n is None else {"n": found.eval(entered.n, model_completion=True).as_long()}
            answers[name] = {**said, **n}
    for name in model.prepared.lines:
        if holds(bit("act", name)):
            answers[name] = {"act": "done"}
    return answers


def _modules(model: Model) -> list[str]:
    return [module["id"] for module in model.guide["modules"]]


def _value(body: Json, value: Any, found: Any, holds: Any) -> Any:
    kind = body["type"]
    if kind == "number":
        return found.eval(value, model_completion=True).as_signed_long()
    if kind == "multi":
        return [code for code, chosen in value.items() if holds(chosen)]
    if kind == "choice":
        return next(code for code, chosen in value.items() if holds(chosen))
    return "-" if kind == "text" else holds(value)
