"""The syntax tree: JSON arrays, `["and", ["var", "a"], ["lit", 3]]` (client/src/domain/types.ts has the shape)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

# A node is ("op", part, ...). A tree that was read from JSON has lists instead of tuples; every function here takes both.
Expr: TypeAlias = Sequence[Any]

# Sets that only grow while a consultation goes on: membership is true or unknown, never false.
OPEN_SETS = frozenset({"answered", "not_known"})


class Node(tuple[Any, ...]):
    """A node that still knows where in the text it began, so that later checks can say so, and how deep it is."""

    at: tuple[int, int] | None
    depth: int

    def __new__(cls, parts: Sequence[Any], at: tuple[int, int] | None = None) -> Node:
        node = super().__new__(cls, parts)
        node.at = at
        node.depth = 1 + max((part.depth for part in parts if isinstance(part, Node)), default=0)
        return node


def place(expr: Expr) -> tuple[int, int] | None:
    """Line and column, from 1, where `expr` began; None for a tree without text."""
    return getattr(expr, "at", None)


def parts(expr: Expr) -> Sequence[Expr]:
    """The nodes directly below."""
    return () if expr[0] in ("lit", "var") else expr[1:]


def walk(expr: Expr) -> Iterator[Expr]:
    """The node and all below it, outermost first, left to right."""
    yield expr
    for part in parts(expr):
        yield from walk(part)


def names(expr: Expr) -> frozenset[str]:
    """The names that `expr` reads, those of sets included."""
    return frozenset(node[1] for node in walk(expr) if node[0] == "var")


def members(expr: Expr) -> frozenset[tuple[str, str]]:
    """The (name, code) pairs of `'code' in %name`: which options, or which ids of a set, `expr` asks for."""
    return frozenset(
        (node[2][1], node[1][1])
        for node in walk(expr)
        if node[0] == "in" and node[1][0] == "lit" and node[2][0] == "var"
    )


def substitute(expr: Expr, values: Mapping[str, bool | int | str]) -> Expr:
    """`expr` with the names in `values` replaced by literals (how constants are compiled in)."""
    op = expr[0]
    if op == "var":
        return Node(("lit", values[expr[1]]), place(expr)) if expr[1] in values else expr
    if op == "lit":
        return expr
    return Node((op, *(substitute(part, values) for part in expr[1:])), place(expr))
