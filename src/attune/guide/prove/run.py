"""Proving: each claim for all answers at once, or a case that breaks it.

Nothing that Z3 says of a case is believed: `consult` runs the case first, and the claim is read off its own result. A claim whose
premise no consultation meets proves nothing, and is refuted as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from attune.guide.consult import consult
from attune.guide.prepare import Prepared
from attune.guide.prove import claims as claimed
from attune.guide.prove.cases import as_file, in_words, shorten
from attune.guide.prove.claims import Claim
from attune.guide.prove.model import Model, build
from attune.guide.prove.search import Search, TookTooLong
from attune.guide.prove.translate import all_of, none_of, truth
from attune.guide.types import Guide, Json

ANY_DAY = date(2026, 1, 1)  # claims read no date


@dataclass(frozen=True, slots=True)
class Finding:
    """What came out of one claim."""

    claim: Claim
    verdict: str  # proved | refuted | undecided
    why: str = ""
    case: Json | None = (
        None  # a case that breaks the claim; for a proved one, a case in which its premise holds
    )


@dataclass(frozen=True, slots=True)
class Report:
    findings: Sequence[Finding]
    prepared: Prepared = field(repr=False)

    def of(self, verdict: str) -> list[Finding]:
        return [each for each in self.findings if each.verdict == verdict]

    @property
    def all_proved(self) -> bool:
        return all(each.verdict == "proved" for each in self.findings)

    def as_json(self) -> Json:
        return {
            "release": self.prepared.guide["release"],
            **{
                verdict: [self.row(each) for each in self.of(verdict)]
                for verdict in ("proved", "refuted", "undecided")
            },
        }

    def row(self, found: Finding) -> Json:
        claim = found.claim
        row: Json = {
            "id": claim.id,
            "kind": claim.kind,
            "text": claim.text,
            "sources": list(claim.sources),
        }
        if found.why:
            row["why"] = found.why
        if found.case is not None:
            told = {"case": in_words(self.prepared, found.case), "answers": as_file(found.case)}
            if found.verdict == "proved":
                row["premise_holds_in"] = told["answers"]
            else:
                row |= {**told, "expected": claim.expected}
        return row


def all_claims(prepared: Prepared, invariants: Iterable[Json]) -> list[Claim]:
    """The claims that every guide owes, then those that the content declares."""
    return [
        *claimed.totality(prepared),
        *claimed.no_dead_ends(prepared),
        *claimed.duties(prepared),
        *claimed.reaches(prepared),
        *claimed.of_content(invariants),
    ]


def prove(guide: Guide, invariants: Iterable[Json], only: Iterable[str] | None = None) -> Report:
    """Every claim about `guide`, or those named in `only`. Raises RulesInARing."""
    model = build(guide)
    wanted = None if only is None else set(only)
    claims = [each for each in all_claims(model.prepared, invariants) if wanted is None or each.id in wanted]
    prover = _Prover(model)
    return Report([prover.judge(claim) for claim in claims], model.prepared)


class _Prover:
    """One search and the replay of what it finds."""

    def __init__(self, model: Model) -> None:
        self.prepared = model.prepared
        self.search = Search(model)
        self.reading = model.reading()
        self.seen: list[tuple[Json, Json]] = []  # cases found so far, with what claims read of them

    def judge(self, claim: Claim) -> Finding:
        try:
            return self._judge(claim)
        except TookTooLong as error:
            return Finding(claim, "undecided", f"Z3 gave no answer: {error}")

    def _judge(self, claim: Claim) -> Finding:
        given = truth(claim.given, self.reading)
        if claim.kind != "reach":
            holds = truth(claim.holds, self.reading)
            broken = self._case(claimed.breaks(claim), all_of(given.yes, none_of(holds.yes)), short=True)
            if broken is not None:
                return self._replayed(claim, "refuted", "", broken)
        met = self._case(claimed.meets(claim), given.yes, short=False)
        if met is None:
            why = "No consultation comes to it." if claim.kind == "reach" else "Its premise never holds."
            return Finding(claim, "refuted", why)
        return self._replayed(claim, "proved", "", met)

    def _replayed(self, claim: Claim, verdict: str, why: str, found: tuple[Json, bool]) -> Finding:
        case, confirmed = found
        if confirmed:
            return Finding(claim, verdict, why, case)
        return Finding(
            claim, "undecided", "The engine does not do what the translation says of this case.", case
        )

    def _case(self, judge: claimed.Judge, formula: Any, short: bool) -> tuple[Json, bool] | None:
        """A case in which `formula` holds, and whether the engine says so too."""
        case = next((case for case, values in self.seen if judge(values)), None)
        if case is None:
            case = self.search.find(self.search.name(formula))
            if case is None:
                return None
            values = self.values(case)
            if not judge(values):
                return case, False
            self.seen.append((case, values))
        return (shorten(case, self._still(judge)) if short else case), True

    def _still(self, judge: claimed.Judge) -> Callable[[Json], bool]:
        return lambda case: judge(self.values(case))

    def values(self, case: Json) -> Json:
        return claimed.readable(self.prepared, case, consult(self.prepared, case, ANY_DAY))
