"""Answers and rules in plain words: what a rule asks for, and which parts of it held for these answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attune.guide.prepare import Prepared, Statement
from attune.guide.types import Consultation, Json
from attune.logic import OPEN_SETS, Expr, compile_expr, reads

UNKNOWN_WORDS = {"not-known": "not known", "declined": "declined", "could-not-ask": "could not be asked"}
NOT_ASKED = "not asked yet"
_COMPARED = {
    "=": "",
    "!=": "other than ",
    "<": "less than ",
    "<=": "at most ",
    ">": "more than ",
    ">=": "at least ",
}
_ARITHMETIC = {"+": "plus", "-": "minus", "*": "times"}
_JOINED = ("and", "or", "xor", "implies")


class Wording:
    """The words of one consultation: `answers` as `read` gives them, `said` as `consult` gives it."""

    def __init__(self, prepared: Prepared, answers: Mapping[str, Json], said: Consultation) -> None:
        self.questions = {name: asked.body for name, asked in prepared.questions.items()}
        self.statements = {each.id: each for each in prepared.statements}
        self.answers = answers
        self.values = _values(prepared, answers, said)
        self.concluded = _concluded(prepared, self.values)

    # ------------------------------------------------------------ questions and answers

    def asks(self, name: str) -> str:
        """The question as the worker reads it."""
        return str(self.questions[name]["ask"])

    def answer(self, name: str) -> str:
        """The answer as a person would say it."""
        question, given = self.questions[name], self.answers.get(name)
        if given is None:
            value = question.get("default")
            return NOT_ASKED if value is None else f"{self.value(name, value)} (not given, so taken as this)"
        if "unknown" in given:
            taken, text = question["if_unknown"], UNKNOWN_WORDS[given["unknown"]]
            if taken["do"] != "treat_as":
                return text
            return f"{self.value(name, taken['value'])} ({text}, so taken as this)"
        return self.value(name, given["value"])

    def value(self, name: str, value: Any) -> str:
        """A value of the question `name`."""
        question = self.questions[name]
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int):
            return f"{value} {question.get('unit', '')}".strip()
        texts = {option["id"]: option["text"] for option in question.get("options") or ()}
        if isinstance(value, list):
            return ", ".join(texts[code] for code in value) if value else "none of these"
        return str(texts.get(value, value))

    def answered(self, name: str) -> str:
        """Question and answer in one line."""
        return _pair(self.asks(name), self.answer(name))

    # ------------------------------------------------------------ what held

    def held(self, expr: Expr, is_true: bool = True) -> list[str]:
        """The parts that made `expr` true (or false), each once: a rule by its name, an answer with its question."""
        return list(dict.fromkeys(self._held(expr, is_true)))

    def _held(self, expr: Expr, is_true: bool) -> list[str]:
        op, parts = expr[0], expr[1:]
        if op == "not":
            return self._held(parts[0], not is_true)
        if op == "implies":
            return self._of_parts([(parts[0], not is_true), (parts[1], is_true)], every=not is_true)
        if op in ("and", "or"):
            return self._of_parts([(part, is_true) for part in parts], every=(op == "and") is is_true)
        if op == "lit":
            return []
        if op == "var" and expr[1] in self.statements:
            return self._named(self.statements[expr[1]], is_true)
        found = reads(expr)
        if any(name in self.statements for name in found):
            return [text for name in found for text in self._reading(name)]
        return [self.answered(name) for name in found]

    def _of_parts(self, parts: list[tuple[Expr, bool]], *, every: bool) -> list[str]:
        """What stands behind parts that all had to hold, or behind those of which one was enough."""
        holding = (
            parts if every else [each for each in parts if compile_expr(each[0])(self.values) is each[1]]
        )
        return [text for part, is_true in holding for text in self._held(part, is_true)]

    def _reading(self, name: str) -> list[str]:
        if name not in self.statements:
            return [self.answered(name)]
        return self._named(self.statements[name], self.values.get(name) is True)

    def _named(self, statement: Statement, is_true: bool) -> list[str]:
        """A rule by its name; one that only gathers others by those of them that hold."""
        if not is_true:
            return [f"not so: {statement.body['text']}"]
        if statement.id in self.concluded:
            return [f"as for: {self.concluded[statement.id]}"]
        expr = statement.body.get("is")
        return self._held(expr, True) if expr and expr[0] == "or" else [str(statement.body["text"])]

    # ------------------------------------------------------------ what a rule asks for

    def rule(self, expr: Expr) -> str:
        """`expr` in words, whether it holds or not."""
        op, parts = expr[0], expr[1:]
        if op in ("and", "or"):
            return f" {op} ".join(self._inner(part) for part in parts)
        if op == "xor":
            return f"either {self._inner(parts[0])} or {self._inner(parts[1])}, not both"
        if op == "implies":
            return f"if {self._inner(parts[0])}, then {self._inner(parts[1])}"
        if op == "not":
            return f"not: {self._inner(parts[0])}"
        if op in ("exists", "empty"):
            return _pair(self._name(parts[0]), "one or more" if op == "exists" else "none of these")
        if op == "in":
            return self._member(parts[0], parts[1])
        if op in _COMPARED:
            return self._compared(op, parts[0], parts[1])
        return self._quantity(expr)

    def _inner(self, expr: Expr) -> str:
        text = self.rule(expr)
        return f"({text})" if expr[0] in _JOINED else text

    def _member(self, code: Expr, of: Expr) -> str:
        name = of[1]
        if name in OPEN_SETS:
            return _pair(self._quoted(code[1]), "not known" if name == "not_known" else "asked")
        return _pair(self._quoted(name), self.value(name, [code[1]]))

    def _compared(self, op: str, left: Expr, right: Expr) -> str:
        if right[0] != "lit":
            return f"{self._quantity(left)} is {_COMPARED[op]}{self._quantity(right)}".replace("  ", " ")
        if left[0] == "var" and left[1] in self.questions:
            return _pair(self._quoted(left[1]), f"{_COMPARED[op]}{self.value(left[1], right[1])}")
        if left[0] == "var" and isinstance(right[1], bool):
            return self.rule(left if (op == "=") is right[1] else ("not", left))
        return _pair(self._quantity(left), f"{_COMPARED[op]}{self._quantity(right)}")

    def _quantity(self, expr: Expr) -> str:
        op, parts = expr[0], expr[1:]
        if op == "lit":
            return {True: "yes", False: "no"}[parts[0]] if isinstance(parts[0], bool) else str(parts[0])
        if op == "count":
            return f"how many of: {self._name(parts[0])}"
        if op in _ARITHMETIC:
            return f" {_ARITHMETIC[op]} ".join(self._quantity(part) for part in parts)
        if op == "var":
            name = parts[0]
            asked = self.questions.get(name)
            return (
                _pair(self._quoted(name), "yes") if asked and asked["type"] == "yes_no" else self._name(expr)
            )
        return self.rule(expr)

    def _name(self, expr: Expr) -> str:
        if expr[0] != "var":
            return self._quantity(expr)
        return self._quoted(expr[1])

    def _quoted(self, name: str) -> str:
        """The text of a rule or question, marked as one."""
        text = self.statements[name].body["text"] if name in self.statements else self.asks(name)
        return f"“{text}”"


def _pair(question: str, answer: str) -> str:
    """`How old is the person? 34 years`, `Apart from the person, the carer says: none of these`."""
    return f"{question} {answer}" if question.rstrip("”").endswith(("?", ":")) else f"{question}: {answer}"


def _values(prepared: Prepared, answers: Mapping[str, Json], said: Consultation) -> dict[str, Any]:
    """What every name of a rule stood for when `said` was computed."""
    counted = set(said["counted"])
    not_known = {name for name in counted if "unknown" in answers.get(name, {})}
    values: dict[str, Any] = {**said["values"], "answered": counted, "not_known": not_known}
    for step in prepared.steps:
        if isinstance(step, Statement):
            values[step.id] = step.value(values)
    return values


def _concluded(prepared: Prepared, values: Mapping[str, Any]) -> dict[str, str]:
    """Conclusions that hold, and the rules that are enough for one, with its text."""
    found: dict[str, str] = {}
    for each in prepared.statements:
        when = each.body.get("when")
        if each.kind == "conclusion" and values.get(each.id) is True and when is not None:
            enough = when[1:] if when[0] == "or" else [when]
            names = [part[1] for part in enough if part[0] == "var" and values.get(part[1]) is True]
            found.update(dict.fromkeys([each.id, *names], str(each.body["text"])))
    return found
