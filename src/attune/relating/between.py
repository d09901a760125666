"""What happens between two visits. Twin of client/src/domain/relating/between.ts. Source: the sheet, section 4.5."""

from __future__ import annotations

import math
from dataclasses import replace

from attune.relating.state import Json, Model, Person, State, clip, round6


def between(model: Model, person: Person, state: State, promise: str) -> tuple[State, Json]:
    """The state before the next visit starts, and {contacts, broken}.

    `promise` is how the visit was left: predictable (and kept), extra (any time), neither.
    """
    m, a = model, person.a
    contacts = m["contacts"] * a * (1 - state.K) * (1 - m["contacts_soothing"] * state.L)
    reliability, soothing, capacity, strain, trust = state.K, state.L, state.W, state.R, state.T
    broken = False
    if promise == "predictable":
        contacts *= m["kept_contacts"]
        reliability += m["kept_reliability"] * (1 - reliability)
        soothing += m["kept_soothing"] * (1 - soothing)
        capacity = min(1.0, capacity + m["kept_capacity"])
    elif promise == "extra":
        capacity -= m["extra_capacity"] + m["extra_capacity_n"] * contacts
        broken = round6(capacity) < m["broken_below"]
        if broken:
            reliability = max(0.0, reliability - m["broken_reliability"])
            strain = clip(strain + (m["broken_strain"] + m["broken_strain_a"] * a))
            trust = clip(trust - (m["broken_trust"] + m["broken_trust_a"] * a))
            capacity += m["broken_capacity"]
        else:
            reliability += m["extra_reliability"] * (1 - reliability)
    else:
        reliability = max(0.0, reliability - m["neither_reliability"] * a)
    after = replace(
        state,
        T=trust,
        R=strain * m["strain_kept"],
        K=clip(reliability),
        L=clip(soothing),
        W=clip(capacity),
    )
    return after, {"contacts": round6(contacts), "broken": broken}


def likely_to_miss(model: Model, person: Person, state: State, *, reminder: bool) -> float:
    """How likely the next visit is missed, from the state at the end of this one."""
    m = model
    open_wound = state.exposed and not state.settled
    return _logistic(
        m["miss"]
        + m["miss_v"] * person.v
        + m["miss_d"] * person.d
        + m["miss_strain"] * state.R
        - m["miss_trust"] * (state.T - m["miss_trust_at"])
        + (m["miss_exposed"] if open_wound else 0.0)
        - (m["miss_reminder"] if reminder else 0.0)
    )


def likely_to_try(model: Model, state: State) -> float:
    """How likely it is that what was planned is tried."""
    m = model
    return _logistic(
        m["uptake"]
        + m["uptake_trust"] * (state.T - m["uptake_trust_at"])
        + m["uptake_control"] * (state.C - m["uptake_control_at"])
        - m["uptake_strain"] * state.R
    )


def _logistic(value: float) -> float:
    return round6(1 / (1 + math.exp(-value)))
