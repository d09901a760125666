"""Whether a hidden fact is told: trust gates the answer, never the question. Twin of client/src/domain/relating/disclose.ts.

Source: the sheet, section 4.3. Everything is read from the state before the asking turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attune.relating.state import Model, Person, State, effective_trust, round6

_EASES = ("normalise", "validate", "explain_preview")


def threshold(model: Model, person: Person, state: State, fact: Mapping[str, Any], class_: str) -> float:
    """The effective trust that telling this fact needs, asked in this way."""
    m, s = model, fact["s"]
    needed = (
        fact["theta"]
        + s * (m["need_v"] * person.v + m["need_d"] * person.d - m["need_a"] * person.a)
        + state.guarded
    )
    if s >= m["private_from"] and not state.explained:
        needed += m["private"]
    if state.companion and s >= m["companion_from"]:
        needed += m["companion"]
    if class_ == "leading_negative":
        needed += m["leading"]
    if class_ == "sensitive_direct":
        needed -= m["direct"]
    if any(each in _EASES for each in state.classes[-int(m["eased_window"]) :]):
        needed -= m["eased"]
    return float(needed)


def disclosed(model: Model, person: Person, state: State, fact: Mapping[str, Any], class_: str) -> str:
    """How the person answers: full, hint, deflect, deny, overwhelmed, frozen, or nothing (as to any such sentence)."""
    if state.freeze:
        return "frozen"
    if round6(state.A) > fact.get("amax", model["arousal_most"]):
        return "overwhelmed"
    trust = effective_trust(model, state)
    needed = threshold(model, person, state, fact, class_)
    if "needs" in fact and class_ not in fact["needs"]:
        if round6(trust - needed) >= 0:
            return "hint"
        # A question that wants a no gets it; any other is answered as if it had been about something else.
        return "deny" if class_ == "leading_negative" else "nothing"
    if round6(trust - needed) >= 0:
        return "full"
    if round6(trust - needed + model["hint_margin"]) >= 0:
        return "hint"
    return "deny" if class_ == "leading_negative" else "deflect"


def is_big(model: Model, fact: Mapping[str, Any]) -> bool:
    """Does telling it leave the person exposed?"""
    return bool(fact["s"] >= model["big_from"])
