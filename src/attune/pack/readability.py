"""How hard a text is to read: the Flesch-Kincaid grade (Kincaid et al. 1975), the school years a reader needs."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+")
_VOWELS = re.compile(r"[aeiouy]+")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a colon or a line end parts them too."""
    return [part for part in re.split(r"(?<=[.!?:;])\s+|\n+", text) if _WORD.search(part)]


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """About how many syllables an English word has: groups of vowels, less a silent e."""
    found = len(_VOWELS.findall(word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee"))
    return max(1, found - (1 if silent else 0))


def grade(texts: Iterable[str]) -> float | None:
    """The Flesch-Kincaid grade of all texts together, with one decimal; None without words."""
    found = [sentence for text in texts for sentence in sentences(text)]
    listed = [word for sentence in found for word in words(sentence)]
    if not listed:
        return None
    per_sentence = len(listed) / len(found)
    per_word = sum(map(syllables, listed)) / len(listed)
    return round(0.39 * per_sentence + 11.8 * per_word - 15.59, 1)
