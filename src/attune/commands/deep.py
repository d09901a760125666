"""`attune check --deep`: every virtual patient played through, on all cores, and the tables of what was found."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attune.commands.content import compiled_pack
from attune.relating.bots import SENSIBLE, THUMB_MOST
from attune.relating.deep import FILE, faults, passes, patterns, reached_by, seal
from attune.relating.play import OWN
from attune.relating.search import all_claims, search

Json = dict[str, Any]
_work: Json = {}  # of a worker process: the content is handed over once


@dataclass(frozen=True, slots=True)
class Deep:
    """What was found: case -> {seal, patterns: {pattern: found}}, who passes, and what is wrong."""

    relating: Json
    cases: Mapping[str, Json]
    bots: Sequence[Json]
    faults: Sequence[str]

    def as_json(self) -> Json:
        return {"cases": self.cases, "bots": list(self.bots), "faults": list(self.faults)}

    def as_text(self, everything: bool) -> Iterator[str]:
        """The tables for a terminal; `everything` adds the choices that show each claim."""
        yield ""
        yield "Virtual patients. Trust and distress at the end: worst and best found (bound: no play gets above it)."
        yield f"{'case':<22}{'pattern':<14}{'plays':>6}  {'trust':<11} {'bound':<6} {'distress':<11} {'goals':>6}{'facts':>6}{'endings':>8}"
        for case in self.relating["cases"]:
            for pattern, found in self.cases[case["id"]]["patterns"].items():
                yield from self._row(case, pattern, found, everything)
        yield ""
        yield f"{'who':<36}{'reached':>8}{'of':>5}"
        for row in self.bots:
            must = "must reach all" if row["bot"] == SENSIBLE else f"may reach {THUMB_MOST:.0%}"
            yield f"{row['bot']:<36}{row['reached']:>8}{row['of']:>5}  {must}{'' if row['holds'] else ': FAULT'}"
        yield ""
        yield from self.faults
        count = len(self.faults)
        yield f"{count or 'no'} fault{'s' if count > 1 else ''} in play"

    def _row(self, case: Json, pattern: str, found: Json, everything: bool) -> Iterator[str]:
        wanted = all_claims(self.relating, case)
        counts = []
        for kind in ("goal:", "fact:", "ending:"):
            of_kind = [name for name in wanted if name.startswith(kind)]
            counts.append(f"{sum(name in found['shown_by'] for name in of_kind)}/{len(of_kind)}")
        trust, distress = found["trust"], found["distress"]
        yield (
            f"{case['id']:<22}{pattern:<14}{found['plays']:>6}  {trust['worst']:.2f} - {trust['best']:.2f} {trust['bound']:>5.2f}  "
            f"{distress['worst']:.2f} - {distress['best']:.2f} {counts[0]:>6}{counts[1]:>6}{counts[2]:>8}"
        )
        if found["impossible"]:
            yield f"    impossible: {', '.join(found['impossible'])}"
        if found["not_found"]:
            yield f"    not found in {found['plays']} plays: {', '.join(found['not_found'])}"
        if everything:
            for number, choices in enumerate(found["replays"]):
                yield f"    {', '.join(name for name, by in found['shown_by'].items() if by == number)}:"
                yield f"      attune play {case['id']} --pattern {pattern} --choices {choices}"


def played_through(root: Path, overlays: Sequence[Path], *, changed: bool, keep: bool) -> Deep:
    """Search every case in every pattern (or only the `changed` ones), and let the bots play all of them."""
    relating = compiled_pack(root, overlays).relating
    kept = read_kept(root) if changed else {}
    cases = {each["id"]: each for each in relating["cases"]}
    jobs = [
        (name, pattern, kept.get(name, {}).get("seal") != seal(relating, case))
        for name, case in cases.items()
        for pattern in patterns(relating)
    ]
    with ProcessPoolExecutor(os.cpu_count(), initializer=_begin, initargs=(relating,)) as pool:
        done = list(pool.map(_play, jobs))
    found: dict[str, Json] = {}
    reached = []
    for (name, pattern, _), (searched, passed) in zip(jobs, done, strict=True):
        case = found.setdefault(name, {"seal": seal(relating, cases[name]), "patterns": {}})
        case["patterns"][pattern] = searched or kept[name]["patterns"][pattern]
        if pattern != OWN:
            reached.append(passed)
    if keep:
        text = json.dumps({"cases": dict(sorted(found.items()))}, ensure_ascii=False, indent=1)
        (root / FILE).write_text(text + "\n", "utf-8")
    bots = passes(reached)
    wrong = [
        fault for name, case in cases.items() for fault in faults(relating, case, found[name]["patterns"])
    ]
    wrong += [
        f"{row['bot']}: reached {row['reached']} of {row['of']} plays." for row in bots if not row["holds"]
    ]
    return Deep(relating, found, bots, wrong)


def read_kept(root: Path) -> dict[str, Json]:
    """What was found earlier in the pack in `root`, by case; empty where nothing is kept."""
    path = root / FILE
    found: dict[str, Json] = json.loads(path.read_text("utf-8"))["cases"] if path.exists() else {}
    return found


def dice(case: str, pattern: str) -> random.Random:
    """The same for the same case and pattern, so that a search can be repeated."""
    return random.Random(f"{case} {pattern}")


def _begin(relating: Json) -> None:
    _work.update(relating=relating, cases={each["id"]: each for each in relating["cases"]})


def _play(job: tuple[str, str, bool]) -> tuple[Json | None, dict[str, bool]]:
    name, pattern, is_changed = job
    relating, case = _work["relating"], _work["cases"][name]
    passed = reached_by(relating, case, pattern, random.Random(1).choice)
    found = search(relating, case, pattern, dice(name, pattern).choice) if is_changed else None
    return found, passed
