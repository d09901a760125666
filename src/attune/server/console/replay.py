"""A recorded consultation run again with the release it was made with: why each conclusion and plan line, and the audit.

What was recorded counts. The replay explains it, and says so when it cannot: the release is not kept here, or the result is another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from attune.guide import Prepared, audit, consult
from attune.guide.answers import read
from attune.guide.types import Consultation
from attune.guide.wording import Wording
from attune.server.console.guides import texts
from attune.server.console.words import Words
from attune.server.sync.reading import canonical

Body = Mapping[str, Any]
GROUPS = ("now", "today", "home", "next")


@dataclass(slots=True)
class Said:
    """A question and its answer in words."""

    ask: str
    answer: str
    by: str | None = None
    is_aside: bool = False


@dataclass(slots=True)
class Statement:
    """A conclusion or plan line: its words, why it stands there, where it comes from."""

    id: str
    text: str
    detail: str = ""
    dose: str = ""
    state: str = "do"
    group: str = ""
    is_urgent: bool = False
    is_withdrawn: bool = False
    act: str = ""
    reason: str = ""
    why: list[Said] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Audited:
    """One point where care and guide went different ways, and what the worker says to it."""

    code: str
    text: str
    reason: str = ""
    reply: str = ""
    is_risk: bool = False


@dataclass(slots=True)
class Replay:
    """What the page shows. `state`: same, differs, or gone (no such release here)."""

    state: str
    conclusions: list[Statement]
    plan: dict[str, list[Statement]]
    answers: list[tuple[str, list[Said]]]
    agreed: list[str]
    audit: list[Audited]


def replay(
    entry: Mapping[str, Any],
    guide: Prepared | None,
    words: Words,
    withdrawn: frozenset[str],
    *,
    current: Prepared | None = None,
) -> Replay:
    """`entry` is a consultation; `guide` the release that it was made with, or None: then `current` lends its words, no reasons."""
    body = entry["body"]
    if guide is None:
        return _recorded_alone(body, words, current)
    answers = {**body["answers"], "start": body["start"]}
    on = date.fromisoformat(entry["occurred_on"])
    said = consult(guide, answers, on)
    explained = _Explained(guide, body, answers, said, words, withdrawn)
    is_same = hashlib.sha256(canonical(said).encode()).hexdigest() == body["result_hash"]
    found = audit(guide, answers, on)
    return Replay(
        "same" if is_same else "differs",
        [explained.statement(name) for name in body["conclusions"]],
        explained.plan(),
        explained.answers(),
        [explained.text(name) for name in found["agreed"]],
        explained.audited(found),
    )


def _recorded_alone(body: Body, words: Words, current: Prepared | None) -> Replay:
    """What stands in the entry itself. An id is for ever, so that today's edition can say what most of them are called."""
    said = texts(current)
    questions = {question["id"]: question for question in current.guide["questions"]} if current else {}
    plan: dict[str, list[Statement]] = {}
    for line in body["plan"]:
        name, group = line["id"], line["group"]
        one = Statement(name, said.get(name, name), state=line["state"], group=group)
        _add_act(one, body)
        plan.setdefault(group, []).append(one)
    rows = [
        Said(said.get(name, name), answer_text(words, questions.get(name, {}), given), given.get("by"))
        for name, given in body["answers"].items()
        if given.get("act") is None and not questions.get(name, {}).get("shell")
    ]
    points = [
        Audited(
            row["code"],
            said.get(row["of"] or "", row["of"] or ""),
            reply=row["reply"] or "",
            is_risk=row["code"].startswith("missed"),
        )
        for row in body["audit"]
    ]
    found = [Statement(name, said.get(name, name)) for name in body["conclusions"]]
    return Replay("gone", found, plan, [("", rows)] if rows else [], [], points)


class _Explained:
    """The words of one consultation, from its guide."""

    def __init__(
        self,
        guide: Prepared,
        body: Body,
        answers: Mapping[str, Any],
        said: Consultation,
        words: Words,
        withdrawn: frozenset[str],
    ) -> None:
        self.guide, self.body, self.words, self.withdrawn = guide, body, words, withdrawn
        self.given = read(guide, answers).answers
        self.raw = body["answers"]
        self.wording = Wording(guide, self.given, said)
        self.because = {
            row["id"]: row["because"]
            for part in (said["conclusions"], said["plan"], said["trace"])
            for row in part
            if "because" in row
        }
        self.bodies = {each.id: each.body for each in guide.statements}
        self.urgent = {row["id"] for row in said["urgent"]}
        self.questions = {question["id"]: question for question in guide.guide["questions"]}

    def text(self, name: str) -> str:
        body = self.bodies.get(name) or self.questions.get(name)
        return name if body is None else str(body.get("text") or body.get("ask") or name)

    def statement(self, name: str, state: str = "do", group: str = "") -> Statement:
        body = self.bodies.get(name)
        if body is None:
            return Statement(name, name, state=state, group=group)
        found = Statement(
            name,
            _text_as(body, state),
            detail=str(body.get("meaning") or (body.get("detail") if state == "do" else "") or ""),
            state=state,
            group=group,
            is_urgent=name in self.urgent,
            is_withdrawn=name in self.withdrawn,
            why=[one for asked in self.because.get(name, ()) for one in self.said(asked)],
            sources=[self.source(code) for code in body["sources"]],
            marks=list(body.get("marks", ())),
        )
        if state == "do" and "dose" in body:
            found.dose = self.words.t("visit.dose_ask") if body.get("dose_sign_off") else body["dose"]
        if body.get("when") is not None and self.words.language == "en":
            found.held = self.wording.held(body["when"])  # its joining words are English
        _add_act(found, self.body)
        return found

    def plan(self) -> dict[str, list[Statement]]:
        found: dict[str, list[Statement]] = {}
        for line in self.body["plan"]:
            found.setdefault(line["group"], []).append(
                self.statement(line["id"], line["state"], line["group"])
            )
        return {group: found[group] for group in GROUPS if group in found}

    def said(self, name: str) -> list[Said]:
        question, given = self.questions.get(name), self.raw.get(name)
        if question is None or question.get("shell") or given is None:
            return []
        return [
            Said(
                question["ask"],
                answer_text(self.words, question, given),
                given.get("by"),
                name in self.body["set_aside"],
            )
        ]

    def answers(self) -> list[tuple[str, list[Said]]]:
        """All answers in the order of the guide, by module; what belongs to none of them first."""
        titles = {module["id"]: module["title"] for module in self.guide.guide["modules"]}
        found: dict[str, list[Said]] = {}
        for name, question in self.questions.items():
            for one in self.said(name):
                found.setdefault(titles.get(question["module"], ""), []).append(one)
        return list(found.items())

    def source(self, code: str) -> str:
        """`W16 p.21` as the document's title, year and place."""
        short, _, place = code.partition(" ")
        known = self.guide.guide["sources"].get(short)
        if known is None:
            return code
        year = f" ({known['year']})" if known.get("year") else ""
        return f"{known['title']}{year}{', ' + place if place else ''}"

    def audited(self, found: Mapping[str, Any]) -> list[Audited]:
        """Risk first, then departures and medicines, then questions left: the order in which the worker saw them."""
        seen = {row["id"] for row in found["missed"]}
        rows: list[tuple[str, str, str | None, bool]] = [
            *((f"missed_{row['kind']}", row["id"], row["reason"], True) for row in found["missed"]),
            *(
                (f"line_{row['kind']}", row["id"], row["reason"], False)
                for row in found["departures"]
                if row["id"] not in seen
            ),
            *((f"medicine_{row['code']}", row["medicine"], None, False) for row in found["medicines"]),
            *(
                ("skipped", row["id"], None, row["self_harm"])
                for row in found["skipped"]
                if row["id"] not in seen
            ),
        ]
        replies = {(row["code"], row["of"]): row["reply"] for row in self.body["audit"]}
        return [
            Audited(code, self._named(code, of), reason or "", replies.get((code, of)) or "", is_risk)
            for code, of, reason, is_risk in rows
        ]

    def _named(self, code: str, of: str) -> str:
        if not code.startswith("medicine"):
            return self.text(of)
        options: Iterable[Mapping[str, str]] = self.questions.get("stock", {}).get("options") or ()
        return next((option["text"] for option in options if option["id"] == of), of)


def _add_act(found: Statement, body: Body) -> None:
    """What became of a line: done, handed over, or decided against, with the reason."""
    given = body["answers"].get(found.id) or {}
    found.act = given.get("act") or ""
    against = next((row["reason"] for row in body["against"] if row["line"] == found.id), "")
    found.reason = given.get("reason") or against


def _text_as(body: Mapping[str, Any], state: str) -> str:
    """The line as the worker read it: another cadre's line, or a medicine that was not here, has other words."""
    if state == "ask_prescriber":
        return str(body.get("instead") or body["text"])
    if state == "not_here":
        return str(body.get("not_here") or body["text"])
    return str(body["text"])


def answer_text(words: Words, question: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """An answer as a person would say it."""
    if given.get("unknown") is not None:
        reason = f"answer.could-not-ask.{given.get('because')}"
        return words.t(reason if words.knows(reason) else f"answer.{given['unknown']}")
    text = _value(words, question, given.get("value"))
    return words.t("answer.about", value=text) if given.get("about") else text


def _value(words: Words, question: Mapping[str, Any], value: Any) -> str:
    if isinstance(value, bool):
        return words.t("answer.yes" if value else "answer.no")
    if isinstance(value, int):
        unit = question.get("unit")
        key = f"unit.{unit}"
        return words.t(key, n=value) if words.knows(key) else f"{value} {unit or ''}".strip()
    options: dict[str, str] = {option["id"]: option["text"] for option in question.get("options") or ()}
    if isinstance(value, list):
        return (
            " · ".join(options.get(str(code), str(code)) for code in value)
            if value
            else words.t("answer.none")
        )
    return options.get(str(value), str(value))
