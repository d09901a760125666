"""`attune check`, `lock`, `po` and `bundle` as an editor or operator meets them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def pack(root: Path, tmp_path: Path) -> Path:
    """A copy of the minimal pack, in the folder that the commands run in."""
    return Path(shutil.copytree(root / "tests" / "unit" / "pack" / "minimal", tmp_path / "pack"))


def attune(*words: str, here: Path, fails: int = 0, **environment: str) -> Done:
    """Run the command in the folder `here`; it must end with the code `fails` and without a traceback."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ATTUNE_")}
    done = subprocess.run(
        [sys.executable, "-m", "attune", *words],
        cwd=here,
        env=clean | environment,
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == fails, done.stdout + done.stderr
    return done


def spoil(pack: Path, file: str, old: str, new: str) -> None:
    path = pack / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


# ---------------------------------------------------------------- check


def test_check_of_a_sound_pack_counts_what_is_in_it(pack):
    said = attune("check", "pack", here=pack.parent).stdout

    assert "minimal 0.1.0 (training version), seal " in said
    assert "  plan lines               6\n" in said
    assert "reading grade (Flesch-Kincaid): " in said
    assert "to sign off: 11 (0 signed)" in said
    assert said.endswith("no fault, 0 warnings\n")


def test_check_as_json_is_json_alone_and_says_the_same(pack):
    found = json.loads(attune("check", "pack", "--json", here=pack.parent).stdout)

    assert found["faults"] == found["warnings"] == []
    assert found["counts"]["plan_lines"] == 6
    assert found["counts"]["facts_not_verified"] == 0
    assert found["release"].startswith("0.1.0-")
    assert found["reading_grade"]["sui"] < 12
    assert {"id", "kind", "text", "why", "sources", "file", "line", "seal", "signed_by"} == found["sign_off"][
        0
    ].keys()


def test_check_names_each_fault_with_file_line_and_nearest_name_and_fails(pack):
    spoil(pack, "modules/dep.yaml", "to: psy", "to: psi")

    said = attune("check", "pack", here=pack.parent, fails=1).stdout

    lines = (pack / "modules" / "dep.yaml").read_text().splitlines()
    [line] = [number for number, text in enumerate(lines, 1) if "to: psi" in text]
    first = said.splitlines()[0]
    assert first.startswith(f"pack/modules/dep.yaml:{line}:")
    assert first.endswith("Did you mean psy?")
    assert said.endswith("1 fault, 0 warnings\n")


def test_check_as_json_of_a_faulty_pack_has_no_release_and_fails(pack):
    spoil(pack, "modules/dep.yaml", "to: psy", "to: psi")

    found = json.loads(attune("check", "pack", "--json", here=pack.parent, fails=1).stdout)

    [fault] = found["faults"]
    assert (fault["file"], fault["nearest"]) == ("pack/modules/dep.yaml", "psy")
    assert found["release"] is None


def test_broken_yaml_is_said_in_plain_words(pack):
    spoil(pack, "modules/dep.yaml", "title: Depression", "title: Depression: in adults")

    said = attune("check", "pack", here=pack.parent, fails=1).stdout

    assert "pack/modules/dep.yaml:2:" in said
    assert "text with a colon in it needs quotes around it" in said


@pytest.mark.parametrize(
    "command", [["check"], ["check", "--json"], ["lock"], ["bundle", "publish"], ["po", "extract"]]
)
def test_folder_that_is_not_there_or_is_no_pack_is_a_wrong_call(tmp_path, command):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "note.yaml").write_text("a: 1\n")

    missing = attune(*command, "no-such-folder", here=tmp_path, fails=2)
    other = attune(*command, "letters", here=tmp_path, fails=2)

    assert missing.stderr == "There is no folder no-such-folder. Give the folder that holds pack.yaml.\n"
    assert other.stderr == "letters is no pack. Give the folder that holds pack.yaml.\n"
    assert missing.stdout == other.stdout == ""


def test_pack_without_its_head_is_a_fault(pack):
    (pack / "pack.yaml").unlink()

    assert "The pack has no pack.yaml." in attune("check", "pack", here=pack.parent, fails=1).stdout


def test_overlay_that_is_not_there_is_named(pack):
    said = attune("check", "pack", "--overlay", "nowhere", here=pack.parent, fails=1).stdout

    assert said.startswith("nowhere:1:1: There is no such folder.")


def test_default_content_is_sound(root, tmp_path):
    found = json.loads(attune("check", "--json", here=tmp_path).stdout)

    assert found["faults"] == []
    assert found["counts"]["facts_not_verified"] == 0
    assert set(found["reading_grade"]) >= {"sui", "dep", "oth", "ecp"}
    assert max(found["reading_grade"][module] for module in ("sui", "dep", "oth", "ecp")) < 8


# ---------------------------------------------------------------- lock


def test_lock_is_written_once_and_dry_run_writes_nothing(pack):
    dry = attune("lock", "pack", "--dry-run", here=pack.parent).stdout
    assert dry.startswith("would lock ")
    assert not (pack / "ids.lock").exists()

    attune("lock", "pack", here=pack.parent)
    before = (pack / "ids.lock").read_bytes()

    assert attune("lock", "pack", here=pack.parent).stdout.startswith("locked 0 new or wider ids")
    assert (pack / "ids.lock").read_bytes() == before


def test_faulty_pack_is_not_locked(pack):
    spoil(pack, "modules/dep.yaml", "to: psy", "to: psi")

    said = attune("lock", "pack", here=pack.parent, fails=1).stderr

    assert "The content has 1 fault. Nothing was written." in said
    assert not (pack / "ids.lock").exists()


# ---------------------------------------------------------------- bundle


def test_a_server_without_a_release_says_so(tmp_path):
    assert "No release is kept" in attune("bundle", "list", here=tmp_path).stdout
    assert "No release is kept" in attune("bundle", "verify", here=tmp_path, fails=1).stderr
    assert "no earlier release" in attune("bundle", "rollback", here=tmp_path, fails=1).stderr


def test_published_release_is_current_whole_and_signed(pack):
    here = pack.parent
    release = attune("bundle", "publish", "pack", here=here).stdout.split()[1]

    assert attune("bundle", "list", here=here).stdout == f"* {release}\n"
    assert attune("bundle", "verify", here=here).stdout == f"{release}: 7 parts, whole and signed\n"
    assert (here / "data" / "bundle-key.pem").stat().st_mode & 0o077 == 0


def test_verify_names_what_is_wrong_and_what_to_do(pack):
    here = pack.parent
    release = attune("bundle", "publish", "pack", here=here).stdout.split()[1]
    guide = here / "data" / "bundle" / release / "guide.json"
    guide.write_bytes(guide.read_bytes()[:-10])

    said = attune("bundle", "verify", here=here, fails=1).stderr

    assert said.startswith("The part guide.json is cut short")
    assert said.endswith("Fetch the bundle again.\n")


@pytest.mark.parametrize("key", ["", "[]", "{}", "half a k"])
def test_verify_without_a_usable_public_key_says_what_writes_one(pack, key):
    here = pack.parent
    attune("bundle", "publish", "pack", here=here)
    (here / "data" / "bundle" / "bundle-key.json").write_text(key)

    said = attune("bundle", "verify", here=here, fails=1).stderr

    assert said == "bundle-key.json holds no public key. `attune bundle publish` writes it anew.\n"


def test_faulty_pack_is_not_published(pack):
    spoil(pack, "modules/dep.yaml", "to: psy", "to: psi")

    said = attune("bundle", "publish", "pack", here=pack.parent, fails=1).stderr

    assert "Did you mean psy?" in said
    assert not (pack.parent / "data" / "bundle").exists()


def test_unusable_key_is_named_and_never_shown(pack):
    said = attune(
        "bundle", "publish", "pack", here=pack.parent, fails=1, ATTUNE_BUNDLE_KEY="top-secret"
    ).stderr

    assert said.startswith("ATTUNE_BUNDLE_KEY holds no private key that can be read")
    assert "top-secret" not in said


def test_release_that_is_not_kept_is_named(pack):
    here = pack.parent
    release = attune("bundle", "publish", "pack", here=here).stdout.split()[1]

    said = attune("bundle", "use", "0.0.9-x", here=here, fails=1).stderr

    assert said == f"There is no release 0.0.9-x here. Kept are: {release}.\n"


# ---------------------------------------------------------------- po


def test_translation_from_template_to_bundle(pack):
    here = pack.parent
    spoil(pack, "pack.yaml", "languages: [en]", "languages: [en, sw]")
    assert "There is no translations/sw.po" in attune("check", "pack", here=here).stdout

    attune("po", "extract", "pack", here=here)
    attune("po", "merge", "sw", "pack", here=here)
    po = pack / "translations" / "sw.po"
    assert 'msgctxt "app:' in po.read_text(), "the app's own words are in the same file"
    assert 'msgctxt "dep_core:ask"' in (pack / "translations" / "attune.pot").read_text()
    spoil(
        pack,
        "translations/sw.po",
        'msgid "Do not leave the person alone."\nmsgstr ""',
        'msgid "Do not leave the person alone."\nmsgstr "Usimwache peke yake."',
    )
    assert "has no back-translation" in attune("check", "pack", here=here).stdout

    attune(
        "po", "back", "sw", "sui_not_alone:text", "Do not leave them alone.", "pack", "--by", "Bo", here=here
    )
    release = attune("bundle", "publish", "pack", here=here).stdout.split()[1]

    words = json.loads((here / "data" / "bundle" / release / "words.sw.json").read_bytes())
    assert words["sui_not_alone:text"] == "Usimwache peke yake."
    assert words["sui_imminent:text"].endswith(" [EN]"), "a safety text without checked words is marked"
    assert "dep_core:ask" not in words


def test_back_translation_of_nothing_is_refused_with_what_to_do(pack):
    here = pack.parent
    back = ("po", "back", "sw", "sui_not_alone:text", "Not alone.", "pack", "--by", "Bo")

    assert "Begin it with: attune po merge sw" in attune(*back, here=here, fails=1).stderr


BROKEN_PO = [
    ("an unclosed quote", 'msgctxt "dep_core:ask"\nmsgid "Which?"\nmsgstr "Yupi?\n', ":3:1"),
    ("no keyword", 'msgctxt "dep_core:ask"\nmsgid "Which?"\nwords "Yupi?"\n', ":3:1"),
    ("not UTF-8", 'msgid "Ü"\nmsgstr "Ü"\n', "UTF-8"),
]


@pytest.mark.parametrize(("what", "text", "says"), BROKEN_PO, ids=[what for what, *_ in BROKEN_PO])
@pytest.mark.parametrize("command", ["merge", "back"])
@pytest.mark.parametrize("listed", ["[en]", "[en, sw]"])
def test_broken_translations_are_named_and_stay_as_they_are(pack, command, listed, what, text, says):
    spoil(pack, "pack.yaml", "languages: [en]", f"languages: {listed}")
    po = pack / "translations" / "sw.po"
    po.parent.mkdir()
    po.write_bytes(text.encode("latin-1"))
    words = ("dep_core:ask", "Which?", "pack", "--by", "Bo") if command == "back" else ("pack",)

    said = attune("po", command, "sw", *words, here=pack.parent, fails=1).stderr

    assert says in said
    assert "Nothing was written." in said
    assert po.read_bytes() == text.encode("latin-1")


def test_translation_of_an_overlay_stays_with_the_overlay(pack):
    here = pack.parent
    (here / "here").mkdir()
    (here / "here" / "pack.yaml").write_text(
        "id: here\nversion: 1.0.0\ntitle: Here\noverlays: minimal\nlanguages: [en, sw]\n"
    )

    attune("po", "merge", "sw", "pack", "--overlay", "here", here=here)

    assert (here / "here" / "translations" / "sw.po").is_file()
    assert not (pack / "translations").exists()
