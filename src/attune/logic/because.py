"""Why an expression is what it is: the names that decided it, or the names that keep it unknown.

A true `and` owes itself to all its parts, a false one to its first false part; `or` the other way round; `a implies b` is
read as `a.not() or b`, and two rules that are compared as `xor`. An unknown `and` or `or` waits for all its unknown parts. `'x' in %answered` stands for x.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from attune.logic.evaluate import Values, compile_expr
from attune.logic.tree import OPEN_SETS, Expr

# Names are collected as bits of one integer: bit sets unite in one step, and their order is fixed by who hands out the bits.
Bits: TypeAlias = Mapping[str, int]
Explained: TypeAlias = Callable[[Values, Bits], tuple[Any, int]]

# Sides of a comparison that are known only when all their names are; any other side is a rule, which may be decided early.
_NO_RULES = ("var", "lit", "count", "+", "-", "*")


def compile_because(expr: Expr, open_sets: frozenset[str] = OPEN_SETS) -> Explained:
    """A function from values to (value, bits of the names behind it); for None they are the names that are missing.

    `bits` gives each name its bit; for a name that is itself a rule, the bits that explain that rule.
    """
    op = expr[0]
    if op in ("and", "or"):
        return _kleene([compile_because(part, open_sets) for part in expr[1:]], decisive=op == "or")
    if op == "implies":
        return _kleene(
            [_denied(compile_because(expr[1], open_sets)), compile_because(expr[2], open_sets)], decisive=True
        )
    if op == "not":
        return _denied(compile_because(expr[1], open_sets))
    if op == "xor":
        return _xor(compile_because(expr[1], open_sets), compile_because(expr[2], open_sets))
    if op in ("=", "!=") and any(part[0] not in _NO_RULES for part in expr[1:]):
        differ = _xor(compile_because(expr[1], open_sets), compile_because(expr[2], open_sets))
        return differ if op == "!=" else _denied(differ)
    return _read(expr, open_sets)


def because(expr: Expr, values: Values) -> tuple[str, ...]:
    """The names that decided `expr`, in order of reading; nothing while it is unknown."""
    value, found = _explain(expr, values)
    return () if value is None else found


def needs(expr: Expr, values: Values) -> tuple[str, ...]:
    """The names without a value that keep `expr` unknown, in order of reading; nothing once it is decided."""
    value, found = _explain(expr, values)
    return found if value is None else ()


def reads(expr: Expr, open_sets: frozenset[str] = OPEN_SETS) -> tuple[str, ...]:
    """The names `expr` reads, each once, in order; `'x' in %answered` reads x."""
    return tuple(dict.fromkeys(_names(expr, open_sets)))


def _explain(expr: Expr, values: Values) -> tuple[Any, tuple[str, ...]]:
    order = reads(expr)
    value, found = compile_because(expr)(values, {name: 1 << index for index, name in enumerate(order)})
    return value, tuple(name for index, name in enumerate(order) if found >> index & 1)


def _kleene(parts: list[Explained], *, decisive: bool) -> Explained:
    """`and` (decided by one False) and `or` (decided by one True)."""

    def run(values: Values, bits: Bits) -> tuple[Any, int]:
        settled = missing = 0
        unknown = False
        for part in parts:
            value, found = part(values, bits)
            if value is decisive:
                return value, found
            if value is None:
                unknown = True
                missing |= found
            else:
                settled |= found
        return (None, missing) if unknown else (not decisive, settled)

    return run


def _denied(part: Explained) -> Explained:
    def run(values: Values, bits: Bits) -> tuple[Any, int]:
        value, found = part(values, bits)
        return (None if value is None else not value), found

    return run


def _xor(left: Explained, right: Explained) -> Explained:
    def run(values: Values, bits: Bits) -> tuple[Any, int]:
        a, of_a = left(values, bits)
        b, of_b = right(values, bits)
        if a is None or b is None:
            return None, (of_a if a is None else 0) | (of_b if b is None else 0)
        return a != b, of_a | of_b

    return run


def _read(expr: Expr, open_sets: frozenset[str]) -> Explained:
    """Everything below the connectives: a comparison, a membership, a name, a literal."""
    value_of = compile_expr(expr, open_sets)
    found = reads(expr, open_sets)
    if len(found) == 1:
        (only,) = found
        return lambda values, bits: (value_of(values), bits.get(only, 0))

    def run(values: Values, bits: Bits) -> tuple[Any, int]:
        value = value_of(values)
        together = 0
        for name in found:
            if value is not None or values.get(name) is None:
                together |= bits.get(name, 0)
        return value, together

    return run


def _names(expr: Expr, open_sets: frozenset[str]) -> list[str]:
    if expr[0] == "in" and expr[2][0] == "var" and expr[2][1] in open_sets:
        return [expr[1][1]]
    if expr[0] in ("var", "lit"):
        return [expr[1]] if expr[0] == "var" else []
    return [name for part in expr[1:] for name in _names(part, open_sets)]
