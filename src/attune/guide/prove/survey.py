"""Every mutant of a guide, and which claims notice it: the kill table.

Z3 looks for a consultation in which the mutant breaks a claim; the engine, run on the changed guide, then says which claims that
consultation breaks. This goes on until no claim is left to break, so the table is whole, and the same each time.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import z3

from attune.guide.consult import consult
from attune.guide.prepare import Prepared, prepare
from attune.guide.prove import claims as claimed
from attune.guide.prove.claims import Claim
from attune.guide.prove.difference import Difference, Differences
from attune.guide.prove.model import Model, bit, build
from attune.guide.prove.mutants import NEVER_HOLDS, Mutant, mutants
from attune.guide.prove.run import ANY_DAY, all_claims
from attune.guide.prove.search import TookTooLong, answer, answers_of, holds_in, same, solver_for
from attune.guide.prove.translate import Bit, all_of, any_of, none_of, truth
from attune.guide.types import Guide, Json
from attune.logic import names

SHARE = 200  # mutants to one solver; fixed, so that what is found does not depend on the number of processors
Share = tuple[Guide, list[Json], list[Mutant]]


@dataclass(frozen=True, slots=True)
class Noticed:
    """One mutant with the claims that it breaks. None means that it survives; then `difference` is what it does."""

    mutant: Mutant
    by: tuple[str, ...]
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    guide: Guide = field(repr=False)
    noticed: Sequence[Noticed]
    claims: Sequence[Claim]

    @property
    def surviving(self) -> list[Noticed]:
        return [each for each in self.noticed if not each.by]

    def kills(self) -> dict[str, list[str]]:
        """Each claim that says "whenever" with the mutants that break it; reached things only where that noticed one."""
        found: dict[str, list[str]] = {claim.id: [] for claim in self.claims if claim.kind != "reach"}
        for each in self.noticed:
            for name in each.by:
                found.setdefault(name, []).append(each.mutant.id)
        return found

    def idle(self) -> list[str]:
        """The invariants of the content that notice no mutant."""
        kills = self.kills()
        return [claim.id for claim in self.claims if claim.kind == "invariant" and not kills[claim.id]]

    def as_json(self) -> Json:
        return {
            "mutants": len(self.noticed),
            "noticed": len(self.noticed) - len(self.surviving),
            "idle_invariants": self.idle(),
            "kills": self.kills(),
            "surviving": [
                {"id": each.mutant.id, **(each.difference.as_json() if each.difference else {})}
                for each in self.surviving
            ],
        }


def survey(
    guide: Guide,
    invariants: Iterable[Json],
    of: Sequence[Mutant] | None = None,
    processes: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Survey:
    """Try every mutant, or those in `of`, on as many processes as there are processors. Takes minutes: for an author's desk."""
    wanted = list(mutants(guide)) if of is None else list(of)
    claims = all_claims(prepare(guide), invariants := list(invariants))
    shares = [(guide, invariants, wanted[at : at + SHARE]) for at in range(0, len(wanted), SHARE)]
    count = min(processes or os.cpu_count() or 1, len(shares))
    noticed: list[Noticed] = []
    for found in _worked(shares, count):
        noticed += found
        progress(len(noticed), len(wanted))
    return Survey(guide, noticed, claims)


def _worked(shares: list[Share], count: int) -> Iterator[list[Noticed]]:
    if count <= 1:
        yield from map(_share, shares)
        return
    spawn = multiprocessing.get_context("spawn")  # a forked child would share Z3's state
    # A new process for each share gives its memory back.
    with ProcessPoolExecutor(count, mp_context=spawn, max_tasks_per_child=1) as pool:
        yield from pool.map(_share, shares)


def _share(share: Share) -> list[Noticed]:
    guide, invariants, wanted = share
    surveyor, differences = Surveyor(guide, invariants), Differences(guide)
    if multiprocessing.parent_process() is not None:
        gc.freeze()  # two large formulas that live as long as the process: not worth looking through again
    noticed = []
    for mutant in wanted:
        by = surveyor.notice(mutant)
        noticed.append(Noticed(mutant, by, None if by else differences.of(mutant)))
    return noticed


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
        self.reading = self.model.reading()
        self.broken = {claim.id: self._named(claim.id, self._breaking(claim)) for claim in self.claims}
        self._leave_out_broken()
        self.any_broken = self._named("any", any_of(*self.broken.values()))
        self.judges = {claim.id: claimed.breaks(claim) for claim in self.claims if claim.id in self.broken}
        self.unconfirmed: list[tuple[str, str]] = []  # mutant and claim: the engine does not break it

    def _leave_out_broken(self) -> None:
        """A claim that the guide itself breaks cannot notice a change."""
        while self.broken:
            some = self._named(f"some of {len(self.broken)}", any_of(*self.broken.values()))
            found = answer(self.solver, [*self.switches.values(), some])
            if found is None:
                return
            self.broken = {name: each for name, each in self.broken.items() if not holds_in(found, each)}

    def notice(self, mutant: Mutant) -> tuple[str, ...]:
        """The claims that the mutant breaks, in their order."""
        switch = self._switched("mutant", mutant.id, self.model.definitions(mutant.body))
        others = [each for name, each in self.switches.items() if name != mutant.of]
        try:
            by = self._broken_by(mutant, switch, others)
            if not by and mutant.change == NEVER_HOLDS:
                by = list(self._out_of_reach(mutant, [switch, *others]))
        finally:
            self.solver.add(z3.Not(switch))
        return tuple(by)

    def _broken_by(self, mutant: Mutant, switch: Any, others: list[Any]) -> list[str]:
        by: set[str] = set()
        prepared: Prepared | None = None
        while True:
            try:
                found = answer(self.solver, [switch, *others, self.any_broken])
            except TookTooLong:
                break
            if found is None:
                break
            prepared = prepared or prepare(mutant.applied(self.guide))
            case = answers_of(self.model, found)
            values = claimed.readable(prepared, case, consult(prepared, case, ANY_DAY))
            said = {name for name, broken in self.broken.items() if holds_in(found, broken)}
            done = {name for name, breaks in self.judges.items() if breaks(values)}
            self.unconfirmed += [(mutant.id, name) for name in sorted(said - done)]
            by |= done
            for name in said | done:  # from now on a case must break another one
                self.solver.add(z3.Implies(switch, z3.Not(self.broken[name])))
        return [claim.id for claim in self.claims if claim.id in by]

    def _out_of_reach(self, mutant: Mutant, assumed: list[Any]) -> Iterator[str]:
        """The first thing that no consultation comes to any more: itself, or what reads it."""
        if any(claim.id == f"reach_{mutant.of}" for claim in self.reaches):
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

    def _breaking(self, claim: Claim) -> Bit:
        given, holds = truth(claim.given, self.reading), truth(claim.holds, self.reading)
        return all_of(given.yes, none_of(holds.yes))

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
