"""spec/logic, in Python and TypeScript, and where every name is given in the two full FHIRPath engines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from attune.logic import LogicError, Type, because, check_rule, evaluate, needs, parse, unparse
from engines import Node
from oracles import python_oracle

FOLDER = Path(__file__).resolve().parents[2] / "spec" / "logic"
UNKNOWN = "unknown"
KEYS = {"id", "why", "types", "rule", "tree", "cases", "refused", "cite"}
CASE_KEYS = {"given", "gives", "because", "needs", "oracles"}


def load() -> list[dict[str, Any]]:
    return [
        rule for path in sorted(FOLDER.glob("*.yaml")) for rule in yaml.safe_load(path.read_text("utf-8"))
    ]


RULES = load()
READ = [rule for rule in RULES if "refused" not in rule]
CASES = [
    pytest.param(rule, case, id=f"{rule['id']}-{number}")
    for rule in READ
    for number, case in enumerate(rule["cases"], 1)
]


def env(types: dict[str, Any]) -> dict[str, Any]:
    """`[a, b]` are the options of a code, `[[a, b]]` those of a list."""

    def one(type_: Any) -> Any:
        if isinstance(type_, str):
            return type_
        inner = type_[0] if isinstance(type_[0], list) else type_
        return Type("codes" if inner is not type_ else "code", frozenset(inner))

    return {name: one(type_) for name, type_ in types.items()}


def is_complete(rule: dict[str, Any], given: dict[str, Any]) -> bool:
    return set(rule["types"]) == set(given) and "set" not in rule["types"].values()


def test_the_cases_are_all_here_and_well_formed():
    assert len(RULES) >= 70
    assert len(CASES) >= 110
    assert len({rule["id"] for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert set(rule) <= KEYS and rule["why"], rule["id"]
        for case in rule.get("cases", ()):
            assert set(case) <= CASE_KEYS and "gives" in case, rule["id"]
            assert "oracles" not in case or rule.get("cite"), f"{rule['id']}: cite the paragraph"


@pytest.mark.parametrize("rule", READ, ids=lambda rule: rule["id"])
def test_a_rule_is_read_checked_and_written_back(rule):
    tree = parse(rule["rule"])
    check_rule(tree, env(rule["types"]))
    assert parse(unparse(tree)) == tree
    if "tree" in rule:
        assert json.loads(json.dumps(tree)) == rule["tree"]


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_both_engines_give_what_the_case_says(node, rule, case):
    assert faults(node, rule, case) == []


def faults(node: Node, rule: dict[str, Any], case: dict[str, Any]) -> list[str]:
    """What is not as the case says. The runner's own test asks for faults here."""
    given, tree = case["given"], parse(rule["rule"])
    wanted = None if case["gives"] == UNKNOWN else case["gives"]
    ts_value, ts_names = node.one("explain", expr=tree, many=[given])[0]
    names = list(because(tree, given) or needs(tree, given))
    found = {
        "Python": evaluate(tree, given) == wanted,
        "TypeScript": node.one("evaluate", expr=tree, many=[given]) == [wanted],
        "TypeScript explained": ts_value == wanted,
        "because in both": names == ts_names,
    }
    for key in ("because", "needs"):
        if key in case:
            found[key] = names == case[key] and (wanted is None) == (key == "needs")
    if is_complete(rule, given):
        pinned = case.get("oracles", {})
        found["fhirpathpy"] = python_oracle(rule["rule"], [given]) == [pinned.get("fhirpathpy", wanted)]
        theirs = node.one("fhirpath", rule=rule["rule"], many=[given])[0]
        found["fhirpath"] = theirs == [pinned.get("fhirpath", wanted)]
    return [name for name, right in found.items() if not right]


@pytest.mark.parametrize("rule", [rule for rule in RULES if "refused" in rule], ids=lambda rule: rule["id"])
def test_what_the_language_does_not_have_is_refused_with_its_place(rule):
    refused = rule["refused"]
    with pytest.raises(LogicError) as caught:
        check_rule(parse(rule["rule"]), env(rule.get("types", {})))
    found = caught.value
    assert (found.code, found.line, found.column) == (refused["code"], refused["line"], refused["column"])
    assert refused["says"] in str(found)


# ---------------------------------------------------------------- the runner's own test


RIGHT = {"id": "x", "why": "", "types": {"a": "bool", "b": "bool"}, "rule": "%a and %b"}


@pytest.mark.parametrize(
    ("case", "wrong"),
    [
        ({"given": {"a": True, "b": True}, "gives": True, "because": ["a", "b"]}, []),
        ({"given": {"a": True, "b": True}, "gives": False}, ["Python", "TypeScript", "TypeScript explained", "fhirpathpy", "fhirpath"]),
        ({"given": {"a": True}, "gives": False}, ["Python", "TypeScript", "TypeScript explained"]),
        ({"given": {"a": True}, "gives": "unknown", "needs": ["a"]}, ["needs"]),
        ({"given": {"a": False}, "gives": False, "because": ["b"]}, ["because"]),
        ({"given": {"a": False}, "gives": False, "needs": ["a"]}, ["needs"]),
        ({"given": {"a": True, "b": True}, "gives": True, "oracles": {"fhirpath": False}}, ["fhirpath"]),
    ],
)  # fmt: skip
def test_a_wrong_expectation_fails(node, case, wrong):
    assert faults(node, RIGHT, case) == wrong


@pytest.mark.parametrize("make", [lambda n: "%a" + ".not()" * n, lambda n: "%n" + " + 1" * n + " > 3"])
def test_a_rule_too_deep_to_follow_is_refused_where_it_becomes_so(make):
    check_rule(parse(make(100)), {"a": "bool", "n": "int"})
    with pytest.raises(LogicError, match="nested too deeply") as refused:
        parse(make(2000))
    assert refused.value.line == 1
    assert refused.value.column is not None and refused.value.column < len(make(125))
