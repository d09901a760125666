"""Evaluation in three values: True, False, and None for unknown. Twin of client/src/domain/evaluate.ts.

A tree is compiled once into nested closures. Nothing here can raise for a tree that passed `check` and values of the
types that it was checked against: the language is total.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from attune.logic.lexer import MAX_INTEGER
from attune.logic.tree import OPEN_SETS, Expr

Values: TypeAlias = Mapping[str, Any]  # a name without a value, or with None, is unknown
Compiled: TypeAlias = Callable[[Values], Any]


def compile_expr(expr: Expr, open_sets: frozenset[str] = OPEN_SETS) -> Compiled:
    """A function from values to True, False, a number, a code, a list, or None for unknown.

    Membership in one of `open_sets` is true or unknown; in any other list it is true or false.
    """
    op = expr[0]
    if op == "lit":
        literal = expr[1]
        return lambda values: literal
    if op == "var":
        name = expr[1]
        return lambda values: values.get(name)
    if op == "in" and expr[2][0] == "var" and expr[2][1] in open_sets:
        return _in_open_set(expr[1][1], expr[2][1])
    if op in _SHORTCUTS and expr[1][0] == "var" and expr[2][0] == "lit":
        return _SHORTCUTS[op](expr[1][1], expr[2][1])
    if op == "in" and expr[1][0] == "lit" and expr[2][0] == "var":
        return _code_in(expr[1][1], expr[2][1])
    return _OPERATORS[op](*(compile_expr(part, open_sets) for part in expr[1:]))


def evaluate(expr: Expr, values: Values, open_sets: frozenset[str] = OPEN_SETS) -> Any:
    """The value of `expr`; None is unknown. Compile once where it is evaluated often."""
    return compile_expr(expr, open_sets)(values)


def _in_open_set(code: str, name: str) -> Compiled:
    return lambda values: True if code in (values.get(name) or ()) else None


def _code_in(code: str, name: str) -> Compiled:
    def run(values: Values) -> Any:
        found = values.get(name)
        return None if found is None else code in found

    return run


def _kleene(decisive: bool) -> Callable[..., Compiled]:
    """`and` (decided by one False) and `or` (decided by one True)."""

    def build(*parts: Compiled) -> Compiled:
        def run(values: Values) -> Any:
            result: bool | None = not decisive
            for part in parts:
                value = part(values)
                if value is decisive:
                    return value
                if value is None:
                    result = None
            return result

        return run

    return build


_and, _or = _kleene(decisive=False), _kleene(decisive=True)


def _not(part: Compiled) -> Compiled:
    def run(values: Values) -> Any:
        value = part(values)
        return None if value is None else not value

    return run


def _implies(left: Compiled, right: Compiled) -> Compiled:
    return _or(_not(left), right)


def _strict(function: Callable[[Any, Any], Any]) -> Callable[[Compiled, Compiled], Compiled]:
    """An operator that is unknown as soon as one side is."""

    def build(left: Compiled, right: Compiled) -> Compiled:
        def run(values: Values) -> Any:
            a = left(values)
            if a is None:
                return None
            b = right(values)
            return None if b is None else function(a, b)

        return run

    return build


def _of_list(function: Callable[[Any], Any]) -> Callable[[Compiled], Compiled]:
    def build(part: Compiled) -> Compiled:
        def run(values: Values) -> Any:
            found = part(values)
            return None if found is None else function(found)

        return run

    return build


def _shortcut(function: Callable[[Any, Any], Any]) -> Callable[[str, Any], Compiled]:
    """`%name op literal`, by far the commonest rule, without two calls for its sides."""

    def build(name: str, literal: Any) -> Compiled:
        def run(values: Values) -> Any:
            found = values.get(name)
            return None if found is None else function(found, literal)

        return run

    return build


def _integer(value: int) -> int | None:
    """FHIRPath's Integer has 32 bits, and an overflow gives nothing (FHIRPath 2.0.0, "Math")."""
    return value if -MAX_INTEGER - 1 <= value <= MAX_INTEGER else None


_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_SHORTCUTS = {op: _shortcut(function) for op, function in _COMPARISONS.items()}
_OPERATORS: dict[str, Callable[..., Compiled]] = {
    "and": _and,
    "or": _or,
    "not": _not,
    "implies": _implies,
    "xor": _strict(lambda a, b: a != b),
    **{op: _strict(function) for op, function in _COMPARISONS.items()},
    "+": _strict(lambda a, b: _integer(a + b)),
    "-": _strict(lambda a, b: _integer(a - b)),
    "*": _strict(lambda a, b: _integer(a * b)),
    "in": _strict(lambda a, b: a in b),
    "count": _of_list(len),
    "exists": _of_list(lambda found: len(found) > 0),
    "empty": _of_list(lambda found: len(found) == 0),
}
