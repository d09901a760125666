"""Which names made an expression what it is, and which keep it from being decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attune.logic.evaluate import Values, evaluate
from attune.logic.tree import OPEN_SETS, Expr

Follow = Callable[[str], Iterable[str]]


def because(expr: Expr, values: Values, follow: Follow = lambda name: (name,)) -> tuple[str, ...]:
    """The names that decided `expr`, in order of reading; nothing while it is unknown.

    A true `and` owes itself to all its parts, a false one to the first false part; `or` the other way round; `a implies b`
    is read as `a.not() or b`. `'x' in %answered` names x. `follow` says what stands for a name that is itself a rule.
    """
    return _unique(_because(expr, values, follow))


def needs(expr: Expr, values: Values, follow: Follow = lambda name: (name,)) -> tuple[str, ...]:
    """The names without a value that keep `expr` unknown, in order of reading; nothing once it is decided."""
    return _unique(_needs(expr, values, follow))


def _because(expr: Expr, values: Values, follow: Follow) -> Iterable[str]:
    op, value = expr[0], evaluate(expr, values)
    if value is None:
        return
    if op in ("and", "or"):
        decisive = op == "or"  # one true part is enough for `or`, one false part for `and`
        for part in expr[1:]:
            if value is not decisive:
                yield from _because(part, values, follow)
            elif evaluate(part, values) is decisive:
                yield from _because(part, values, follow)
                return
    elif op == "implies":
        yield from _because(("or", ("not", expr[1]), expr[2]), values, follow)
    else:
        yield from _read(expr, follow)


def _needs(expr: Expr, values: Values, follow: Follow) -> Iterable[str]:
    if evaluate(expr, values) is not None:
        return
    if expr[0] in ("and", "or", "xor", "implies", "not"):
        for part in expr[1:]:
            yield from _needs(part, values, follow)
    else:
        for name in _names(expr):
            if values.get(name) is None:
                yield from follow(name)


def _read(expr: Expr, follow: Follow) -> Iterable[str]:
    for name in _names(expr):
        yield from follow(name)


def _names(expr: Expr) -> Iterable[str]:
    """The names below, with `'x' in %answered` standing for x."""
    if expr[0] == "in" and expr[2][0] == "var" and expr[2][1] in OPEN_SETS:
        return (expr[1][1],)
    if expr[0] in ("var", "lit"):
        return (expr[1],) if expr[0] == "var" else ()
    return (name for part in expr[1:] for name in _names(part))


def _unique(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
