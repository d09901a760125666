"""The invented people: what the shapes of content say of them is what the journal and the guide can read."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from attune.guide import consult, normalise, prepare
from attune.journal.bodies import RiskOutcomeBody
from attune.pack import Compiled, compile_pack
from attune.pack.schema import RISK_OUTCOMES


@pytest.fixture(scope="module")
def compiled(root) -> Compiled:
    return compile_pack(root / "content")


def test_a_demo_risk_is_closed_with_an_outcome_of_the_journal():
    assert get_args(RiskOutcomeBody.model_fields["outcome"].annotation) == RISK_OUTCOMES


def test_every_answer_of_the_default_people_can_be_used(compiled):
    prepared = prepare(compiled.guide)
    for person in compiled.demo["people"]:
        for visit in person["visits"]:
            answers = normalise(prepared, visit["answers"]) | {"start": visit.get("start", [])}
            said = consult(prepared, answers, date(2026, 11, 25))
            assert said["problems"] == [], person["id"]
