"""The field app as a phone meets it: Lighthouse's mobile run on the served app, and bytes over the wire."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
LIGHTHOUSE = HERE / "node_modules" / ".bin" / "lighthouse"
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from table import Row, show  # noqa: E402

from e2e.server import Server  # noqa: E402

RUNS = 5
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
}
CHROMIUM_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def lighthouse(url: str, folder: Path, tries: int = 3) -> dict:
    """One run of Lighthouse in its mobile mode (slow 4G and a slow processor, both simulated).

    Now and then Chromium paints nothing for it on a busy machine; it is then tried again.
    """
    report = folder / "report.json"
    chromium = next(found for name in ("chromium", "google-chrome") if (found := shutil.which(name)))
    command = [
        str(LIGHTHOUSE),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={CHROMIUM_FLAGS}",
    ]
    done = subprocess.run(command, env=os.environ | {"CHROME_PATH": chromium}, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        if tries == 1:
            raise SystemExit("Lighthouse failed three times in a row; its messages stand above.")
        return lighthouse(url, folder, tries - 1)
    return json.loads(report.read_text(encoding="utf-8"))


def wire_sizes(report: dict) -> tuple[float, float]:
    """Bytes of what the first screen is made of, and of everything that was loaded, in kB."""
    requests = report["audits"]["network-requests"]["details"]["items"]
    route = [item for item in requests if item.get("resourceType") in ("Document", "Stylesheet", "Script")]
    return sum(item["transferSize"] for item in route) / 1000, sum(
        item["transferSize"] for item in requests
    ) / 1000


def bundle_size(site: Server) -> float | None:
    """The whole content bundle over the wire, in kB; None when nothing is published."""
    folder = site.data / "bundle"
    parts = list(folder.glob("*/*.br"))
    return sum(path.stat().st_size for path in parts) / 1000 if parts else None


def main() -> int:
    if not LIGHTHOUSE.exists():
        print("\nField app: Lighthouse is not installed, so nothing is measured (make bench installs it).")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = Server(folder / "site", test_languages=False).start()
        try:
            urllib.request.urlopen(site.url).read()
            reports = [lighthouse(site.url, folder) for _ in range(RUNS)]
            bundle = bundle_size(site)
        finally:
            site.stop()

    rows = [
        Row(
            f"Lighthouse {words}",
            median(report["categories"][key]["score"] * 100 for report in reports),
            "",
            ">= 95",
        )
        for key, words in CATEGORIES.items()
    ]
    # What Lighthouse makes of the machine: below about 1500 it was busy or slow, and the first score says little.
    machine = median(report["environment"]["benchmarkIndex"] for report in reports)
    rows.append(Row("Lighthouse's index of this machine", machine))
    paints = [report["audits"]["largest-contentful-paint"]["numericValue"] for report in reports]
    rows.append(Row("largest contentful paint", median(paints) / 1000, "s", "<= 1.5"))
    route, everything = wire_sizes(reports[0])
    rows.append(Row("initial route over the wire", route, "kB", "<= 80"))
    engine = sum(path.stat().st_size for path in (HERE.parent / "client/dist/assets").glob("domain-*.js.br"))
    rows.append(Row("of the app: evaluator and guide engine", engine / 1000, "kB", "<= 8"))
    rows.append(Row("all that the first visit loads", everything, "kB"))
    if bundle is not None:
        rows.append(Row("content bundle over the wire", bundle, "kB"))
    return show(f"Field app (Lighthouse mobile, median of {RUNS})", rows)


if __name__ == "__main__":
    raise SystemExit(main())
