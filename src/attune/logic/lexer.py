"""Text to tokens, each with its line and column."""

from __future__ import annotations

import re
from typing import NamedTuple

from attune.logic.errors import SyntaxFault

MAX_INTEGER = 2**31 - 1  # FHIRPath's Integer

# Names that FHIRPath keeps for itself: the words of its grammar, its units of time, its own variables.
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second", "millisecond")
RESERVED = frozenset(
    {"and", "or", "xor", "implies", "is", "as", "in", "contains", "div", "mod", "true", "false"}
    | {"context", "resource", "rootResource", "ucum", "sct", "loinc"}
    | {*_UNITS, *(f"{unit}s" for unit in _UNITS)}
)

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<name>%[A-Za-z_][A-Za-z0-9_]*)
  | (?P<number>[0-9]+)
  | (?P<string>'[^'\\\n]*')
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<op><=|>=|!=|[=<>+\-*().])
    """,
    re.VERBOSE,
)
_CODE = re.compile(r"[A-Za-z0-9_.\-]+")

# What people write by habit, and what to write instead.
_INSTEAD = (
    ("==", "Write = for equal."),
    ("<>", "Write != for not equal."),
    ("&&", "Write and."),
    ("||", "Write or."),
    ("//", "Comments stand in the key note."),
    ("/*", "Comments stand in the key note."),
    ('"', "Codes stand in single quotes: 'female'."),
    ("`", "Codes stand in single quotes, names begin with %."),
    ("'", "A code ends with a single quote on the same line and has no backslash."),
    ("!", "Write (...).not()."),
    ("/", "There is no division; multiply the other side by a number."),
    ("|", "Write one comparison for each code, joined by or."),
    ("&", "Write and."),
    ("[", "Lists are read with in, contains, count(), exists() and empty()."),
    ("{", "Write (...).empty() for an empty list."),
    ("@", "There are no dates; ask for a number of days, months or years."),
    ("$", "A name begins with %."),
    ("%", "A name begins with % and a letter: %age_years."),
    (",", "No function takes arguments."),
    ("~", "Write = for equal."),
)


class Token(NamedTuple):
    kind: str  # name, number, string, word, op, end
    text: str
    at: tuple[int, int]


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, the last one of kind `end`."""
    found: list[Token] = []
    offset = 0
    while offset < len(text):
        # `==` and `<>` would otherwise read as two operators, and `//` as nothing at all.
        match = None if text[offset : offset + 2] in ("==", "<>") else _TOKEN.match(text, offset)
        at = position(text, offset)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, offset, at)
        if match.lastgroup != "space":
            found.append(_checked(Token(match.lastgroup, match.group(), at), text, match.end()))
        offset = match.end()
    found.append(Token("end", "", position(text, len(text.rstrip()))))
    return found


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of `offset`, both from 1."""
    line_start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - line_start + 1


def _unreadable(text: str, offset: int, at: tuple[int, int]) -> SyntaxFault:
    for sign, hint in _INSTEAD:
        if text.startswith(sign, offset):
            return SyntaxFault(f"{sign} cannot be used here.", at, hint)
    return SyntaxFault(f"The sign {text[offset]!r} cannot be used in a rule.", at)


def _checked(token: Token, text: str, end: int) -> Token:
    if token.kind == "number":
        if re.match(r"\.[0-9]", text[end : end + 2]):
            raise SyntaxFault("Numbers are whole numbers.", token.at, "Use a smaller unit.")
        if re.match(r"[A-Za-z_]", text[end : end + 1]):
            raise SyntaxFault(f"{token.text}{text[end]} is neither a number nor a name.", token.at)
        if int(token.text) > MAX_INTEGER:
            raise SyntaxFault(
                f"The number {token.text} is too large.", token.at, f"The limit is {MAX_INTEGER}."
            )
    if token.kind == "name" and token.text[1:] in RESERVED:
        raise SyntaxFault(
            f"FHIRPath keeps {token.text} for itself.", token.at, "Give the question or rule another id."
        )
    if token.kind == "string" and not _CODE.fullmatch(token.text[1:-1]):
        raise SyntaxFault(
            f"{token.text} is not a code.", token.at, "A code has letters, digits and underscores only."
        )
    return token
