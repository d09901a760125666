"""Virtual patients in a pack: the ids and words within a case, and the part `relating.json` of a bundle.

An id within a case is its own (`ask_suicide` of `well_digger`); outside it is called by both, `well_digger.ask_suicide`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attune.pack.content import Content
from attune.pack.errors import Place
from attune.pack.nodes import Node
from attune.pack.shape import Item

FORMAT = 1
WORDS = "vp:"  # what the keys of words begin with: phones load them only with the cases
Json = dict[str, Any]

# Kind of part -> the keys that hold words, plain or by band, tone or turn.
FIELDS: dict[str, tuple[str, ...]] = {
    "case": ("title", "summary", "setting", "patient", "replies", "tones", "cues"),
    "visit": ("title", "opening"),
    "happened": ("text",),
    "line": ("text", "reply", "better"),
    "fact": ("title", "full", "hint", "deflect", "deny", "overwhelmed", "cues", "missed"),
    "goal": ("text", "missed"),
    "listed": ("text",),
    "profile": ("title", "tendency"),
    "class": ("title", "what", "feedback"),
    "choice": ("text", "basis"),
    "model": ("notice", "reasons"),
    "talk": ("replies", "tones", "cues"),
}
_NO_WORDS = ("minutes", "sex", "age_years", "note", "add")
RELEASED = ("line", "fact", "goal", "visit")  # named in what a worker keeps of a play


def parts(case: Item) -> Iterator[tuple[str, Item]]:
    """Everything in a case that has an id, with its kind."""
    for visit in case.get("visits", []):
        yield "visit", visit
        yield from (("happened", item) for item in visit.get("happened", []))
    yield from (("topic", topic) for topic in case.get("topics", []))
    yield from (("line", line) for line in lines(case))
    yield from (("fact", fact) for fact in case.get("facts", []))
    yield from (("goal", goal) for goal in case.get("must_do", []))
    for key in ("other_explanations", "truth", "debrief"):
        yield from (("listed", item) for item in case.get(key, []))


def lines(case: Item) -> Iterator[Item]:
    """The case's own lines, topic by topic."""
    for topic in case.get("topics", []):
        yield from topic.get("lines", [])
    yield from case.get("anytime", [])


def shared_lines(content: Content) -> list[Item]:
    """The lines that all cases share."""
    return content.talk.get("lines", []) if content.talk is not None else []


def codes(case: Item) -> tuple[str, ...]:
    """The ids within a case that are for ever."""
    return tuple(item["id"] for kind, item in parts(case) if kind in RELEASED and "id" in item)


# ---------------------------------------------------------------- words


def words(content: Content) -> Iterator[tuple[str, str, str, Place, str]]:
    """(key without its field, field, words, place, unit) of all that is read in a play."""
    for case in content.patients:
        name = case.get("id", "")
        yield from _of(f"{WORDS}{name}", "case", case, name)
        for kind, item in parts(case):
            yield from _of(f"{WORDS}{name}.{item.get('id', '')}", kind, item, name)
    for profile in content.profiles:
        yield from _of(f"{WORDS}{profile.get('id', '')}", "profile", profile, "profiles")
    if content.talk is not None:
        yield from _of(f"{WORDS}talk", "talk", content.talk, "talk")
        for line in shared_lines(content):
            yield from _of(f"{WORDS}{line.get('id', '')}", "line", line, "talk")
    if content.model is not None:
        yield from _of(f"{WORDS}model", "model", content.model, "model")
        for kind, key in (("class", "classes"), ("choice", "choices")):
            for item in content.model.get(key, []):
                yield from _of(f"{WORDS}model.{item.get('id', '')}", kind, item, "model")


def _of(id_: str, kind: str, item: Item, unit: str) -> Iterator[tuple[str, str, str, Place, str]]:
    for field in FIELDS.get(kind, ()):
        if field in item:
            for path, found, place in _texts(field, item[field], item.node_of(field)):
                yield id_, path, found, place, unit


def _texts(path: str, value: Any, node: Node) -> Iterator[tuple[str, str, Place]]:
    if isinstance(value, str):
        yield path, value, node.place
    elif isinstance(value, list):
        for number, (each, inner) in enumerate(zip(value, node.value, strict=False)):
            yield from _texts(f"{path}.{number}", each, inner)
    elif isinstance(value, Item):
        for key, each in value.items():
            if key not in _NO_WORDS:
                yield from _texts(f"{path}.{key}", each, value.node_of(key))


def split_plays(found: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """A language's words as phones load them at once, and those of the virtual patients."""
    rest = {key: text for key, text in found.items() if not key.startswith(WORDS)}
    return rest, {key: text for key, text in found.items() if key.startswith(WORDS)}


# ---------------------------------------------------------------- the bundle


def relating(content: Content) -> Json:
    """The part relating.json: the model, what cases share, and the cases."""
    return {
        "format": FORMAT,
        "model": _model(content.model),
        "profiles": _plain(content.profiles),
        "talk": _plain(content.talk),
        "cases": _plain(content.patients),
    }


def _model(model: Item | None) -> Json | None:
    if model is None:
        return None
    found: Json = _plain(model)
    found["classes"] = {item["id"]: _class(item) for item in found["classes"]}
    return found


def _class(item: Json) -> Json:
    nothing = [0.0, 0.0, 0.0, 0.0]
    filled = {key: item.get(key, nothing) for key in ("T", "A", "R")}
    return {**item, **filled, "C": item.get("C", 0.0), "k": item.get("k", 0.0)}


def _plain(value: Any) -> Any:
    """As plain data, without what only authors read."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items() if key not in ("note", "add")}
    return [_plain(each) for each in value] if isinstance(value, list) else value
