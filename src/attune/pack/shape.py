"""Shapes of content: which keys a thing has and what may stand behind each. The tables are in `schema.py`.

Reading never stops at a fault: what is wrong is noted and left out, the rest is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from attune.pack.errors import Findings, Place
from attune.pack.nodes import Node

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_DECIMAL = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?")


class _Bad:
    """Stands for a value that was read and found wrong."""


BAD = _Bad()
Reader = Callable[[Node, Findings], Any]


class Item(dict[str, Any]):
    """A thing that was read: its values, and where each of them stands."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node
        self.bad: set[str] = set()  # keys that are there but wrong: reported once, not missed again

    @property
    def place(self) -> Place:
        return self.node.place

    def at(self, key: str) -> Place:
        """Where the value of `key` stands; the thing itself if it has no such key."""
        child = self.node.value.get(key) if self.node.kind == "map" else None
        return child.place if child is not None else self.place

    def node_of(self, key: str) -> Node:
        child: Node = self.node.value[key]
        return child

    def has(self, key: str) -> bool:
        """Is the key there, be its value right or wrong?"""
        return key in self or key in self.bad


@dataclass(frozen=True, slots=True)
class Key:
    read: Reader
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """`called` is how a sentence names it: "a question"."""

    called: str
    keys: dict[str, Key]

    def read(self, node: Node, findings: Findings) -> Item | _Bad:
        if node.kind != "map":
            return _wrong(node, findings, f"{_an(self.called)} is written as keys and values")
        item = Item(node)
        missing = {name for name, key in self.keys.items() if key.required and name not in node.value}
        for name, child in node.value.items():
            if name in self.keys:
                self._take(item, name, child, findings)
            else:
                missing.discard(self._unknown(node, name, missing, findings))
        for name in self.keys:
            if name in missing:
                findings.fault(
                    "missing_key",
                    node.place,
                    f"{_an(self.called).capitalize()} needs {name}.",
                    expected=f"the key {name}",
                )
                item.bad.add(name)
        return item

    def _take(self, item: Item, name: str, child: Node, findings: Findings) -> None:
        value = self.keys[name].read(child, findings)
        if isinstance(value, _Bad):
            item.bad.add(name)
        else:
            item[name] = value

    def _unknown(self, node: Node, name: str, missing: set[str], findings: Findings) -> str:
        """Report an unknown key. Returns the key that was probably meant, so that it is not missed as well."""
        from attune.logic import nearest

        meant = nearest(name, missing) or nearest(name, self.keys) or ""
        findings.fault(
            "unknown_key",
            node.key_places[name]._replace(path=node.value[name].place.path),
            f"{_an(self.called).capitalize()} has no key {name}.",
            expected=_COMMA if _is_cut_off(node.value[name]) else "one of " + ", ".join(self.keys),
            among=[meant] if meant else (),
            word=name,
        )
        return meant


_COMMA = "quotes around words that hold a comma"


def _is_cut_off(child: Node) -> bool:
    """`{ text: Not better, or worse }` gives the key `or worse` with nothing behind it."""
    return child.kind == "scalar" and child.text == "" and child.style is None


def _an(called: str) -> str:
    return called if called.startswith(("a ", "an ", "the ")) else f"a {called}"


def _wrong(node: Node, findings: Findings, expected: str, *, among: tuple[str, ...] = ()) -> _Bad:
    shown = _shown(node)
    sentence = (
        f"{shown} cannot stand here."
        if not (node.kind == "scalar" and node.value is None)
        else "Nothing stands here."
    )
    findings.fault("wrong_type", node.place, sentence, expected=expected, among=among, word=str(node.text))
    return BAD


def _shown(node: Node) -> str:
    if node.kind != "scalar":
        return "A list" if node.kind == "list" else "A map of keys and values"
    text = node.text if len(node.text) <= 40 else node.text[:37] + "..."
    return text if node.style is None and not isinstance(node.value, str) else f"'{text}'"


# ---------------------------------------------------------------- what may stand behind a key


def text(node: Node, findings: Findings) -> Any:
    """Words. A number is taken as it is written, so that `edition: 2016` is text."""
    if (
        node.kind == "scalar"
        and isinstance(node.value, str | int)
        and not isinstance(node.value, bool)
        and node.text.strip()
    ):
        return " ".join(node.text.split()) if node.style != "|" else node.text.strip()
    return _wrong(node, findings, "words")


def identifier(node: Node, findings: Findings) -> Any:
    """An id, or an option code."""
    if node.kind == "scalar" and IDENTIFIER.fullmatch(node.text):
        return node.text
    if node.kind == "scalar" and node.text:
        findings.fault(
            "bad_id",
            node.place,
            f"'{node.text}' cannot be an id.",
            expected="small letters, digits and _, a letter first",
        )
        return BAD
    return _wrong(node, findings, "an id")


def pack_name(node: Node, findings: Findings) -> Any:
    """The id of a pack: as other ids, with hyphens."""
    if node.kind == "scalar" and re.fullmatch(r"[a-z][a-z0-9_-]*", node.text):
        return node.text
    return _wrong(node, findings, "a name of small letters, digits, - and _")


def flag(node: Node, findings: Findings) -> Any:
    if node.kind == "scalar" and isinstance(node.value, bool):
        return node.value
    return _wrong(node, findings, "true or false")


def whole(least: int | None = None) -> Reader:
    def read(node: Node, findings: Findings) -> Any:
        if node.kind != "scalar" or isinstance(node.value, bool) or not isinstance(node.value, int):
            return _wrong(node, findings, "a whole number")
        if least is not None and node.value < least:
            findings.fault(
                "out_of_range", node.place, f"{node.value} is too small.", expected=f"{least} or more"
            )
            return BAD
        return node.value

    return read


def decimal(least: float | None = None, most: float | None = None) -> Reader:
    """A number that may have a point. YAML is read so that `0.8` stays text; here it becomes a number."""

    def read(node: Node, findings: Findings) -> Any:
        if node.kind != "scalar" or node.style is not None or not _DECIMAL.fullmatch(node.text):
            return _wrong(node, findings, "a number, such as 0.25")
        found = float(node.text)
        for limit, is_out, said in (
            (least, least is not None and found < least, "small"),
            (most, most is not None and found > most, "large"),
        ):
            if is_out:
                more = "or more" if said == "small" else "or less"
                findings.fault(
                    "out_of_range", node.place, f"{node.text} is too {said}.", expected=f"{limit:g} {more}"
                )
                return BAD
        return found

    return read


def one_of(*names: str) -> Reader:
    def read(node: Node, findings: Findings) -> Any:
        if node.kind == "scalar" and node.text in names:
            return node.text
        return _wrong(node, findings, "one of " + ", ".join(names), among=names)

    return read


def rule(node: Node, findings: Findings) -> Any:
    """An expression of the rule language, still as text; `compile` parses it."""
    if node.kind == "scalar" and isinstance(node.value, str | bool) and str(node.text).strip():
        return str(node.value) if isinstance(node.value, str) else node.text
    return _wrong(node, findings, "a rule, in quotes")


def value(node: Node, findings: Findings) -> Any:
    """An answer's value: true, false, a number, a code, or a list of codes."""
    if node.kind == "list" and all(
        item.kind == "scalar" and isinstance(item.value, str) for item in node.value
    ):
        return [item.value for item in node.value]
    if node.kind == "scalar" and node.value is not None:
        return node.value
    return _wrong(node, findings, "a value: true, false, a number, a code or a list of codes")


def single_value(node: Node, findings: Findings) -> Any:
    """A constant's value, which is written into rules in place of its name."""
    if node.kind == "scalar" and node.value is not None:
        return node.value
    return _wrong(node, findings, "a number, a code, true or false")


def list_of(reader: Reader, called: str) -> Reader:
    """A list; wrong entries are noted and left out."""

    def read(node: Node, findings: Findings) -> Any:
        if node.kind != "list":
            return _wrong(node, findings, f"a list of {called}")
        found = [reader(item, findings) for item in node.value]
        return [item for item in found if not isinstance(item, _Bad)]

    return read


def items(shape: Shape, called: str) -> Reader:
    return list_of(shape.read, called)


def either(shape: Shape) -> Reader:
    """The shape, or null."""

    def read(node: Node, findings: Findings) -> Any:
        return None if node.kind == "scalar" and node.value is None else shape.read(node, findings)

    return read


def nullable(reader: Reader) -> Reader:
    def read(node: Node, findings: Findings) -> Any:
        return None if node.kind == "scalar" and node.value is None else reader(node, findings)

    return read


def anything(node: Node, findings: Findings) -> Any:
    return node.plain()


def map_of(reader: Reader, called: str) -> Reader:
    """A map with free keys."""

    def read(node: Node, findings: Findings) -> Any:
        if node.kind != "map":
            return _wrong(node, findings, called)
        item = Item(node)
        for name, child in node.value.items():
            found = reader(child, findings)
            if not isinstance(found, _Bad):
                item[name] = found
        return item

    return read
