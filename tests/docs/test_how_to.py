"""The example of docs/how-to/adapt-the-content.md, run as it stands there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def valley(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which somebody followed the page: `content`, `valley`, and what was published in `data`."""
    here = tmp_path_factory.mktemp("how-to")
    shutil.copytree(root / "content", here / "content")
    page = (root / "docs" / "how-to" / "adapt-the-content.md").read_text("utf-8")
    for language, block in FENCED.findall(page):
        if language == "yaml":
            name, _, words = block.removeprefix("# ").partition("\n")
            (here / name).parent.mkdir(exist_ok=True)
            (here / name).write_text(words, "utf-8")
        else:
            for line in block.splitlines():
                run(line, here)
    return here


def run(line: str, here: Path) -> None:
    command, *words = line.split()
    assert command == "attune"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ATTUNE_")}
    done = subprocess.run(
        [sys.executable, "-m", command, *words], cwd=here, env=clean, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def part(here: Path, name: str) -> Any:
    bundle = here / "data" / "bundle"
    release = json.loads((bundle / "current.json").read_bytes())["release"]
    return json.loads((bundle / release / name).read_bytes())


def by_id(listed: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in listed}


def test_page_shows_at_least_one_file_of_each_kind_it_speaks_of(valley):
    written = {path.name for path in (valley / "valley").iterdir()}

    assert written == {
        "pack.yaml",
        "local.yaml",
        "chart.yaml",
        "facts.yaml",
        "constants.yaml",
        "sources.yaml",
        "withdrawn.yaml",
    }


def test_published_guide_is_the_overlays_training_version(valley):
    assert part(valley, "guide.json")["pack"] == {
        "id": "upper-valley",
        "version": "0.1.0+upper-valley.1.0.0",
        "title": "Attune for the Upper Valley",
        "review": "training",
    }


def test_numbers_to_call_are_on_the_phone(valley):
    local = part(valley, "local.json")

    assert local["crisis_lines"][0]["number"] == "0800 000 123"
    assert local["supervisor_contact"]["number"] == "0800 000 790"


def test_words_and_options_changed_and_codes_stayed(valley):
    guide = part(valley, "guide.json")

    assert by_id(guide["chart"])["pres_low_mood"]["text"].startswith("A heavy heart")
    options = by_id(guide["questions"])["stock"]["options"]
    assert by_id(options)["fluoxetine"]["text"] == "Fluoxetine 20 mg capsules"
    assert "amitriptyline" in by_id(options)


def test_value_changed_in_the_rules_that_read_it(valley, root):
    from attune.pack import compile_pack

    before = json.dumps(compile_pack(root / "content").guide["rules"])
    after = json.dumps(part(valley, "guide.json")["rules"])

    assert before.count('["lit", 4]') < after.count('["lit", 4]')


def test_withdrawn_line_is_on_the_list_that_travels_first(valley):
    assert json.loads((valley / "data" / "bundle" / "withdrawn.json").read_bytes())["lines"] == [
        "dep_amitriptyline"
    ]
    assert "dep_amitriptyline" in part(valley, "guide.json")["withdrawn"]
