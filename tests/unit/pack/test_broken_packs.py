"""Whatever is wrong with a pack is named once, with its place and the nearest valid name."""

from __future__ import annotations

from pathlib import Path

import pytest

from attune.pack import PackFaults, compile_pack, examine
from broken_packs import BROKEN, Broken


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_pack_gives_the_one_right_fault(
    broken: Broken, copy: Path, change, minimal_lock: str
) -> None:
    if broken.released:
        (copy / "ids.lock").write_text(minimal_lock)
    for each in broken.changes:
        change(*each)
    found = examine(copy).faults
    assert len(found) == 1, "\n".join(map(str, found))
    [fault] = found
    file = copy / (broken.file or broken.changes[0].file)
    said = broken.says.replace("DIR", str(copy)).replace("FILE", str(file))
    assert (fault.message, fault.nearest, fault.place.file) == (said, broken.nearest, str(file))
    assert fault.place.line == _line(file, broken)
    if not broken.nearest:
        assert fault.expected == broken.expected


def _line(file: Path, broken: Broken) -> int:
    """The one line that holds the words of `at`, or the first line of what was written."""
    words = broken.at or broken.changes[0].new.strip("\n").partition("\n")[0]
    lines = file.read_text("utf-8").splitlines(keepends=True)
    found = [number for number, line in enumerate(lines, 1) if words in line]
    assert len(found) == 1, f"{words!r} stands in lines {found}"
    return found[0]


def test_there_are_at_least_thirty_broken_packs_with_names_of_their_own() -> None:
    assert len({broken.name for broken in BROKEN}) == len(BROKEN) >= 30


def test_the_minimal_pack_itself_has_no_fault_and_no_warning(minimal: Path) -> None:
    examined = examine(minimal)
    assert (examined.faults, examined.warnings) == ((), ())


def test_all_faults_are_named_in_one_run(copy: Path, change) -> None:
    change("modules/sui.yaml", "harm_word: true", "harm_words: true")
    change("modules/dep.yaml", "to: psy", "to: psi")
    change("facts.yaml", "min: 0, max: 120", "min: 130, max: 120")
    with pytest.raises(PackFaults) as faulty:
        compile_pack(copy)
    assert [fault.code for fault in faulty.value.faults] == ["min_over_max", "unknown_module", "unknown_key"]
    assert "The pack has 3 faults:" in str(faulty.value)


def test_a_file_that_cannot_be_read_hides_no_fault_elsewhere_and_makes_none_up(copy: Path, change) -> None:
    change("modules/sui.yaml", "title: Self-harm and suicide", "title: Self-harm: and suicide")
    change("modules/dep.yaml", "kind: psychosocial", "kind: talking")
    assert [fault.code for fault in examine(copy).faults] == ["wrong_type", "yaml"]
