"""docs/glossary.md is complete: every code that content, results and entries may hold stands there, once explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attune.guide.answers import ACTS, UNKNOWN
from attune.guide.prepare import KINDS as STATEMENTS
from attune.guide.types import Audit, Consultation
from attune.journal.entries import KINDS as ENTRIES
from attune.pack import schema
from attune.pack.errors import Findings
from attune.pack.nodes import read_yaml


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "glossary.md").read_text("utf-8")


def tiers(root: Path) -> list[str]:
    read = read_yaml((root / "content" / "pack.yaml").read_text("utf-8"), "pack.yaml", Findings())
    assert read is not None
    return list(read.plain()["tiers"])


def test_every_code_is_in_the_glossary(page, root):
    written = set(re.findall(r"`([a-z_-]+)`", page))
    codes = {
        *(*schema.MARKS, *schema.TYPES, *schema.GROUPS, *schema.KINDS, *schema.RESPONDENTS, *schema.PHASES),
        *(*schema.IF_UNKNOWN, "treat_as", "first", "follow_up"),
        *(*UNKNOWN, *ACTS, "do", "ask_prescriber", "not_here"),
        *(name for _, name in STATEMENTS),
        *(*Consultation.__annotations__, *Audit.__annotations__),
        *ENTRIES,
        *tiers(root),
    }  # fmt: skip

    assert sorted(codes - written) == []


def test_words_stand_in_order_and_once(page):
    sections = [re.findall(r"^\| \*\*(.+?)\*\*", part, re.MULTILINE) for part in page.split("\n## ")[1:]]

    for words in sections:
        assert words == sorted(words, key=str.lower)
    every = [word for words in sections for word in words]
    assert len(every) == len(set(every))
