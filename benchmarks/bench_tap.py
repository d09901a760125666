"""From the tap on an answer to the next question painted, in Chromium slowed down four times, as on a cheap phone."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from playwright.sync_api import Browser, sync_playwright
from table import Row, show

from e2e.conftest import CHROMIUM, PHONE, QUIET
from e2e.server import Server
from e2e.visit import DEPRESSED, Visit, on_plan

SLOWED = 4
VISITS = 2
LEAST_TAPS = 20

# A tap counts that brings another question. The frame that follows the change paints it; what is posted in that frame runs
# when the painting is done.
WATCH_TAPS = """
window.taps = [];
let watch;
const shown = () => [...document.querySelectorAll('h1, [id^="ask-"]')].map((one) => one.textContent).join();
document.addEventListener('pointerup', (tap) => {
    const before = shown();
    watch?.disconnect(); // a tick changed no question; this tap may
    watch = new MutationObserver(() => {
        if (shown() === before) return;
        watch.disconnect();
        requestAnimationFrame(() => {
            const painted = new MessageChannel();
            painted.port1.onmessage = () => window.taps.push(performance.now() - tap.timeStamp);
            painted.port2.postMessage(null);
        });
    });
    watch.observe(document, { subtree: true, childList: true, characterData: true });
}, { capture: true });
"""


def main() -> int:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        site = Server(Path(name) / "site", test_languages=False).start()
        try:
            path = next(found for each in CHROMIUM if (found := shutil.which(each)))
            browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
            taps = [took for _ in range(VISITS) for took in visit(browser, site.url)]
            browser.close()
        finally:
            site.stop()
    assert len(taps) >= LEAST_TAPS, f"only {len(taps)} taps led to another question"
    rows = [
        Row("median", median(taps), "ms", "<= 100"),
        Row("95th percentile", quantiles(taps, n=20)[-1], "ms", "<= 100"),
        Row("the worst", max(taps), "ms"),
    ]
    return show(
        f"Answer tap to next question painted ({len(taps)} taps, processor {SLOWED} times slower)", rows
    )


def visit(browser: Browser, url: str) -> list[float]:
    """One consultation about depression, question by question; milliseconds of each tap that led to the next question."""
    phone = browser.new_context(
        base_url=url, viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True
    )
    page = phone.new_page()
    page.add_init_script(WATCH_TAPS)
    walked = Visit.on(page, mode="step")
    walked.begin("0405", "pres_low_mood")
    phone.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.evaluate("window.taps.length = 0")
    walked.walk(DEPRESSED, until=on_plan)
    taps: list[float] = page.evaluate("window.taps")
    phone.close()
    return taps


if __name__ == "__main__":
    raise SystemExit(main())
