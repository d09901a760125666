"""The compile-time type check: every rule that passes can be evaluated for every answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from attune.logic.errors import TypeFault, UnknownName, did_you_mean
from attune.logic.tree import Expr, place

TypeName = Literal["bool", "int", "code", "codes", "set", "text"]
_TYPES = ("bool", "int", "code", "codes", "set", "text")

_CALLED = {
    "bool": "yes or no",
    "int": "a number",
    "code": "one code",
    "codes": "a list of codes",
    "set": "a set of ids",
    "text": "free text",
}


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a name; `options` are the codes (or, for a set, the ids) that it can have, None if not known."""

    name: TypeName
    options: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.name not in _TYPES:
            raise ValueError(f"{self.name!r} is not a type: {', '.join(_TYPES)}")


Env = Mapping[str, "Type | TypeName"]


def check(expr: Expr, env: Env) -> TypeName:
    """The type of `expr`, whose names have the types `env` gives. Raises UnknownName or TypeFault, with the place."""
    return _check(expr, env).name


def check_rule(expr: Expr, env: Env) -> None:
    """As `check`, and the whole must be yes or no."""
    found = check(expr, env)
    if found != "bool":
        raise TypeFault(
            f"A rule says yes or no, this one gives {_CALLED[found]}.", place(expr), _HOW_TO_ASK[found]
        )


_HOW_TO_ASK = {
    "int": "Compare it: ... >= 3.",
    "code": "Compare it: ... = 'code'.",
    "codes": "Ask with exists(), count() or 'code' in %name.",
    "set": "Ask with 'id' in %name.",
    "text": "Rules cannot read free text.",
}


def _check(expr: Expr, env: Env) -> Type:
    op = expr[0]
    if op == "lit":
        return _literal(expr[1])
    if op == "var":
        return _variable(expr, env)
    if op in ("count", "exists", "empty"):
        found = _check(expr[1], env)
        if found.name != "codes":
            hint = (
                "Use 'name' in %answered to ask whether there is an answer."
                if found.name != "set"
                else "Ask with 'id' in %name."
            )
            raise TypeFault(
                f"{op}() counts a list of codes, not {_CALLED[found.name]}.", place(expr[1]), hint
            )
        return Type("int") if op == "count" else Type("bool")
    if op in ("not", "and", "or", "xor", "implies"):
        for part in expr[1:]:
            _need(part, env, "bool", f"{op}() denies" if op == "not" else f"{op} joins")
        return Type("bool")
    if op in ("+", "-", "*", "<", "<=", ">", ">="):
        for part in expr[1:]:
            _need(part, env, "int", f"{op} takes")
        if op == "*" and "lit" not in (expr[1][0], expr[2][0]):
            raise TypeFault(
                "* multiplies by a written number only.", place(expr), "One side must be a number."
            )
        return Type("int") if op in ("+", "-", "*") else Type("bool")
    if op in ("=", "!="):
        return _equality(expr, env)
    if op == "in":
        return _membership(expr, env)
    raise TypeFault(f"{op} is no operator of the language.", place(expr))


def _literal(value: object) -> Type:
    if isinstance(value, bool):
        return Type("bool")
    return Type("int") if isinstance(value, int) else Type("code")


def _variable(expr: Expr, env: Env) -> Type:
    name = expr[1]
    if name not in env:
        raise UnknownName(f"There is no %{name}.", place(expr), did_you_mean(name, env, prefix="%"))
    found = env[name]
    kind = found if isinstance(found, Type) else Type(found)
    if kind.name == "text":
        raise TypeFault(f"%{name} is free text, which no rule can read.", place(expr))
    return kind


def _need(part: Expr, env: Env, wanted: TypeName, who: str) -> None:
    found = _check(part, env).name
    if found != wanted:
        wants = "answers that are yes or no" if wanted == "bool" else "numbers"
        hint = _HOW_TO_ASK.get(found, "")
        raise TypeFault(f"{who} {wants}, this is {_CALLED[found]}.", place(part), hint)


def _equality(expr: Expr, env: Env) -> Type:
    op, left, right = expr
    a, b = _check(left, env), _check(right, env)
    for part, kind in ((left, a), (right, b)):
        if kind.name in ("codes", "set"):
            raise TypeFault(
                f"{op} compares single answers, this is {_CALLED[kind.name]}.",
                place(part),
                _HOW_TO_ASK[kind.name],
            )
    if a.name != b.name:
        raise TypeFault(f"{op} compares {_CALLED[a.name]} with {_CALLED[b.name]}.", place(right))
    _known_code(left, right, b)
    _known_code(right, left, a)
    return Type("bool")


def _membership(expr: Expr, env: Env) -> Type:
    _, item, group = expr
    a, b = _check(item, env), _check(group, env)
    if a.name != "code":
        raise TypeFault(f"in looks for one code, this is {_CALLED[a.name]}.", place(item))
    if b.name not in ("codes", "set"):
        hint = "Write = to compare with one code." if b.name == "code" else ""
        raise TypeFault(f"in looks in a list of codes, this is {_CALLED[b.name]}.", place(group), hint)
    if b.name == "set" and item[0] != "lit":
        raise TypeFault("in looks for a written id in a set.", place(item))
    _known_code(item, group, b)
    return Type("bool")


def _known_code(item: Expr, other: Expr, kind: Type) -> None:
    """A written code must be one that the other side can have; else the rule could never be true."""
    if (
        item[0] == "lit"
        and isinstance(item[1], str)
        and kind.options is not None
        and item[1] not in kind.options
    ):
        of = f"%{other[1]}" if other[0] == "var" else "the other side"
        raise TypeFault(
            f"'{item[1]}' is no {'id' if kind.name == 'set' else 'option'} of {of}.",
            place(item),
            did_you_mean(item[1], kind.options),
        )
