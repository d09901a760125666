"""`attune prove` as an author meets it: what is proved, a case that breaks a claim, the kill table and the survivors."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("z3")

Done = subprocess.CompletedProcess[str]
INVARIANT = ("--only", "inv_no_tca_heart")


@pytest.fixture
def pack(root: Path, tmp_path: Path) -> Path:
    """A copy of the minimal pack. Its one invariant: never amitriptyline with heart disease."""
    return Path(shutil.copytree(root / "tests" / "unit" / "pack" / "minimal", tmp_path / "pack"))


@pytest.fixture
def faulty(pack: Path) -> Path:
    """The same, but the line for amitriptyline has forgotten the heart."""
    module = pack / "modules" / "dep.yaml"
    text = module.read_text()
    assert text.count(" and ('heart_disease' in %illnesses).not()") == 1
    module.write_text(text.replace(" and ('heart_disease' in %illnesses).not()", ""))
    return pack


def prove(pack: Path, *words: str, fails: int = 0) -> Done:
    command = [sys.executable, "-m", "attune", "prove", str(pack), *words]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == fails, done.stdout + done.stderr
    return done


def test_a_pack_that_keeps_its_invariant_is_proved(pack):
    assert "1 claims hold for all answers. Nothing is refuted." in prove(pack, *INVARIANT).stdout


def test_an_overlay_that_breaks_an_invariant_is_refuted(pack):
    overlay = pack.parent / "valley"
    (overlay / "modules").mkdir(parents=True)
    (overlay / "pack.yaml").write_text("id: valley\nversion: 1.0.0\ntitle: Valley\noverlays: minimal\n")
    (overlay / "modules" / "dep.yaml").write_text(
        'plan:\n  - { id: dep_amitriptyline, when: "%dep_likely" }\n'
    )

    said = prove(pack, "--overlay", str(overlay), *INVARIANT, fails=1).stdout

    assert "REFUTED  inv_no_tca_heart" in said


def test_a_fault_gives_a_case_that_reads_like_one(faulty):
    said = prove(faulty, *INVARIANT, fails=1).stdout

    assert "REFUTED  inv_no_tca_heart" in said
    assert "Never amitriptyline with heart disease." in said
    assert "Sources: W16 p.29" in said
    assert "The worker opens: Depression." in said
    assert "For two weeks or more, which of these? " in said
    assert "Should hold:\n    ('dep_amitriptyline' in %plan).not()" in said
    assert "0 claims hold for all answers. 1 not proved." in said


def test_the_case_runs_in_assess_and_does_what_the_claim_forbids(faulty, tmp_path):
    (found,) = json.loads(prove(faulty, *INVARIANT, "--json", fails=1).stdout)["refuted"]
    assert found["kind"] == "invariant"
    assert found["case"]
    answers = tmp_path / "case.json"
    answers.write_text(json.dumps(found["answers"]))

    command = [sys.executable, "-m", "attune", "assess", "dep", "--answers", str(answers), "--json"]
    done = subprocess.run([*command, "--pack", str(faulty)], capture_output=True, text=True)

    plan = {line["id"]: line["state"] for line in json.loads(done.stdout)["plan"]}
    assert plan["dep_amitriptyline"] == "do"


def test_the_case_is_no_longer_than_it_must_be(faulty):
    (found,) = json.loads(prove(faulty, *INVARIANT, "--json", fails=1).stdout)["refuted"]

    assert set(found["answers"]) == {
        "start",
        "age_years",
        "cadre",
        "dep_core",
        "dep_additional",
        "illnesses",
    }
    assert len(found["answers"]["dep_core"]) == 1


def test_a_premise_that_never_holds_is_refuted(pack):
    invariants = pack / "invariants" / "dep.yaml"
    text = invariants.read_text()
    never = "%dep_core.empty() and %dep_core.exists()"
    invariants.write_text(text.replace("\"'heart_disease' in %illnesses\"", f'"{never}"'))

    said = prove(pack, *INVARIANT, fails=1).stdout

    assert "REFUTED" in said
    assert "Its premise never holds." in said


def test_a_proved_claim_shows_where_its_premise_holds(pack):
    (found,) = json.loads(prove(pack, *INVARIANT, "--json").stdout)["proved"]

    assert "heart_disease" in found["premise_holds_in"]["illnesses"]


def test_the_kill_table_and_the_page_of_survivors(pack, tmp_path):
    page = tmp_path / "survivors.md"
    done = prove(pack, "--survivors", str(page), "--json", fails=1)  # the minimal pack has dead ends
    found = json.loads(done.stdout)["mutants"]

    assert (
        "dep_amitriptyline: without `('heart_disease' in %illnesses).not()`"
        in found["kills"]["inv_no_tca_heart"]
    )
    assert found["idle_invariants"] == []
    assert found["mutants"] == found["noticed"] + len(found["surviving"])
    assert {each["difference"] for each in found["surviving"]} <= {"seen", "same"}
    text = page.read_text()
    assert "| line `dep_fluoxetine`: Offer fluoxetine." in text
    assert "The limit is moved: `%age_years >= 19` instead of 18." in text
    assert "No invariant speaks of this." in text
    assert f"{found['mutants']} of {found['mutants']} changes tried" in done.stderr


def test_a_page_that_cannot_be_written_is_said_before_the_minutes_of_work(pack, tmp_path):
    said = prove(pack, "--survivors", str(tmp_path / "nowhere" / "page.md"), fails=2)

    assert "Cannot write" in said.stderr
    assert "changes tried" not in said.stderr


def test_a_claim_that_is_not_there_is_named(pack):
    assert "There is no claim inv_none." in prove(pack, "--only", "inv_none", fails=2).stderr
