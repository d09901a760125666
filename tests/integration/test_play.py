"""`attune play` as an author or trainer meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHOICES = "greet,course,tell_back"


def attune(*words: str, here: Path, fails: int = 0) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ATTUNE_")}
    done = subprocess.run(
        [sys.executable, "-m", "attune", "play", *words], cwd=here, env=clean, capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == fails, done.stdout + done.stderr
    return done


def played(root: Path, pattern: str) -> dict[str, Any]:
    return dict(
        json.loads(attune("well_digger", "--pattern", pattern, "-c", CHOICES, "--json", here=root).stdout)
    )


def test_the_same_choices_give_another_trust_in_another_pattern(root):
    avoidant, anxious = played(root, "avoidant"), played(root, "anxious")
    lines = [[turn["line"] for turn in each["play"]["turns"]] for each in (avoidant, anxious)]
    assert lines[0] == lines[1] == CHOICES.split(",")
    assert avoidant["play"]["turns"][-1]["after"] != anxious["play"]["turns"][-1]["after"]
    assert avoidant["score"].keys() >= {"guide", "harmful", "helping", "fit"}


def test_coach_mode_explains_each_turn_and_exam_mode_only_the_end(root):
    coach = attune("well_digger", "--pattern", "avoidant", "-c", CHOICES, here=root).stdout
    exam = attune("well_digger", "--pattern", "avoidant", "-c", CHOICES, "--exam", here=root).stdout
    assert "What is announced frightens less." in coach
    assert "This person tends to keep to themselves" in coach
    assert "What is announced frightens less." not in exam
    assert "Safety and the guide's steps:" in exam
    assert "A teaching model, not a prediction about people." in coach


def test_what_is_offered_is_listed_with_its_words(root):
    said = attune("well_digger", "--list", here=root).stdout
    assert "greet  I am the nurse here." in said


def test_a_choice_that_is_not_offered_is_named_with_what_is(root):
    said = attune("well_digger", "-c", "greet,ask_suicid", here=root, fails=1).stderr
    assert said.startswith("ask_suicid is not offered in turn 2. Offered: ")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("well_diger",), "There is no virtual patient well_diger. Did you mean well_digger?"),
        (("well_digger", "--pattern", "shy"), "There is no pattern shy. There are own, secure, anxious"),
    ],
)
def test_a_wrong_name_is_named(root, words, says):
    assert attune(*words, here=root, fails=2).stderr.startswith(says)
