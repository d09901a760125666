"""From the tap on a sentence to the person's answer, in Chromium slowed down four times, as on a cheap phone."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from playwright.sync_api import Browser, sync_playwright
from table import Row, show

from attune.pack import compile_pack
from attune.paths import content_dir
from attune.relating import play
from attune.relating.bots import Sensible, played_by
from e2e.conftest import CHROMIUM, PHONE, QUIET
from e2e.server import Server
from e2e.shell import go, open_today

SLOWED = 4
CASES = ("well_digger", "new_mother")

# The turn is over when answer, feedback and the next lines stand in the page. The frame that follows paints them; what is posted in
# that frame runs when the painting is done, here without a graphics processor.
WATCH_TURNS = """
window.turns = [];
document.addEventListener('click', (tap) => {
    if (tap.target.closest('.next .choice') === null) return;
    const watch = new MutationObserver(() => {
        watch.disconnect();
        const stands = performance.now() - tap.timeStamp;
        requestAnimationFrame(() => {
            const painted = new MessageChannel();
            painted.port1.onmessage = () => window.turns.push([stands, performance.now() - tap.timeStamp]);
            painted.port2.postMessage(null);
        });
    });
    watch.observe(document, { subtree: true, childList: true, characterData: true });
}, { capture: true });
"""


def main() -> int:
    relating = compile_pack(content_dir()).relating
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        site = Server(Path(name) / "site", test_languages=False).start()
        try:
            path = next(found for each in CHROMIUM if (found := shutil.which(each)))
            browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
            turns = [took for name in CASES for took in talk(browser, site.url, relating, name)]
            browser.close()
        finally:
            site.stop()
    stands, painted = zip(*turns, strict=True)
    rows = [
        Row("in the page, median", median(stands), "ms", "<= 50"),
        Row("in the page, 95th percentile", quantiles(stands, n=20)[-1], "ms", "<= 50"),
        Row("in the page, the worst", max(stands), "ms"),
        Row("painted, median", median(painted), "ms", "<= 100"),
        Row("painted, 95th percentile", quantiles(painted, n=20)[-1], "ms"),
    ]
    return show(f"From a sentence to the answer ({len(turns)} turns, processor {SLOWED} times slower)", rows)


def talk(browser: Browser, url: str, relating: dict[str, Any], name: str) -> list[list[float]]:
    """One whole talk with feedback after each sentence; of each turn the milliseconds until it stands and until it is painted."""
    case = next(each for each in relating["cases"] if each["id"] == name)
    choices, _ = played_by(Sensible(relating, case), relating, case, "own")
    phone = browser.new_context(
        base_url=url, viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True
    )
    page = phone.new_page()
    page.add_init_script(WATCH_TURNS)
    open_today(page)
    go(page, f"practice/{name}")
    page.locator(".foot .button").tap()
    page.locator(".next .choice").first.wait_for()
    phone.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    # The last one leads to another page, which looks back.
    for n, choice in enumerate(choices[:-1]):
        offered = play(relating, case, "own", choices[:n])["offered"]
        page.locator(".next .choice").nth(offered.index(choice)).tap()
        page.wait_for_function("(n) => window.turns.length > n", arg=n)
    turns: list[list[float]] = page.evaluate("window.turns")
    phone.close()
    return turns


if __name__ == "__main__":
    raise SystemExit(main())
