"""What the tests of the shell share: a phone that has begun, its places, its store read from outside."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, expect

# Every screen of the shell that has an address.
PLACES = (
    "today",
    "people",
    "people/demo:ab",
    "people/demo:cd",
    "people/demo:ef",
    "people/nobody",
    "settings",
)


def settings(**chosen: object) -> str:
    """A script for `add_init_script`: the worker has begun before, with these choices."""
    kept = json.dumps({"welcomed": True, "cadre": "nurse"} | chosen)
    return f"if (!localStorage['attune.settings']) localStorage['attune.settings'] = {json.dumps(kept)};"


def open_today(page: Page, **chosen: object) -> None:
    """Today, with the invented people there."""
    page.add_init_script(settings(**chosen))
    page.goto("/")
    page.wait_for_selector(".urgent")


def go(page: Page, place: str) -> None:
    """A place of the app, as a link in it leads there."""
    page.evaluate("(place) => { location.hash = `#/${place}` }", place)
    # A screen focuses its heading when it is shown.
    page.locator("h1:focus").wait_for()


def stored(page: Page, table: str) -> list[dict[str, Any]]:
    """All rows of one table of the phone's store."""
    rows: list[dict[str, Any]] = page.evaluate(
        """(table) => new Promise((resolve, reject) => {
            const opening = indexedDB.open('attune');
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
                const open = opening.result;
                const rows = open.transaction(table).objectStore(table).getAll();
                rows.onsuccess = () => { open.close(); resolve(rows.result); };
                rows.onerror = () => reject(rows.error);
            };
        })""",
        table,
    )
    return rows


def overflow(page: Page) -> list[str]:
    """What sticks out sideways, or is cut off: nothing may, however large the text."""
    found: list[str] = page.evaluate(
        """() => {
            const root = document.documentElement;
            const out = root.scrollWidth > root.clientWidth ? [`page ${root.scrollWidth} > ${root.clientWidth}`] : [];
            for (const one of document.querySelectorAll('h1, h2, h3, p, a, button, label, span, legend')) {
                const { left, right, width } = one.getBoundingClientRect();
                const isHidden = one.closest('.sr-only') !== null || width === 0;
                if (!isHidden && (left < -1 || right > innerWidth + 1)) out.push(`${one.tagName}: ${one.textContent}`);
            }
            return out;
        }"""
    )
    return found


def begin_follow_up(page: Page, *, confirm: bool = True) -> None:
    """The follow-up visit of A. B.; `confirm`: with what is known confirmed and the first question on the screen."""
    go(page, "people/demo:ab")
    page.get_by_role("button", name="Begin the follow-up visit").tap()
    page.wait_for_url("**/#/consultation/*")
    page.locator(".content .button-primary").wait_for()
    if not confirm:
        return
    page.locator(".content .button-primary").tap()
    page.locator(".quiet-line .quiet-button").first.wait_for()


def answer(page: Page) -> None:
    """Answers the question on the screen with its first quiet answer, and waits for what comes next."""
    before = page.locator("h1").inner_text()
    page.locator(".quiet-line .quiet-button").first.tap()
    expect(page.locator("h1")).not_to_have_text(before)


def used_release(page: Page) -> str:
    """The content release that the phone uses."""
    release: str = page.evaluate(
        """() => new Promise((resolve, reject) => {
            const opening = indexedDB.open('attune');
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
                const open = opening.result;
                const row = open.transaction('meta').objectStore('meta').get('in-use');
                row.onsuccess = () => { open.close(); resolve(row.result.release); };
            };
        })"""
    )
    return release


def focused(page: Page) -> str:
    """The words of what has the focus."""
    words: str = page.evaluate("document.activeElement?.textContent ?? ''")
    return words


def press_until(page: Page, words: str, most: int = 40) -> None:
    """Tab until the thing with these words has the focus, as somebody without a mouse does."""
    for _ in range(most):
        if focused(page) == words:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{most} times Tab do not lead to {words!r}")


def controlled(page: Page) -> None:
    """Wait until the service worker answers for this page, so that the next one is an update."""
    page.evaluate(
        """() => navigator.serviceWorker.controller !== null
            || new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done))
                .then(() => true)"""
    )
