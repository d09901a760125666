"""Ids are for ever: what is locked may not go, change or come back as something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from attune.pack import Fault, compile_pack, examine
from attune.pack.errors import Findings
from attune.pack.lock import Lock, locked_now, read_lock, write_lock


@pytest.fixture
def locked(copy: Path, minimal_lock: str) -> Path:
    """The minimal pack after its first release."""
    (copy / "ids.lock").write_text(minimal_lock)
    return copy


def faults(pack: Path) -> list[Fault]:
    return list(examine(pack).faults)


def relocked(pack: Path, version: str) -> str:
    examined = examine(pack)
    assert examined.pack.lock is not None
    released = read_lock(*examined.pack.lock, Findings())
    return write_lock(released, locked_now(examined.pack.content, examined.names), version)


def test_lock_holds_each_id_with_kind_type_and_codes_in_order(minimal_lock: str) -> None:
    lines = [line for line in minimal_lock.splitlines() if not line.startswith("#")]

    assert lines[0] == "version 0.1.0"
    assert "dep_core question multi low_mood,no_interest" in lines
    assert "dep_fluoxetine plan-line" in lines
    assert lines[1:] == sorted(lines[1:])


def test_lock_that_is_read_and_written_again_is_the_same(locked: Path, minimal_lock: str) -> None:
    assert relocked(locked, "0.1.0") == minimal_lock


def test_what_is_named_in_no_entry_is_not_locked(minimal_lock: str) -> None:
    assert "community_worker" not in minimal_lock


def test_released_pack_that_only_grows_has_no_fault(locked: Path, change: Callable[..., Path]) -> None:
    change(
        "modules/dep.yaml",
        "- { id: no_interest,",
        "- { id: tired, text: Tired }\n          - { id: no_interest,",
    )

    assert faults(locked) == []


def test_new_codes_come_after_those_that_were_released(locked: Path, change: Callable[..., Path]) -> None:
    change(
        "modules/dep.yaml", "- { id: low_mood,", "- { id: tired, text: Tired }\n          - { id: low_mood,"
    )

    assert "dep_core question multi low_mood,no_interest,tired\n" in relocked(locked, "0.2.0")


def test_nothing_is_ever_taken_out_of_the_lock(locked: Path, change: Callable[..., Path]) -> None:
    change("modules/sui.yaml", "id: sui_tell_supervisor", "id: sui_tell_them")

    assert [fault.code for fault in faults(locked)] == ["id_removed"]
    again = relocked(locked, "0.2.0")
    assert "sui_tell_supervisor task\n" in again
    assert "sui_tell_them task\n" in again


def test_renamed_id_goes_on_under_its_alias(locked: Path, change: Callable[..., Path]) -> None:
    change("modules/sui.yaml", "id: sui_tell_supervisor", "id: sui_tell_them")
    change("aliases.yaml", "", "sui_tell_supervisor: sui_tell_them\n")

    assert faults(locked) == []
    assert compile_pack(locked).guide["aliases"] == {"sui_tell_supervisor": "sui_tell_them"}


def test_renamed_code_goes_on_under_its_alias(locked: Path, change: Callable[..., Path]) -> None:
    change("modules/dep.yaml", "id: sleep, text", "id: poor_sleep, text")
    assert [fault.code for fault in faults(locked)] == ["code_removed"]

    change("aliases.yaml", "", "dep_additional.sleep: poor_sleep\n")

    assert faults(locked) == []


def test_an_id_retired_by_an_alias_is_never_used_again(locked: Path, change: Callable[..., Path]) -> None:
    change("aliases.yaml", "", "dep_talk: dep_fluoxetine\n")

    assert [fault.code for fault in faults(locked)] == ["id_reused"]


def test_unreadable_line_of_the_lock_is_named(locked: Path) -> None:
    with (locked / "ids.lock").open("a") as lock:
        lock.write("dep_core is a question\n")

    [fault] = [fault for fault in faults(locked) if fault.code == "bad_lock"]
    assert fault.place.line == len((locked / "ids.lock").read_text().splitlines())


def test_pack_without_a_lock_is_not_released_yet(copy: Path) -> None:
    examined = examine(copy)

    assert examined.pack.lock is None
    assert examined.faults == ()
    assert Lock().ids == {}
