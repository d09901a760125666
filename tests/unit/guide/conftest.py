from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from attune.guide import audit, consult, normalise, prepare
from engines import Node
from unit.guide.tiny import TINY, TODAY

Run = Callable[..., Any]


@pytest.fixture
def run(node: Node) -> Run:
    """consult in both engines, which must agree; short forms of answers are fine."""
    return _both(node, "consult", consult)


@pytest.fixture
def check(node: Node) -> Run:
    """audit in both engines, which must agree."""
    return _both(node, "audit", audit)


def _both(node: Node, do: str, function: Any) -> Run:
    def run(answers: dict[str, Any], guide: dict[str, Any] = TINY, today: Any = TODAY) -> Any:
        full = normalise(prepare(guide), answers)
        here = function(guide, full, today)
        node.one("guide", name="it", guide=guide)
        there = node.one(do, name="it", answers=full, today=today.isoformat())
        assert here == there
        return here

    return run


@pytest.fixture
def raw(node: Node) -> Run:
    """consult in both engines on answers as they are."""

    def run(answers: dict[str, Any], guide: dict[str, Any] = TINY) -> Any:
        here = consult(guide, answers, TODAY)
        node.one("guide", name="it", guide=guide)
        assert here == node.one("consult", name="it", answers=answers, today=TODAY.isoformat())
        return here

    return run
