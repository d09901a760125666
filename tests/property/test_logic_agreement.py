"""Generated rules: both engines agree, and with the two full FHIRPath engines wherever answers are complete.

Rules go to Node in batches, one process for all.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attune.logic import because, check_rule, evaluate, needs, parse, reads, unparse
from engines import Node
from oracles import python_oracle
from property.rules import ENV, NAMES, complete, partial, rules, rules_with_open_sets

quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
FEW = settings(max_examples=30, suppress_health_check=quiet)  # of batches


def batches(rule: Any, answers: Any, of: int) -> Any:
    return st.lists(st.tuples(rule, st.lists(answers, min_size=1, max_size=3)), min_size=of, max_size=of)


def theirs(node: Node, do: str, batch: list[Any], **more: Any) -> list[Any]:
    """What the Node process says to each (rule, many) of the batch."""
    return node.ask(
        [
            {"do": do, "expr": rule, "many": many, **({"rule": unparse(rule)} if do == "fhirpath" else {})}
            for rule, many in batch
        ]
    )


def in_both_oracles(node: Node, batch: list[Any]) -> list[Any]:
    """What fhirpathpy says to each, after the JavaScript engine has been found to say the same."""
    here = [python_oracle(unparse(rule), many) for rule, many in batch]
    there = [
        [each[0] if isinstance(each, list) and len(each) == 1 else each for each in found]
        for found in theirs(node, "fhirpath", batch)
    ]
    assert here == there
    return here


@FEW
@given(batch=batches(rules_with_open_sets, complete, 6))
def test_every_generated_rule_is_well_typed_and_read_back_as_itself(batch):
    for rule, _ in batch:
        check_rule(rule, ENV)
        assert parse(unparse(rule)) == rule


@FEW
@given(batch=batches(rules, complete, 6))
def test_on_complete_answers_four_engines_say_the_same(node, batch):
    ours = [[evaluate(rule, values) for values in many] for rule, many in batch]

    assert all(isinstance(value, bool) for found in ours for value in found)
    assert theirs(node, "evaluate", batch) == ours
    assert in_both_oracles(node, batch) == ours


@FEW
@given(batch=batches(rules, partial(), 6), data=st.data())
def test_what_incomplete_answers_decide_every_completion_decides_alike_in_both_oracles(node, batch, data):
    decided, completions = [], []
    for rule, many in batch:
        for some, whole in many:
            value = evaluate(rule, some)
            if value is not None:
                others = data.draw(st.lists(complete, min_size=2, max_size=3))
                decided.append(value)
                completions.append((rule, [whole, *({**other, **some} for other in others)]))

    found = in_both_oracles(node, completions)

    assert found == [[value] * len(many) for value, (_, many) in zip(decided, completions, strict=True)]


@FEW
@given(batch=batches(rules_with_open_sets, partial(), 6), given_a_reply=st.sets(st.sampled_from(NAMES)))
def test_on_incomplete_answers_both_engines_say_the_same_and_name_the_same_answers(
    node, batch, given_a_reply
):
    def asked(some: dict[str, Any]) -> dict[str, Any]:
        return {
            **some,
            "answered": sorted({*some, *given_a_reply}),
            "not_known": sorted(given_a_reply - {*some}),
        }

    sent = [(rule, [asked(some) for some, _ in many]) for rule, many in batch]
    ours = [
        [[evaluate(rule, values), [*because(rule, values), *needs(rule, values)]] for values in many]
        for rule, many in sent
    ]

    assert theirs(node, "explain", sent) == ours
    assert theirs(node, "evaluate", sent) == [[value for value, _ in found] for found in ours]


@settings(max_examples=200, suppress_health_check=quiet)
@given(
    rule=rules_with_open_sets,
    answers=partial(),
    replies=st.sets(st.sampled_from(NAMES)),
    more=st.sets(st.sampled_from(NAMES)),
)
def test_what_is_decided_stays_decided_whatever_is_answered_later(rule, answers, replies, more):
    some, whole = answers
    value = evaluate(rule, {**some, "answered": replies, "not_known": replies})
    step = {name: whole[name] for name in more} | some

    if value is not None:
        for later in (step, whole):
            grown = {**later, "answered": replies | more, "not_known": replies | more}
            assert evaluate(rule, grown) is value


@settings(max_examples=200, suppress_health_check=quiet)
@given(rule=rules, answers=partial())
def test_the_answers_named_as_the_reason_decide_alone(rule, answers):
    some, _ = answers
    value = evaluate(rule, some)

    if value is None:
        assert set(needs(rule, some)) <= set(reads(rule)) - set(some)
    else:
        reasons = because(rule, some)
        assert set(reasons) <= set(some)
        assert evaluate(rule, {name: some[name] for name in reasons}) is value
