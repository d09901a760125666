"""Every mutant of a guide, and which claims notice it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import z3

from attune.guide.consult import consult
from attune.guide.prepare import Prepared, prepare
from attune.guide.prove import claims as claimed
from attune.guide.prove.claims import Claim
from attune.guide.prove.model import Model, bit, build
from attune.guide.prove.mutants import NEVER_HOLDS, Mutant, mutants
from attune.guide.prove.run import ANY_DAY, all_claims
from attune.guide.prove.search import TookTooLong, answer, answers_of, same, solver_for
from attune.guide.prove.translate import Bit, all_of, any_of, none_of, truth
from attune.guide.types import Guide, Json
from attune.logic import names

REACHED = (
    "conclusions",
    "exits",
    "plan",
    "follow_up",
    "tasks",
)  # what `reach_ID` claims, so never going there is noticed


@dataclass(frozen=True, slots=True)
class Noticed:
    """One mutant with the claims that one or two cases break; none means that it survives."""

    mutant: Mutant
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    guide: Guide = field(repr=False)
    noticed: Sequence[Noticed]
    claims: Sequence[Claim]

    @property
    def surviving(self) -> list[Mutant]:
        return [each.mutant for each in self.noticed if not each.by]

    def kills(self) -> dict[str, list[str]]:
        """Each universal claim with the mutants that were seen to break it."""
        found: dict[str, list[str]] = {claim.id: [] for claim in self.claims}
        for each in self.noticed:
            for name in each.by:
                found.setdefault(name, []).append(each.mutant.id)
        return found

    def as_json(self) -> Json:
        return {
            "mutants": len(self.noticed),
            "noticed": len(self.noticed) - len(self.surviving),
            "kills": self.kills(),
            "surviving": [each.id for each in self.surviving],
        }

    def as_markdown(self) -> str:
        """The survivors as a page for a clinician: by module, then by what was changed."""
        total, left = len(self.noticed), len(self.surviving)
        lines = [f"{total} changes were made, one at a time. {total - left} are noticed, {left} are not.", ""]
        titles = {module["id"]: module["title"] for module in self.guide["modules"]}
        for module, title in (("", "Shared facts"), *titles.items()):
            rows = [each for each in self.surviving if each.body["module"] == module]
            if rows:
                lines += [f"## {title}", "", "| what | change that no claim notices |", "| --- | --- |"]
                lines += [f"| `{each.of}` | {each.change.replace('|', '/')} |" for each in rows]
                lines += [""]
        return "\n".join(lines).rstrip()


def survey(guide: Guide, invariants: Iterable[Json]) -> Survey:
    """Try every mutant. Takes minutes: for an author's desk, not for each commit."""
    surveyor = Surveyor(guide, invariants)
    return Survey(guide, [Noticed(each, surveyor.notice(each)) for each in mutants(guide)], surveyor.claims)


class Surveyor:
    """One solver for all mutants: each definition hangs on a switch, so that another can take its place."""

    def __init__(self, guide: Guide, invariants: Iterable[Json]) -> None:
        self.guide = guide
        self.model: Model = build(guide)
        every = all_claims(self.model.prepared, invariants)
        self.claims = [each for each in every if each.kind != "reach"]
        self.reaches = [each for each in every if each.kind == "reach"]
        self.reads = _read_in_all(self.model.prepared)
        self.solver = solver_for(self.model)
        self.switches: dict[str, Any] = {}
        for step in self.model.prepared.steps:
            self.switches[step.id] = self._switched("use", step.id, self.model.definitions(step.body))
        done, formula = self.model.done_definition()
        self.solver.add(same(done, formula))
        reading = self.reading = self.model.reading()
        self.broken: list[Any] = []
        for claim in self.claims:
            given, holds = truth(claim.given, reading), truth(claim.holds, reading)
            self.broken.append(self._named(claim.id, all_of(given.yes, none_of(holds.yes))))
        self.any_broken = self._named("any", any_of(*self.broken))
        self.unused = {claim.id for claim in self.claims}
        self.judges = [claimed.breaks(claim) for claim in self.claims]

    def notice(self, mutant: Mutant) -> tuple[str, ...]:
        """The claims that the mutant breaks, as far as one or two cases show."""
        switch = self._switched("mutant", mutant.id, self.model.definitions(mutant.body))
        others = [each for name, each in self.switches.items() if name != mutant.of]
        by = list(self._found(mutant, [switch, *others, self.any_broken]))
        if by:
            rare = [
                each for claim, each in zip(self.claims, self.broken, strict=True) if claim.id in self.unused
            ]
            if rare and not self.unused.intersection(by):
                wanted = self._named(f"rare {mutant.id}", any_of(*rare))
                by += [name for name in self._found(mutant, [switch, *others, wanted]) if name not in by]
        elif mutant.change == NEVER_HOLDS:
            by = list(self._out_of_reach(mutant, [switch, *others]))
        self.unused.difference_update(by)
        self.solver.add(z3.Not(switch))
        return tuple(by)

    def _out_of_reach(self, mutant: Mutant, assumed: list[Any]) -> Iterator[str]:
        """The first thing that no consultation comes to any more: itself, or what reads it."""
        if mutant.part in REACHED:
            yield f"reach_{mutant.of}"
            return
        for claim in self.reaches:
            if mutant.of in self.reads[claim.id] and self._never(claim, assumed):
                yield claim.id
                return

    def _never(self, claim: Claim, assumed: list[Any]) -> bool:
        try:
            reached = self._named(claim.id, truth(claim.given, self.reading).yes)
            return answer(self.solver, [*assumed, reached]) is None
        except TookTooLong:
            return False

    def _found(self, mutant: Mutant, assumed: list[Any]) -> Iterator[str]:
        """The claims that a case breaks in the engine, run on the changed guide."""
        try:
            found = answer(self.solver, assumed)
        except TookTooLong:
            return
        if found is None:
            return
        case = answers_of(self.model, found)
        prepared = prepare(mutant.applied(self.guide))
        values = claimed.readable(prepared, case, consult(prepared, case, ANY_DAY))
        for claim, breaks in zip(self.claims, self.judges, strict=True):
            if breaks(values):
                yield claim.id

    def _switched(self, kind: str, name: str, definitions: Iterable[tuple[Any, Bit]]) -> Any:
        switch = bit(kind, name)
        for left, right in definitions:
            self.solver.add(z3.Implies(switch, same(left, right)))
        return switch

    def _named(self, name: str, formula: Bit) -> Any:
        named = bit("claim", name)
        self.solver.add(same(named, formula))
        return named


def _read_in_all(prepared: Prepared) -> dict[str, frozenset[str]]:
    """Of each `reach_ID` the names that its rule reads, those of the rules below it too."""
    found: dict[str, frozenset[str]] = {}
    for step in prepared.steps:  # what is read comes before what reads it
        body = step.body
        expr = body.get("is") if "is" in body else body.get("when")
        direct = frozenset() if expr is None else names(expr)
        below = [found[name] for name in direct if name in found and name not in prepared.questions]
        found[step.id] = direct.union(*below)
    return {f"reach_{name}": read for name, read in found.items()}
