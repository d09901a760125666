"""The console's words: each that a page asks for is there, each that is there is asked for, and they read plainly."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from attune.paths import console_words_dir

ROOM = console_words_dir().parent
WORDS = json.loads((console_words_dir() / "en.json").read_text("utf-8"))
STEMS = {key.partition("#")[0] for key in WORDS}
CODE = "\n".join(path.read_text("utf-8") for path in [*ROOM.rglob("*.html"), *ROOM.glob("*.py")])


def test_every_word_that_a_page_asks_for_is_there():
    asked = re.findall(r"""\{% t "([^"]+)\"""", CODE) + re.findall(r"""\.t\(\s*"([a-z_.#]+)\"""", CODE)

    assert asked and not sorted(set(asked) - STEMS)


def test_every_group_that_a_page_asks_for_is_there():
    groups = re.findall(r"""\{% t_of "([^"]+)\"""", CODE) + re.findall(r"""\.t\(\s*f"([a-z_.]+)\.\{""", CODE)
    found = {stem.rpartition(".")[0] for stem in STEMS}

    assert not {
        group for group in groups if not any(name == group or name.startswith(group) for name in found)
    }


def test_no_word_stands_there_unused():
    literal = set(re.findall(r'"([a-z_]+(?:\.[a-z_0-9]+)+)"', CODE))
    groups = set(re.findall(r'"([a-z_.]+)"', CODE)) | set(re.findall(r'f"([a-z_.]+)\.\{', CODE))
    unused = [
        stem
        for stem in sorted(STEMS)
        if stem not in literal and not any(stem.startswith(f"{group}.") for group in groups if group)
    ]

    assert not unused


def test_sentences_are_short_and_plain():
    long = [
        key for key, text in WORDS.items() for part in re.split(r"[.:?!]", text) if len(part.split()) > 20
    ]
    plain = [
        key
        for key, text in WORDS.items()
        if re.search(r"\b(please|oops|simply|just)\b", text, re.I) and key != "date.just_now"
    ]

    assert not long and not [key for key in plain if "just now" not in WORDS[key]]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["other", "one", "other", "other"]),
        ("fr", ["one", "one", "other", "other"]),
        ("ar", ["zero", "one", "two", "few"]),
        ("pl", ["many", "one", "few", "few"]),
        ("ru", ["many", "one", "few", "few"]),
        ("ja", ["other"] * 4),
    ],
)
def test_plural_forms_follow_the_language(language, forms):
    from attune.server.console.plurals import plural_form

    assert [plural_form(language, n) for n in (0, 1, 2, 3)] == forms


def test_plural_forms_at_the_edges():
    from attune.server.console.plurals import plural_form

    assert [plural_form("ar", n) for n in (10, 11, 99, 100, 102, 103)] == [
        "few",
        "many",
        "many",
        "other",
        "other",
        "few",
    ]
    assert [plural_form("ru", n) for n in (11, 12, 21, 22, 111)] == ["many", "many", "one", "few", "many"]
    assert [plural_form("fr", n) for n in (1_000_000, 1_000_001)] == ["many", "other"]


def test_icons_are_those_of_the_field_app():
    from attune.server.console.icons import PATHS

    app = (Path(__file__).resolve().parents[2] / "client/src/ui/icons.tsx").read_text("utf-8")
    shared = dict(re.findall(r'^  (\w+):\s+"([^"]+)",$', app, re.M))

    assert len(set(PATHS) & set(shared)) > 10
    assert all(PATHS[name] == shared[name] for name in set(PATHS) & set(shared))
