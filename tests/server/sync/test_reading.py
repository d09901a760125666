"""What a phone sends is read as it was written, by the quick reader or the exact one."""

from __future__ import annotations

import json

import pytest

from attune.server.sync.reading import read_said


@pytest.mark.parametrize("number", [2**53 + 1, 2**63 - 1, 2**63, 2**64, 10**30, -(2**64)])
@pytest.mark.parametrize("indent", [None, 1])
def test_whole_numbers_of_any_length_stay_exact(number: int, indent: int | None) -> None:
    said = {"protocol": 1, "app": "0.1.0", "entries": [{"a": number}, [1, number], {"hash": "9" * 40}]}
    entries = read_said(json.dumps(said, indent=indent).encode()).entries
    assert entries == said["entries"]
    assert type(entries[0]["a"]) is int
