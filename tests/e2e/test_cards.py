"""The cards of a role-play on paper."""

from __future__ import annotations

import re
import subprocess
import sys

MM = 72 / 25.4


def test_the_cards_print_on_a5_and_nothing_runs_over_the_edge(browser, tmp_path):
    made = tmp_path / "cards.html"
    words = ["cards", "new_mother", "--pattern", "disorganized", "--out", str(made)]
    subprocess.run([sys.executable, "-m", "attune", *words], cwd=tmp_path, check=True, capture_output=True)
    page = browser.new_page(viewport={"width": round(126 / 25.4 * 96), "height": 700})
    page.goto(made.as_uri())
    paper = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    page.emulate_media(media="print")
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    page.close()
    assert 4 <= len(boxes) <= 8
    assert all(abs(float(w) - 148 * MM) < 1.5 and abs(float(h) - 210 * MM) < 1.5 for w, h in boxes)
    assert wide[0] <= wide[1]
