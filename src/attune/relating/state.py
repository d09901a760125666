"""What a virtual patient is and feels, at the start of a visit and in between. Twin of client/src/domain/relating/state.ts.

Source of all equations: the project's own sheet on virtual patients, sections 3 and 4. A teaching model, no prediction about people.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Model:
    """The model's numbers by name, and what each class of utterance changes, as in relating.json."""

    numbers: Mapping[str, float]
    classes: Mapping[str, Mapping[str, Any]]

    def __getitem__(self, name: str) -> float:
        return self.numbers[name]


def model_of(relating: Mapping[str, Any]) -> Model:
    """The model in the part relating.json of a bundle."""
    return Model(relating["model"]["numbers"], relating["model"]["classes"])


@dataclass(frozen=True, slots=True)
class Person:
    """Hidden tendencies, each 0 to 1, and what weighs on this person today. Nobody real is described by it."""

    a: float
    v: float
    d: float
    stress: float = 0.0
    t_off: float = 0.0


@dataclass(frozen=True, slots=True)
class State:
    """Between two turns. T, A, R, C, K, L and W are 0 to 1."""

    T: float  # trust in this worker
    A: float  # felt arousal
    R: float  # strain that is not repaired
    C: float  # felt control over the visit
    K: float  # felt reliability of the service
    L: float  # learned self-soothing
    W: float  # the worker's spare capacity
    rest: float
    later_arousal: float = 0.0  # due next turn
    later_trust: float = 0.0
    turn: int = 0
    classes: tuple[str, ...] = ()  # of this visit, as the state took them
    explained: bool = False  # confidentiality; stays over visits
    frame: bool = False  # a limit that was accepted; stays over visits
    companion: bool = False
    freeze: bool = False
    told_big: bool = False  # something big was told in the turn before
    exposed: bool = False
    settled: bool = False
    guarded: float = 0.0  # added to what telling needs, after a breach
    breached: bool = False  # an explained breach has been paid for
    trust_before: float | None = None  # trust before the rupture
    rupture_turn: int = 0
    rupture_class: str = ""
    repaired_turn: int = 0
    repaired: float = 0.0  # the strain that the last repair took away
    fully_repaired: bool = False  # once in this visit


def clip(value: float) -> float:
    """Into 0 to 1."""
    return min(1.0, max(0.0, value))


def round6(value: float) -> float:
    """To six decimals, alike in both languages: what is compared with a threshold or shown."""
    return math.floor(value * 1e6 + 0.5) / 1e6


def resting(model: Model, person: Person) -> float:
    return clip(model["rest"] + model["rest_a"] * person.a + model["rest_d"] * person.d + person.stress)


def arousal_at_start(
    model: Model, person: Person, rest: float, k: float, soothing: float, strain: float, event: float
) -> float:
    waiting = model["arousal_a"] * person.a * (1 - k) * (1 - soothing)
    return clip(rest + waiting + model["arousal_strain"] * strain + event)


def start(
    model: Model,
    person: Person,
    *,
    K: float | None = None,  # noqa: N803 - the model's own letters
    L: float | None = None,  # noqa: N803
    companion: bool = False,
    event: float = 0.0,
) -> State:
    """The start of the first visit."""
    reliability = model["reliability"] if K is None else K
    soothing = model["soothing"] if L is None else L
    rest = resting(model, person)
    trust = (
        model["start_trust"]
        - model["start_trust_a"] * person.a
        - model["start_trust_v"] * person.v
        - model["start_trust_d"] * person.d
        + person.t_off
    )
    return State(
        T=clip(trust),
        A=arousal_at_start(model, person, rest, reliability, soothing, 0.0, event),
        R=0.0,
        C=model["control"],
        K=reliability,
        L=soothing,
        W=model["capacity"],
        rest=rest,
        companion=companion,
    )


def start_again(
    model: Model, person: Person, state: State, *, companion: bool = False, event: float = 0.0
) -> State:
    """The start of a later visit, after `between`: trust and what was explained stay, distress begins anew."""
    rest = resting(model, person)
    return State(
        T=state.T,
        A=arousal_at_start(model, person, rest, state.K, state.L, state.R, event),
        R=state.R,
        C=model["control"],
        K=state.K,
        L=state.L,
        W=state.W,
        rest=rest,
        explained=state.explained,
        frame=state.frame,
        companion=companion,
        breached=state.breached,
    )


def shown(model: Model, person: Person, state: State) -> float:
    """The emotion that is shown; the body follows `A` itself."""
    return clip(state.A * (1 + model["shown_a"] * person.a - model["shown_v"] * person.v))


def effective_trust(model: Model, state: State) -> float:
    """Trust as far as strain lets it count: what decides on telling, and how a reply sounds."""
    return state.T - model["strain_weight"] * state.R


def without_companion(state: State) -> State:
    return replace(state, companion=False)
