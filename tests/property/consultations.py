"""Random consultations over a guide, as a hurried or mistaken worker might have them. The same seed gives the same one."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from attune.guide import Guide, consult
from attune.guide.answers import ACTS, UNKNOWN

TODAY = date(2026, 11, 25)
JUNK: tuple[Any, ...] = (
    *(None, True, 0, 1, 34.0, 3.5, -1, 10**12, "", "yes", "not-known", [], ["nothing"], [1], {}, "start"),
    *({"value": None}, {"value": "x"}, {"value": [[]]}, {"value": {}}, {"value": 34.0}, {"value": 10**12}),
    *({"unknown": "perhaps"}, {"unknown": []}, {"value": True, "unknown": "declined"}, {"act": "done"}),
    *({"act": "done", "reason": 7}, {"act": []}, {"value": True, "n": "1"}, {"value": [], "n": 3.0}),
)
ODD_KEYS = (
    "",
    "nothing_of_the_kind",
    "__proto__",
    "constructor",
    "toString",
    "answered",
    "not_known",
    "start",
)


def answer_to(question: Any, dice: Random) -> dict[str, Any]:
    """An answer that can be used: a value, or one of the three ways of not knowing."""
    if dice.random() < 0.15:
        given: dict[str, Any] = {"unknown": dice.choice(UNKNOWN), "because": "later"}
    else:
        given = {"value": value_for(question, dice)}
    if dice.random() < 0.3:
        given["by"] = dice.choice(("person", "carer", "worker", "record"))
    return given


def value_for(question: Any, dice: Random) -> Any:
    options = [option["id"] for option in question.get("options") or ()]
    match question["type"]:
        case "yes_no":
            return dice.random() < 0.5
        case "choice":
            return dice.choice(options)
        case "multi":
            return dice.sample(options, dice.choice((0, 1, 1, 2, len(options))) % (len(options) + 1))
        case "number":
            low, high = question.get("min", 0), question.get("max", 100)
            return min(high, max(low, dice.choice((low, high, dice.randint(low, high), 15, 30, 65))))
        case _:
            return "some words"


def walk(guide: Guide, dice: Random, length: int, *, mistakes: bool = True) -> list[dict[str, Any]]:
    """The answers of one consultation after each of its steps.

    Mostly what is asked is answered and what is urgent done; now and then an old answer changes, a question is answered that
    nobody asked, or (with `mistakes`) something unusable is written.
    """
    questions = {each["id"]: each for each in guide["questions"]}
    lines = [each["id"] for each in guide["plan"]]
    answers: dict[str, Any] = {"start": _start(guide, dice)}
    for name in ("visit", "cadre", "stock", "earlier"):
        if name in questions and dice.random() < 0.6:
            answers[name] = answer_to(questions[name], dice)
    visited = [dict(answers)]
    for n in range(1, length):
        said = consult(guide, answers, TODAY)
        roll = dice.random()
        if mistakes and roll < 0.06:
            answers[dice.choice((*questions, *lines, *ODD_KEYS))] = dice.choice(JUNK)
        elif roll < 0.16 and said["urgent"]:
            answers[dice.choice(said["urgent"])["id"]] = {
                "act": dice.choice(ACTS),
                "reason": dice.choice((None, "why")),
            }
        elif roll < 0.2:
            answers[dice.choice(lines)] = {"act": dice.choice(ACTS), "n": n}
        else:
            old = [name for name in answers if name in questions]
            asked = said["to_ask"][:4] if roll < 0.85 else old if roll < 0.95 else list(questions)
            if asked:
                name = dice.choice(asked)
                answers[name] = {**answer_to(questions[name], dice), "n": n}
        visited.append(dict(answers))
    return visited


def _start(guide: Guide, dice: Random) -> list[str]:
    modules = [each["id"] for each in guide["modules"]]
    assessed = [each["id"] for each in guide["modules"] if not each["planned"]]
    return dice.sample(modules, 3) if dice.random() < 0.2 and len(modules) >= 3 else [dice.choice(assessed)]
