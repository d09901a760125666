"""`attune cards` as a trainer meets it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def attune(*words: str, here: Path, fails: int = 0) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ATTUNE_")}
    done = subprocess.run(
        [sys.executable, "-m", "attune", "cards", *words], cwd=here, env=clean, capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == fails, done.stdout + done.stderr
    return done


def test_the_file_is_named_after_the_case_and_names_no_pattern(tmp_path):
    said = attune("well_digger", "--pattern", "avoidant", here=tmp_path).stdout
    made = tmp_path / "well_digger.html"
    assert said.startswith("well_digger.html: print it on A5")
    assert "You make it small." in made.read_text("utf-8")
    assert "avoidant" not in made.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("well_diger",), "There is no virtual patient well_diger. Did you mean well_digger?"),
        (("well_digger", "--pattern", "shy"), "There is no pattern shy. There are own, secure, anxious"),
    ],
)
def test_a_wrong_name_is_named_and_nothing_is_written(tmp_path, words, says):
    assert attune(*words, here=tmp_path, fails=2).stderr.startswith(says)
    assert list(tmp_path.iterdir()) == []
