"""Reading spec/relating and running it: a person, steps, and what each must give.

A step is `WHAT | EXPECTED ...`, the expected part may be left out. WHAT is
    look                            nothing is done
    CLASS                           a turn; `repair full|generic|grudging`
    CLASS FACT                      a turn that asks a fact of the file
    need FACT CLASS                 the trust that telling it would need
    next predictable|extra|neither  the way to the next visit
    likely [reminder]               how likely the next visit is missed
EXPECTED are an answer (full, hint, deny ...) and pairs: T A R C S (after the step), dT dA (the change), freeze, frame and broken
(0 or 1), miss, need; `S< .48` is a bound. A number is met if it rounds to what is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attune.pack.errors import Findings
from attune.pack.nodes import read_yaml
from attune.relating import (
    Model,
    Move,
    Person,
    State,
    between,
    disclosed,
    likely_to_miss,
    start,
    start_again,
    take_turn,
)
from attune.relating.disclose import is_big, threshold
from attune.relating.state import shown

ANSWERS = ("full", "hint", "deflect", "deny", "overwhelmed", "frozen", "nothing")
QUALITIES = {"full": 1.0, "generic": 0.5, "grudging": 0.0}
KEYS = {"id", "why", "person", "from", "steps"}
PAIRS = ("T", "A", "R", "C", "S", "S<", "dT", "dA", "freeze", "frame", "broken", "miss", "need")


def load(path: Path) -> list[dict[str, Any]]:
    """All cases of a file, made ready. Raises ValueError with the case's id on a bad one."""
    findings = Findings()
    read = read_yaml(path.read_text("utf-8"), path.name, findings)
    if read is None or findings.faults:
        raise ValueError("; ".join(map(str, findings.faults)) or f"{path.name} is empty")
    content = _numbers(read.plain())
    return [_case(case, content) for case in content["cases"]]


def _numbers(value: Any) -> Any:
    """Content YAML leaves 0.5 as text."""
    if isinstance(value, dict):
        return {key: _numbers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    return float(value) if isinstance(value, str) and re.fullmatch(r"-?\d+\.\d+", value) else value


def _case(case: dict[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    if set(case) - KEYS or not {"id", "why", "person", "steps"} <= set(case):
        raise ValueError(f"{case.get('id')}: a case has {sorted(KEYS)}, not {sorted(case)}")
    person = (
        case["person"]
        if isinstance(case["person"], dict)
        else content["common"].get(case["person"], case["person"])
    )
    steps = [_step(case["id"], text, content["facts"]) for text in case["steps"]]
    if not any(expected for _, expected in steps):
        raise ValueError(f"{case['id']}: it expects nothing")
    return {**case, "person": person, "from": case.get("from", {}), "steps": steps}


def _step(name: str, text: str, facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    what, _, expected = text.partition("|")
    first, *rest = what.split()
    step: dict[str, Any]
    if first == "look":
        step = {}
    elif first == "need":
        step = {"need": facts[rest[0]], "class": rest[1]}
    elif first == "next":
        step = {"promise": rest[0]}
    elif first == "likely":
        step = {"likely": {"reminder": rest == ["reminder"]}}
    elif first == "repair":
        step = {"class": first, "quality": QUALITIES[rest[0]]}
    else:
        step = {"class": first, **({"fact": facts[rest[0]]} if rest else {})}
    return step, _expected(name, expected.split())


def _expected(name: str, words: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while words:
        word = words.pop(0)
        if word in ANSWERS:
            found["result"] = word
        elif word in PAIRS and words:
            found[word] = words.pop(0)
        else:
            raise ValueError(f"{name}: {word} is nothing that a step can expect")
    return found


def person_of(relating: Mapping[str, Any], given: Any) -> Person:
    if isinstance(given, str):
        given = {profile["id"]: profile for profile in relating["profiles"]}[given]
    return Person(given["a"], given["v"], given["d"], given.get("stress", 0.0), given.get("t_off", 0.0))


def run(
    model: Model, person: Person, given: Mapping[str, Any], steps: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What each step gives, in the shape in which client/build/runner.ts gives it."""
    state = start(model, person)
    state = _with(state, given)
    found = []
    for step in steps:
        state, gave = _done(model, person, state, step)
        found.append({**gave, "state": as_json(state), "shown": shown(model, person, state)})
    return found


def _with(state: State, given: Mapping[str, Any]) -> State:
    from dataclasses import replace

    return replace(
        state, **{key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    )


def _done(
    model: Model, person: Person, state: State, step: Mapping[str, Any]
) -> tuple[State, dict[str, Any]]:
    if "need" in step:
        return state, {"need": threshold(model, person, state, step["need"], step["class"])}
    if "likely" in step:
        return state, {"miss": likely_to_miss(model, person, state, reminder=step["likely"]["reminder"])}
    if "promise" in step:
        left, happened = between(model, person, state, step["promise"])
        return start_again(model, person, left), {"happened": happened}
    if "class" not in step:
        return state, {}
    fact = step.get("fact")
    result = disclosed(model, person, state, fact, step["class"]) if fact else None
    big = fact["s"] if fact and result == "full" and is_big(model, fact) else 0.0
    after, reasons = take_turn(
        model, person, state, Move(step["class"], quality=step.get("quality", 0.0), big=big)
    )
    return after, {"reasons": reasons, "result": result}


def as_json(state: State) -> dict[str, Any]:
    found = {name: getattr(state, name) for name in State.__slots__}
    return {**found, "classes": list(state.classes)}


def faults(case: Mapping[str, Any], model: Model, person: Person) -> list[str]:
    """What is not as the case expects."""
    gave = run(model, person, case["from"], [step for step, _ in case["steps"]])
    before = as_json(_with(start(model, person), case["from"]))
    found = []
    for number, ((_, expected), each) in enumerate(zip(case["steps"], gave, strict=True)):
        for key, wanted in expected.items():
            has = _value(key, each, before)
            if not _fits(key, has, wanted):
                found.append(f"step {number + 1}: {key} is {has}, not {wanted}")
        before = each["state"]
    return found


def _value(key: str, each: Mapping[str, Any], before: Mapping[str, Any]) -> Any:
    state = each["state"]
    if key in ("dT", "dA"):
        return state[key[1]] - before[key[1]]
    if key in ("S", "S<"):
        return each["shown"]
    if key in ("freeze", "frame"):
        return int(state[key])
    if key == "broken":
        return int(each["happened"]["broken"])
    return each[key] if key in ("result", "miss", "need") else state[key]


def _fits(key: str, has: Any, wanted: str) -> bool:
    if key == "result":
        return bool(has == wanted)
    if key == "S<":
        return bool(has <= float(wanted))
    digits = len(wanted.partition(".")[2])
    return abs(has - float(wanted)) <= 0.5 * 10**-digits + 1e-9
