"""Every kind has valid entries, and each invalid one is refused for its own reason."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from attune.journal import KINDS, InvalidEntry, JournalError, entry_schema, read_entry

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "spec/journal/entries.yaml").read_text(encoding="utf-8"))
VALID: dict[str, Any] = CASES["valid"]


@pytest.mark.parametrize("name", VALID)
def test_a_valid_entry_is_read_with_its_body_typed(name: str) -> None:
    entry = read_entry(VALID[name])
    assert type(entry.body) is KINDS[entry.kind][entry.version]


@pytest.mark.parametrize("case", CASES["invalid"], ids=lambda case: case["why"])
def test_an_invalid_entry_is_refused_for_its_own_reason(case: dict[str, Any]) -> None:
    raw = copy.deepcopy(VALID[case["from"]])
    for path, value in case.get("set", {}).items():
        _parent(raw, path)[path.split(".")[-1]] = value
    if "drop" in case:
        del _parent(raw, case["drop"])[case["drop"].split(".")[-1]]
    with pytest.raises(JournalError) as refused:
        read_entry(raw)
    assert refused.value.code == case["code"]
    if isinstance(refused.value, InvalidEntry):
        assert [fault.place for fault in refused.value.faults] == [case["place"]]


def test_every_kind_has_a_valid_case() -> None:
    assert {entry["kind"] for entry in VALID.values()} == set(KINDS)


def test_a_fault_never_repeats_what_was_written_about_the_person() -> None:
    raw = copy.deepcopy(VALID["person"])
    raw["body"]["initials"] = "a name much too long to be initials"
    with pytest.raises(InvalidEntry) as refused:
        read_entry(raw)
    assert "name much too long" not in str(refused.value)


def test_nothing_but_an_object_is_an_entry() -> None:
    for raw in (
        None,
        3,
        "entry",
        [],
        {"kind": "person"},
        {"kind": 1, "version": 1},
        {"kind": "person", "version": True},
    ):
        with pytest.raises(JournalError) as refused:
            read_entry(raw)
        assert refused.value.code == "unreadable_entry"


def test_the_published_schema_is_the_one_of_the_models() -> None:
    published = json.loads((ROOT / "docs/reference/entries.schema.json").read_text(encoding="utf-8"))
    assert published == entry_schema(), "run: python -m attune.journal > docs/reference/entries.schema.json"


def _parent(raw: dict[str, Any], path: str) -> Any:
    found: Any = raw
    for step in path.split(".")[:-1]:
        found = found[step]
    return found
