"""Every text of a pack that somebody reads: under which key it is translated, where it stands, whether lives hang on it.

What is words is listed here and, for virtual patients, in `patients.py`; nowhere else. Phone and console go by the keys of the
catalogues that are made from it (`localise.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from attune.pack.content import Content
from attune.pack.errors import Place
from attune.pack.names import Named, Names
from attune.pack.patients import words as patient_words
from attune.pack.shape import Item

# Kind of thing -> the keys that hold words.
FIELDS: dict[str, tuple[str, ...]] = {
    "question": ("ask", "say", "why", "hint", "unit"),
    "rule": ("text",),
    "conclusion": ("text", "meaning"),
    "exit": ("text",),
    "plan line": ("text", "detail", "instead", "dose", "not_here", "paper"),
    "follow-up": ("text",),
    "task": ("text",),
    "presentation": ("text",),
    "module": ("title", "summary"),
    "step": ("title",),
    "card": ("title", "think_of"),
    "card line": ("text", "detail", "instead", "dose"),
    "exercise": ("title", "intro", "suits", "posture"),
    "exercise step": ("text", "say"),
    "exercise part": ("do", "say", "remind"),
    "exercise pace": ("text", "hint"),
    "exercise length": ("text", "hint"),
    "exercise relating": ("text",),
    "gate": ("ask", "advice"),
    "caution": ("text",),
    "crisis text": ("text",),
    "step of care": ("title", "everyone"),
    "guidance": ("title", "culture", "others"),
    "unit of guidance": ("notice", "pulls", "helps", "say", "harms", "culture", "others"),
    "tendency": ("text",),
    "group": ("text",),
    "circumstance": ("text",),
    "observation": ("text", "try", "others"),
    "cadre": ("text",),
    "local line": ("text", "hours", "address", "languages"),
}
# Units of numbers that are codes: the app counts them in its own words, in each language's plural forms.
COUNTED_UNITS = ("years", "months", "weeks", "days", "hours", "minutes")
_CONTACTS = ("prescriber_contact", "supervisor_contact")
_SAFETY_KINDS = ("safety", "medicine", "caution")


@dataclass(frozen=True, slots=True)
class Text:
    """Words with their key, "dep_core:ask" (`id`, `field`); an option's id is "dep_core.low_mood"."""

    id: str
    field: str
    words: str
    place: Place
    kind: str
    unit: str  # the module, card or file it belongs to
    safety: bool

    @property
    def key(self) -> str:
        return f"{self.id}:{self.field}"


def texts_of(content: Content, names: Names) -> Iterator[Text]:
    """All texts, in pack order."""
    tiers = content.tiers
    for named in names.by_id.values():
        item, safety = named.item, _is_safety(named, tiers)
        unit = named.module or _unit(named)
        for field in FIELDS.get(named.kind, ()):
            if isinstance(item.get(field), str) and not (field == "unit" and item[field] in COUNTED_UNITS):
                yield Text(named.id, field, item[field], item.at(field), named.kind, unit, safety)
        yield from _within(named, unit, safety)
    yield from _contacts(content)
    for id_, field, words, place, unit in patient_words(content):
        yield Text(id_, field, words, place, "virtual patient", unit, False)


def _contacts(content: Content) -> Iterator[Text]:
    """The people behind the worker, who go by their key: they have no id."""
    for key in _CONTACTS:
        item = content.local.get(key) if content.local is not None else None
        for field in ("text", "hours"):
            if item is not None and field in item:
                yield Text(key, field, item[field], item.at(field), "local line", "local", False)


def _within(named: Named, unit: str, safety: bool) -> Iterator[Text]:
    """Options, the words of a wait, the reason for the gentle form, how to practise at home, what is known."""
    for option in named.item.get("options", []) if named.kind == "question" else ():
        if "id" in option and "text" in option:
            yield Text(
                f"{named.id}.{option['id']}",
                "text",
                option["text"],
                option.at("text"),
                "option",
                unit,
                safety,
            )
    for key, field in (("wait", "text"), ("gentle", "reason"), ("practice", "text"), ("evidence", "text")):
        inner = named.item.get(key)
        if isinstance(inner, Item) and field in inner:
            yield Text(named.id, key, inner[field], inner.at(field), named.kind, unit, safety)


def _unit(named: Named) -> str:
    """What belongs to no module is grouped by its file."""
    return named.item.place.file.rpartition("/")[2].removesuffix(".yaml")


def _is_safety(named: Named, tiers: list[str]) -> bool:
    """A text that, wrongly translated, could cost a life: it needs a back-translation."""
    item = named.item
    urgent = item.get("tier", tiers[-1]) != tiers[-1]
    return bool(
        urgent
        or named.kind in ("card", "card line", "crisis text")
        or item.get("self_harm")
        or item.get("kind") in _SAFETY_KINDS
        or item.has("dose")
    )
