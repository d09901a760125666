"""How hard a text is to read, in school years."""

from __future__ import annotations

import pytest

from attune.pack.readability import grade, sentences, syllables, words


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("sad", 1),
        ("sleep", 1),
        ("sleepless", 2),
        ("medicine", 3),
        ("alone", 2),
        ("table", 2),
        ("see", 1),
        ("psychological", 5),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_long_words_in_long_sentences_are_harder() -> None:
    plain = "Ask about sleep. Ask about food."
    hard = "Comprehensively investigate neurovegetative symptomatology, particularly alterations of alimentation."

    easy, difficult = grade([plain]), grade([hard])
    assert easy is not None
    assert difficult is not None
    assert easy < 3
    assert difficult > 12


def test_grade_follows_the_published_formula() -> None:
    # 6 words, 2 sentences, 6 syllables: 0.39 * 3 + 11.8 * 1 - 15.59
    assert grade(["She can sleep. She can eat."]) == pytest.approx(-2.6)


def test_nothing_to_read_has_no_grade() -> None:
    assert grade([]) is None
    assert grade(["...", ""]) is None


def test_a_colon_and_a_line_end_part_sentences() -> None:
    assert sentences("Ask: is she safe?\nThen go on") == ["Ask:", "is she safe?", "Then go on"]
    assert words("don't re-use 10 mg") == ["don't", "re-use", "10", "mg"]
