"""What can be wrong with an expression.

LogicError                 code, message, line and column (from 1), hint
├── SyntaxFault            it cannot be read, or uses what the language does not have
├── UnknownName            it reads a name that does not exist
└── TypeFault              it compares or counts what cannot be compared or counted
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import takewhile


class LogicError(Exception):
    """An expression cannot be used. `str()` is one plain sentence, then the hint if there is one."""

    code = "logic"

    def __init__(self, message: str, at: tuple[int, int] | None = None, hint: str = "") -> None:
        self.message = message
        self.line = at[0] if at else None
        self.column = at[1] if at else None
        self.hint = hint
        super().__init__(f"{message} {hint}".strip())

    @property
    def place(self) -> str:
        """ "line 1, column 5", or nothing where the place is not known."""
        return "" if self.line is None else f"line {self.line}, column {self.column}"


class SyntaxFault(LogicError):
    code = "syntax"


class UnknownName(LogicError):
    code = "unknown_name"


class TypeFault(LogicError):
    code = "type"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like `word`, if one is near enough to be what was meant. Of equals, the one that begins alike."""
    found = difflib.get_close_matches(word, sorted(known), n=5, cutoff=0.6)
    return max(found, key=lambda name: _likeness(word, name), default=None)


def _likeness(word: str, name: str) -> tuple[float, int]:
    """How much of the letters is the same, and how many of the first."""
    alike = (one == other for one, other in zip(word, name, strict=False))
    return difflib.SequenceMatcher(a=name, b=word).ratio(), sum(takewhile(bool, alike))


def did_you_mean(word: str, known: Iterable[str], *, prefix: str = "") -> str:
    """ "Did you mean X?", or nothing."""
    name = nearest(word, known)
    return f"Did you mean {prefix}{name}?" if name else ""
