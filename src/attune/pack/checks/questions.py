"""Questions: options, ranges, what follows an unknown answer, where facts are placed."""

from __future__ import annotations

from typing import Any

from attune.logic import names
from attune.pack.checks.subject import Subject
from attune.pack.errors import Place
from attune.pack.rules import option_codes
from attune.pack.shape import Item

# Answers that every question offers by itself. As options they would count as symptoms.
_OFFERED_ANYWAY = frozenset(
    {"none", "none_of_these", "not_known", "unknown", "dont_know", "declined", "could_not_ask"}
)


def check_questions(subject: Subject) -> None:
    for item in subject.questions():
        if item is not _chart(subject):
            _options(subject, item)
            _if_unknown(subject, item)
        _number(subject, item)
        _value(subject, item, "default", item.get("default"))
        _wait(subject, item)
        _confirm(subject, item)
    for module in subject.content.all_modules:
        for step in module.get("steps", []):
            _step(subject, step)


def _chart(subject: Subject) -> Item | None:
    return subject.content.chart.get("question") if subject.content.chart is not None else None


def _options(subject: Subject, item: Item) -> None:
    kind = item.get("type")
    if kind not in ("choice", "multi"):
        if item.has("options") and kind is not None:
            subject.findings.fault(
                "needless_key",
                item.at("options"),
                f"A {kind} question has no options.",
                expected="type: choice or type: multi",
            )
        return
    if not item.has("options") and not item.has("codes_from"):
        subject.findings.fault(
            "missing_key", item.place, f"A {kind} question needs options.", expected="the key options"
        )
        return
    seen: dict[str, int] = {}
    for option in item.get("options", []):
        code = option.get("id")
        if code in seen:
            subject.findings.fault(
                "duplicate_option",
                option.at("id"),
                f"The option code {code} stands here twice; first in line {seen[code]}.",
            )
        elif code in _OFFERED_ANYWAY:
            _offered_anyway(subject, kind, option)
        if code is not None:
            seen.setdefault(code, option.at("id").line)
    if "options" in item and not item["options"] and not item.node_of("options").value:
        subject.findings.fault(
            "missing_key", item.at("options"), f"A {kind} question needs at least one option."
        )


def _offered_anyway(subject: Subject, kind: str, option: Item) -> None:
    note = subject.findings.fault if kind == "multi" else subject.findings.warn
    note(
        "offered_anyway",
        option.at("id"),
        f"{option['id']} is offered by the app itself and must not be an option.",
        expected="no such option",
    )


def _number(subject: Subject, item: Item) -> None:
    kind = item.get("type")
    if kind != "number":
        for key in ("min", "max", "unit"):
            if item.has(key) and kind is not None:
                subject.findings.fault(
                    "needless_key", item.at(key), f"A {kind} question has no {key}.", expected="type: number"
                )
        return
    for key in ("min", "max", "unit"):
        if not item.has(key):
            subject.findings.fault(
                "missing_key", item.place, f"A number question needs {key}.", expected=f"the key {key}"
            )
    if item.get("min", 0) > item.get("max", item.get("min", 0)):
        subject.findings.fault(
            "min_over_max",
            item.at("max"),
            f"min {item['min']} is more than max {item['max']}.",
            expected="min at most max",
        )


def _if_unknown(subject: Subject, item: Item) -> None:
    findings, name = subject.findings, item.get("id", "")
    if not item.has("if_unknown"):
        if not item.get("shell") and item.get("type") != "text":
            findings.fault(
                "missing_key", item.place, f"The question {name} does not say what follows when the answer is not known.",
                expected="if_unknown: ask_later, refer, carry_on or { treat_as: VALUE }",
            )  # fmt: skip
        return
    found = item.get("if_unknown")
    if isinstance(found, Item):
        _value(subject, item, "if_unknown", found.get("treat_as"))
    if found == "carry_on":
        _carry_on(subject, item, name)


def _carry_on(subject: Subject, item: Item, name: str) -> None:
    readers = subject.rules.read_by.get(name)
    if item.get("self_harm"):
        subject.findings.fault(
            "carry_on",
            item.at("if_unknown"),
            "A question on self-harm is never passed over.",
            expected="if_unknown: ask_later or refer",
        )
    elif readers and not item.get("shell"):
        first: Place = readers[0]
        subject.findings.fault(
            "carry_on", item.at("if_unknown"), f"carry_on cannot stand here, because a rule reads {name} ({first.file}, line {first.line}).",
            expected="ask_later, refer or { treat_as: VALUE }",
        )  # fmt: skip


def _value(subject: Subject, item: Item, key: str, value: Any) -> None:
    """A value that content itself gives must be one that the question can have."""
    if value is None:
        return
    wrong, expected, among, word = _misfit(subject, item, value)
    if wrong:
        subject.findings.fault("wrong_value", item.at(key), wrong, expected=expected, among=among, word=word)


def _misfit(subject: Subject, item: Item, value: Any) -> tuple[str, str, list[str], str]:
    kind, codes = item.get("type"), option_codes(item, subject.content, subject.names)
    fine: tuple[str, str, list[str], str] = ("", "", [], "")
    match kind:
        case "yes_no":
            return (
                fine
                if isinstance(value, bool)
                else (f"{value} is no answer to a yes_no question.", "true or false", [], "")
            )
        case "number":
            if isinstance(value, bool) or not isinstance(value, int):
                return f"{value} is no answer to a number question.", "a whole number", [], ""
            inside = item.get("min", value) <= value <= item.get("max", value)
            return (
                fine
                if inside
                else (f"{value} is outside the range of the question.", "a number from min to max", [], "")
            )
        case "choice" | "multi":
            if (kind == "multi") is not isinstance(value, list) or isinstance(value, bool):
                return (
                    f"{value} is no answer to a {kind} question.",
                    "a list of codes" if kind == "multi" else "one code",
                    [],
                    "",
                )
            for code in value if isinstance(value, list) else [value]:
                if codes is not None and code not in codes:
                    return f"{code} is no option of {item.get('id')}.", ", ".join(codes), codes, str(code)
    return fine


def _wait(subject: Subject, item: Item) -> None:
    wait = item.get("wait")
    if isinstance(wait, Item):
        check_days(subject, wait)


def check_days(subject: Subject, item: Item) -> None:
    if item.get("from_days", 0) > item.get("to_days", item.get("from_days", 0)):
        subject.findings.fault(
            "from_over_to", item.at("to_days"), f"from_days {item['from_days']} is after to_days {item['to_days']}.",
            expected="from_days at most to_days",
        )  # fmt: skip


def _confirm(subject: Subject, item: Item) -> None:
    known = subject.names.ids("question")
    for node in item.node_of("confirm_when_changed").value if "confirm_when_changed" in item else ():
        if node.text not in known:
            subject.findings.fault(
                "unknown_name",
                node.place,
                f"There is no question {node.text}.",
                expected="the id of a question",
                among=known,
                word=node.text,
            )


def _step(subject: Subject, step: Item) -> None:
    facts = [str(fact.get("id")) for fact in subject.content.facts]
    if "questions" in step and not step.node_of("questions").value:
        subject.findings.fault("missing_key", step.at("questions"), "A step needs at least one question.")
    for item in step.get("questions", []):
        name = item.get("fact")
        if name is None:
            continue
        if name not in facts:
            subject.findings.fault(
                "unknown_name",
                item.at("fact"),
                f"There is no fact {name} in facts.yaml.",
                expected="the id of a fact",
                among=facts,
                word=name,
            )
            continue
        fact = subject.fact(name)
        if fact is not None and fact.get("shell"):
            subject.findings.fault(
                "shell_fact", item.at("fact"), f"The fact {name} is given by the app, so no step asks it."
            )
        if step.get("visit", "any") != "any" and not _reads_visit(subject, fact):
            subject.findings.fault(
                "fact_in_visit", item.at("fact"), f"A fact holds for every visit, so {name} cannot stand in a step of one kind of visit.",
                expected="a step without visit, or a fact whose own when reads %visit",
            )  # fmt: skip


def _reads_visit(subject: Subject, fact: Item | None) -> bool:
    guard = subject.rules.of(fact, "when") if fact is not None else None
    return guard is not None and "visit" in names(guard)
