"""`attune prove` on the default content, as an author runs it: a new process each time, its time and its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from statistics import median

from table import Row, show

RUNS = 3


def run() -> tuple[float, float, float, dict]:
    """Seconds, of these at work on a processor, peak memory in MB and the report of one run."""
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "attune", "prove", "--json"], stdout=out)
        _, _, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        out.seek(0)
        return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, json.load(out)


def main() -> int:
    runs = [run() for _ in range(RUNS)]
    report = runs[0][3]
    proved, bad = len(report["proved"]), len(report["refuted"]) + len(report["undecided"])
    invariants = sum(each["kind"] == "invariant" for each in report["proved"])
    rows = [
        Row("attune prove, from start to end", median(seconds for seconds, *_ in runs), "s", "<= 15"),
        Row("of it, at work on a processor", median(work for _, work, *_ in runs), "s"),
        Row("peak memory", max(memory for _, _, memory, _ in runs), "MB", "<= 1000"),
        Row("claims proved", proved, beside=f"{invariants} of them invariants of the content"),
        Row("claims refuted or undecided", bad, aim="<= 0"),
    ]
    return show(f"Prover (default content, median of {RUNS})", rows)


if __name__ == "__main__":
    raise SystemExit(main())
