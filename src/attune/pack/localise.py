"""A part of a bundle in another language. The catalogue's keys say what is words; nothing else lists fields.

`texts.py` declares which fields are words; a translated release carries them as the keys of `words.LANG.json`. The phone's twin is
client/src/domain/localise.ts; spec/pack/localise.yaml has the cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Lists whose ids are codes of the thing that they stand in: the key of an option is QUESTION.CODE:text.
_CODES = ("options",)


def localised(part: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The part with the words of the catalogue in place of its own; ids, codes and rules are the same.

    The key of a field is ID:field. A thing without an id goes by its name (supervisor_contact:text); inside a thing that has an id
    it has one text, under its own name (the key of a wait's text is QUESTION:wait).
    """
    return _turned(part, words, "")


def _turned(thing: Mapping[str, Any], words: Mapping[str, str], within: str) -> dict[str, Any]:
    own = thing.get("id")
    name = within + own if isinstance(own, str) else ""
    return {field: _said(field, value, words, name) for field, value in thing.items()}


def _said(field: str, value: Any, words: Mapping[str, str], name: str) -> Any:
    key = f"{name}:{field}"
    if isinstance(value, str):
        return words.get(key, value)
    if isinstance(value, Mapping):
        return {
            inner: words.get(key if name else f"{field}:{inner}", text) if isinstance(text, str) else text
            for inner, text in value.items()
        }
    # A rule's tree and a list of ids are lists as well, and begin with a name.
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return [_turned(item, words, f"{name}." if field in _CODES else "") for item in value]
    return value


def localised_plays(part: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The part `relating.json` with the words of its own catalogue (relating.LANG.json), which stand at any depth.

    A thing with an id begins a name (vp:well_digger.greet); under it the key is the way to the text (vp:well_digger:replies.validate.low).
    """
    cases = [_played(case, words, "", "") for case in part["cases"]]
    others = {name: _played(part[name], words, name, "") for name in ("model", "talk") if part[name]}
    profiles = [_played(profile, words, "", "") for profile in part["profiles"]]
    return {**part, **others, "profiles": profiles, "cases": cases}


def _played(value: Any, words: Mapping[str, str], name: str, path: str) -> Any:
    if isinstance(value, str):
        return words.get(f"vp:{name}:{path}", value)
    if isinstance(value, list):
        return [_played(each, words, name, f"{path}.{n}") for n, each in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    own = value.get("id")
    if isinstance(own, str):
        # Lines that all cases share go by their own id; the parts of a case or of the model by both.
        name = own if name in ("", "talk") else f"{name.partition('.')[0]}.{own}"
        path = ""
    return {key: _played(each, words, name, f"{path}.{key}" if path else key) for key, each in value.items()}
