"""`consult`: from the answers to the next question, what is urgent, conclusions and plan.

Pure: the same guide, answers and day give the same result. Twin of client/src/domain/consult.ts; what it computes is said in
docs/explanation/consultation.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from attune.guide.answers import Read, read
from attune.guide.prepare import Asked, Prepared, Statement, prepare
from attune.guide.types import Answers, Consultation, Guide, Json

GROUPS = ("now", "today", "home", "next")


def consult(guide: Guide | Prepared, answers: Answers, today: date) -> Consultation:
    """Everything the guide says to these answers on this day."""
    prepared = guide if isinstance(guide, Prepared) else prepare(guide)
    return _Run(prepared, read(prepared, answers)).result(today)


class _Run:
    """One consultation being computed. Everything here only grows: what is known stays known."""

    def __init__(self, prepared: Prepared, found: Read) -> None:
        self.prepared = prepared
        self.found = found
        self.open: set[str] = {*found.start, *self._kept_open()}
        # Question values under their ids (None: counts, not known), then statements' values as they are decided.
        self.counted: set[str] = set()
        self.not_known: set[str] = set()
        self.values: dict[str, Any] = {"answered": self.counted, "not_known": self.not_known}
        self._add_defaults()
        self._settle()
        self.bits: dict[str, int] = {}
        self.explained: dict[str, tuple[Any, int]] = {}
        self._explain()
        self.not_known_bits = sum(prepared.questions[name].bit for name in self.not_known)

    # ------------------------------------------------------------ deciding

    def _kept_open(self) -> list[str]:
        """Modules of answered questions that must be asked: a recorded risk is never set aside with its module."""
        questions = self.prepared.questions
        asked = [questions[name] for name in self.found.answers if questions[name].body.get("must_ask")]
        return [each.module for each in asked if each.module]

    def _add_defaults(self) -> None:
        for asked in self.prepared.questions.values():
            if "default" in asked.body and asked.id not in self.found.answers:
                self.found.answers[asked.id] = {"value": asked.body["default"], "n": 0}

    def _settle(self) -> None:
        """Go through what is open until no module opens any more (and, in a ring of rules, nothing changes)."""
        steps: Sequence[Asked | Statement] = self.prepared.steps
        opened: set[str] | None = None
        again = True
        while again:
            before = set(self.open)
            left = self._pass(steps, opened)
            self._open_modules()
            opened = self.open - before
            again = bool(opened) or (self.prepared.cyclic and len(left) < len(steps))
            if self.prepared.cyclic:
                opened = None
            steps = left

    def _pass(self, steps: Sequence[Asked | Statement], opened: set[str] | None) -> list[Asked | Statement]:
        """Decide what can be decided of `steps`; returns those that are left.

        `opened` are the modules that opened since the last pass: elsewhere only what reads something new can have changed.
        None: look at everything.
        """
        values, is_open, shared = self.values, self.open, self.prepared.shared
        left: list[Asked | Statement] = []
        new: set[str] = set()
        for step in steps:
            is_closed = step.module and step.module not in is_open and step.id not in shared
            if is_closed or (opened is not None and step.module not in opened and new.isdisjoint(step.reads)):
                left.append(step)
            elif isinstance(step, Asked):
                if self._count(step):
                    new.add(step.id)
                else:
                    left.append(step)
            else:
                value = step.value(values)
                if value is None:
                    left.append(step)
                else:
                    values[step.id] = value
                    new.add(step.id)
        return left

    def _count(self, asked: Asked) -> bool:
        """Let the answer to `asked` count if it may; does it from now on?"""
        answer = self.found.answers.get(asked.id)
        if answer is None or (asked.module and asked.module not in self.open):
            return False
        if self._is_to_confirm(asked, answer) or asked.guard(self.values) is not True:
            return False
        self.counted.add(asked.id)
        if "unknown" in answer:
            self.not_known.add(asked.id)
            if_unknown = asked.body["if_unknown"]
            self.values[asked.id] = if_unknown["value"] if if_unknown["do"] == "treat_as" else None
        else:
            self.values[asked.id] = answer["value"]
        return True

    def _is_to_confirm(self, asked: Asked, answer: Json) -> bool:
        """Has one of the answers that this one depends on been given anew since?"""
        return any(
            self.found.answers[other]["n"] > answer["n"]
            for other in asked.body.get("confirm_when_changed") or ()
            if other in self.found.answers
        )

    def _open_modules(self) -> None:
        guide = self.prepared.guide
        chosen = self.values.get("chart") or ()
        opening = [each["opens"] for each in guide["chart"] if each["id"] in chosen]
        opening += [
            each["to"]
            for each in guide["exits"]
            if each["module"] in self.open and self.values.get(each["id"]) is True
        ]
        self.open.update(module for module in opening if module in self.prepared.modules)

    def _explain(self) -> None:
        """What stands behind each decided or undecided statement, once all is settled."""
        values, bits, shared = self.values, self.bits, self.prepared.shared
        bits.update((asked.id, asked.bit) for asked in self.prepared.questions.values())
        closed = self.prepared.modules - self.open
        for step in self.prepared.steps:
            if isinstance(step, Statement) and (step.module not in closed or step.id in shared):
                self.explained[step.id] = found = step.explain(values, bits)
                bits[step.id] = found[1]

    # ------------------------------------------------------------ the result

    def result(self, today: date) -> Consultation:
        prepared, guide = self.prepared, self.prepared.guide
        closed = prepared.modules - self.open
        said = [
            each
            for each in prepared.statements
            if each.module not in closed and each.id not in prepared.withdrawn
        ]
        holding = [each for each in said if self.explained[each.id][0] is True]
        plan = self._plan(holding)
        urgent = self._urgent(plan)
        to_ask, waits = self._to_ask()
        next_ = self._next(to_ask, waits, urgent)
        return {
            "release": guide["release"],
            "open": [module["id"] for module in guide["modules"] if module["id"] in self.open],
            "next": next_,
            "done": next_ is None or next_["kind"] == "wait",
            "to_ask": [asked.id for asked in to_ask + waits],
            "counted": [name for name in prepared.questions if name in self.counted],
            "values": {name: self.values[name] for name in prepared.questions if name in self.counted},
            "urgent": urgent,
            "conclusions": [
                {"id": each.id, "because": self._because(each)}
                for each in holding
                if each.kind == "conclusion"
            ],
            "undecided": self._undecided(said),
            "plan": [
                {
                    "id": line["id"],
                    "group": line["group"],
                    "state": state,
                    "because": self.names_of(line["id"]),
                }
                for line, state in plan
            ],
            "exits": self._exits(holding),
            "tasks": self._tasks(holding),
            "follow_up": self._follow_up(holding, today),
            "waiting": [asked.id for asked in waits],
            "set_aside": [
                name for name in prepared.questions if name in self.found.answers and name not in self.counted
            ],
            "problems": self.found.problems,
            "trace": [
                {
                    "id": each.id,
                    "kind": each.kind,
                    "value": self.explained[each.id][0],
                    "because": self._because(each),
                }
                for each in said
            ],
        }

    def _because(self, statement: Statement) -> list[str]:
        return self.names_of(statement.id)

    def names_of(self, name: str) -> list[str]:
        return self.prepared.names_of(self.explained[name][1])

    def _plan(self, holding: list[Statement]) -> list[tuple[Json, str]]:
        """The lines that hold, by group, with their state."""
        lines = [each.body for each in holding if each.kind == "plan"]
        return [(line, self._state(line)) for group in GROUPS for line in lines if line["group"] == group]

    def _state(self, line: Json) -> str:
        stock = self.values.get("stock")
        if line.get("medicine") and stock is not None and line["medicine"] not in stock:
            return "not_here"
        if line["who"] == "prescriber" and self.values.get("prescribes") is not True:
            return "ask_prescriber"
        return "do"

    def _urgent(self, plan: list[tuple[Json, str]]) -> list[Json]:
        tiers = self.prepared.guide["tiers"]
        urgent = [(line, state) for line, state in plan if line["tier"] < self.prepared.routine]
        urgent.sort(key=lambda each: each[0]["tier"])
        return [
            {
                "id": line["id"],
                "tier": tiers[line["tier"]],
                "state": state,
                "pending": line["id"] not in self.found.acts,
            }
            for line, state in urgent
        ]

    def _to_ask(self) -> tuple[list[Asked], list[Asked]]:
        """Questions that may be asked now, most urgent first, and the waiting ones, which come after all others."""
        found: dict[str, Asked] = {}
        for module, asked_here in self.prepared.places:
            if module in self.open:
                for asked in asked_here:
                    if (
                        asked.id not in self.counted
                        and not asked.body.get("shell")
                        and asked.guard(self.values) is True
                    ):
                        found.setdefault(asked.id, asked)
        in_order = sorted(found.values(), key=lambda asked: asked.body["tier"])
        return [each for each in in_order if not each.body.get("wait")], [
            each for each in in_order if each.body.get("wait")
        ]

    def _next(self, to_ask: list[Asked], waits: list[Asked], urgent: list[Json]) -> Json | None:
        pending = [each for each in urgent if each["pending"]]
        if pending:
            tier = pending[0]["tier"]
            most_urgent = self.prepared.guide["tiers"].index(tier)
            if not to_ask or to_ask[0].body["tier"] > most_urgent:
                return {
                    "kind": "acts",
                    "tier": tier,
                    "ids": [each["id"] for each in pending if each["tier"] == tier],
                }
        if to_ask:
            return {"kind": "question", "id": to_ask[0].id}
        return {"kind": "wait", "id": waits[0].id} if waits else None

    def _undecided(self, said: list[Statement]) -> list[Json]:
        """Conclusions and medicine lines that wait for something the person or carer could not tell."""
        if not self.not_known_bits:
            return []
        return [
            {"id": each.id, "kind": each.kind, "needs": self._because(each)}
            for each in said
            if self.explained[each.id][0] is None
            and (each.kind == "conclusion" or (each.kind == "plan" and each.body["kind"] == "medicine"))
            and self.explained[each.id][1] & self.not_known_bits
        ]

    def _exits(self, holding: list[Statement]) -> list[Json]:
        planned = {module["id"]: module["planned"] for module in self.prepared.guide["modules"]}
        return [
            {
                "id": each.id,
                "to": each.body["to"],
                "planned": planned.get(each.body["to"], True),
                "because": self._because(each),
            }
            for each in holding
            if each.kind == "exit"
        ]

    def _tasks(self, holding: list[Statement]) -> list[Json]:
        asked = [
            {"id": f"{kind}_{each.id}", "kind": kind, "of": each.id, "within_days": None}
            for each in self.prepared.questions.values()
            for kind in self._tasks_of(each)
        ]
        ruled = [
            {"id": each.id, "kind": "rule", "of": None, "within_days": each.body["within_days"]}
            for each in holding
            if each.kind == "task"
        ]
        return asked + ruled

    def _tasks_of(self, asked: Asked) -> list[str]:
        unknown = asked.id in self.not_known
        do = asked.body["if_unknown"]["do"]
        must = (
            asked.body.get("must_ask")
            and (unknown or asked.id not in self.counted)
            and asked.guard(self.values) is not False
        )
        return [
            *(["ask"] if must or (unknown and do == "ask_later") else []),
            *(["refer"] if unknown and do == "refer" else []),
        ]

    def _follow_up(self, holding: list[Statement], today: date) -> Json | None:
        lines = [each.body for each in holding if each.kind == "follow_up"]
        if not lines:
            return None
        early = self.values.get("follow_up_early") is True
        days = "from_days" if early else "to_days"
        on = min(line[days] for line in lines)
        return {
            "from": _in_days(today, min(line["from_days"] for line in lines)),
            "to": _in_days(today, min(line["to_days"] for line in lines)),
            "on": _in_days(today, on),
            "ids": [line["id"] for line in lines if line[days] == on],
            "early": early,
        }


def _in_days(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()
