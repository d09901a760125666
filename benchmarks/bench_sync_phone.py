"""A phone with five thousand entries, in Chromium slowed down four times: from the last key of the PIN to Today painted."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from installation import Phone, Served, found
from playwright.sync_api import Browser, Page, sync_playwright
from records import Records
from relay import Relay
from table import Row, show

from e2e.conftest import CHROMIUM, PHONE, QUIET
from e2e.district import PINS, join, send, type_pin
from e2e.visit import t

SLOWED = 4
ENTRIES = 5_000
TIMES = 5
# Whom to see today: it is there when the entries are opened and folded.
TODAY = "main .stack-tight a.list-link"

# From the tap on the last key until Today is painted with the unit's people in it; and within that the derivation of the key.
WATCH = """
window.opening = {};
const derive = crypto.subtle.deriveKey.bind(crypto.subtle);
crypto.subtle.deriveKey = async (how, ...more) => {
    const started = performance.now();
    const key = await derive(how, ...more);
    if (how.name === 'PBKDF2')
        Object.assign(window.opening, { derived: performance.now() - started, iterations: how.iterations });
    return key;
};
document.addEventListener('pointerup', (tap) => {
    if (window.opening.painted !== undefined) return;
    window.opening.tapped = tap.timeStamp;
}, { capture: true });
new MutationObserver((_, watch) => {
    if (window.opening.tapped === undefined || !document.querySelector(window.waitedFor)) return;
    watch.disconnect();
    requestAnimationFrame(() => {
        const painted = new MessageChannel();
        painted.port1.onmessage = () => {
            window.opening.painted = performance.now();
            console.debug('painted');
        };
        painted.port2.postMessage(null);
    });
}).observe(document, { subtree: true, childList: true });
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """Milliseconds; `derived` of it went into the key."""

    took: float
    derived: float
    iterations: int


@dataclass(frozen=True, slots=True)
class OneCode:
    """Stands for the district of the browser tests: there is one worker, with one code."""

    text: str

    def code(self, username: str, unit: str) -> str:
        return self.text


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "site"
        writer, owner, calm = found(folder, phones=3, in_unit=2)
        certificate = _certificate(Path(name))
        with Served(folder) as site:
            writer.port = site.port
            writer.push(writer.writes(Records(folder / "bundle").take(ENTRIES)))
        # Django and the browser's driver do not like each other: first the one, then the other.
        codes = [OneCode(_code(phone)) for phone in (calm, owner)]
        with sync_playwright() as driver:
            path = next(each_path for each in CHROMIUM if (each_path := shutil.which(each)))
            browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
            with Served(folder, *certificate) as site:
                quiet = nothing_new(browser, site, codes[0])
            with Served(folder) as site:
                openings, held, packed = on_phone(browser, site, codes[1])
            browser.close()
    assert held >= ENTRIES, f"only {held} entries are on the phone"
    return show(
        f"Phone with {held} entries: PIN to Today (median of {TIMES}, processor {SLOWED} times slower)",
        [*opening_rows(openings, packed), *quiet],
    )


def opening_rows(openings: list[Opening], packed: int) -> list[Row]:
    took = median(each.took for each in openings) / 1000
    derived = median(each.derived for each in openings) / 1000
    worst = max(each.took for each in openings) / 1000
    return [
        Row(
            "PIN to Today, key derivation included",
            took,
            "s",
            "<= 1.5",
            f"the worst {worst:.3g} s, {packed} packs",
        ),
        Row(
            "of that, key derivation",
            derived,
            "s",
            None,
            "runs beside the page, where Chromium slows nothing down",
        ),
        Row("the same if the derivation were slowed down too", took + (SLOWED - 1) * derived, "s"),
        Row("iterations", min(each.iterations for each in openings), "", ">= 600000"),
    ]


def on_phone(browser: Browser, site: Served, code: OneCode) -> tuple[list[Opening], int, int]:
    """The phone joins and takes all entries; then it is begun anew and opened, several times. Also how many entries and packs it has."""
    page = _joined(browser, site.url, code)
    send_until(page, ENTRIES)
    held, packed = counted(page, "sealed"), counted(page, "packs")
    page.add_init_script(WATCH)
    page.add_init_script(f"window.waitedFor = {TODAY!r};")
    openings = [opened(page) for _ in range(TIMES)]
    page.context.close()
    return openings, held, packed


def nothing_new(browser: Browser, site: Served, code: OneCode) -> list[Row]:
    """What a sync of the app itself costs when there is nothing to tell, by HTTPS as in the field, on a connection that is open."""
    with Relay(site.port) as wire:
        page = _joined(browser, f"https://127.0.0.1:{wire.port}", code)
        send(page)
        page.wait_for_timeout(5_000)  # what the app does by itself after it was opened is over
        send(page)
        page.wait_for_timeout(1_000)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        before = wire.bytes
        page.get_by_role("button", name=t("sync.now")).tap()
        page.wait_for_timeout(3_000)
        taken = wire.bytes - before
        page.context.close()
    return [
        Row("nothing new: requests of the app", len(asked), "", "<= 1"),
        Row("nothing new: both ways, by HTTPS, headers included", taken, "B", "<= 1000"),
    ]


def _joined(browser: Browser, url: str, code: OneCode) -> Page:
    phone = browser.new_context(
        base_url=url,
        viewport=PHONE,
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        ignore_https_errors=True,
    )
    phone.set_default_timeout(120_000)
    page = phone.new_page()
    join(page, code, "amina")  # type: ignore[arg-type]
    return page


def send_until(page: Page, count: int) -> None:
    for _ in range(60):
        send(page)
        if counted(page, "sealed") >= count:
            break
        page.wait_for_timeout(2_000)
    send(page)  # what came last is packed with the next sync


def counted(page: Page, table: str) -> int:
    """Rows of one table of the phone's store."""
    count: int = page.evaluate(
        """(table) => new Promise((resolve, reject) => {
            const opening = indexedDB.open('attune');
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
                const open = opening.result;
                const asked = open.transaction(table).objectStore(table).count();
                asked.onsuccess = () => { open.close(); resolve(asked.result); };
                asked.onerror = () => reject(asked.error);
            };
        })""",
        table,
    )
    return count


def opened(page: Page) -> Opening:
    page.evaluate("location.hash = '#/'")
    page.reload()
    page.get_by_role("group", name=t("pad.label")).wait_for()
    page.wait_for_timeout(1_000)
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    # The page is not asked whether it is ready: looking for a button in it takes as long as what is measured.
    with page.expect_console_message(lambda said: said.text == "painted"):
        type_pin(page, PINS["amina"], "lock.open")
    said: dict[str, Any] = page.evaluate("window.opening")
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    slow.detach()
    return Opening(said["painted"] - said["tapped"], said["derived"], said["iterations"])


def _certificate(folder: Path) -> list[str]:
    """Options of `attune serve` to answer by HTTPS, with a certificate that nobody vouches for."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-days", "2", "-subj", "/CN=benchmark", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return ["--certificate", str(certificate), "--key", str(key)]


def _code(owner: Phone) -> str:
    """A one-time code of the worker to whom this phone belongs; the app comes in as another phone."""
    from django.db import connections
    from django.utils import timezone

    from attune.server.people import enrolment
    from attune.server.people.models import Account, Unit

    code = enrolment.make_code(
        worker=Account.objects.get(pk=owner.author),
        unit=Unit.objects.get(pk=owner.unit),
        by=None,
        now=timezone.now(),
    )
    connections.close_all()
    return str(code.code)


if __name__ == "__main__":
    sys.exit(main())
