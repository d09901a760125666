"""A signature releases what it signed, as it stood, in the version that it named; and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from attune.pack import examine
from attune.pack.report import Report, report

LINE = "dep_amitriptyline"


def found(pack: Path) -> Report:
    return report(examine(pack))


def seal(pack: Path, name: str = LINE) -> str:
    return next(line.seal for line in found(pack).to_sign if line.id == name)


def plan_line(pack: Path, name: str = LINE) -> dict[str, Any]:
    compiled = examine(pack).compiled
    assert compiled is not None
    return next(line for line in compiled.guide["plan"] if line["id"] == name)


def warned(pack: Path) -> list[str]:
    return [warning.code for warning in examine(pack).warnings]


@pytest.fixture
def signed(copy: Path, change: Callable[..., Path]) -> Path:
    """The minimal pack, in which a clinician has signed the dose of amitriptyline."""
    change("sign-off.yaml", "", signature(seal(copy)))
    return copy


def signature(seal: str, version: str = "0.1.0") -> str:
    return f"- {{ id: {LINE}, version: {version}, by: Dr Bo, role: doctor, on: 2030-01-02, seal: {seal} }}\n"


def test_dose_that_waits_for_its_signature_is_nowhere_in_the_bundle(copy: Path) -> None:
    compiled = examine(copy).compiled
    assert compiled is not None

    line = plan_line(copy)
    assert line["dose_sign_off"] is True
    assert "dose" not in line
    assert "25 mg" not in json.dumps(compiled.parts)


def test_signature_releases_the_dose(signed: Path) -> None:
    line = plan_line(signed)

    assert line["dose"] == "25 mg at night."
    assert "dose_sign_off" not in line
    assert warned(signed) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dose: 25 mg at night.", "dose: 75 mg at night."),
        ("text: Offer amitriptyline.", "text: Give amitriptyline."),
        ("('heart_disease' in %illnesses).not()", "('seizures' in %illnesses).not()"),
    ],
)
def test_changed_line_loses_its_signature(
    signed: Path, change: Callable[..., Path], old: str, new: str
) -> None:
    change("modules/dep.yaml", old, new)

    assert "dose" not in plan_line(signed)
    assert warned(signed) == ["signature_lapsed"]
    assert LINE in {line.id for line in found(signed).to_sign}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("constants.yaml", "value: 3", "value: 2"),
        ("modules/dep.yaml", 'is: "%dep_core.exists() and ', 'is: "%dep_core.exists() or '),
        (
            "modules/dep.yaml",
            'when: "%dep_enough", condition',
            'when: "%dep_enough or %age_years > 90", condition',
        ),
    ],
    ids=["constant", "rule", "conclusion"],
)
def test_line_whose_rule_says_something_else_loses_its_signature(
    signed: Path, change: Callable[..., Path], file: str, old: str, new: str
) -> None:
    change(file, old, new)

    assert "dose" not in plan_line(signed)
    assert warned(signed) == ["signature_lapsed"]


def test_note_for_editors_keeps_the_signature(signed: Path, change: Callable[..., Path]) -> None:
    change(
        "modules/dep.yaml",
        "    dose: 25 mg at night.",
        "    note: Seen again in May.\n    dose: 25 mg at night.",
    )

    assert "dose" in plan_line(signed)


def test_another_version_must_be_signed_anew(signed: Path, change: Callable[..., Path]) -> None:
    change("pack.yaml", "version: 0.1.0", "version: 0.2.0")

    assert "dose" not in plan_line(signed)
    assert warned(signed) == ["signature_lapsed"]


def test_a_made_up_seal_releases_nothing(copy: Path, change: Callable[..., Path]) -> None:
    change("sign-off.yaml", "", signature("deadbeef"))

    assert "dose" not in plan_line(copy)


def test_signing_one_dose_releases_no_other(signed: Path) -> None:
    compiled = examine(signed).compiled
    assert compiled is not None

    assert '2 mg"' not in json.dumps(compiled.cards)


def test_overlay_that_changes_a_signed_line_loses_the_signature(signed: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay"
    (overlay / "modules").mkdir(parents=True)
    head = "id: here\nversion: 0.1.0\ntitle: Here\noverlays: minimal\n"
    (overlay / "pack.yaml").write_text(head)
    (overlay / "modules" / "dep.yaml").write_text(f"plan:\n  - {{ id: {LINE}, dose: 75 mg at night. }}\n")

    compiled = examine(signed, [overlay]).compiled

    assert compiled is not None
    assert "75 mg" not in json.dumps(compiled.parts)


def test_list_names_why_each_line_waits_and_where_it_stands(copy: Path) -> None:
    lines = {line.id: line for line in found(copy).to_sign}

    assert lines[LINE].why == ("reading", "dose")
    assert lines["several_depression"].why == ("vague", "constant")
    assert lines[LINE].as_json()["line"] == lines[LINE].place.line
    assert "dep_talk" not in lines


def test_signed_lines_leave_the_list_and_are_counted(signed: Path) -> None:
    after = found(signed)

    assert LINE not in {line.id for line in after.to_sign}
    assert after.signed == 1


# ---------------------------------------------------------------- the review of the whole version


def reviewed(seal: str, version: str = "0.1.0") -> str:
    return f"review: {{ status: signed, signed_by: Dr Bo, on: 2030-01-02, version: {version}, seal: {seal} }}"


@pytest.fixture
def approved(copy: Path, change: Callable[..., Path]) -> Path:
    change("pack.yaml", "review: { status: training, signed_by: null }", reviewed(found(copy).seal))
    return copy


def review(pack: Path) -> str:
    compiled = examine(pack).compiled
    assert compiled is not None
    return str(compiled.guide["pack"]["review"])


def test_unsigned_pack_is_a_training_version(copy: Path) -> None:
    assert review(copy) == "training"


def test_review_of_this_very_content_ends_the_training_version(approved: Path) -> None:
    assert review(approved) == "signed"


def test_any_clinical_change_makes_it_a_training_version_again(
    approved: Path, change: Callable[..., Path]
) -> None:
    change("modules/dep.yaml", "Explain what depression is.", "Explain what depression does.")

    assert review(approved) == "training"
    assert warned(approved) == ["review_lapsed"]


def test_local_numbers_keep_the_review(approved: Path, change: Callable[..., Path]) -> None:
    change("local.yaml", "crisis_lines: []", 'crisis_lines: [{ id: line, text: Helpline, number: "0800 1" }]')

    assert review(approved) == "signed"


def test_new_version_makes_it_a_training_version_again(approved: Path, change: Callable[..., Path]) -> None:
    change("pack.yaml", "\nversion: 0.1.0", "\nversion: 0.2.0")

    assert review(approved) == "training"
    assert warned(approved) == ["review_lapsed"]
