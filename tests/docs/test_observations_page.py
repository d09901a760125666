"""docs/explanation/observations.md prints the content's own numbers: all of them, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from attune.pack import compile_pack
from attune.pack.schema_relational import WEIGHED
from attune.paths import content_dir


@pytest.fixture(scope="module")
def part() -> dict[str, Any]:
    return compile_pack(content_dir()).relational


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "explanation" / "observations.md").read_text("utf-8")


def test_every_weight_stands_in_the_table_and_no_other(page, part):
    cell = r"([+−]\d+|)"
    printed = {
        row[0]: tuple(int(value.replace("−", "-")) if value else 0 for value in row[1:])
        for row in re.findall(rf"^\| (.+?) \| {cell} \| {cell} \| {cell} \|$", page, re.MULTILINE)
    }
    weighing = {
        each["text"]: tuple(each["weights"][name] for name in WEIGHED)
        for each in part["observations"]
        if any(each["weights"].values())
    }
    assert printed == weighing


def test_what_weighs_nothing_and_when_nothing_counts_is_listed(page, part):
    lines = {line.removeprefix("- ") for line in page.splitlines() if line.startswith("- ")}
    light = {each["text"] for each in part["observations"] if not any(each["weights"].values())}
    apart = {
        each["text"] + (" (also while it is not known)" if each["cautious"] else "")
        for each in part["circumstances"]
    }
    assert light | apart <= lines


def test_the_sum_is_written_with_the_models_numbers(page, part):
    model = part["model"]
    cap, half = model["visit_cap"], model["half_life_days"]
    formula = (
        f"points = min({model['most']}, {model['start']} + sum over days of "
        f"clamp(sum of the day's ticks, -{cap}, {cap}) * 2^(-age in days / {half}))"
    )
    assert formula in page
    assert f"from +{model['shown_from']} points on" in page
    assert f"at least {model['least_days']} days raised it" in page
    assert f"a day reaches −{-(model['start'] + cap)} points at most" in page
