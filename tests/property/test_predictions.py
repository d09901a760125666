"""The predictions hold with the numbers as they are, and the page says truly which hold with others."""

from __future__ import annotations

from pathlib import Path

import pytest

from attune.pack import compile_pack
from attune.paths import content_dir
from attune.relating import model_of
from property.predictions import PREDICTIONS, table

MODEL = model_of(compile_pack(content_dir()).relating)


@pytest.mark.parametrize("name", PREDICTIONS)
def test_it_holds_with_the_numbers_as_they_are(name):
    assert PREDICTIONS[name](MODEL)


@pytest.mark.slow
def test_the_page_has_the_table_of_what_holds_with_other_numbers(root: Path):
    """If a coefficient was changed: `python -m property.predictions` in tests/ prints the new table."""
    page = (root / "docs" / "explanation" / "virtual-patients.md").read_text("utf-8")
    assert "\n".join(table(MODEL)) in page
