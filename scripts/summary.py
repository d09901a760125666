"""Adds up the runners' reports and prints one line: `N passed, N failed`.

Called as `summary.py FOLDER [FAILED PART]...`. Exits 1 when a test failed, a part failed or nothing ran.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

REPORTS = ("python.xml", "postgresql.xml", "client.xml", "browser.xml")


def count(report: Path) -> tuple[int, int, int]:
    """How many tests passed, failed and were skipped."""
    cases = list(ET.parse(report).getroot().iter("testcase"))
    failed = sum(1 for case in cases if case.find("failure") is not None or case.find("error") is not None)
    skipped = sum(1 for case in cases if case.find("skipped") is not None)
    return len(cases) - failed - skipped, failed, skipped


def main(folder: Path, failed_parts: list[str]) -> int:
    passed = failed = skipped = 0
    for name in REPORTS:
        if not (folder / name).is_file():
            failed_parts.append(f"{name} was not written")
            continue
        more_passed, more_failed, more_skipped = count(folder / name)
        passed, failed, skipped = passed + more_passed, failed + more_failed, skipped + more_skipped
    for part in failed_parts:
        print(f"failed: {part}")
    failed = max(failed, len(failed_parts))
    tail = f", {skipped} skipped" if skipped else ""
    print(f"{passed} passed, {failed} failed{tail}")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
