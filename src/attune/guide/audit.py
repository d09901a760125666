"""Where recorded care agreed with the guide and where it did not. Twin of client/src/domain/audit.ts.

For the worker at closing, before anything is sent, and for supervision: never a ranking. It names facts, not faults; what the
worker answers to a departure is kept beside it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from attune.guide.answers import Read, read
from attune.guide.consult import consult
from attune.guide.prepare import Asked, Prepared, prepare
from attune.guide.types import Answers, Audit, Consultation, Guide, Json

CARRIED_OUT = ("done", "handed_over")


def audit(guide: Guide | Prepared, answers: Answers, today: date) -> Audit:
    """What was skipped, which risk was missed, which lines were departed from, which medicines the rules do not support."""
    prepared = guide if isinstance(guide, Prepared) else prepare(guide)
    said = consult(prepared, answers, today)
    given = read(prepared, answers)
    acts = given.acts
    planned = {line["id"]: line for line in said["plan"]}
    return {
        "agreed": [name for name in planned if name in acts and acts[name]["act"] in CARRIED_OUT],
        "skipped": [
            {"id": name, "self_harm": bool(prepared.questions[name].body.get("self_harm"))}
            for name in said["to_ask"]
            if name not in said["waiting"]
        ],
        "missed": _missed(prepared, said, given),
        "departures": _departures(prepared, planned, acts),
        "medicines": _medicines(prepared, said, planned, acts),
    }


def _missed(prepared: Prepared, said: Consultation, given: Read) -> list[Json]:
    """Risk that nobody asked about, could not be found out, or was not acted on."""
    found = [
        {"id": asked.id, "kind": kind, "reason": None}
        for asked in prepared.questions.values()
        if (kind := _missed_question(asked, said, given.answers.get(asked.id, {}))) is not None
    ]
    for line in said["urgent"]:
        act = given.acts.get(line["id"])
        if act is None:
            found.append({"id": line["id"], "kind": "not_acted", "reason": None})
        elif act["act"] == "not_done":
            found.append({"id": line["id"], "kind": "not_done", "reason": act["reason"]})
    return found


def _missed_question(asked: Asked, said: Consultation, answer: Json) -> str | None:
    if not (asked.body.get("self_harm") or asked.body.get("must_ask")):
        return None
    if asked.id in said["values"]:
        return "not_known" if "unknown" in answer else None  # also where the guide takes it as a yes
    owed = asked.id in said["to_ask"] or any(task["of"] == asked.id for task in said["tasks"])
    return "not_asked" if owed else None


def _departures(prepared: Prepared, planned: dict[str, Json], acts: dict[str, Json]) -> list[Json]:
    """Lines not done, with the reason given, and lines done that the plan did not hold; in pack order."""
    found: list[Json] = []
    for name in prepared.lines:
        act = acts.get(name)
        if act is None:
            continue
        if name in planned and act["act"] == "not_done":
            found.append({"id": name, "kind": "not_done", "reason": act["reason"]})
        elif name not in planned and act["act"] in CARRIED_OUT:
            found.append({"id": name, "kind": "not_in_plan", "reason": act["reason"]})
    return found


def _medicines(
    prepared: Prepared, said: Consultation, planned: dict[str, Json], acts: dict[str, Json]
) -> list[Json]:
    """Medicines given (the fact `medicines_given`) that no line of the plan supports, with the lines that speak of them."""
    given: Any = said["values"].get("medicines_given") or ()
    trace = {each["id"]: each for each in said["trace"]}
    found: list[Json] = []
    for medicine in given:
        lines = [
            name
            for name, line in prepared.lines.items()
            if line["kind"] == "medicine" and line.get("medicine") == medicine
        ]
        code = _medicine_code(lines, planned, trace, acts)
        if code is not None:
            reasons = [
                {"id": name, "value": trace[name]["value"], "because": trace[name]["because"]}
                for name in lines
                if name in trace
            ]
            found.append({"medicine": medicine, "code": code, "lines": reasons})
    return found


def _medicine_code(
    lines: list[str], planned: dict[str, Json], trace: dict[str, Json], acts: dict[str, Json]
) -> str | None:
    """None where the plan supports it; else the reason that comes nearest to support."""
    if not lines:
        return "not_in_guide"
    states = {planned[name]["state"] for name in lines if name in planned}
    confirmed = any(name in planned and name in acts and acts[name]["act"] in CARRIED_OUT for name in lines)
    if "do" in states or ("ask_prescriber" in states and confirmed):
        return None
    for state in ("ask_prescriber", "not_here"):
        if state in states:
            return state
    undecided = any(name in trace and trace[name]["value"] is None for name in lines)
    return "undecided" if undecided else "not_in_plan"
