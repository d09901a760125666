"""YAML with places: every value knows its file, line, column and path.

The rules for plain scalars are those of YAML 1.2, narrowed to what a content file needs: `true`, `false`, `null` and
whole numbers; everything else is text. So `yes`, `no`, `on`, `1.0` and `0800` (a phone number) stay what they look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from attune.pack.errors import Findings, Place

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MAX_DEPTH = 24


@dataclass(slots=True)
class Node:
    """A value of a YAML file. `value` is dict[str, Node], list[Node] or a scalar, as `kind` says."""

    kind: Literal["map", "list", "scalar"]
    value: Any
    place: Place
    text: str = ""  # a scalar as written
    lines: tuple[str, ...] = ()  # the file, for places inside a scalar
    style: str | None = None
    key_places: dict[str, Place] = field(default_factory=dict)

    def plain(self) -> Any:
        """The value as plain Python data."""
        if self.kind == "map":
            return {key: node.plain() for key, node in self.value.items()}
        if self.kind == "list":
            return [node.plain() for node in self.value]
        return self.value

    def inside(self, line: int, column: int) -> Place:
        """The place in the file of a position (from 1) within a scalar's value.

        Folding and quoting move only white space about, so the n-th character that is not white space in the value is
        the n-th in the file. (Escapes in double quotes are not used in rules.)
        """
        value_lines = str(self.value).split("\n")
        ahead = "".join(value_lines[: line - 1]) + value_lines[min(line, len(value_lines)) - 1][: column - 1]
        wanted = sum(1 for char in ahead if not char.isspace())
        for at_line, at_column, char in self._characters():
            if char.isspace():
                continue
            if wanted == 0:
                return self.place._replace(line=at_line, column=at_column)
            wanted -= 1
        return self.place

    def _characters(self) -> Iterator[tuple[int, int, str]]:
        row, column = self.place.line - 1, self.place.column - 1
        if self.style in ("|", ">"):
            row, column = row + 1, 0
        elif self.style in ('"', "'"):
            column += 1
        for index in range(row, min(row + 200, len(self.lines))):
            start = column if index == row else 0
            for offset, char in enumerate(self.lines[index][start:], start):
                yield index + 1, offset + 1, char


def scalar_of(text: str, quoted: bool) -> bool | int | str | None:
    """The value of a scalar: quoted is always text."""
    if quoted:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.fullmatch(text) and len(text) < 16 else text


def read_yaml(text: str, file: str, findings: Findings) -> Node | None:
    """The file as a tree of nodes; None if it is empty or no YAML (which is then a fault)."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, "")
        findings.fault("yaml", place, f"This is not YAML: {_plainly(error)}.")
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        findings.fault(
            "yaml", Place(file, line, 1, ""), "This file holds a character that YAML does not allow."
        )
        return None
    if root is None:
        return None
    return _Reader(file, tuple(text.splitlines()), findings).node(root, "", 0)


_IN_PLAIN_WORDS = (
    ("mapping values are not allowed", "text with a colon in it needs quotes around it"),
    ("found character '\\t'", "it is indented with a tab; use spaces"),
    ("found a tab character", "it is indented with a tab; use spaces"),
    ("could not find expected ':'", "a key is not followed by a colon"),
    ("did not find expected key", "the indentation does not fit the lines above, or a quote is missing"),
    ("did not find expected '-' indicator", "the indentation does not fit the lines above"),
    ("did not find expected ',' or '}'", "a closing } or a comma is missing"),
    ("did not find expected ',' or ']'", "a closing ] or a comma is missing"),
    ("unexpected end of stream", "a quote is opened and not closed"),
    ("found undefined alias", "text that begins with * needs quotes around it"),
    ("cannot start any token", "text that begins with %, @ or ` needs quotes around it"),
    ("expected a single document", "there is a second document (---)"),
    ("but found another document", "there is a second document (---)"),
)


def _plainly(error: yaml.MarkedYAMLError) -> str:
    problem = f"{error.problem or ''} {error.context or ''}".strip()
    for technical, plain in _IN_PLAIN_WORDS:
        if technical in problem:
            return plain
    return problem or "it cannot be read"


class _Reader:
    def __init__(self, file: str, lines: tuple[str, ...], findings: Findings) -> None:
        self._file = file
        self._lines = lines
        self._findings = findings
        self._seen: set[int] = set()

    def node(self, raw: yaml.Node, path: str, depth: int) -> Node | None:
        place = self._place(raw, path)
        if id(raw) in self._seen:
            self._findings.fault(
                "yaml_alias", place, "Anchors and aliases (& and *) are not used in content files."
            )
            return None
        self._seen.add(id(raw))
        if depth > _MAX_DEPTH:
            self._findings.fault("yaml_depth", place, "This is nested too deeply.")
            return None
        if isinstance(raw, yaml.MappingNode):
            return self._map(raw, place, path, depth)
        if isinstance(raw, yaml.SequenceNode):
            return self._list(raw, place, path, depth)
        style: str | None = getattr(raw, "style", None) or None
        value = scalar_of(raw.value, quoted=style is not None)
        return Node("scalar", value, place, raw.value, self._lines, style)

    def _map(self, raw: yaml.MappingNode, place: Place, path: str, depth: int) -> Node:
        found = Node("map", {}, place)
        for key, value in raw.value:
            at = self._place(key, path)
            if not isinstance(key, yaml.ScalarNode):
                self._findings.fault("yaml_key", at, "A key must be a plain word.")
                continue
            name = key.value
            if name in found.value:
                first = found.key_places[name].line
                self._findings.fault(
                    "duplicate_key", at, f"The key {name} stands here twice; first in line {first}."
                )
                continue
            child = self.node(value, f"{path}.{name}" if path else name, depth + 1)
            if child is not None:
                found.value[name] = child
                found.key_places[name] = at
        return found

    def _list(self, raw: yaml.SequenceNode, place: Place, path: str, depth: int) -> Node:
        items = (
            self.node(item, f"{path}[{_name(item) or n}]", depth + 1) for n, item in enumerate(raw.value)
        )
        return Node("list", [item for item in items if item is not None], place)

    def _place(self, raw: yaml.Node, path: str) -> Place:
        return Place(self._file, raw.start_mark.line + 1, raw.start_mark.column + 1, path)


def _name(raw: yaml.Node) -> str | None:
    """What a list item calls itself, for paths that a reader can follow."""
    if isinstance(raw, yaml.MappingNode):
        for key, value in raw.value:
            if (
                isinstance(key, yaml.ScalarNode)
                and key.value in ("id", "fact")
                and isinstance(value, yaml.ScalarNode)
            ):
                return str(value.value)
    return None
