"""What the person says and what can be seen. Twin of client/src/domain/relating/speech.ts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attune.relating.state import Json, Model, Person, State, effective_trust, round6, shown

_TONE_GAP = 0.3


def band_of(model: Model, state: State) -> str:
    """low, mid or high, from the trust that strain leaves."""
    trust = round6(effective_trust(model, state))
    return "low" if trust < model["band_low"] else "high" if trust > model["band_high"] else "mid"


def tone_of(person: Person) -> str:
    """How this person is close: pressing, guarded or plain."""
    gap = round6(person.a - person.v)
    return "pressing" if gap > _TONE_GAP else "guarded" if gap < -_TONE_GAP else "plain"


def level_of(model: Model, value: float) -> str:
    found = round6(value)
    return "low" if found < model["level_low"] else "high" if found > model["level_high"] else "mid"


def opening(visit: Mapping[str, Any], person: Person) -> str:
    words = visit["opening"]
    if isinstance(words, str):
        return words
    return str(words.get(tone_of(person)) or words.get("plain") or next(iter(words.values())))


def _in_band(words: Any, band: str) -> str | None:
    if words is None or isinstance(words, str):
        return words
    found = words.get(band)
    return None if found is None else str(found)


def reply(
    talk: Mapping[str, Any],
    case: Mapping[str, Any],
    line: Mapping[str, Any],
    person: Person,
    own: Person,
    band: str,
    class_: str,
) -> str:
    """The answer to a line that asks no fact. `own` is the person as the case is meant."""
    tone = tone_of(person)
    tones = case.get("tones", {}) if tone != tone_of(own) else {}
    places = (
        line.get("reply"),
        tones.get(tone, {}).get(class_),
        case.get("replies", {}).get(class_),
        talk.get("tones", {}).get(tone, {}).get(class_),
        talk["replies"].get(class_),
        case.get("replies", {}).get("default"),
        talk["replies"].get("default"),
    )
    return next((words for place in places if (words := _in_band(place, band)) is not None), "")


def answer(
    talk: Mapping[str, Any],
    case: Mapping[str, Any],
    line: Mapping[str, Any],
    fact: Mapping[str, Any],
    result: str,
    band: str,
) -> str | None:
    """The answer to a question about a fact; None if it is answered as any such sentence."""
    if result in ("full", "hint", "deflect"):
        return str(fact[result])
    if result == "deny":
        return str(fact.get("deny", fact["deflect"]))
    own, shared = case.get("replies", {}), talk["replies"]
    places: Sequence[Any] = ()
    if result == "overwhelmed":
        places = (fact.get("overwhelmed"), own.get("overwhelmed"), shared.get("overwhelmed"))
    if result == "known":
        places = (line.get("reply"), own.get("told_before"), shared.get("told_before"))
    if places:
        return next((words for place in places if (words := _in_band(place, band)) is not None), "")
    return "" if result == "frozen" else None


def is_mismatch(model: Model, person: Person, state: State) -> bool:
    """Is much more felt than is shown?"""
    return round6(state.A - shown(model, person, state)) > model["mismatch"]


def cues(
    model: Model,
    talk: Mapping[str, Any],
    case: Mapping[str, Any],
    person: Person,
    state: State,
    residual: Sequence[str],
) -> list[Json]:
    """What can be seen after a turn: the face, the body, and what does not fit together."""
    looks = {key: _cue(talk, case, key) for key in ("shown", "body", "mismatch", "freeze")}
    found: list[Json] = []
    if state.freeze:
        found.append({"kind": "freeze", "text": _turns(looks["freeze"], state.turn)})
    else:
        face = looks["shown"].get(level_of(model, shown(model, person, state)))
        found.append({"kind": "shown", "text": _turns(face, state.turn)})
    if is_mismatch(model, person, state):
        found.append({"kind": "mismatch", "text": _turns(looks["mismatch"], state.turn)})
    else:
        found.append(
            {"kind": "body", "text": _turns(looks["body"].get(level_of(model, state.A)), state.turn)}
        )
    if residual:
        found.append({"kind": "residual", "text": residual[state.turn % len(residual)]})
    return [cue for cue in found if cue["text"]]


def _cue(talk: Mapping[str, Any], case: Mapping[str, Any], key: str) -> Any:
    own, shared = case.get("cues", {}).get(key), talk["cues"].get(key)
    if key in ("shown", "body"):
        return {**(shared or {}), **(own or {})}
    return own if own is not None else shared


def _turns(words: Any, turn: int) -> str:
    """Several texts take turns."""
    if isinstance(words, list):
        return str(words[turn % len(words)]) if words else ""
    return str(words or "")
