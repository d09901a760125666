"""docs/how-to/assess.md shows a file and an output as they are, and names every example."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "how-to" / "assess.md").read_text("utf-8")


def test_answers_on_the_page_are_those_of_the_example(page, root):
    [shown] = [block for language, block in FENCED.findall(page) if language == "yaml"]

    assert shown == (root / "docs" / "how-to" / "examples" / "dep-imminent-risk-later.yaml").read_text(
        "utf-8"
    )


def test_output_on_the_page_is_what_the_command_prints(page, root):
    [command] = [block for language, block in FENCED.findall(page) if language == "sh"]
    done = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=root, capture_output=True, text=True, check=True
    )

    shown = [block for language, block in FENCED.findall(page) if language == "text"]
    assert len(shown) == 2
    assert [block for block in shown if block not in done.stdout] == [], (
        "bring docs/how-to/assess.md up to date"
    )


def test_every_example_is_on_the_page(page, root):
    examples = {path.name for path in (root / "docs" / "how-to" / "examples").iterdir()}

    assert set(re.findall(r"\(examples/([^)]+)\)", page)) == examples
