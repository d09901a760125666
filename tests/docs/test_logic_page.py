"""docs/reference/logic.md says what the engine does: its examples are read, its tables hold."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from attune.logic import LogicError, check_rule, evaluate, parse
from attune.logic.parser import FUNCTIONS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "logic.md").read_text("utf-8")
VALUES = {"true": True, "false": False, "unknown": None}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table whose first head cell is `heading`, without code marks."""
    _, _, table = PAGE.partition(f"\n| {heading} |")
    lines = table.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split(" | ")] for line in lines]


@pytest.mark.parametrize("rule", re.findall(r"^```fhirpath\n(.*?)^```", PAGE, re.S | re.M)[0].splitlines())
def test_example_is_read(rule):
    assert parse(rule)


def test_truth_table_holds():
    operators = ["%a and %b", "%a or %b", "%a xor %b", "%a implies %b", "%a.not()"]
    table = rows("`a`")

    assert len(table) == 9
    for a, b, *expected in table:
        given = {"a": VALUES[a], "b": VALUES[b]}
        assert [evaluate(parse(rule), given) for rule in operators] == [VALUES[cell] for cell in expected]


def test_each_fault_has_the_code_and_the_sentence_that_the_page_gives():
    types = {"impaired": "bool", "n": "int"}
    for code, _, example in rows("code"):
        rule, sentence = re.fullmatch(r'(.*): "(.*)"', example).groups()
        with pytest.raises(LogicError) as found:
            check_rule(parse(rule), types)
        assert found.value.code == code
        assert str(found.value).startswith(sentence)


def test_example_of_a_tree_is_one():
    tree = json.loads(re.search(r"```json\n(.*)\n```", PAGE).group(1))

    assert json.loads(json.dumps(parse("%dep_core.count() >= 1 and 'pesticide' in %sui_means"))) == tree


def test_every_function_is_written_down():
    for function in FUNCTIONS:
        assert f".{function}()`" in PAGE
