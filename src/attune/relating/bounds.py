"""What no play of a virtual patient can reach, whatever is said. Only from bounds: what they leave open may still be impossible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attune.relating.disclose import is_big
from attune.relating.lines import Script, script_of
from attune.relating.play import person_of
from attune.relating.state import Model, Person, model_of, round6, start


def impossible(relating: Mapping[str, Any], case: Mapping[str, Any], pattern: str) -> list[str]:
    """The facts that this person tells in full in no play."""
    model, person, script = model_of(relating), person_of(relating, case, pattern), script_of(relating, case)
    trust = most_trust(relating, case, pattern, before_last=True)
    never: set[str] = set()
    while True:  # what needs another fact told first falls with it
        more = {
            name
            for name, fact in script.facts.items()
            if name not in never and not _can_be_told(model, person, script, fact, trust, never)
        }
        if not more:
            return [name for name in script.facts if name in never]
        never |= more


def most_trust(
    relating: Mapping[str, Any], case: Mapping[str, Any], pattern: str, *, before_last: bool = False
) -> float:
    """More trust than this no play reaches at its end, or before its last turn.

    What is missing to full trust shrinks in a turn at most by the best class of the case, and after each big fact once by an
    acknowledgement; strain, losses, repetition, repairs and the time between visits only keep it larger.
    """
    model, person, script = model_of(relating), person_of(relating, case, pattern), script_of(relating, case)
    turns = sum(visit.get("turns", 18) for visit in script.visits) - (1 if before_last else 0)
    gain = max(_raw_trust(model, person, name) for name in _classes(script))
    open_ = max(model["gain_least"], 1 - model["gain_v"] * person.v - model["gain_d"] * person.d)
    big = sum(is_big(model, fact) for fact in script.facts.values())
    missing = 1 - start(model, person).T
    missing *= (1 - max(0.0, gain) * open_) ** turns * (1 - model["safe_gain"]) ** min(big, turns)
    return float(1 - missing)


def _can_be_told(
    model: Model, person: Person, script: Script, fact: Mapping[str, Any], trust: float, never: set[str]
) -> bool:
    classes = {
        line["class"]
        for line in script.lines.values()
        if line.get("asks") == fact["id"] and never.isdisjoint(line.get("when", {}).get("told", ()))
    }
    classes &= set(fact.get("needs", classes))
    return any(round6(trust - _least_needed(model, person, fact, each)) >= 0 for each in classes)


def _least_needed(model: Model, person: Person, fact: Mapping[str, Any], class_: str) -> float:
    """The trust that telling needs at best: alone, after confidentiality was explained, and eased."""
    s, m = fact["s"], model
    needed = fact["theta"] + s * (m["need_v"] * person.v + m["need_d"] * person.d - m["need_a"] * person.a)
    if class_ == "leading_negative":
        needed += m["leading"]
    if class_ == "sensitive_direct":
        needed -= m["direct"]
    return float(needed - m["eased"])


def _classes(script: Script) -> Iterable[str]:
    """What the worker can do; a leading question weighs as a closed one."""
    found = {line["class"] for line in script.lines.values()} - {"repair"}
    return {"closed_question" if each == "leading_negative" else each for each in found}


def _raw_trust(model: Model, person: Person, class_: str) -> float:
    base, by_a, by_v, by_d = model.classes[class_]["T"]
    return float(base + by_a * person.a + by_v * person.v + by_d * person.d)
