"""spec/earlier on the default content, in Python and TypeScript: what a visit is told of those before it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from attune.guide import earlier_from
from attune.pack.errors import Findings
from attune.pack.nodes import read_yaml
from default_pack import default_pack

FILE = Path(__file__).resolve().parents[2] / "spec" / "earlier" / "visits.yaml"


def _cases() -> list[dict[str, Any]]:
    read = read_yaml(FILE.read_text("utf-8"), FILE.name, Findings())
    assert read is not None
    cases: list[dict[str, Any]] = read.plain()
    return cases


@pytest.fixture(scope="module")
def guide(node) -> Any:
    content = default_pack().guide
    node.one("guide", name="content", guide=content)
    return content


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["id"])
def test_case(node, guide, case):
    assert set(case) == {"id", "why", "visits", "earlier"}
    told = earlier_from(guide, case["visits"])
    assert told == node.one("earlier", name="content", visits=case["visits"])
    assert told == case["earlier"], case["why"]


def test_every_case_has_its_own_id():
    ids = [case["id"] for case in _cases()]
    assert len(set(ids)) == len(ids)
