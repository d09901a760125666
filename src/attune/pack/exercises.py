"""Exercises: how long a breath, a part and a length take."""

from __future__ import annotations

from collections.abc import Iterator

from attune.pack.shape import Item

MUSCLES = ("listen", "tense", "release", "notice")


def cycle_of(pace: Item) -> float:
    """Seconds of one breath."""
    found: float = pace.get("in", 0) + pace.get("hold", 0) + pace.get("out", 0)
    return found or 1.0


def seconds_of(part: Item) -> int:
    """Seconds of a part of a script."""
    muscles = part.get("muscles")
    if isinstance(muscles, Item):
        return sum(muscles.get(key, 0) for key in MUSCLES)
    found: int = part.get("seconds", 0)
    return found


def parts_of(exercise: Item, length: Item) -> Iterator[tuple[str, int]]:
    """The parts that a length plays, in the script's order, with their seconds."""
    chosen = length.get("parts")
    for part in exercise.get("script", []):
        if chosen is None:
            yield part.get("id", ""), seconds_of(part)
        elif part.get("id") in chosen:
            yield part["id"], chosen[part["id"]]
