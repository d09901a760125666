"""spec/pack/localise.yaml in Python and TypeScript, and the default content in an invented language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from attune.pack import examine
from attune.pack.errors import Findings
from attune.pack.localise import localised, localised_plays
from attune.pack.nodes import read_yaml
from attune.pack.texts import texts_of
from attune.pack.words import stretched
from attune.paths import content_dir

FILE = Path(__file__).resolve().parents[2] / "spec" / "pack" / "localise.yaml"


def _cases() -> list[dict[str, Any]]:
    read = read_yaml(FILE.read_text("utf-8"), FILE.name, Findings())
    assert read is not None
    cases: list[dict[str, Any]] = read.plain()
    return cases


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["id"])
def test_case(node, case):
    assert set(case) == {"id", "why", "part", "words", "said"}
    found = localised(case["part"], case["words"])

    assert found == case["said"], case["why"]
    assert node.one("localised", part=case["part"], words=case["words"]) == found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


@pytest.mark.slow
@pytest.mark.parametrize("by", ["the console", "the phone"])
def test_each_word_of_the_default_content_is_in_the_language_of_the_reader(node, by):
    examined = examine(content_dir(), test_languages=True)
    compiled = examined.compiled
    assert compiled is not None
    words = compiled.words["en-XA"]
    parts = [compiled.guide, compiled.cards, compiled.exercises, compiled.local, compiled.relational]
    said = [
        localised(part, words) if by == "the console" else node.one("localised", part=part, words=words)
        for part in parts
    ]
    plays = {"part": compiled.relating, "words": compiled.plays["en-XA"]}
    said.append(localised_plays(**plays) if by == "the console" else node.one("localisedPlays", **plays))

    shown = set(_strings(said))
    texts = {text.key: text.words for text in texts_of(examined.pack.content, examined.names)}
    assert len(texts) > 1000
    # A dose is in no bundle until a clinician has signed it.
    in_bundle = {key: text for key, text in texts.items() if not key.endswith(":dose")}
    assert not {key: text for key, text in in_bundle.items() if stretched(text) not in shown}
    assert not {key: text for key, text in texts.items() if text in shown}
