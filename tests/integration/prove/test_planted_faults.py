"""Each fault planted by hand is refuted by the invariant that is there for it, with a case that the engine confirms."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("z3")

from attune.guide import consult, prepare
from attune.guide.prove import prove
from attune.guide.prove.claims import breaks, readable
from attune.pack import Compiled, compile_pack
from attune.paths import content_dir
from planted_faults import FAULTS, Fault, planted


@pytest.fixture(scope="module")
def content() -> Compiled:
    return compile_pack(content_dir())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.why.rstrip(".").replace(" ", "_"))
def test_planted_fault_is_refuted_by_its_invariant(content: Compiled, fault: Fault) -> None:
    guide = planted(content.guide, fault.changes)
    (found,) = prove(guide, content.invariants, only=[fault.noticed_by]).findings
    assert found.verdict == "refuted"
    if found.claim.kind != "reach":
        assert found.case is not None
        assert breaks(found.claim)(_read(guide, found.case))


def test_the_same_invariants_hold_without_the_faults(content: Compiled) -> None:
    report = prove(content.guide, content.invariants, only={fault.noticed_by for fault in FAULTS})
    assert [(each.claim.id, each.verdict) for each in report.findings if each.verdict != "proved"] == []


def test_an_invariant_that_no_mutant_breaks_has_a_planted_fault(root: Path) -> None:
    page = (root / "docs/reference/surviving-mutants.md").read_text(encoding="utf-8")
    _, _, idle = page.partition("## Invariants that no change here breaks")
    assert set(re.findall(r"^- `(\w+)`$", idle, re.MULTILINE)) <= {fault.noticed_by for fault in FAULTS}


def _read(guide: Any, case: Any) -> Any:
    prepared = prepare(guide)
    return readable(prepared, case, consult(prepared, case, date(2026, 1, 1)))
