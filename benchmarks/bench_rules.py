"""The depression module's rules, compiled, on complete and incomplete answers; beside them the full FHIRPath engines."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from inputs import best, consultations, content, in_node
from table import Row, show

from attune.guide import Consultation, Guide, consult
from attune.logic import OPEN_SETS, Expr, compile_expr, names, unparse
from property.consultations import TODAY

MODULE = "dep"
CONSULTATIONS = 12
SAMPLES = 60
ROUNDS = 3
PARTS = ("questions", "rules", "conclusions", "exits", "plan", "follow_up", "tasks")

Values = dict[str, Any]


def main() -> int:
    guide = content()
    rules = rules_of(guide)
    samples = samples_of(guide)
    texts = [unparse(rule) for rule in rules]
    every = frozenset(name for rule in rules for name in names(rule))
    # The full engines refuse a name without a value, so an unanswered one is the empty collection, as FHIRPath has it.
    padded = [{**{name: [] for name in every}, **sample} for sample in samples]

    ours = [compile_expr(rule) for rule in rules]
    results = [[run(sample) for run in ours] for sample in samples]
    (python,) = best(ROUNDS * 20, [lambda: [[run(sample) for run in ours] for sample in samples]])
    node = in_node(
        {
            "do": "rules",
            "rounds": ROUNDS,
            "rules": [{"expr": rule, "text": text} for rule, text in zip(rules, texts, strict=True)],
            "samples": [
                {"ours": sample, "theirs": full} for sample, full in zip(samples, padded, strict=True)
            ],
        }
    )
    assert node["results"] == results, "The two engines differ: see tests/property."

    in_python, said_in_python = in_fhirpathpy(texts, padded)
    peers = (
        ("Python", python, "fhirpathpy", in_python, said_in_python, 20),
        ("Node", node["ours"], "fhirpath", node.get("theirs"), node.get("peerResults"), 40),
    )
    rows = []
    for engine, took, peer, theirs, said, aim in peers:
        each = took * 1000 / (len(rules) * len(samples))
        rows.append(Row(f"{engine}, one rule", each, "us"))
        if theirs is None:
            print(f"{peer} is not installed: no ratio for {engine}.")
            continue
        agree(rules, samples, results, said, peer)
        beside = f"{peer}: {each * theirs / took:.3g} us"
        rows.append(Row(f"{engine}, times {peer}", theirs / took, "", f">= {aim}", beside))
    unknown = sum(value is None for row in results for value in row) / (len(rules) * len(samples))
    return show(
        f"Rules of {MODULE} ({len(rules)} compiled rules on {len(samples)} states, {unknown:.0%} unknown)",
        rows,
    )


def rules_of(guide: Guide) -> list[Expr]:
    """Every guard, rule and condition of the module."""
    return [
        expr
        for part in PARTS
        for body in guide[part]
        if body["module"] == MODULE and (expr := body.get("is") or body.get("when"))
    ]


def samples_of(guide: Guide) -> list[Values]:
    """What the rules read in states of random consultations; a name that is not known is left out."""
    reached = [(consult(guide, state, TODAY), state) for state in consultations(guide, CONSULTATIONS)]
    inside = [_values(said, state) for said, state in reached if MODULE in said["open"]]
    return inside[:: len(inside) // SAMPLES][:SAMPLES]


def _values(said: Consultation, state: dict[str, Any]) -> Values:
    decided = {each["id"]: each["value"] for each in said["trace"]} | said["values"]
    not_known = [name for name in said["counted"] if "unknown" in state.get(name, {})]
    known = {name: value for name, value in decided.items() if value is not None}
    return {**known, "answered": said["counted"], "not_known": not_known}


def in_fhirpathpy(texts: list[str], samples: list[Values]) -> tuple[float | None, list[list[Any]]]:
    """Milliseconds of all rules on all samples, and the results; no time where the package is not installed."""
    if find_spec("fhirpathpy") is None:
        return None, []
    import fhirpathpy

    theirs = [fhirpathpy.compile(text) for text in texts]

    def evaluate_all() -> list[list[Any]]:
        return [[run({}, sample) for run in theirs] for sample in samples]

    (took,) = best(ROUNDS, [evaluate_all])
    return took, evaluate_all()


def agree(rules: list[Expr], samples: list[Values], ours: Any, theirs: Any, peer: str) -> None:
    """Where a rule has all its answers the full engine must say the same; else two different things were timed."""
    for sample, here, there in zip(samples, ours, theirs, strict=True):
        for rule, value, found in zip(rules, here, there, strict=True):
            if names(rule) <= sample.keys() and not names(rule) & OPEN_SETS:
                assert found == [value], f"{peer} says {found}, not {value}: {unparse(rule)}"


if __name__ == "__main__":
    raise SystemExit(main())
