"""What the demo's entries say of self-harm, as the phone's do: what was told, not what caution takes for granted."""

from __future__ import annotations

import pytest

from attune.guide import consult, prepare
from attune.server.demo.visits import Held, Visit, body
from unit.guide.tiny import TODAY, conclusion, guide, module, question

ASKED = {"self_harm": True, "must_ask": True}
TREAT_AS = {"if_unknown": {"do": "treat_as", "value": ["now"]}}
GUIDE = guide(
    modules=[module("aa", "aa_since", "aa_ever")],
    questions=[
        question("aa_since", "multi", options=["now"], **TREAT_AS, **ASKED),
        question("aa_ever", "choice", options=["never", "past_year"], **ASKED),
    ],
    conclusions=[
        conclusion("aa_risk", "'now' in %aa_since or %aa_ever = 'past_year'", condition="self_harm")
    ],
)


@pytest.mark.parametrize(
    ("since", "ever", "state"),
    [
        ({"unknown": "could-not-ask", "because": "not-alone"}, "never", "could_not_ask"),
        ({"unknown": "could-not-ask", "because": "later"}, "never", "not_asked"),
        ({"unknown": "not-known"}, "never", "not_known"),
        ({"unknown": "declined"}, "never", "declined"),
        ({"unknown": "declined"}, "past_year", "yes"),
        ({"value": ["now"]}, "never", "yes"),
        ({"value": []}, "never", "no"),
    ],
)
def test_an_answer_that_could_not_be_had_is_no_yes(since, ever, state):
    answers = {"start": ["aa"], "aa_since": {**since, "n": 1}, "aa_ever": {"value": ever, "n": 2}}
    visit = Visit(TODAY, "follow_up", "nurse", ["aa"], [], [], frozenset(), None, "use")
    held = Held(visit, answers, consult(GUIDE, answers, TODAY))
    assert body(prepare(GUIDE), held, booked_on=None, replies={})["self_harm_asked"]["state"] == state
