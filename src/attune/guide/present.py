"""A consultation's result with words: what `attune assess` prints. The field app does the same for its screens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attune.guide.answers import read
from attune.guide.prepare import Prepared
from attune.guide.types import Answers, Consultation, Json
from attune.logic import Expr, did_you_mean, unparse

ASK_THE_CLINICIAN = "Dose: ask the clinician."
UNKNOWN_WORDS = {"not-known": "not known", "declined": "declined", "could-not-ask": "could not be asked"}
_TYPES = {
    "yes_no": "true or false",
    "choice": "one option code",
    "multi": "a list of option codes, [] for none of these",
    "number": "a whole number",
    "text": "text",
}


def present(prepared: Prepared, answers: Answers, said: Consultation) -> Json:
    """`said` with the texts, reasons and sources of everything that it names. Nothing of `said` is lost."""
    words = _Words(prepared, answers)
    plan = [words.line(row) for row in said["plan"]]
    return {
        "release": said["release"],
        "pack": dict(prepared.guide["pack"]),
        "open": said["open"],
        "next": words.next(said["next"]),
        "done": said["done"],
        "urgent": [{**row, **_some(words.line(row), "text", "detail", "dose")} for row in said["urgent"]],
        "conclusions": [words.statement(row, "meaning", "marks") for row in said["conclusions"]],
        "undecided": [
            {
                **row,
                "text": words.bodies[row["id"]]["text"],
                "needs_words": [words.asks(name) for name in row["needs"]],
            }
            for row in said["undecided"]
        ],
        "plan": plan,
        "exits": [
            {**words.statement(row), "title": words.titles.get(row["to"], row["to"])} for row in said["exits"]
        ],
        "tasks": [{**row, "text": words.task(row)} for row in said["tasks"]],
        "follow_up": words.follow_up(said["follow_up"]),
        "waiting": [words.waiting(name) for name in said["waiting"]],
        "set_aside": [{"id": name, "ask": words.asks(name)} for name in said["set_aside"]],
        "problems": [
            {**row, "message": problem_message(prepared, row["id"], row["code"])} for row in said["problems"]
        ],
        "to_ask": said["to_ask"],
        "counted": said["counted"],
        "values": said["values"],
        "sources": words.sources_of(plan),
        "trace": said["trace"],
    }


class _Words:
    def __init__(self, prepared: Prepared, answers: Answers) -> None:
        self.guide = prepared.guide
        self.questions = {name: asked.body for name, asked in prepared.questions.items()}
        self.bodies: dict[str, Json] = {each.id: each.body for each in prepared.statements}
        self.titles = {module["id"]: module["title"] for module in self.guide["modules"]}
        self.answers = read(prepared, answers).answers

    # ------------------------------------------------------------ questions and answers

    def asks(self, name: str) -> str:
        return str(self.questions[name]["ask"])

    def answer(self, name: str) -> str:
        """The answer as a person would say it."""
        question, given = self.questions[name], self.answers.get(name)
        if given is None:
            value = question.get("default")
            return "not asked yet" if value is None else self._value(question, value)
        if "unknown" in given:
            taken = question["if_unknown"]
            text = UNKNOWN_WORDS[given["unknown"]]
            return (
                f"{text}, taken as: {self._value(question, taken['value'])}"
                if taken["do"] == "treat_as"
                else text
            )
        return self._value(question, given["value"])

    def _value(self, question: Json, value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int):
            return f"{value} {question.get('unit', '')}".strip()
        texts = {option["id"]: option["text"] for option in question.get("options") or ()}
        if isinstance(value, list):
            return ", ".join(texts[code] for code in value) if value else "none of these"
        return str(texts.get(value, value))

    def next(self, found: Json | None) -> Json | None:
        if found is None:
            return None
        if found["kind"] == "acts":
            return {**found, "texts": [self.bodies[name]["text"] for name in found["ids"]]}
        question = self.questions[found["id"]]
        if found["kind"] == "wait":
            return {
                **found,
                "ask": question["ask"],
                **_some(question["wait"], "text", "from_days", "to_days"),
            }
        return {
            **found,
            **_some(
                question,
                "module",
                "type",
                "ask",
                "say",
                "why",
                "hint",
                "options",
                "min",
                "max",
                "unit",
                "sources",
            ),
            "tier": self.guide["tiers"][question["tier"]],
        }

    def waiting(self, name: str) -> Json:
        question = self.questions[name]
        return {
            "id": name,
            "ask": question["ask"],
            **_some(question["wait"], "text", "from_days", "to_days", "sources"),
        }

    # ------------------------------------------------------------ statements

    def why(self, names: Iterable[str]) -> list[Json]:
        return [{"id": name, "ask": self.asks(name), "answer": self.answer(name)} for name in names]

    def statement(self, row: Mapping[str, Any], *more: str) -> Json:
        body = self.bodies[row["id"]]
        return {
            **_without(row, "because"),
            "text": body["text"],
            **_some(body, *more),
            "why": self.why(row["because"]),
            "rule": _rule(body.get("when")),
            "sources": list(body["sources"]),
        }

    def line(self, row: Mapping[str, Any]) -> Json:
        """A plan line as this worker may act on it: no dose for who does not prescribe, none before it is signed."""
        body = self.bodies[row["id"]]
        shown = {
            **self.statement(
                {**row, "because": row.get("because", [])}, "kind", "medicine", "paper", "edition", "marks"
            ),
            "who": body["who"],
        }
        if row["state"] == "not_here":
            return {
                **shown,
                "text": body.get("not_here") or "This medicine is not here today. Ask the prescriber.",
            }
        if row["state"] == "ask_prescriber":
            return {**shown, "text": body.get("instead") or "Ask the prescriber."}
        shown.update(_some(body, "detail"))
        if body.get("dose_sign_off"):
            shown["dose"] = ASK_THE_CLINICIAN
        elif "dose" in body:
            shown["dose"] = body["dose"]
        return shown

    def task(self, row: Mapping[str, Any]) -> str:
        if row["kind"] == "rule":
            return str(self.bodies[row["id"]]["text"])
        asked = self.asks(row["of"])
        return f"Ask: {asked}" if row["kind"] == "ask" else f"Refer, because this is not known: {asked}"

    def follow_up(self, found: Json | None) -> Json | None:
        if found is None:
            return None
        lines = [self.bodies[name] for name in found["ids"]]
        return {
            **found,
            "texts": [line["text"] for line in lines],
            "sources": list(dict.fromkeys(source for line in lines for source in line["sources"])),
        }

    def sources_of(self, plan: Iterable[Json]) -> Json:
        """Titles of the sources that the plan cites, by code."""
        codes = dict.fromkeys(source.split(" ")[0] for line in plan for source in line["sources"])
        return {code: self.guide["sources"][code] for code in codes if code in self.guide["sources"]}


def _rule(when: Expr | None) -> str | None:
    """The rule as content has it; None where the line always holds."""
    return None if when is None else unparse(when)


def _some(body: Mapping[str, Any], *keys: str) -> Json:
    return {key: body[key] for key in keys if key in body}


def _without(row: Mapping[str, Any], key: str) -> Json:
    return {name: value for name, value in row.items() if name != key}


def problem_message(prepared: Prepared, name: str, code: str) -> str:
    """What is wrong with the answer `name` and what to do, in one or two plain sentences."""
    if name == "start":
        known = ", ".join(module["id"] for module in prepared.guide["modules"])
        return f"start is a list of module ids: {known}."
    if code == "not_a_question":
        hint = did_you_mean(name, [*prepared.questions, *prepared.lines])
        return f"The guide has no question or plan line {name}. {hint}".strip()
    if name in prepared.lines:
        return f"{name} is a plan line. It is done, handed_over or not_done."
    question = prepared.questions[name].body
    if code == "out_of_range":
        return f"{name} is a whole number from {question.get('min')} to {question.get('max')}."
    if code == "unknown_option":
        return f"{name} takes {_TYPES[question['type']]}: {', '.join(option['id'] for option in question['options'])}."
    if code == "cannot_read":
        return f"{name} needs either a value or what is not known: not-known, declined or could-not-ask."
    return f"{name} takes {_TYPES[question['type']]}."
