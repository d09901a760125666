"""Real Chromium and a real server. See `phone` for what most tests need."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from e2e.district import District
from e2e.server import Server

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",  # tests run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 360, "height": 640}
# What Chromium itself reports when a request meets no network: meant, in these tests.
EXPECTED_OFFLINE = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION_REFUSED", "net::ERR_FAILED")

# And what it reports when the server does not let somebody in: the app says why, on the screen.
REFUSED = ("/api/v1/enrol", "/api/v1/sign-in")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Server]:
    """The server with the built app and the default content, for the whole run."""
    if not (root / "client" / "dist" / "index.html").exists():
        pytest.fail("The field app is not built: run `make client`.", pytrace=False)
    server = Server(tmp_path_factory.mktemp("site")).start()
    yield server
    server.stop()


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own, to stop and start again."""
    server = Server(tmp_path / "site").start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for the whole run."""
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("Chromium is not installed: run `make setup`.", pytrace=False)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def new_phone(browser: Browser, site: Server) -> Iterator[Callable[..., BrowserContext]]:
    """Makes phones: each call is a new one with empty storage. Options are Playwright's for a context.

    At the end the test fails if any page logged an error, broke the content policy or threw.
    """
    phones: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: object) -> BrowserContext:
        settings: dict[str, object] = {
            "viewport": PHONE,
            "device_scale_factor": 1,
            "is_mobile": True,
            "has_touch": True,
            "locale": "en",
            "base_url": site.url,
            "reduced_motion": "reduce",
        }
        phone = browser.new_context(**(settings | options))  # type: ignore[arg-type]
        phone.set_default_timeout(10_000)
        phone.on("console", lambda message: _note(message, complaints))
        phone.on("weberror", lambda error: complaints.append(f"uncaught: {error.error}"))
        phones.append(phone)
        return phone

    yield make
    for phone in phones:
        phone.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


@pytest.fixture(scope="session")
def district(site: Server) -> District:
    """Units and workers on that server, for the whole run: each test brings phones and people of its own."""
    return District(site)


@pytest.fixture
def tab(new_phone: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """A tab on a phone of its own that nobody has joined."""
    return lambda **options: new_phone(**options).new_page()


@pytest.fixture
def phone(new_phone: Callable[..., BrowserContext]) -> BrowserContext:
    """A phone of 360 by 640 with empty storage."""
    return new_phone()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    """A tab on that phone, with nothing loaded yet: `page.goto("/")`."""
    return phone.new_page()


def ready_for_flight_mode(page: Page) -> None:
    """Wait until the service worker has kept the app and controls the page."""
    page.wait_for_function("navigator.serviceWorker.ready.then((ready) => Boolean(ready.active))")


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    where = message.location.get("url", "")
    is_meant = any(known in message.text for known in EXPECTED_OFFLINE) or (
        "status of 403" in message.text and where.endswith(REFUSED)
    )
    if message.type in ("error", "warning") and not is_meant:
        complaints.append(f"{message.type}: {message.text} ({where})")
