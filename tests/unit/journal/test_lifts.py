"""Old shapes are lifted on reading, step by step, and nothing else of the entry changes."""

from __future__ import annotations

from typing import Any

from attune.journal import KINDS, lift
from attune.journal.lifts import LIFTS

ENTRY = {"id": "e", "kind": "thing", "version": 1, "body": {"a": 1}}
STEPS: dict[tuple[str, int], Any] = {
    ("thing", 1): lambda body: {"b": body["a"]},
    ("thing", 2): lambda body: {"c": body["b"]},
}


def test_every_step_between_is_taken() -> None:
    assert lift(ENTRY, STEPS) == {"id": "e", "kind": "thing", "version": 3, "body": {"c": 1}}
    assert ENTRY["body"] == {"a": 1}


def test_the_newest_shape_is_left_alone() -> None:
    newest = {**ENTRY, "version": 3}
    assert lift(newest, STEPS) is newest


def test_a_blanked_body_stays_blank() -> None:
    assert lift({**ENTRY, "body": None}, STEPS) == {**ENTRY, "version": 3, "body": None}


def test_every_old_version_of_every_kind_has_a_lift_and_nothing_else_has() -> None:
    old = {
        (kind, version) for kind, versions in KINDS.items() for version in versions if version < max(versions)
    }
    assert set(LIFTS) == old
