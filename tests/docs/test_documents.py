"""That the documents are true: links lead somewhere, commands exist, settings and commands are written down."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from attune.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "content").glob("*.md"),
        *(ROOT / "spec").rglob("*.md"),
    ]
)
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))


def named(pattern: str, document: Path) -> set[str]:
    return set(re.findall(pattern, text(document), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    without_code = re.sub(r"```.*?```", "", text(document), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", without_code)

    missing = [link for link in links if "://" not in link and not (document.parent / link).exists()]

    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_named_make_targets_exist(document):
    assert named(r"(?:`|^    )make ([a-z]+)", document) <= targets()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/reference/commands.md"])
def test_named_commands_exist(name):
    assert named(r"`attune ([a-z]+)", ROOT / name) <= COMMANDS.keys()


def test_contributing_names_every_make_target():
    assert targets() - {"help"} <= named(r"`make ([a-z]+)", ROOT / "CONTRIBUTING.md")


def test_files_that_contributing_names_are_there():
    paths = named(r"`((?:src|client|content|spec|tests|docs)/[\w./-]+)`", ROOT / "CONTRIBUTING.md")
    exact = {path for path in paths if not re.search(r"\b(ID|LANG|GROUP)\b", path)}

    assert len(exact) > 20
    assert {path for path in exact if not (ROOT / path).exists()} == set()


def test_every_command_is_in_the_reference():
    assert named(r"^\| `attune ([a-z]+)", ROOT / "docs/reference/commands.md") == COMMANDS.keys()


def test_every_setting_is_in_the_reference():
    source = "".join(text(path) for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"environ(?:\.get\(|\.setdefault\(|\[)\s*\"(ATTUNE_[A-Z_]+)\"", source))

    assert read
    assert read == named(r"^\| `(ATTUNE_[A-Z_]+)`", ROOT / "docs/reference/settings.md")


def test_every_decision_is_listed():
    decisions = {path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md")}

    assert named(r"\(([0-9][^)]+\.md)\)", ROOT / "docs/decisions/README.md") == decisions


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_has_hashes_and_names_no_registry(lock):
    lines = [line for line in text(lock).splitlines() if line and not line.startswith((" ", "#"))]

    assert lines
    assert all("==" in line for line in lines)
    assert text(lock).count("--hash=sha256:") >= len(lines)
    assert "://" not in text(lock)


@pytest.mark.parametrize("folder", ["client", "benchmarks"])
def test_npm_lock_names_no_registry(folder):
    assert '"resolved"' not in text(ROOT / folder / "package-lock.json")
    assert '"integrity"' in text(ROOT / folder / "package-lock.json")


def test_no_file_names_a_folder_of_one_machine():
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    here = re.escape(str(Path.home()))
    found = subprocess.run(
        ["git", "grep", "-nIE", rf"({here}|/home/[a-z]+)/", "--", ".", ":!*.lock"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert found.stdout == ""
