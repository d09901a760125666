"""A consultation's result with words: what `attune assess` prints. The field app does the same for its screens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attune.guide.answers import current_id, read
from attune.guide.prepare import Prepared
from attune.guide.types import Answers, Consultation, Json
from attune.guide.wording import Wording
from attune.logic import Expr, did_you_mean, unparse

ASK_THE_CLINICIAN = "Dose: ask the clinician."
_TYPES = {
    "yes_no": "yes or no",
    "choice": "one option code",
    "multi": "a list of option codes, [] for none of these",
    "number": "a whole number",
    "text": "text",
}


def present(prepared: Prepared, answers: Answers, said: Consultation) -> Json:
    """`said` with the texts, reasons and sources of everything that it names. Nothing of `said` is lost."""
    words = _Words(prepared, answers, said)
    plan = [words.line(row) for row in said["plan"]]
    return {
        "release": said["release"],
        "pack": dict(prepared.guide["pack"]),
        "open": said["open"],
        "assumed": words.assumed(),
        "next": words.next(said["next"]),
        "done": said["done"],
        "urgent": [{**row, **_some(words.line(row), "text", "detail", "dose")} for row in said["urgent"]],
        "conclusions": [words.statement(row, "meaning", "marks") for row in said["conclusions"]],
        "undecided": [words.undecided(row) for row in said["undecided"]],
        "plan": plan,
        "exits": [
            {**words.statement(row), "title": words.titles.get(row["to"], row["to"])} for row in said["exits"]
        ],
        "tasks": [{**row, "text": words.task(row)} for row in said["tasks"]],
        "follow_up": words.follow_up(said["follow_up"]),
        "waiting": [words.waiting(name) for name in said["waiting"]],
        "set_aside": [words.set_aside(name) for name in said["set_aside"]],
        "problems": [
            {**row, "message": problem_message(prepared, row["id"], row["code"], answers.get(row["id"]))}
            for row in said["problems"]
        ],
        "to_ask": said["to_ask"],
        "counted": said["counted"],
        "values": said["values"],
        "sources": words.sources_of(plan),
        "trace": said["trace"],
    }


class _Words(Wording):
    def __init__(self, prepared: Prepared, answers: Answers, said: Consultation) -> None:
        super().__init__(prepared, read(prepared, answers).answers, said)
        self.guide = prepared.guide
        self.counted = frozenset(said["counted"])
        self.open = frozenset(said["open"])
        self.bodies: dict[str, Json] = {each.id: each.body for each in prepared.statements}
        self.titles = {module["id"]: module["title"] for module in self.guide["modules"]}

    # ------------------------------------------------------------ questions and answers

    def assumed(self) -> list[Json]:
        """What the app knows and a file may leave out, such as cadre and stock, with what it was taken as."""
        return [
            {"id": name, "ask": self.asks(name), "taken_as": self.value(name, self.values[name])}
            for name, question in self.questions.items()
            if "default" in question and self.values.get(name) and self.is_assumed(name)
        ]

    def is_assumed(self, name: str) -> bool:
        """Did nobody say what `name` is, though a value counts?"""
        return name in self.counted and "value" not in self.answers.get(name, {})

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
        shown = ("module", "type", "ask", "say", "why", "hint", "options", "min", "max", "unit", "sources")
        return {
            **found,
            **_some(question, *shown),
            "tier": self.guide["tiers"][question["tier"]],
        }

    def waiting(self, name: str) -> Json:
        question = self.questions[name]
        return {
            "id": name,
            "ask": question["ask"],
            **_some(question["wait"], "text", "from_days", "to_days", "sources"),
        }

    def set_aside(self, name: str) -> Json:
        """An answer that does not count now, and when it would."""
        module, when = self.questions[name]["module"], self.questions[name].get("when")
        is_open = not module or module in self.open
        return {
            "id": name,
            "ask": self.asks(name),
            "answer": self.answer(name),
            "asked_when": (self.rule(when) if when else None) if is_open else self._is_open(module),
        }

    # ------------------------------------------------------------ statements

    def undecided(self, row: Json) -> Json:
        """A conclusion or medicine that waits for an answer which nobody could give."""
        waits_for = [self.asks(name) for name in row["needs"]]
        return {**row, "text": self.bodies[row["id"]]["text"], "needs_words": waits_for}

    def why(self, names: Iterable[str]) -> list[Json]:
        return [{"id": name, "ask": self.asks(name), "answer": self.answer(name)} for name in names]

    def statement(self, row: Mapping[str, Any], *more: str) -> Json:
        body = self.bodies[row["id"]]
        return {
            **_without(row, "because"),
            "text": body["text"],
            **_some(body, *more),
            "why": self.why(row["because"]),
            **self._ruled(body.get("when"), body["module"]),
            "sources": list(body["sources"]),
        }

    def _ruled(self, when: Expr | None, module: str) -> Json:
        """The rule as content has it, in words, and what of it held; without a rule, the module that brings the line."""
        if when is None:
            return {"rule": None, "rule_words": None, "held": [self._is_open(module)] if module else []}
        return {"rule": unparse(when), "rule_words": self.rule(when), "held": self.held(when)}

    def _is_open(self, module: str) -> str:
        return f"the module {self.titles[module]} is open"

    def line(self, row: Mapping[str, Any]) -> Json:
        """A plan line as this worker may act on it: no dose for who does not prescribe, none before it is signed."""
        body = self.bodies[row["id"]]
        shown = {
            **self.statement(
                {**row, "because": row.get("because", [])}, "kind", "medicine", "paper", "edition", "marks"
            ),
            "who": body["who"],
        }
        if "medicine" in body:
            shown["stock_known"] = not self.is_assumed("stock")
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


def _some(body: Mapping[str, Any], *keys: str) -> Json:
    return {key: body[key] for key in keys if key in body}


def _without(row: Mapping[str, Any], key: str) -> Json:
    return {name: value for name, value in row.items() if name != key}


def problem_message(prepared: Prepared, name: str, code: str, given: Any = None) -> str:
    """What is wrong with the answer `given` to `name`, and what would do, in one or two plain sentences."""
    if name == "start":
        known = ", ".join(module["id"] for module in prepared.guide["modules"])
        return f"start is a list of module ids: {known}."
    if code == "not_a_question":
        hint = did_you_mean(name, [*prepared.questions, *prepared.lines])
        return f"The guide has no question or plan line {name}. {hint}".strip()
    if current_id(prepared, name) in prepared.lines:
        return f"{name} is a plan line. It is done, handed_over or not_done."
    question = prepared.questions[current_id(prepared, name)].body
    if code == "out_of_range":
        return f"{name} is a whole number from {question.get('min')} to {question.get('max')}."
    if code == "unknown_option":
        return _option_message(name, question, given)
    if code == "cannot_read":
        return f"{name} needs either a value or why there is none: not-known, declined or could-not-ask."
    return f"{name} takes {_TYPES[question['type']]}; or not-known, declined or could-not-ask."


def _option_message(name: str, question: Json, given: Any) -> str:
    """Which code is none, the nearest one, and all there are."""
    codes = [option["id"] for option in question["options"]]
    value = given.get("value") if isinstance(given, Mapping) else None
    wrong = [code for code in (value if isinstance(value, list) else [value]) if code not in codes]
    hints = [f"{name} has no option {code}. {did_you_mean(str(code), codes)}".strip() for code in wrong]
    return " ".join([*hints, f"It takes {_TYPES[question['type']]}: {', '.join(codes)}."])
