"""Relational guidance and observations: every part has its place, other explanations, and no word that files a person away.

Strength of evidence is a required key (schema_relational.py), and the source of each statement is seen to by checks/sources.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attune.pack.checks.subject import Subject
from attune.pack.errors import Place
from attune.pack.schema_relational import BEHAVIOUR, LEANINGS, WEIGHED
from attune.pack.shape import Item
from attune.pack.texts import texts_of

LEAST_OTHERS = 2
_KINDS = (
    "crisis text", "step of care", "guidance", "unit of guidance", "tendency", "group", "circumstance", "observation",
)  # fmt: skip
# Names of patterns are for teaching, and the rest rations care. What is written here is read beside a person.
_STYLE = re.compile(
    r"\b(anxious\w*|avoidan\w+|(in)?secure|disorgani[sz]ed|preoccupied|dismissi(ve|ng)|fearful|attachment|clingy|needy"
    r"|attention[- ]seek\w+|manipulati\w+|dramatic|unmotivated|not motivated|difficult (person|people|patients?))\b",
    re.IGNORECASE,
)


def check_relational(subject: Subject) -> None:
    content = subject.content
    if content.care_steps is not None:
        _steps(subject, content.care_steps)
    for file in content.guidance:
        _guidance(subject, file)
    if content.observations is not None:
        _observations(subject, content.observations)
    _style(subject)


# ---------------------------------------------------------------- steps of care


def _steps(subject: Subject, care: Item) -> None:
    steps = care.get("steps", [])
    known = subject.names.ids("step")
    seen: dict[str, str] = {}
    for step in steps:
        for node in step.node_of("guide_steps").value if "guide_steps" in step else ():
            if node.text not in known and not subject.content.unreadable:
                _unknown(subject, node.place, f"There is no step {node.text} in the guide.", known, node.text)
            elif node.text in seen:
                said = f"The guide's step {node.text} stands in {seen[node.text]} already."
                subject.findings.fault("placed_twice", node.place, said, expected="one step of care for each")
            seen.setdefault(node.text, str(step.get("id")))
    asking = sum("asking" in step.get("screens", []) for step in steps)
    if asking != 1 and not care.bad:
        subject.findings.fault(
            "no_default", care.at("steps"), f"{asking} steps of care have the screen asking.",
            expected="one, for every step of the guide that no other names",
        )  # fmt: skip


# ---------------------------------------------------------------- guidance


def _guidance(subject: Subject, file: Item) -> None:
    care = subject.content.care_steps
    steps = [step["id"] for step in (care.get("steps", []) if care is not None else []) if "id" in step]
    _others(subject, file)
    for unit in file.get("units", []):
        _others(subject, unit)
        if "step" in unit and unit["step"] not in steps and care is not None:
            said = f"There is no step of care {unit['step']}."
            _unknown(subject, unit.at("step"), said, steps, unit["step"])
        if "module" in unit and unit["module"] not in subject.module_ids:
            said = f"The guidance is for {unit['module']}, which is neither in the pack nor planned."
            _unknown(subject, unit.at("module"), said, subject.module_ids, unit["module"])
    if "leaning" in file and "units" in file:
        there = {unit.get("step") for unit in file["units"]}
        for step in steps:
            if step not in there:
                subject.findings.warn(
                    "no_guidance", file.at("units"), f"{file.get('id')} says nothing for {step}."
                )


def _others(subject: Subject, item: Item) -> None:
    """What is seen always has other explanations, and they stand beside it."""
    if "others" not in item:
        return
    found = [line for line in item["others"].splitlines() if line.strip()]
    if len(found) < LEAST_OTHERS:
        subject.findings.fault(
            "few_explanations", item.at("others"), f"{item.get('id')} has {len(found)} other explanation.",
            expected=f"at least {LEAST_OTHERS}, one a line",
        )  # fmt: skip


# ---------------------------------------------------------------- observations


def _observations(subject: Subject, observed: Item) -> None:
    groups = [group["id"] for group in observed.get("groups", []) if "id" in group]
    for item in observed.get("observations", []):
        _others(subject, item)
        _weighs(subject, item)
        if "group" in item and item["group"] not in groups and "groups" in observed:
            _unknown(subject, item.at("group"), f"There is no group {item['group']}.", groups, item["group"])
    for item in _kept(observed):
        _unnamed(subject, item)
    if "tendencies" in observed:
        _tendencies(subject, observed)
    if isinstance(observed.get("model"), Item):
        _model(subject, observed["model"])


def _kept(observed: Item) -> Iterator[Item]:
    """Things whose ids stand in the entries about a person."""
    for key in ("observations", "circumstances"):
        yield from observed.get(key, [])


def _weighs(subject: Subject, item: Item) -> None:
    weights = item.get("weights", {})
    if item.get("about", BEHAVIOUR) != BEHAVIOUR and any(weights.values()):
        subject.findings.fault(
            "must_not_weigh", item.at("weights"), f"{item.get('id')} is about {item['about']}, which weighs nothing.",
            expected=f"no weights, or about: {BEHAVIOUR}",
        )  # fmt: skip


def _unnamed(subject: Subject, item: Item) -> None:
    """No record of a person holds the name of a pattern, not even inside an id."""
    name = str(item.get("id", ""))
    for leaning in LEANINGS:
        if leaning in name:
            said = f"The id {name} would write {leaning} into a person's record."
            subject.findings.fault(
                "style_word", item.at("id"), said, expected="an id that says what was seen"
            )


def _tendencies(subject: Subject, observed: Item) -> None:
    tendencies = observed["tendencies"]
    found = [item["leaning"] for item in tendencies if "leaning" in item]
    if sorted(found) != sorted(WEIGHED) and not any(item.bad for item in tendencies):
        subject.findings.fault(
            "tendencies", observed.at("tendencies"), f"The tendencies are of {', '.join(found)}.",
            expected=f"{', '.join(WEIGHED)}, each once",
        )  # fmt: skip


def _model(subject: Subject, model: Item) -> None:
    if model.bad:
        return
    if model["start"] + model["visit_cap"] >= model["shown_from"]:
        subject.findings.fault(
            "one_visit_decides", model.at("visit_cap"),
            f"One visit could bring {model['start']} to {model['start'] + model['visit_cap']}, which decides.",
            expected=f"less than {model['shown_from'] - model['start']}",
        )  # fmt: skip
    if model["most"] < model["shown_from"]:
        said = f"Points end at {model['most']}, so {model['shown_from']} is never reached."
        subject.findings.fault(
            "never_shown", model.at("most"), said, expected=f"{model['shown_from']} or more"
        )
    if model["least_days"] < 2:
        said = "The observations of one visit never decide."
        subject.findings.fault("one_visit_decides", model.at("least_days"), said, expected="2 or more")


# ---------------------------------------------------------------- words


def _style(subject: Subject) -> None:
    for text in texts_of(subject.content, subject.names):
        found = _STYLE.search(text.words) if text.kind in _KINDS else None
        if found:
            subject.findings.fault(
                "style_word", text.place, f"{text.id} says '{found[0]}', which files a person away.",
                expected="words for what was seen and heard",
            )  # fmt: skip


def _unknown(subject: Subject, place: Place, said: str, known: list[str], word: str) -> None:
    subject.findings.fault(
        "unknown_name", place, said, expected="one of " + ", ".join(known), among=known, word=word
    )
