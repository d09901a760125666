"""What the benchmarks of the engines run on: the default content, and random consultations over it, the same each time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import thread_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from attune.guide import Guide  # noqa: E402
from attune.pack import compile_pack  # noqa: E402
from attune.paths import content_dir  # noqa: E402
from engines import CLIENT, bundled  # noqa: E402
from property.consultations import walk  # noqa: E402

Answers = dict[str, Any]
LENGTH = 45


def content() -> Guide:
    """The default content as phones get it."""
    return compile_pack(content_dir()).guide


def consultations(guide: Guide, how_many: int) -> list[Answers]:
    """The answers after each step of random consultations; the seeds are 0, 1, 2, ..."""
    return [state for seed in range(how_many) for state in walk(guide, Random(seed), LENGTH, mistakes=False)]


def best(rounds: int, runs: list[Callable[[], object]]) -> list[float]:
    """Milliseconds of each run, the quickest of `rounds` over all of them.

    Processor time and the quickest, so that it is what the code takes; one round after the other, so that no run meets a busy
    moment of the machine in all its rounds.
    """
    taken = [[_timed(run) for run in runs] for _ in range(rounds)]
    return [min(each) for each in zip(*taken, strict=True)]


def _timed(run: Callable[[], object]) -> float:
    start = thread_time()
    run()
    return (thread_time() - start) * 1000


def in_node(request: dict[str, Any]) -> dict[str, Any]:
    """What client/build/bench.ts says to `request`."""
    with bundled(CLIENT / "build" / "bench.ts") as script:
        done = subprocess.run(
            ["node", script],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            check=True,
            cwd=CLIENT,
        )
    reply: dict[str, Any] = json.loads(done.stdout)
    return reply
