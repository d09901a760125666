"""spec/guide on the default content, in Python and TypeScript: the same result in both, and what each case expects."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from attune.guide import audit, consult, normalise, prepare
from default_pack import default_pack
from engines import Node
from spec import guide_cases

FOLDER = Path(__file__).resolve().parents[2] / "spec" / "guide"
CASES = guide_cases.load(FOLDER)


@pytest.fixture(scope="module")
def content(node: Node) -> Any:
    guide = default_pack().guide
    node.one("guide", name="content", guide=guide)
    return guide


def run(node: Node, content: Any, case: dict[str, Any]) -> tuple[Any, Any]:
    """Consultation and audit, after both engines have been found to agree."""
    answers = normalise(prepare(content), case["answers"])
    today = date.fromisoformat(case["today"])
    here = consult(content, answers, today), audit(content, answers, today)
    asked = {"name": "content", "answers": answers, "today": case["today"]}
    there = tuple(node.ask([{"do": "consult", **asked}, {"do": "audit", **asked}]))
    assert here == there
    return here


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['file'].removesuffix('.yaml')}-{case['id']}")
def test_case(node, content, case):
    result, audited = run(node, content, case)
    assert guide_cases.faults(content, case, result, audited) == [], case["why"]


def test_every_case_has_its_own_id():
    ids = [case["id"] for case in CASES]
    assert [each for each in ids if ids.count(each) > 1] == []
