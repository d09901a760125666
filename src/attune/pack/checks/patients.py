"""Virtual patients: whole, free of broken references, fit to be played, and asking plainly about what lives hang on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from attune.pack.checks.subject import Subject
from attune.pack.patients import lines, parts, shared_lines
from attune.pack.schema_patients import CLASSES, SENSITIVE
from attune.pack.shape import Item

PLAIN_CLASSES = ("sensitive_direct", "leading_negative")
# Asking in one of these ways about life and safety is a fault; planning for safety, or validating, is not asking.
_ASKING = ("open_question", "closed_question", "push_disclosure", "lecture", "dismiss", "reflect")
_ON_SAFETY = re.compile(
    r"suicid|kill(ing)? (yourself|himself|herself|him|her|them)|end(ing)? (your|his|her) (own )?life|tak(e|ing) your (own )?life"
    r"|(harm|hurt)(ing)? (yourself|your (child|baby|son|daughter))|(want|wish|wanted|wished) to die|better off dead"
    r"|(hit|hits|beat|beats|hurt|hurts|slap|slaps|force|forces|threaten|threatens) you\b|(hit|beat|hurt)(ing)? (the|your) (child|baby)",
    re.IGNORECASE,
)
_MAY_END = ("close_with_date", "abrupt_end")
_HARMFUL = (
    "lecture", "dismiss", "premature_reassure", "interrupt", "withdraw", "break_confidence", "abrupt_end", "push_disclosure",
    "over_warm", "leading_negative", "offer_extra", "closed_question",
)  # fmt: skip


def check_patients(subject: Subject) -> None:
    content = subject.content
    if content.model is not None:
        _model(subject, content.model)
    for line in shared_lines(content):
        _wording(subject, line, {})
        if "repair" in (line.get("class"),) and "quality" not in line:
            _quality(subject, line)
    if content.patients and (content.model is None or content.talk is None or not content.profiles):
        missing = "model" if content.model is None else "talk" if content.talk is None else "profiles"
        if f"relating/{missing}.yaml" not in content.unreadable:
            subject.findings.fault(
                "missing_file", content.patients[0].place, f"Virtual patients need relating/{missing}.yaml.", expected="the file"
            )  # fmt: skip
    for case in content.patients:
        _Case(subject, case).check()


def _model(subject: Subject, model: Item) -> None:
    from attune.pack.model_numbers import NUMBERS, REASONS

    for key, wanted in (("numbers", NUMBERS), ("reasons", REASONS)):
        if key not in model:
            continue
        there = model[key]
        for name in wanted:
            if name not in there:
                subject.findings.fault(
                    "missing_key",
                    model.at(key),
                    f"The model's {key} lack {name}.",
                    expected=f"the key {name}",
                )
        for name in there:
            if name not in wanted:
                subject.findings.fault(
                    "unknown_key",
                    there.at(name),
                    f"The model's {key} have no {name}.",
                    among=wanted,
                    word=name,
                )
    _asking(subject, model)
    classes = [item.get("id") for item in model.get("classes", [])]
    for name in CLASSES:
        if classes.count(name) != 1 and "classes" not in model.bad:
            said = "lacks" if name not in classes else "has more than once"
            subject.findings.fault("missing_key", model.at("classes"), f"The model {said} the class {name}.")


def _asking(subject: Subject, model: Item) -> None:
    """Asking plainly never costs trust, whoever is asked."""
    for item in model.get("classes", []):
        if item.get("id") == "sensitive_direct" and "T" in item:
            base, *tendencies = item["T"]
            if round(base + sum(min(0.0, each) for each in tendencies), 9) < 0:
                subject.findings.fault(
                    "asking_costs",
                    item.at("T"),
                    "With these numbers asking plainly would cost somebody's trust.",
                    expected="b plus all negative tendencies 0 or more",
                )


def _quality(subject: Subject, line: Item) -> None:
    subject.findings.fault(
        "missing_key", line.place, f"The repair {line.get('id')} needs quality.", expected="quality: full, generic or grudging"
    )  # fmt: skip


def _wording(subject: Subject, line: Item, facts: dict[str, Item]) -> None:
    """A line that asks about self-harm, means, violence or a child's safety asks plainly, or wants a no; nothing else."""
    fact = facts.get(line.get("asks", ""))
    about = line.get("about") or (fact.get("about") if fact is not None else None)
    class_ = line.get("class")
    if class_ is None or class_ in PLAIN_CLASSES:
        return
    if about in SENSITIVE:
        subject.findings.fault(
            "unplain_question", line.at("class"), f"The line {line.get('id')} asks about {about} as {class_}.",
            expected="sensitive_direct, or leading_negative for a line that wants a no",
        )  # fmt: skip
    elif class_ in _ASKING and "?" in line.get("text", "") and _ON_SAFETY.search(line["text"]):
        subject.findings.fault(
            "unplain_question", line.at("text"), f"The line {line.get('id')} speaks of self-harm, violence or a child's safety as {class_}.",
            expected="sensitive_direct or leading_negative, with about: self_harm, means, violence or child_safety",
        )  # fmt: skip


class _Case:
    """One case being checked."""

    def __init__(self, subject: Subject, case: Item) -> None:
        self.subject, self.case, self.findings = subject, case, subject.findings
        self.name = case.get("id", "")
        self.lines = list(lines(case))
        shared = {line["id"]: line for line in shared_lines(subject.content) if "id" in line}
        self.shared = {name: line for name, line in shared.items() if name not in case.get("not_shared", [])}
        self.all_shared = shared
        self.facts = _by_id(case.get("facts", []))
        self.topics = _by_id(case.get("topics", []))
        self.visits = _by_id(case.get("visits", []))
        self.known_lines = {**shared, **_by_id(self.lines)}
        self.readable = not case.bad & {"visits", "topics", "facts", "must_do", "anytime"}

    def check(self) -> None:
        self._ids()
        for line in self.lines:
            _wording(self.subject, line, self.facts)
        if not self.readable:
            return
        self._modules()
        self._references()
        self._lines()
        self._goals()
        self._explanations()
        self._reach()
        self._choice()

    # ------------------------------------------------------------ ids and references

    def _ids(self) -> None:
        seen: dict[str, Item] = {}
        for kind, item in parts(self.case):
            name = item.get("id")
            if name is None:
                continue
            if name in self.all_shared:
                self._fault(
                    "duplicate_id",
                    item,
                    "id",
                    f"The {kind} {name} has the id of a line that all cases share.",
                )
            elif name in seen:
                self._fault(
                    "duplicate_id", item, "id",
                    f"The id {name} stands twice in {self.name}; first in line {seen[name].place.line}.",
                )  # fmt: skip
            else:
                seen[name] = item

    def _modules(self) -> None:
        pack = self.subject.content.pack
        planned = pack.get("planned_modules", [])
        for node in self.case.node_of("modules").value if "modules" in self.case else ():
            if node.text in planned:
                self.findings.warn(
                    "guide_part_missing", node.place,
                    f"guide part missing: {self.name} teaches the module {node.text}, which is not in the pack yet.",
                )  # fmt: skip
            elif node.text not in self.subject.module_ids:
                self.findings.fault(
                    "unknown_name", node.place, f"There is no module {node.text}.",
                    among=self.subject.module_ids, word=node.text,
                )  # fmt: skip

    def _references(self) -> None:
        for visit in self.visits.values():
            self._one(visit, "starts_in", self.topics, "topic")
            for item in visit.get("happened", []):
                self._many(item, ("told", "not_told"), self.facts, "fact")
                self._many(item, ("said", "not_said"), self.known_lines, "line")
        for line in self.lines:
            self._one(line, "asks", self.facts, "fact")
            self._one(line, "touches", self.facts, "fact")
            self._one(line, "opens", self.topics, "topic")
            self._condition(line.get("when"))
        for goal in self.case.get("must_do", []):
            self._many(goal, ("any_of", "all_of", "before"), self.known_lines, "line")
            self._many(goal, ("visit",), self.visits, "visit")
            self._condition(goal.get("applies"))
        self._many(self.case, ("not_shared",), self.all_shared, "shared line")

    def _condition(self, when: Any) -> None:
        if isinstance(when, Item):
            self._many(when, ("told", "not_told", "asked", "not_asked", "of"), self.facts, "fact")
            self._many(when, ("said", "not_said"), self.known_lines, "line")
            self._many(when, ("visit",), self.visits, "visit")

    def _one(self, item: Item, key: str, known: Iterable[str], called: str) -> None:
        if key in item and item[key] not in known:
            self._unknown(item.node_of(key), called, known)

    def _many(self, item: Item, keys: Iterable[str], known: Iterable[str], called: str) -> None:
        for key in keys:
            for node in item.node_of(key).value if key in item else ():
                if node.text not in known:
                    self._unknown(node, called, known)

    def _unknown(self, node: Any, called: str, known: Iterable[str]) -> None:
        self.findings.fault(
            "unknown_name", node.place, f"The case {self.name} has no {called} {node.text}.", among=list(known), word=node.text
        )  # fmt: skip

    # ------------------------------------------------------------ lines, goals, explanations

    def _lines(self) -> None:
        companion = "companion" in self.case.get("setting", {})
        for line in self.lines:
            class_ = line.get("class")
            if class_ == "repair" and "quality" not in line:
                _quality(self.subject, line)
            if class_ != "repair" and "quality" in line:
                self._fault("unexpected_key", line, "quality", "Only a repair has a quality.")
            if "asks" in line and "touches" in line:
                self._fault(
                    "unexpected_key",
                    line,
                    "touches",
                    f"The line {line.get('id')} asks and touches.",
                    expected="one of both",
                )
            if line.get("companion_leaves") and not companion:
                self._fault(
                    "unexpected_key",
                    line,
                    "companion_leaves",
                    f"{self.name} has no companion who could leave.",
                )
            if line.get("explained_breach") and class_ != "explain_preview":
                self._fault(
                    "unexpected_key",
                    line,
                    "explained_breach",
                    "Only explain_preview can be an explained breach.",
                )
            if class_ in _MAY_END and "opens" in line:
                self._fault("unexpected_key", line, "opens", "After this line the visit is over.")

    def _goals(self) -> None:
        if not any(goal.get("critical") for goal in self.case.get("must_do", [])):
            self._fault(
                "missing_key",
                self.case,
                "must_do",
                f"No goal of {self.name} is critical.",
                expected="critical: true at one or more",
            )
        for goal in self.case.get("must_do", []):
            if not ({"any_of", "all_of", "any_class"} & goal.keys()) and not goal.bad:
                self._fault(
                    "missing_key",
                    goal,
                    "id",
                    f"Nothing can meet the goal {goal.get('id')}.",
                    expected="any_of, all_of or any_class",
                )
            if not goal.get("sources") and "sources" not in goal.bad:
                self._fault(
                    "no_source",
                    goal,
                    "id",
                    f"The goal {goal.get('id')} has no source.",
                    expected="sources: [CODE place]",
                )

    def _explanations(self) -> None:
        if len(self.case.get("other_explanations", [])) < 2 and "other_explanations" not in self.case.bad:
            self._fault(
                "missing_key", self.case, "other_explanations", f"{self.name} needs two or more other explanations.",
                expected="explanations that have nothing to do with attachment",
            )  # fmt: skip

    # ------------------------------------------------------------ what nothing can reach

    def _reach(self) -> None:
        """By bounds alone: what is called unreachable here cannot be reached by any play of any profile."""
        reached, told = self._fixpoint()
        for topic in self.topics.values():
            if topic["id"] not in reached:
                self._fault(
                    "unreachable",
                    topic,
                    "id",
                    f"Nothing opens the topic {topic['id']}.",
                    expected="opens, or starts_in of a visit",
                )
        every = {**_by_id(self.lines), **self.shared}
        for line in self.lines:
            if not self._possible(line.get("when"), every, told):
                self._fault(
                    "unreachable",
                    line,
                    "when",
                    f"The line {line.get('id')} can never be offered.",
                    expected="a condition that can hold",
                )
        for fact in self.facts.values():
            self._fact(fact)
        self._replies()

    def _fixpoint(self) -> tuple[set[str], set[str]]:
        """The topics that can open, and the facts that can be told in full."""
        reached = {visit["starts_in"] for visit in self.visits.values() if "starts_in" in visit}
        told: set[str] = set()
        said: set[str] = set(self.shared)
        while True:
            before = len(reached) + len(told) + len(said)
            reached |= {self._next(name) for name in reached} - {""}
            here = [
                line for name in reached if name in self.topics for line in self.topics[name].get("lines", [])
            ]
            for line in [*here, *self.case.get("anytime", [])]:
                if not self._possible(line.get("when"), said, told):
                    continue
                said.add(line.get("id", ""))
                if "opens" in line:
                    reached.add(line["opens"])
                fact = self.facts.get(line.get("asks", ""))
                if fact is not None and line.get("class") in fact.get("needs", CLASSES):
                    told.add(fact["id"])
            if len(reached) + len(told) + len(said) == before:
                return reached, told

    def _next(self, name: str) -> str:
        """The topic after this one: its first line is always offered. Where another visit begins is no such topic."""
        starts = {visit.get("starts_in") for visit in self.visits.values()}
        order = list(self.topics)
        rest = order[order.index(name) + 1 :] if name in order else []
        return next((each for each in rest if each not in starts), "")

    def _possible(self, when: Any, said: Iterable[str], told: Iterable[str]) -> bool:
        if not isinstance(when, Item):
            return True
        asked = {line.get("asks") for line in self.lines}
        needs = set(when.get("said", [])) <= set(said) and set(when.get("told", [])) <= set(told)
        never = set(when.get("told", [])) & set(when.get("not_told", [])) or set(when.get("said", [])) & set(
            when.get("not_said", [])
        )
        companion = not when.get("companion") or "companion" in self.case.get("setting", {})
        return needs and not never and companion and set(when.get("asked", [])) <= asked

    def _fact(self, fact: Item) -> None:
        asking = [line for line in self.lines if line.get("asks") == fact["id"]]
        needs = fact.get("needs", CLASSES)
        if not any(line.get("class") in needs for line in asking):
            expected = f"a line with asks: {fact['id']}" + (
                f" and a class of {', '.join(needs)}" if "needs" in fact else ""
            )
            self._fault(
                "unreachable", fact, "id", f"No line can bring out the fact {fact['id']}.", expected=expected
            )
        if "deny" in fact and not any(line.get("class") == "leading_negative" for line in asking):
            self._fault(
                "unreachable",
                fact,
                "deny",
                f"Nobody can hear the denial of {fact['id']}.",
                expected="a leading_negative line that asks it",
            )

    def _replies(self) -> None:
        classes = {line.get("class") for line in [*self.lines, *self.shared.values()]} | {
            "overwhelmed",
            "told_before",
        }
        for replies in [self.case.get("replies"), *(self.case.get("tones") or {}).values()]:
            for name in replies or ():
                if name not in classes:
                    said = f"No line of {self.name} is a {name}, so nobody hears this reply."
                    self._fault("unreachable", replies, name, said)

    # ------------------------------------------------------------ something to choose

    def _choice(self) -> None:
        """Each topic has a good and a tempting line, and an end can be reached."""
        for topic in self.topics.values():
            classes = [line.get("class") for line in topic.get("lines", [])]
            if (
                len(classes) < 4
                or not any(name in _HARMFUL for name in classes)
                or all(name in _HARMFUL for name in classes)
            ):
                self._fault(
                    "too_little_choice", topic, "id", f"The topic {topic['id']} leaves too little to choose.",
                    expected="four lines or more, at least one that helps and one that tempts",
                )  # fmt: skip

    def _fault(self, code: str, item: Item, key: str, said: str, *, expected: str = "") -> None:
        self.findings.fault(code, item.at(key), said, expected=expected)


def _by_id(found: Iterable[Item]) -> dict[str, Item]:
    return {item["id"]: item for item in found if "id" in item}
