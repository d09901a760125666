"""A whole consultation as one Boolean formula: all answers at once, and what `consult` makes of each.

The inputs are free: which questions have an answer, which of these are *not known*, the values, which plan lines were acted
on, which modules are open. Everything else is *defined*: a named bit that equals a formula over inputs and other named bits,
one small group of definitions for each question and each statement of the guide. `consult.py` is the text that this file
follows, paragraph by paragraph; tests compare the two on random consultations, and no answer of the prover is believed before
`consult` has replayed it.

**Open modules.** `consult` begins with the modules that the worker chose (`start`) and adds those that the chart and exits
open until nothing changes. A worker may choose any modules, so every set of modules that is closed under the chart and
the exits can be the final one (begin with that very set: nothing is added), and the final set is always closed. Hence
"any closed set" says exactly what the least fixpoint says, with one copy of the formula instead of one for each round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import z3

from attune.guide.prepare import Asked, Prepared, prepare
from attune.guide.prove.errors import RulesInARing
from attune.guide.prove.translate import (
    Bit,
    Code,
    Codes,
    Env,
    Members,
    Number,
    Term,
    Truth,
    all_of,
    any_of,
    as_vector,
    choose,
    members,
    none_of,
    truth,
    width,
)
from attune.guide.types import Guide, Json

Definitions = Iterator[tuple[Any, Bit]]  # a named bit (or vector), and what it equals


def bit(kind: str, name: str) -> Any:
    """The named bit `kind` of the thing `name`. The same two words always give the same bit."""
    return z3.Bool(f"{kind}!{name}")


@dataclass(frozen=True, slots=True)
class Input:
    """What a worker may enter for one question; `value` is Bool, vector or a bit for each code."""

    given: Bit
    unknown: Any
    value: Any
    n: Any  # the running number of the answer, where another question depends on it; else None


@dataclass(frozen=True, slots=True)
class Model:
    """The formula of a guide. `env` has what rules read, `sets` what invariants read besides."""

    prepared: Prepared
    inputs: dict[str, Input]
    env: dict[str, Term]
    sets: dict[str, Members]
    done: Any
    rules: list[Any] = field(default_factory=list)  # what inputs must satisfy to be answers at all
    openings: list[Any] = field(default_factory=list)  # the set of open modules is closed

    @property
    def guide(self) -> Guide:
        return self.prepared.guide

    def definitions(self, body: Json) -> Definitions:
        """What a question or statement with this body defines. The body may be a changed one, with the same id."""
        if "ask" in body:
            return self._question(body)
        return self._statement(body)

    def all_definitions(self) -> Definitions:
        for step in self.prepared.steps:
            yield from self.definitions(step.body)
        yield self.done_definition()

    def done_definition(self) -> tuple[Any, Bit]:
        """Done: nothing is left to ask but what waits, and no urgent line is pending."""
        return (
            self.done,
            none_of(
                *(bit("ask_now", asked.id) for asked in self._placed() if not asked.body.get("wait")),
                *(bit("pending", line) for line in self.prepared.lines),
            ),
        )

    def opened(self, module: str) -> Bit:
        return bit("open", module) if module in self.prepared.modules else module == ""

    def reading(self) -> Env:
        """What the names of an invariant mean: a statement in a module that is not open says nothing."""
        found: dict[str, Term] = {**self.env, **self.sets, "done": Truth(self.done, none_of(self.done))}
        for each in self.prepared.statements:
            value = self.env[each.id]
            assert isinstance(value, Truth)
            shown = False if each.id in self.prepared.withdrawn else self.opened(each.module)
            found[each.id] = Truth(all_of(shown, value.yes), all_of(shown, value.no))
        return found

    def guard(self, name: str) -> Truth:
        return Truth(bit("guard", name), bit("guard_no", name))

    # ------------------------------------------------------------ questions

    def _question(self, body: Json) -> Definitions:
        name, entered = body["id"], self.inputs[body["id"]]
        guard = truth(body.get("when"), self.env)
        counted, unknown = bit("counted", name), bit("not_known", name)
        yield bit("guard", name), guard.yes
        yield bit("guard_no", name), guard.no
        yield (
            counted,
            all_of(
                entered.given,
                self.opened(body["module"]),
                bit("guard", name),
                none_of(self._to_confirm(body)),
            ),
        )
        yield unknown, all_of(counted, entered.unknown)
        yield from self._value(body, entered)
        yield (
            bit("ask_now", name),
            all_of(
                any_of(*(self.opened(module) for module in _modules_with(self.prepared, name))),
                none_of(counted),
                bit("guard", name),
                not body.get("shell"),
            ),
        )
        if_unknown = body["if_unknown"]["do"]
        must = all_of(
            bool(body.get("must_ask")),
            any_of(unknown, none_of(counted)),
            none_of(bit("guard_no", name)),
        )
        yield bit("task_ask", name), any_of(must, all_of(unknown, if_unknown == "ask_later"))
        yield bit("task_refer", name), all_of(unknown, if_unknown == "refer")
        yield bit("must_ask", name), bool(body.get("must_ask"))

    def _to_confirm(self, body: Json) -> Bit:
        mine = self.inputs[body["id"]]
        others = [
            self.inputs[other]
            for other in body.get("confirm_when_changed") or ()
            if other in self.inputs and mine.n is not None
        ]
        return any_of(*(all_of(other.given, z3.UGT(other.n, mine.n)) for other in others))

    def _value(self, body: Json, entered: Input) -> Definitions:
        """The effective value: the answer's, or for a not known answer what content treats it as."""
        name, kind = body["id"], body["type"]
        counted, unknown = bit("counted", name), entered.unknown
        treated = body["if_unknown"]["do"] == "treat_as"
        instead: Any = body["if_unknown"]["value"] if treated else None
        known = counted if treated else all_of(counted, none_of(unknown))
        yield bit("known", name), known
        if kind == "yes_no":
            value = choose(unknown, instead is True, entered.value) if treated else entered.value
            yield bit("yes", name), all_of(known, value)
            yield bit("no", name), all_of(known, none_of(value))
        elif kind == "number":
            vector = self.env[name]
            assert isinstance(vector, Number)
            bits = vector.value.size()
            said = as_vector(entered.value, bits)
            yield vector.value, z3.If(unknown, as_vector(instead, bits), said) if treated else said
        elif kind in ("choice", "multi"):
            for code, chosen in entered.value.items():
                hit = bool(treated and (code == instead if kind == "choice" else code in instead))
                yield (
                    bit("is", f"{name}!{code}"),
                    all_of(known, choose(unknown, hit, chosen) if treated else chosen),
                )

    def _placed(self) -> Iterable[Asked]:
        return self.prepared.questions.values()

    # ------------------------------------------------------------ statements

    def _statement(self, body: Json) -> Definitions:
        name = body["id"]
        value = truth(body["is"] if "is" in body else body.get("when"), self.env)
        there = True if name in self.prepared.shared else self.opened(body["module"])
        yield bit("yes", name), all_of(there, value.yes)
        yield bit("no", name), all_of(there, value.no)
        if name in self.prepared.lines:
            yield from self._line(body)

    def _line(self, body: Json) -> Definitions:
        name = body["id"]
        offered, not_here, asks = bit("offered", name), bit("not_here", name), bit("ask_prescriber", name)
        urgent = bit("urgent", name)
        yield (
            offered,
            all_of(bit("yes", name), self.opened(body["module"]), name not in self.prepared.withdrawn),
        )
        yield not_here, all_of(offered, self._lacking(body.get("medicine")))
        yield (
            asks,
            all_of(offered, none_of(not_here), body["who"] == "prescriber", none_of(self._prescribes())),
        )
        yield bit("do", name), all_of(offered, none_of(not_here), none_of(asks))
        yield urgent, all_of(offered, body["tier"] < self.prepared.routine)
        yield bit("pending", name), all_of(urgent, none_of(bit("act", name)))

    def _lacking(self, medicine: str | None) -> Bit:
        stock = self.env.get("stock")
        if not medicine or not isinstance(stock, Codes):
            return False
        return all_of(stock.known, none_of(stock.chosen.get(medicine, False)))

    def _prescribes(self) -> Bit:
        found = self.env.get("prescribes")
        return found.yes if isinstance(found, Truth) else False


def build(guide: Guide) -> Model:
    """The formula of `guide`. Raises RulesInARing where rules read each other in a ring."""
    prepared = prepare(guide)
    if prepared.cyclic:
        raise RulesInARing("Rules of this guide read each other in a ring; `attune check` says which.")
    numbered = _numbered(prepared)
    inputs = {asked.id: _input(asked.body, numbered) for asked in prepared.questions.values()}
    model = Model(prepared, inputs, _env(prepared), _sets(prepared), z3.Bool("done"))
    model.rules.extend(_domains(prepared, inputs))
    model.openings.extend(_openings(model))
    return model


def _input(body: Json, numbered: Mapping[str, int]) -> Input:
    name = body["id"]
    given = True if "default" in body else bit("given", name)
    n = z3.BitVec(f"n!{name}", len(numbered).bit_length() + 1) if name in numbered else None
    return Input(given, bit("unknown", name), _entered(body), n)


def _entered(body: Json) -> Any:
    name = body["id"]
    if body["type"] == "number":
        return z3.BitVec(f"value!{name}", width(*_range(body)))
    if body["type"] in ("choice", "multi"):
        return {option["id"]: bit("chosen", f"{name}!{option['id']}") for option in body.get("options") or ()}
    return bit("value", name)


def _range(body: Json) -> tuple[int, int]:
    low, high = body.get("min"), body.get("max")
    return (-(2**31) + 1 if low is None else low), (2**31 - 1 if high is None else high)


def _numbered(prepared: Prepared) -> dict[str, int]:
    """The questions whose answers' order matters: those to be confirmed, and those that make it so."""
    found: dict[str, int] = {}
    for asked in prepared.questions.values():
        for other in asked.body.get("confirm_when_changed") or ():
            for name in (asked.id, other):
                found.setdefault(name, len(found))
    return found


def _env(prepared: Prepared) -> dict[str, Term]:
    found: dict[str, Term] = {
        asked.id: term for asked in prepared.questions.values() if (term := _term(asked.body)) is not None
    }
    for each in prepared.statements:
        found[each.id] = Truth(bit("yes", each.id), bit("no", each.id))
    for name, kind in (("answered", "counted"), ("not_known", "not_known")):
        found[name] = members(name, {question: bit(kind, question) for question in prepared.questions})
    return found


def _term(body: Json) -> Term | None:
    name, known = body["id"], bit("known", body["id"])
    if body["type"] == "yes_no":
        return Truth(bit("yes", name), bit("no", name))
    if body["type"] == "number":
        low, high = _range(body)
        instead = body["if_unknown"].get("value")
        if isinstance(instead, int):
            low, high = min(low, instead), max(high, instead)
        return Number(known, z3.BitVec(f"is!{name}", width(low, high)), low, high)
    if body["type"] in ("choice", "multi"):
        chosen = {option["id"]: bit("is", f"{name}!{option['id']}") for option in body.get("options") or ()}
        return Code(known, chosen) if body["type"] == "choice" else Codes(known, chosen)
    return None  # free text, which no rule reads


def _sets(prepared: Prepared) -> dict[str, Members]:
    def of_kind(kind: str) -> dict[str, Bit]:
        return {
            each.id: all_of(
                bit("yes", each.id),
                bit("open", each.module) if each.module else True,
                each.id not in prepared.withdrawn,
            )
            for each in prepared.statements
            if each.kind == kind
        }

    questions, lines = prepared.questions, prepared.lines
    return {
        "answered": Members({name: bit("counted", name) for name in questions}),
        "not_known": Members({name: bit("not_known", name) for name in questions}),
        "plan": Members({name: bit("do", name) for name in lines}),
        "offered": Members({name: bit("offered", name) for name in lines}),
        "urgent": Members({name: bit("urgent", name) for name in lines}),
        "conclusions": Members(of_kind("conclusion")),
        "open": Members({name: bit("open", name) for name in prepared.modules}),
        "exits": Members(of_kind("exit")),
        "follow_up": Members(of_kind("follow_up")),
        "asked": Members({name: bit("ask_now", name) for name in questions}),
        "tasks": Members(
            {
                **of_kind("task"),
                **{f"ask_{name}": bit("task_ask", name) for name in questions},
                **{f"refer_{name}": bit("task_refer", name) for name in questions},
            }
        ),
    }


def _domains(prepared: Prepared, inputs: Mapping[str, Input]) -> Iterator[Any]:
    for asked in prepared.questions.values():
        value = inputs[asked.id].value
        if asked.body["type"] == "number":
            low, high = _range(asked.body)
            yield z3.And(value >= low, value <= high)
        elif asked.body["type"] == "choice":
            codes = list(value.values())
            yield z3.Or(codes)
            yield from (z3.Or(z3.Not(a), z3.Not(b)) for i, a in enumerate(codes) for b in codes[i + 1 :])


def _openings(model: Model) -> Iterator[Any]:
    """The set of open modules is closed under the chart, the exits and answers to what must be asked."""
    guide, modules = model.guide, model.prepared.modules
    for asked in model.prepared.questions.values():
        if asked.module:
            must = all_of(bit("must_ask", asked.id), model.inputs[asked.id].given)
            yield z3.Implies(must, bit("open", asked.module))
    chart = model.env.get("chart")
    for each in guide["chart"]:
        if isinstance(chart, Codes) and each["opens"] in modules and each["id"] in chart.chosen:
            yield z3.Implies(all_of(chart.known, chart.chosen[each["id"]]), bit("open", each["opens"]))
    for each in guide["exits"]:
        if each["to"] in modules and each["to"] != each["module"]:
            from_here = all_of(model.opened(each["module"]), bit("yes", each["id"]))
            yield z3.Implies(from_here, bit("open", each["to"]))


def _modules_with(prepared: Prepared, name: str) -> list[str]:
    return [module for module, asked_here in prepared.places if any(asked.id == name for asked in asked_here)]
