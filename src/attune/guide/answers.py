"""Reading answers: which can be used, and what is wrong with the others. Twin of client/src/domain/answers.ts.

`normalise` (files of `attune assess`, spec cases, the demo district) is Python's alone; the phone writes full answers, and reads short ones
only of the people in demo.json (client/src/app/demo.ts).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attune.guide.prepare import Asked, Prepared
from attune.guide.types import Answers, Json, Problem

UNKNOWN = ("not-known", "declined", "could-not-ask")
ACTS = ("done", "handed_over", "not_done")


class Read:
    """The usable answers of a consultation."""

    __slots__ = ("acts", "answers", "problems", "start")

    def __init__(self) -> None:
        self.answers: dict[str, Json] = {}  # question -> {"value": V} or {"unknown": U}, with the number n
        self.acts: dict[str, Json] = {}  # plan line -> {"act": A, "reason": R}
        self.start: list[str] = []
        self.problems: list[Problem] = []


def read(prepared: Prepared, answers: Answers) -> Read:
    """`answers` sorted into usable ones and problems; renamed ids are read through the alias table."""
    found = Read()
    for key in sorted(answers):
        if key == "start":
            _read_start(prepared, answers[key], found)
            continue
        name = current_id(prepared, key)
        if name != key and name in answers:
            continue  # answered under its new name too: that one holds
        asked = prepared.questions.get(name)
        code = (
            _read_act(prepared, name, answers[key], found)
            if asked is None
            else _read_answer(asked, answers[key], found)
        )
        if code:
            found.problems.append({"id": key, "code": code})
    return found


def current_id(prepared: Prepared, name: str) -> str:
    """The id that `name` has today. A ring in the alias table ends the search."""
    aliases: Mapping[str, str] = prepared.guide.get("aliases") or {}
    for _ in range(len(aliases)):
        if name not in aliases or name in prepared.questions or name in prepared.lines:
            break
        name = aliases[name]
    return name


def _read_start(prepared: Prepared, start: Any, found: Read) -> None:
    """What names a module opens it, whatever stands beside it."""
    listed = start if isinstance(start, (list, tuple)) else ()
    names = [module for module in listed if isinstance(module, str)]
    found.start = [module for module in names if module in prepared.modules]
    if listed is not start or len(names) < len(listed):
        found.problems.append({"id": "start", "code": "wrong_type"})
    elif len(found.start) < len(listed):
        found.problems.append({"id": "start", "code": "unknown_option"})


def _read_act(prepared: Prepared, name: str, answer: Any, found: Read) -> str | None:
    if name not in prepared.lines:
        return "not_a_question"
    if not isinstance(answer, Mapping):
        return "cannot_read"
    if answer.get("act") not in ACTS:
        return "wrong_type"
    found.acts[name] = {"act": answer["act"], "reason": answer.get("reason")}
    return None


def _read_answer(asked: Asked, answer: Any, found: Read) -> str | None:
    if not isinstance(answer, Mapping):
        return "cannot_read"
    n = answer.get("n")
    n = n if isinstance(n, int) and not isinstance(n, bool) else 0
    value, unknown = answer.get("value"), answer.get("unknown")
    if (value is None) == (unknown is None):
        return "wrong_type" if "act" in answer else "cannot_read"
    if unknown is not None:
        if unknown not in UNKNOWN:
            return "cannot_read"
        found.answers[asked.id] = {"unknown": unknown, "n": n}
        return None
    code, usable = check_value(asked, value)
    if code is None:
        found.answers[asked.id] = {"value": usable, "n": n}
    return code


def check_value(asked: Asked, value: Any) -> tuple[str | None, Any]:
    """(None, the value as rules read it) or (what is wrong, None). Lists come out in the order of the options."""
    kind = asked.body["type"]
    if kind == "yes_no":
        return (None, value) if isinstance(value, bool) else ("wrong_type", None)
    if kind == "text":
        return (None, value) if isinstance(value, str) else ("wrong_type", None)
    if kind == "choice":
        if not isinstance(value, str):
            return "wrong_type", None
        return (None, asked.codes[value]) if value in asked.codes else ("unknown_option", None)
    if kind == "multi":
        if not isinstance(value, (list, tuple)) or not all(isinstance(code, str) for code in value):
            return "wrong_type", None
        if not all(code in asked.codes for code in value):
            return "unknown_option", None
        chosen = {asked.codes[code] for code in value}
        return None, [option["id"] for option in asked.body["options"] if option["id"] in chosen]
    return _check_number(asked, value)


def _check_number(asked: Asked, value: Any) -> tuple[str | None, Any]:
    whole = isinstance(value, int) or (
        isinstance(value, float) and value.is_integer()
    )  # JSON has 34 and 34.0
    if isinstance(value, bool) or not whole:
        return "wrong_type", None
    low, high = asked.body.get("min"), asked.body.get("max")
    if (low is not None and value < low) or (high is not None and value > high) or abs(value) > 2**31 - 1:
        return "out_of_range", None
    return None, int(value)


def normalise(prepared: Prepared, short: Mapping[str, Any]) -> dict[str, Any]:
    """Full answers for the short forms of an answer file: `34`, `[]`, `yes`, `not-known`, `{value: 34, by: carer}`, `done`."""
    return {
        key: short[key] if key == "start" else _full(prepared, key, short[key])
        for key in short
        if short[key] is not None
    }


def _full(prepared: Prepared, key: str, answer: Any) -> Any:
    if isinstance(answer, Mapping):
        return dict(answer)
    if isinstance(answer, str):
        if current_id(prepared, key) in prepared.lines:
            return {"act": answer}
        if answer in UNKNOWN:
            return {"unknown": answer}
        asked = prepared.questions.get(current_id(prepared, key))
        if asked is not None and asked.body["type"] == "yes_no" and answer in ("yes", "no"):
            return {"value": answer == "yes"}
    return {"value": answer}
