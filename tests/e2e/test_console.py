"""The console in a real browser: signing in, every page by axe in light and dark, small and large, long words, right to left, large text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from district import PASSWORD
from e2e.axe import assert_accessible
from e2e.server import Server

SMALL, LARGE = {"width": 360, "height": 640}, {"width": 1280, "height": 800}
# In a process of its own, before the server starts: a database is opened by one server at a time.
FURNISH = """
import json, sys
from attune.server import setup
setup.ready(); setup.migrate()
from pathlib import Path
from django.conf import settings
from attune.server.sync.models import StoredEntry
from desk import open_desk, publish_content
bundle = Path(settings.BUNDLE_DIR)
publish_content(bundle)
desk = open_desk(bundle)
ids = lambda rows: {name: str(row.pk) for name, row in rows.items()}
made = {"subjects": desk.subjects, "entries": desk.entries, "units": ids(desk.district.units), "accounts": ids(desk.district.accounts)}
made["phones"] = {name: phone.device for name, phone in desk.district.phones.items()}
made["line"] = json.loads(StoredEntry.objects.get(pk=desk.entries["visit"]).body)["plan"][-1]["id"]
json.dump(made, sys.stdout)
"""


class Office:
    """A server with a furnished desk, and the addresses of what lies on it."""

    def __init__(self, data: Path, root: Path) -> None:
        self.data, self.server = data, Server(data)
        data.mkdir(parents=True)
        secret = "for tests alone, and long enough"
        self.server.environment = {"ATTUNE_SECRET_KEY": secret, "ATTUNE_ADDRESS": self.server.url}
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("ATTUNE_", "DJANGO_"))
        }
        environment = (
            kept | self.server.environment | {"ATTUNE_DATA": str(data), "PYTHONPATH": str(root / "tests")}
        )
        done = subprocess.run(
            [sys.executable, "-c", FURNISH], env=environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        self.made = json.loads(done.stdout)

    def withdraw_a_line(self) -> None:
        """A line of Kofi's plan does not hold any more. The server publishes its content as it starts: this comes after."""
        lines = json.dumps({"lines": [self.made["line"]]})
        (self.data / "bundle" / "withdrawn.json").write_text(lines, encoding="utf-8")

    def pages(self, who: str) -> dict[str, str]:
        made = self.made
        unit, amina = (
            f"/console/unit/{made['units']['alpha']}",
            f"/console/account/{made['accounts']['amina']}",
        )
        if who == "mara":
            return {
                "figures of withdrawn lines": f"{unit}/withdrawn",
                "whose record to erase": f"{unit}/erase",
                "erase": f"/console/people/{made['subjects']['efua']}/erase",
            }
        if who == "oto":
            return {
                "unit": unit,
                "new account": f"{unit}/new-account",
                "account": amina,
                "action": f"{amina}/pair",
                "drawing": f"{amina}/picture",
                "fleet": "/console/fleet?show=all",
                "phone": f"/console/phone/{made['phones']['amina']}",
                "lost": f"/console/phone/{made['phones']['amina']}/lost",
            }
        return {
            "withdrawn lines": f"{unit}/withdrawn",
            "me": "/console/me",
            "password": "/console/me/password",
            "people": "/console/people",
            "two versions": f"/console/people/{made['subjects']['kofi']}",
            "risk": f"/console/people/{made['subjects']['efua']}",
            "visit": f"/console/visit/{made['entries']['visit']}",
            "other result": f"/console/visit/{made['entries']['other-hash']}",
            "no release": f"/console/visit/{made['entries']['old-release']}",
            "rescue": "/console/rescue",
            "set aside": "/console/rescue/1",
        }


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Office]:
    office = Office(tmp_path_factory.mktemp("office") / "data", root)
    office.server.start()
    office.withdraw_a_line()
    yield office
    office.server.stop()


@pytest.fixture
def desk_of(office: Office, new_phone: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """A browser at the desk of `who`, signed in: `desk_of("bo", viewport=LARGE, color_scheme="dark")`."""

    def sit_down(who: str, **options: Any) -> Page:
        here = {
            "base_url": office.server.url,
            "viewport": LARGE,
            "is_mobile": False,
            "has_touch": False,
            "service_workers": "block",
        }
        page = new_phone(**(here | options)).new_page()
        page.goto("/console/")
        sign_in(page, who)
        return page

    return sit_down


def sign_in(page: Page, who: str) -> None:
    page.fill("[name=login]", who)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".who-name")).to_be_visible()


def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} is {over} px too wide"


@pytest.mark.parametrize("who", ["bo", "oto", "mara"])
@pytest.mark.parametrize("viewport", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(
    office: Office, desk_of: Callable[..., Page], who: str, viewport: Any, scheme: str
) -> None:
    page = desk_of(who, viewport=viewport, color_scheme=scheme)
    for name, address in office.pages(who).items():
        response = page.goto(address)
        assert response is not None and response.status == 200, name
        for fold in page.locator("details").all():
            fold.evaluate("fold => fold.open = true")
        fits(page)
        assert_accessible(page)


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
@pytest.mark.parametrize("who", ["bo", "oto"])
def test_every_page_holds_long_words_and_reads_from_right_to_left(
    office: Office, desk_of: Callable[..., Page], who: str, language: str
) -> None:
    page = desk_of(who, viewport=SMALL)
    page.goto("/console/me")
    page.select_option("[name=language]", language)
    page.locator(".languages button").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    mark = "[" if language == "en-XA" else "\u202e"
    for name, address in office.pages(who).items():
        page.goto(address)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar-XB" else "ltr")
        for words in page.locator("h2, button, thead th, .field-label, .places span").all_text_contents():
            assert mark in words, f"{name}: {words!r} is in no catalogue"
        fits(page)
        assert_accessible(page)


def test_twice_the_text_size_loses_nothing(office: Office, desk_of: Callable[..., Page]) -> None:
    page = desk_of("bo", viewport=SMALL)
    for address in office.pages("bo").values():
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        fits(page)


def test_everything_is_reached_by_keyboard_and_the_first_stop_skips_the_frame(
    desk_of: Callable[..., Page],
) -> None:
    page = desk_of("bo")
    page.goto("/console/people")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q"


def test_the_list_follows_what_is_typed_and_its_address_with_it(desk_of: Callable[..., Page]) -> None:
    page = desk_of("bo")
    page.goto("/console/people")
    expect(page.locator("tbody tr")).to_have_count(4)

    page.locator("#f-q").press_sequentially("0431")

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("#f-q")).to_be_focused()
    assert "q=0431" in page.url
    page.locator(".pill", has_text="At risk").click()
    expect(page.locator(".empty")).to_be_visible()


def test_a_code_is_shown_with_its_minutes_and_prints_without_the_frame(
    office: Office, desk_of: Callable[..., Page]
) -> None:
    page = desk_of("bo", viewport=SMALL)
    page.goto(f"/console/account/{office.made['accounts']['amina']}")
    page.get_by_role("button", name="New code for Alpha").click()

    expect(page.locator("svg.qr")).to_be_visible()
    expect(page.locator("[data-left]")).to_have_text("10 min left")
    assert_accessible(page)
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator("svg.qr")).to_be_visible()


def test_signing_out_leaves_nothing_to_go_back_to(desk_of: Callable[..., Page]) -> None:
    page = desk_of("bo")
    page.goto("/console/people")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    assert_accessible(page)

    page.go_back()

    expect(page.locator("h1")).to_have_text("Sign in")
