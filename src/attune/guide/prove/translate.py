"""The third translation of the rule language: from its tree to Boolean formulas for Z3.

Three values need two bits. A yes-or-no expression becomes a pair (`yes`, `no`), unknown when neither holds; everything else
becomes a value with a bit that says whether it is known. Constants stay Python's own `True`, `False` and `int`, so that
whatever can be folded is folded before Z3 sees it. Numbers are bit vectors, as narrow as their range allows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import z3

from attune.logic import OPEN_SETS, Expr
from attune.logic.lexer import MAX_INTEGER

Bit: TypeAlias = Any  # bool, or a Boolean formula of Z3
Whole: TypeAlias = Any  # int, or a signed bit vector of Z3


@dataclass(frozen=True, slots=True)
class Truth:
    """Yes, no, or neither: unknown. Never both."""

    yes: Bit
    no: Bit


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number between `low` and `high` that means nothing unless `known`."""

    known: Bit
    value: Whole
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Code:
    """One code; if `known`, exactly one of `chosen` holds."""

    known: Bit
    chosen: Mapping[str, Bit]


@dataclass(frozen=True, slots=True)
class Codes:
    """A list of codes: `chosen` says of each whether it is in the list."""

    known: Bit
    chosen: Mapping[str, Bit]


@dataclass(frozen=True, slots=True)
class Members:
    """A set of ids, always known. From an `open` set nothing can be seen to be absent."""

    holds: Mapping[str, Bit]
    open: bool = False


Term: TypeAlias = Truth | Number | Code | Codes | Members
Env: TypeAlias = Mapping[str, Term]

# ---------------------------------------------------------------- bits, folded as far as they can be


def all_of(*bits: Bit) -> Bit:
    left = []
    for bit in bits:
        if bit is False:
            return False
        if bit is not True:
            left.append(bit)
    return True if not left else left[0] if len(left) == 1 else z3.And(left)


def any_of(*bits: Bit) -> Bit:
    left = []
    for bit in bits:
        if bit is True:
            return True
        if bit is not False:
            left.append(bit)
    return False if not left else left[0] if len(left) == 1 else z3.Or(left)


def none_of(*bits: Bit) -> Bit:
    found = any_of(*bits)
    return not found if isinstance(found, bool) else z3.Not(found)


def choose(condition: Bit, this: Bit, that: Bit) -> Bit:
    return any_of(all_of(condition, this), all_of(none_of(condition), that))


def width(low: int, high: int) -> int:
    """Bits of a signed vector that holds every number from `low` to `high`."""
    return max(max(high, 0).bit_length(), (-low - 1 if low < 0 else 0).bit_length()) + 1


def as_vector(value: Whole, bits: int) -> Any:
    """`value` as a signed bit vector of `bits` bits, which are enough for it."""
    if isinstance(value, int):
        return z3.BitVecVal(value, bits)
    more = bits - value.size()
    return z3.SignExt(more, value) if more else value


# ---------------------------------------------------------------- expressions


def translate(expr: Expr, env: Env) -> Term:
    """What `expr` is, given what the names that it reads are."""
    op = expr[0]
    if op == "lit":
        return _literal(expr[1])
    if op == "var":
        return env[expr[1]]
    if op in ("and", "or", "not", "implies", "xor"):
        return _LOGIC[op](*(truth(part, env) for part in expr[1:]))
    return _OTHERS[op](*(translate(part, env) for part in expr[1:]))


def truth(expr: Expr | None, env: Env) -> Truth:
    """A yes-or-no expression; a missing one always holds."""
    if expr is None:
        return Truth(True, False)
    found = translate(expr, env)
    assert isinstance(found, Truth), f"not a rule: {expr!r}"
    return found


def members(name: str, holds: Mapping[str, Bit]) -> Members:
    """The set `name` as rules read it: what is not in %answered yet may still come."""
    return Members(holds, name in OPEN_SETS)


def _literal(value: Any) -> Term:
    if isinstance(value, bool):
        return Truth(value, not value)
    if isinstance(value, int):
        return Number(True, value, value, value)
    return Code(True, {value: True})


def _and(*parts: Truth) -> Truth:
    return Truth(all_of(*(part.yes for part in parts)), any_of(*(part.no for part in parts)))


def _or(*parts: Truth) -> Truth:
    return Truth(any_of(*(part.yes for part in parts)), all_of(*(part.no for part in parts)))


def _not(part: Truth) -> Truth:
    return Truth(part.no, part.yes)


def _same(a: Truth, b: Truth) -> Truth:
    return Truth(
        any_of(all_of(a.yes, b.yes), all_of(a.no, b.no)), any_of(all_of(a.yes, b.no), all_of(a.no, b.yes))
    )


_LOGIC: dict[str, Callable[..., Truth]] = {
    "and": _and,
    "or": _or,
    "not": _not,
    "implies": lambda a, b: _or(_not(a), b),
    "xor": lambda a, b: _not(_same(a, b)),
}


def _if_known(known: Bit, holds: Bit) -> Truth:
    return Truth(all_of(known, holds), all_of(known, none_of(holds)))


def _equal(a: Term, b: Term) -> Truth:
    if isinstance(a, Truth) and isinstance(b, Truth):
        return _same(a, b)
    if isinstance(a, Code) and isinstance(b, Code):
        same = [all_of(a.chosen[code], b.chosen[code]) for code in a.chosen if code in b.chosen]
        return _if_known(all_of(a.known, b.known), any_of(*same))
    return _compare(lambda x, y: x == y)(a, b)


def _compare(relation: Callable[[Any, Any], Any]) -> Callable[[Term, Term], Truth]:
    def compare(a: Term, b: Term) -> Truth:
        assert isinstance(a, Number) and isinstance(b, Number)
        known = all_of(a.known, b.known)
        if isinstance(a.value, int) and isinstance(b.value, int):
            return _if_known(known, relation(a.value, b.value))
        bits = width(min(a.low, b.low), max(a.high, b.high))
        return _if_known(known, relation(as_vector(a.value, bits), as_vector(b.value, bits)))

    return compare


def _calculate(operation: Callable[[Any, Any], Any]) -> Callable[[Term, Term], Number]:
    def calculate(a: Term, b: Term) -> Number:
        assert isinstance(a, Number) and isinstance(b, Number)
        ends = [operation(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
        low, high = min(ends), max(ends)
        known = all_of(a.known, b.known)
        if isinstance(a.value, int) and isinstance(b.value, int):
            value: Whole = operation(a.value, b.value)
        else:
            bits = width(min(low, a.low, b.low), max(high, a.high, b.high))
            value = operation(as_vector(a.value, bits), as_vector(b.value, bits))
        if low < -MAX_INTEGER - 1 or high > MAX_INTEGER:  # an overflow gives nothing
            known = all_of(known, _within(value, -MAX_INTEGER - 1, MAX_INTEGER))
        return Number(known, value, low, high)

    return calculate


def _within(value: Whole, low: int, high: int) -> Bit:
    return all_of(value >= low, value <= high)


def _in(item: Term, group: Term) -> Truth:
    assert isinstance(item, Code)
    if isinstance(group, Members):
        (code,) = item.chosen
        there = group.holds[code]
        return Truth(there, False if group.open else none_of(there))
    assert isinstance(group, Codes)
    there = any_of(
        *(all_of(item.chosen[code], group.chosen[code]) for code in item.chosen if code in group.chosen)
    )
    return _if_known(all_of(item.known, group.known), there)


def _count(group: Term) -> Number:
    assert isinstance(group, Codes)
    sure = sum(1 for bit in group.chosen.values() if bit is True)
    open_ = [bit for bit in group.chosen.values() if not isinstance(bit, bool)]
    bits = width(0, sure + len(open_))
    value: Whole = sure
    for bit in open_:
        value = as_vector(value, bits) + z3.If(bit, z3.BitVecVal(1, bits), z3.BitVecVal(0, bits))
    return Number(group.known, value, sure, sure + len(open_))


def _exists(group: Term) -> Truth:
    assert isinstance(group, Codes)
    return _if_known(group.known, any_of(*group.chosen.values()))


_OTHERS: dict[str, Callable[..., Term]] = {
    "=": _equal,
    "!=": lambda a, b: _not(_equal(a, b)),
    "<": _compare(lambda a, b: a < b),
    "<=": _compare(lambda a, b: a <= b),
    ">": _compare(lambda a, b: a > b),
    ">=": _compare(lambda a, b: a >= b),
    "+": _calculate(lambda a, b: a + b),
    "-": _calculate(lambda a, b: a - b),
    "*": _calculate(lambda a, b: a * b),
    "in": _in,
    "count": _count,
    "exists": _exists,
    "empty": lambda group: _not(_exists(group)),
}
