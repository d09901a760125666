"""What the tests of the twelve statements share: asking the guide."""

from __future__ import annotations

from datetime import date
from typing import Any

from attune.guide import Prepared, consult, normalise

TODAY = date(2026, 11, 25)
UNKNOWN = ("not-known", "declined", "could-not-ask")


def ask(guide: Prepared, *parts: dict[str, Any], **more: Any) -> Any:
    """What the guide says to the answers of all parts; later ones win."""
    answers: dict[str, Any] = {}
    for part in (*parts, more):
        answers.update(part)
    result = consult(guide, normalise(guide, answers), TODAY)
    assert result["problems"] == []
    return result


def ids(rows: list[Any]) -> set[str]:
    return {row["id"] for row in rows}
