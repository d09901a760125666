"""Generated rules and answers for the tests in this folder."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from attune.logic import Expr, Type
from attune.logic.types import Env

CODES = ("red", "green", "blue")
BOOLS, NUMBERS, CHOICES, LISTS = ("b1", "b2", "b3"), ("n1", "n2"), ("c1", "c2"), ("l1", "l2")
NAMES = (*BOOLS, *NUMBERS, *CHOICES, *LISTS)
ENV: Env = {
    **dict.fromkeys(BOOLS, "bool"),
    **dict.fromkeys(NUMBERS, "int"),
    **{name: Type("code", frozenset(CODES)) for name in CHOICES},
    **{name: Type("codes", frozenset(CODES)) for name in LISTS},
    "answered": Type("set", frozenset(NAMES)),
    "not_known": Type("set", frozenset(NAMES)),
}

Values = dict[str, Any]


def _vars(names: tuple[str, ...]) -> st.SearchStrategy[Expr]:
    return st.sampled_from(names).map(lambda name: ("var", name))


def _node(op: str, *parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.tuples(st.just(op), *parts)


_code = st.sampled_from(CODES).map(lambda code: ("lit", code))
_list = _vars(LISTS)
_small = st.integers(-4, 9).map(lambda number: ("lit", number))
# Sums stay far from 32 bits: what happens there is pinned in spec/logic/oracles.yaml.
_number = st.recursive(
    st.one_of(_small, _vars(NUMBERS), _node("count", _list)),
    lambda part: st.one_of(
        _node("+", part, part), _node("-", part, part), _node("*", part, _small), _node("*", _small, part)
    ),
    max_leaves=3,
)
_comparison = st.one_of(
    *(_node(op, _number, _number) for op in ("=", "!=", "<", "<=", ">", ">=")),
    *(_node(op, _vars(CHOICES), st.one_of(_code, _vars(CHOICES))) for op in ("=", "!=")),
    _node("in", st.one_of(_code, _vars(CHOICES)), _list),
    _node("exists", _list),
    _node("empty", _list),
)
_open_member = st.tuples(
    st.just("in"),
    st.sampled_from(NAMES).map(lambda name: ("lit", name)),
    _vars(("answered", "not_known")),
)


def _joined(atom: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    def grow(part: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        several = st.lists(part, min_size=2, max_size=4)
        return st.one_of(
            several.map(lambda parts: _flat("and", parts)),
            several.map(lambda parts: _flat("or", parts)),
            _node("xor", part, part),
            _node("implies", part, part),
            _node("not", part),
            _node("=", part, part),
        )

    return st.recursive(atom, grow, max_leaves=8)


def _flat(op: str, parts: list[Expr]) -> Expr:
    """As the parser has it: an `and` holds no `and`."""
    return (op, *(below for part in parts for below in (part[1:] if part[0] == op else (part,))))


_atom = st.one_of(
    _vars(BOOLS), _vars(BOOLS), _comparison, _comparison, st.booleans().map(lambda value: ("lit", value))
)
rules = _joined(_atom)
rules_with_open_sets = _joined(st.one_of(_atom, _atom, _open_member))

_lists = st.lists(st.sampled_from(CODES), unique=True)
complete = st.fixed_dictionaries(
    {
        **{name: st.booleans() for name in BOOLS},
        **{name: st.integers(-9, 9) for name in NUMBERS},
        **{name: st.sampled_from(CODES) for name in CHOICES},
        **dict.fromkeys(LISTS, _lists),
    }
)


@st.composite
def partial(draw: st.DrawFn, of: st.SearchStrategy[Values] = complete) -> tuple[Values, Values]:
    """Some of the answers, and all of them."""
    whole = draw(of)
    kept = draw(st.sets(st.sampled_from(NAMES)))
    return {name: value for name, value in whole.items() if name in kept}, whole
