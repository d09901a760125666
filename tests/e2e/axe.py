"""Runs axe-core in a page: what a screen reader or a keyboard user would stumble over."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "client" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[str]:
    """One line for each fault that axe finds on the page as it is now."""
    page.evaluate(_script())  # through the debugger, so that the page's own content policy stays as it is
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    {node['html'][:200]}\n    {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail with axe's findings, if there are any."""
    found = violations(page)
    assert not found, f"axe found {len(found)} on {page.url}:\n" + "\n".join(found)


@cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8") + "\n;undefined"
