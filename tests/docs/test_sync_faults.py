"""Every test that the page about faults names is there, by its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/explanation/sync-faults.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w./-]+\.(?:py|ts))::([^`]+)`", PAGE)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_test_exists(file, name):
    source = (ROOT / file).read_text(encoding="utf-8")
    begins = f"def {name}(" if file.endswith(".py") else f'it("{name}"'

    assert begins in source


def test_every_fault_has_one():
    rows = [
        line for line in PAGE.splitlines() if line.startswith("| ") and not re.match(r"\| (fault|---) ", line)
    ]

    assert len(rows) > 30
    assert [row for row in rows if "::" not in row] == []
