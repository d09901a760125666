"""A district on a real server, and its workers' phones: who works where, codes to join, typing a PIN."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

from e2e.visit import t

if TYPE_CHECKING:
    from e2e.server import Server

PINS = {"amina": "4071", "dawit": "8264", "chidi": "5938", "esi": "6147", "bo": "2750"}

# The server's own functions, in a process of its own: this one has no Django.
_FOUND = """
from datetime import date
from attune.commands.people import database
with database():
    from attune.server.people import staff
    from attune.server.people.units import add_unit
    land = add_unit(name="Land", level="country", parent=None)
    north = add_unit(name="North", level="district", parent=land)
    south = add_unit(name="South", level="district", parent=land)
    alpha = add_unit(name="Alpha", level="facility", parent=north)
    beta = add_unit(name="Beta", level="facility", parent=north)
    gamma = add_unit(name="Gamma", level="facility", parent=south)
    since = date(2026, 1, 1)
    for username, name, picture, kind, unit, cadre in (
        ("amina", "Amina Odhiambo", "picture/bird", "worker", alpha, "nurse"),
        ("dawit", "\u12f3\u12ca\u1275 \u1270\u1235\u134b\u12ec", "", "worker", alpha, "community_worker"),
        ("esi", "Esi", "picture/fish", "worker", beta, "clinical_officer"),
        ("chidi", "Chidi", "picture/drum", "worker", gamma, "nurse"),
        ("bo", "Bo", "picture/tree", "supervisor", north, ""),
    ):
        account = staff.add_account(username=username, name=name, picture=picture, password="a long pass phrase")
        staff.give_role(account, kind, unit, since=since, cadre=cadre)
    for worker in ("amina", "dawit"):
        staff.pair(staff.find_account("bo"), staff.find_account(worker), since=since)
"""
_CODE = """
import sys
from attune.commands.people import database, unit_named
with database():
    from django.utils import timezone
    from attune.server.people import enrolment, staff
    username, unit = sys.argv[1:]
    code = enrolment.make_code(worker=staff.find_account(username), unit=unit_named(unit), by=None, now=timezone.now())
    print(code.code)
"""


class District:
    """Amina (nurse) and Dawit (community worker) share a phone at Alpha, Bo supervises them, Esi works at Beta nearby, Chidi in
    another district."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._run(_FOUND)

    def code(self, username: str, unit: str = "Alpha") -> str:
        """A fresh one-time code to join."""
        return self._run(_CODE, username, unit).strip()

    def _run(self, script: str, *arguments: str) -> str:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("ATTUNE_", "DJANGO_"))
        }
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            env=inherited | {"ATTUNE_DATA": str(self.server.data)},
            cwd=self.server.data,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def type_pin(page: Page, pin: str, done: str) -> None:
    """With the thumb, on the pad; `done` is the word of the last key."""
    keys = page.get_by_role("group", name=t("pad.label"))
    for digit in pin:
        keys.get_by_role("button", name=digit, exact=True).tap()
    keys.get_by_role("button", name=t(done), exact=True).tap()


def join(page: Page, district: District, username: str, unit: str = "Alpha", *, scanned: bool = True) -> None:
    """From the code to Today, as the worker does it."""
    code = district.code(username, unit)
    if scanned:
        page.goto(f"/#/join/{code}")
    else:
        page.goto("/#/join")
        page.get_by_label(t("join.code")).fill(code)
    page.get_by_role("button", name=t("join.now")).tap()
    page.get_by_role("button", name=t("pin.me")).tap()
    choose_pin(page, PINS[username])
    expect(page.get_by_role("button", name=t("head.lock"))).to_be_visible(timeout=30_000)


def choose_pin(page: Page, pin: str) -> None:
    """Twice."""
    type_pin(page, pin, "pin.next")
    page.get_by_role("heading", name=t("pin.again")).wait_for()
    type_pin(page, pin, "pin.next")


def lock(page: Page) -> None:
    page.get_by_role("button", name=t("head.lock"), exact=True).tap()
    page.get_by_role("heading", level=1).wait_for()


def unlock(page: Page, username: str, name: str | None = None) -> None:
    """`name`: the tile to tap first, where several work on the phone."""
    if name is not None:
        page.get_by_role("button", name=name).tap()
    type_pin(page, PINS[username], "lock.open")
    expect(page.get_by_role("button", name=t("head.lock"))).to_be_visible(timeout=20_000)


def add_person(page: Page, number: str, initials: str, *, age: int, sex: str = "female") -> str:
    """Somebody new of the unit; returns the id, which stands in the address."""
    page.evaluate("location.hash = '#/people/new'")
    page.get_by_label(t("person.field.number"), exact=True).fill(number)
    page.get_by_label(t("person.field.initials"), exact=True).fill(initials)
    page.get_by_text(t(f"person.sex.{sex}"), exact=True).tap()
    page.get_by_label(t("person.field.years"), exact=True).fill(str(age))
    page.get_by_role("button", name=t("person.save")).tap()
    page.get_by_role("heading", name=person(number, initials)).wait_for()
    return str(page.evaluate("decodeURIComponent(location.hash.split('/').pop())"))


def person(number: str, initials: str) -> str:
    return t("person.name", initials=initials, number=number)


def send(page: Page) -> None:
    """By the button, until the server has all of it."""
    page.evaluate("location.hash = '#/sync'")
    page.get_by_role("button", name=t("sync.now")).tap()
    expect(page.locator("main")).to_contain_text(
        t("sync.last_today", time="").split(" at")[0], timeout=20_000
    )


def unsent(page: Page) -> list[dict[str, Any]]:
    """What lies on the phone and has not been sent, as the store counts it."""
    from e2e.shell import stored

    return [row for row in stored(page, "sealed") if row["state"] == "unsent"]
