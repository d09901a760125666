"""What `attune check` says of a pack: faults, warnings, counts, readability, the sign-off list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attune.pack.compile import Examined
from attune.pack.errors import Fault
from attune.pack.readability import grade
from attune.pack.sign_off import ToSign, pack_seal, review_of, sign_off_list
from attune.pack.texts import texts_of


@dataclass(frozen=True, slots=True)
class Report:
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    counts: dict[str, int]
    grades: dict[str, float]  # unit -> Flesch-Kincaid grade
    to_sign: tuple[ToSign, ...]  # not signed yet
    signed: int
    pack: str
    version: str
    review: str
    seal: str
    release: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "pack": self.pack,
            "version": self.version,
            "review": self.review,
            "seal": self.seal,
            "release": self.release,
            "faults": [fault.as_json() for fault in self.faults],
            "warnings": [warning.as_json() for warning in self.warnings],
            "counts": self.counts,
            "reading_grade": self.grades,
            "sign_off": [line.as_json() for line in self.to_sign],
            "signed": self.signed,
        }


def report(examined: Examined) -> Report:
    """Everything there is to say about a pack that was examined."""
    content, names = examined.pack.content, examined.names
    to_sign = sign_off_list(content, names)
    units: dict[str, list[str]] = {}
    for text in texts_of(content, names):
        units.setdefault(text.unit, []).append(text.words)
    grades = {unit: found for unit, texts in units.items() if (found := grade(texts)) is not None}
    return Report(
        faults=examined.faults,
        warnings=examined.warnings,
        counts=_counts(examined),
        grades=grades,
        to_sign=tuple(line for line in to_sign if line.signed_by is None),
        signed=sum(line.signed_by is not None for line in to_sign),
        pack=str(content.pack.get("id", "")),
        version=str(content.pack.get("version", "")),
        review=review_of(content, names),
        seal=pack_seal(content, names),
        release=examined.compiled.release if examined.compiled else None,
    )


def _counts(examined: Examined) -> dict[str, int]:
    content, names = examined.pack.content, examined.names
    return {
        "modules": len(content.modules),
        "planned_modules": len(content.planned),
        "questions": len(names.of("question")),
        "rules": len(names.of("rule")),
        "conclusions": len(names.of("conclusion")),
        "exits": len(names.of("exit")),
        "plan_lines": len(names.of("plan line")),
        "follow_ups": len(names.of("follow-up")),
        "emergency_cards": len(content.cards),
        "exercises": len(content.exercises),
        "invariants": len(content.invariants),
        "units_of_guidance": len(names.of("unit of guidance")),
        "observations": len(names.of("observation")),
        "virtual_patients": len(content.patients),
        "sources": len(content.sources),
        "facts_not_verified": sum(
            "unverified" in named.item.get("marks", []) for named in names.by_id.values()
        ),
    }
