"""Tree to text, with no more parentheses than reading needs: `parse(unparse(tree)) == tree`."""

from __future__ import annotations

from attune.logic.tree import Expr

# How tightly each operator binds; a part that binds less tightly than its place asks for gets parentheses.
_BINDS = {
    "implies": 0,
    "or": 1,
    "xor": 1,
    "and": 2,
    "in": 3,
    "=": 4,
    "!=": 4,
    "<": 5,
    "<=": 5,
    ">": 5,
    ">=": 5,
    "+": 6,
    "-": 6,
    "*": 7,
}
_TERM = 8


def unparse(expr: Expr) -> str:
    """`expr` as text in the rule language."""
    op = expr[0]
    if op == "lit":
        return _literal(expr[1])
    if op == "var":
        return f"%{expr[1]}"
    if op in ("not", "count", "exists", "empty"):
        return f"{_part(expr[1], _TERM)}.{op}()"
    bind = _BINDS[op]
    if op in ("and", "or"):
        return f" {op} ".join(_part(part, bind + 1) for part in expr[1:])
    # Operators that group from the left may have their like on the left; the others are parenthesised on both sides.
    left = bind if op in ("+", "-", "*") else bind + 1
    return f"{_part(expr[1], left)} {op} {_part(expr[2], bind + 1)}"


def _part(expr: Expr, tightest: int) -> str:
    text = unparse(expr)
    bound = _BINDS.get(expr[0], _TERM)
    if expr[0] == "lit" and isinstance(expr[1], int) and not isinstance(expr[1], bool) and expr[1] < 0:
        bound = _TERM - 1  # -3.count() would be read as -(3.count())
    return f"({text})" if bound < tightest else text


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f"'{value}'"
