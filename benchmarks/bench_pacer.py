"""Ten minutes of breathing in Chromium, four times slower and blocked for 300 ms at random: how far tones, pulses and picture are from the plan."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from playwright.sync_api import Browser, sync_playwright
from table import Row, show

from e2e.conftest import CHROMIUM, PHONE, QUIET
from e2e.pacing import WATCH, Cue, Measured, Watching, fullness, lag_of_picture, started
from e2e.server import Server
from e2e.test_relax import EXERCISES, with_senses
from e2e.visit import Visit

NAME, LENGTH = "breath_slow", "breath_slow_10min"
EYES_BREATHS = 6  # the picture is looked at for a minute at each end


def main() -> int:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        site = Server(Path(name) / "site", test_languages=False).start()
        try:
            path = next(found for each in CHROMIUM if (found := shutil.which(each)))
            browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
            found = run(browser, site.url)
            browser.close()
        finally:
            site.stop()
    return show(*figures(found))


def run(browser: Browser, url: str) -> Measured:
    phone = browser.new_context(base_url=url, viewport=PHONE, has_touch=True, is_mobile=True, bypass_csp=True)
    page = phone.new_page()
    page.add_init_script(WATCH)
    visit = Visit.on(page, place=f"relax/{NAME}")
    page.locator("summary", has_text="5 minutes").tap()
    length = next(each for each in EXERCISES[NAME]["lengths"] if each["id"] == LENGTH)
    page.get_by_role("radio", name=length["text"]).dispatch_event("click")
    with_senses(page, "sound", "touch")
    page.add_style_tag(content=".pacer-words,.pacer-count,.pacer-ring,.pacer p{visibility:hidden}")
    watching = Watching(page, eyes=True)
    watching.begin()
    visit.tap(visit.button("relax.start"))
    page.wait_for_timeout(length["seconds"] * 1000 - 30_000)
    found = watching.end()
    phone.close()
    return found


def plan() -> list[Cue]:
    """Every breath of the long form, from the content's own numbers."""
    length = next(each for each in EXERCISES[NAME]["lengths"] if each["id"] == LENGTH)
    cues, at = [], 0
    for part in EXERCISES[NAME]["script"]:
        lasts = length.get("parts", {}).get(part["id"], part["seconds"]) * 1000
        if "pace" in part:
            inward, out = part["pace"]["in"] * 1000, part["pace"]["out"] * 1000
            for breath in range(int(lasts // (inward + out))):
                start = at + breath * (inward + out)
                cues += [Cue("in", start, inward), Cue("out", start + inward, out)]
        at += lasts
    return cues


def figures(found: Measured) -> tuple[str, list[Row]]:
    cues = plan()
    last = found.tones[-1] - found.tones[0]
    # The first tone is that of the first sentence.
    begun = started(found.tones, [0, *(cue.at for cue in cues)])
    cues = [cue for cue in cues if cue.at < last - 3000]
    late = [min((at - begun - cue.at for at in found.tones), key=abs) for cue in cues]
    felt = [
        min((at - begun - cue.at for at, beat in found.pulses if beat == cue.beat), key=abs) for cue in cues
    ]
    breaths = [cue for cue in cues if cue.beat == "in" and cue.lasts == 4000]
    watched = [*breaths[:EYES_BREATHS], *breaths[-EYES_BREATHS - 1 : -1]]
    seen = [
        lag_of_picture(found.frames, fullness(cues), begun, (cue.at, cue.at + 10_000))[0] for cue in watched
    ]
    third = len(late) // 3
    rows = [
        Row("tone from plan, the worst", max(map(abs, late)), "ms", "<= 50"),
        Row(
            "drift of the last third from the first",
            abs(mean(late[-third:]) - mean(late[:third])),
            "ms",
            "<= 20",
        ),
        Row("pulse from tone, the worst", max(map(abs, felt)), "ms", "<= 100"),
        Row("picture from tone, the worst", max(map(abs, seen)), "ms", "<= 100"),
        Row("times that the page was blocked", found.blocks, "", ">= 300"),
    ]
    return f"Pacer over ten minutes ({len(late)} tones)", rows


if __name__ == "__main__":
    raise SystemExit(main())
