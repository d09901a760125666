"""A consultation of the demo: answers given until the guide asks nothing more, and the entry's body as the field app makes it.

`body` follows client/src/screens/plan/close.ts, which makes the entries of real visits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from attune.guide import Consultation, Prepared, audit, consult, normalise
from attune.guide.prepare import Statement

Json = dict[str, Any]

_ROUNDS = 30
_ARRIVED = "referral_arrived"
_ARRIVED_WITHIN = timedelta(days=3)
_SELF_HARM_STATES = ("yes", "not_asked", "could_not_ask", "declined", "not_known", "no")


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known before a consultation begins."""

    on: date
    kind: str  # first | follow_up
    cadre: str
    start: Sequence[str]
    stock: Sequence[str]
    earlier: Sequence[str]  # what the visits before concluded, as far as this one is told
    conditions_before: frozenset[str]
    kept: str | None
    way: str


@dataclass(frozen=True, slots=True)
class Held:
    """A consultation that took place."""

    visit: Visit
    answers: Json
    result: Consultation


def hold(guide: Prepared, visit: Visit, script: Mapping[str, Any]) -> Held:
    """Lead the consultation: `script` says what would be answered to each question; what it leaves out is answered calmly.

    Answers to what the guide did not ask are left out again.
    """
    known = {
        "visit": visit.kind,
        "cadre": visit.cadre,
        "stock": list(visit.stock),
        "earlier": list(visit.earlier),
    }
    answers: Json = {"start": list(visit.start)}
    for name, value in known.items():
        _give(answers, name, {"value": value, "by": "record"})
    for name, short in script.items():
        _give(answers, name, _full(guide, name, short))
    result = consult(guide, answers, visit.on)
    for _ in range(_ROUNDS):
        wanted = [line["id"] for line in result["urgent"] if line["id"] not in answers]
        asked = result["next"]["id"] if result["next"] else None
        if not wanted and asked is None:
            break
        for line in wanted:
            _give(answers, line, {"act": "done"})
        if asked is not None and asked not in answers:
            _give(answers, asked, _calm(guide, asked))
        result = consult(guide, answers, visit.on)
    asked_for = {name: answer for name, answer in answers.items() if name not in result["set_aside"]}
    if len(asked_for) < len(answers):
        result = consult(guide, asked_for, visit.on)
    return Held(visit, asked_for, result)


def body(guide: Prepared, held: Held, *, booked_on: str | None, replies: Mapping[str, str]) -> Json:
    """The body of the entry `consultation`."""
    visit, answers, result = held.visit, held.answers, held.result
    referred = any(
        guide.lines[line["id"]].get("kind") == "referral"
        and answers.get(line["id"], {}).get("act") != "not_done"
        for line in result["plan"]
    )
    return {
        "visit": visit.kind,
        "modules": result["open"],
        "start": answers["start"],
        "way": visit.way,
        "mode": "step",
        "answers": {name: answer for name, answer in answers.items() if name != "start"},
        "set_aside": result["set_aside"],
        "conclusions": [row["id"] for row in result["conclusions"]],
        "conditions": [
            {"group": group, "is": "continuing" if group in visit.conditions_before else "new"}
            for group in conditions(guide, result)
        ],
        "plan": [{name: line[name] for name in ("id", "group", "state")} for line in result["plan"]],
        "against": [
            {"line": line["id"], "reason": answers[line["id"]].get("reason", "")}
            for line in result["plan"]
            if answers.get(line["id"], {}).get("act") == "not_done"
        ],
        "exits": [{name: row[name] for name in ("id", "to", "planned")} for row in result["exits"]],
        "tasks": _tasks(visit.on, result, referred),
        "follow_up": _follow_up(result, booked_on),
        "kept": visit.kept,
        "self_harm_asked": _self_harm_asked(guide, held),
        "sex": answers.get("sex", {}).get("value"),
        "age_years": answers.get("age_years", {}).get("value"),
        "age_about": answers.get("age_years", {}).get("about") is True,
        "cadre": visit.cadre,
        "waiting": result["waiting"],
        "closed_how": "finished" if result["done"] else "stopped",
        "audit": _audit(guide, held, replies),
        "result_hash": hashlib.sha256(_canonical(result).encode()).hexdigest(),
    }


def conditions(guide: Prepared, result: Consultation) -> list[str]:
    """Condition groups of what was concluded, each once."""
    known = {row["id"]: row.get("condition") for row in guide.guide["conclusions"]}
    found = (group for row in result["conclusions"] for group in _listed(known.get(row["id"])))
    return list(dict.fromkeys(found))


def risk_found(guide: Prepared, result: Consultation) -> list[str]:
    """Conclusions that are written at once, as an imminent risk."""
    tiers = {row["id"]: row.get("tier") for row in guide.guide["conclusions"]}
    names = guide.guide["tiers"]
    at_once = ("serious_act", "imminent_risk")
    return [
        row["id"]
        for row in result["conclusions"]
        if (tier := tiers.get(row["id"])) is not None and names[tier] in at_once
    ]


def prescribed(guide: Prepared, result: Consultation) -> list[str]:
    """The medicines that the plan lets this worker give."""
    lines = [guide.lines[line["id"]] for line in result["plan"] if line["state"] == "do"]
    return list(dict.fromkeys(line["medicine"] for line in lines if line.get("kind") == "medicine"))


# ---------------------------------------------------------------- answers


def _give(answers: Json, name: str, answer: Json) -> None:
    answers[name] = {**answer, "n": len(answers)}


def _full(guide: Prepared, name: str, short: Any) -> Json:
    """An answer in its full form; people answer for themselves unless it says otherwise."""
    answer: Json = normalise(guide, {name: short})[name]
    return answer if "act" in answer else {"by": _respondent(guide, name), **answer}


def _respondent(guide: Prepared, name: str) -> str:
    asked = guide.questions.get(name)
    return (asked.body.get("respondent") if asked else None) or "person"


def _calm(guide: Prepared, name: str) -> Json:
    question = guide.questions[name].body
    match question["type"]:
        case "multi":
            value: Any = []
        case "choice":
            value = question["options"][0]["id"]
        case "yes_no":
            value = False
        case _:
            return {"unknown": "not-known", "by": "person"}
    return {"value": value, "by": _respondent(guide, name)}


# ---------------------------------------------------------------- parts of the body


def _tasks(on: date, result: Consultation, referred: bool) -> list[Json]:
    found = [
        {
            "id": task["id"],
            "kind": task["kind"],
            "of": task["of"],
            "who": None,
            "due_on": None
            if task["within_days"] is None
            else (on + timedelta(days=task["within_days"])).isoformat(),
        }
        for task in result["tasks"]
    ]
    if referred:
        due = (on + _ARRIVED_WITHIN).isoformat()
        found.append({"id": _ARRIVED, "kind": "refer", "of": None, "who": None, "due_on": due})
    return found


def _follow_up(result: Consultation, booked_on: str | None) -> Json | None:
    guides = result["follow_up"]
    if guides is not None:
        return {name: guides[name] for name in ("from", "to", "on", "ids")} | {"booked_on": booked_on}
    if booked_on is None:
        return None
    return {"from": booked_on, "to": booked_on, "on": booked_on, "ids": [], "booked_on": booked_on}


def _self_harm_asked(guide: Prepared, held: Held) -> Json:
    result, states, by = held.result, [], []
    for name, asked in guide.questions.items():
        if not (asked.body.get("must_ask") and asked.body.get("self_harm")):
            continue
        answer = held.answers.get(name) if name in result["counted"] else None
        if answer is None and name not in result["to_ask"]:
            continue
        states.append(_state(answer))
        if answer is not None and "value" in answer:
            by.append(answer.get("by", "person"))
    if _self_harm_told(guide, held):
        states = ["yes"]
    state = next((one for one in _SELF_HARM_STATES if one in states), "not_asked")
    return {"state": state, "by": list(dict.fromkeys(by))}


def _self_harm_told(guide: Prepared, held: Held) -> bool:
    """Would self-harm be concluded from what was told or seen alone, without what `treat_as` takes for granted?"""
    result = held.result
    values: Json = {"answered": set(result["counted"]), "not_known": set()}
    for name, value in result["values"].items():
        told = not guide.questions[name].body.get("self_harm") or "value" in held.answers.get(name, {})
        values[name] = value if told else None
    for step in guide.steps:
        is_open = not step.module or step.module in result["open"] or step.id in guide.shared
        if is_open and isinstance(step, Statement):
            values[step.id] = step.value(values)
    of_harm = {one["id"] for one in guide.guide["conclusions"] if one.get("condition") == "self_harm"}
    return any(row["id"] in of_harm and values[row["id"]] is True for row in result["conclusions"])


def _state(answer: Json | None) -> str:
    if answer is None:
        return "not_asked"
    match answer.get("unknown"):
        case "could-not-ask":
            return "not_asked" if answer.get("because") == "later" else "could_not_ask"
        case "declined":
            return "declined"
        case "not-known":
            return "not_known"
    value = answer["value"]
    return "yes" if value is True or (isinstance(value, list) and value) else "no"


def _audit(guide: Prepared, held: Held, replies: Mapping[str, str]) -> list[Json]:
    """What the phone shows before closing, in its order, with the worker's answer to some of it."""
    found = audit(guide, held.answers, held.visit.on)
    missed = {row["id"] for row in found["missed"]}
    rows = [(f"missed_{row['kind']}", row["id"]) for row in found["missed"]]
    rows += [(f"line_{row['kind']}", row["id"]) for row in found["departures"] if row["id"] not in missed]
    rows += [(f"medicine_{row['code']}", row["medicine"]) for row in found["medicines"]]
    rows += [("skipped", row["id"]) for row in found["skipped"] if row["id"] not in missed]
    return [{"code": code, "of": of, "reply": replies.get(code)} for code, of in rows]


def _listed(value: Any) -> Sequence[str]:
    return () if value is None else (value,) if isinstance(value, str) else value


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
