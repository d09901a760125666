"""Each page for each role: who sees it, what it says, how often it asks the database."""

from __future__ import annotations

import pytest
from django.urls import reverse

from district import enrol_phone

ROLES = ("amina", "bo", "tala", "mara", "eno", "oto", "chidi")


def text(response):
    return response.content.decode()


def addresses(desk):
    district = desk.district
    return {
        "units": reverse("console-units"),
        "alpha": reverse("console-unit", args=[district.units["alpha"].pk]),
        "amina": reverse("console-account", args=[district.accounts["amina"].pk]),
        "phone": reverse("console-phone", args=[district.phones["amina"].device]),
        "lost": reverse("console-phone-lost", args=[district.phones["amina"].device]),
        "fleet": reverse("console-fleet"),
        "people": reverse("console-people"),
        "kofi": reverse("console-person", args=[desk.subjects["kofi"]]),
        "withdrawn": reverse("console-withdrawals", args=[district.units["alpha"].pk]),
        "erase find": reverse("console-erase-find", args=[district.units["alpha"].pk]),
        "erase": reverse("console-erase", args=[desk.subjects["kofi"]]),
        "visit": reverse("console-visit", args=[desk.entries["visit"]]),
        "rescue": reverse("console-rescue"),
        "me": reverse("mfa_index"),
        "new account": reverse("console-new-account", args=[district.units["alpha"].pk]),
        "pair": reverse("console-action", args=[district.accounts["amina"].pk, "pair"]),
    }


# Page -> who may open it. Everybody else of the cast finds nothing there.
OPEN = {
    "units": ROLES,
    "alpha": ("amina", "bo", "tala", "mara", "eno", "oto"),
    "amina": ("amina", "bo", "oto"),
    "phone": ("amina", "bo", "oto"),
    "lost": ("amina", "bo", "oto"),
    "fleet": ROLES,
    "people": ROLES,
    "kofi": ("amina", "bo"),
    "withdrawn": ("amina", "bo", "mara"),
    "erase find": ("mara",),
    "erase": ("mara",),
    "visit": ("amina", "bo"),
    "rescue": ROLES,
    "me": ROLES,
    "new account": ("oto",),
    "pair": ("oto",),
}


@pytest.mark.parametrize("who", ROLES)
def test_each_page_opens_for_its_roles_and_is_not_there_for_others(desk, browse, who):
    browser = browse(who)
    for name, address in addresses(desk).items():
        status = browser.get(address, follow=True).status_code
        assert status == (200 if who in OPEN[name] else 404), (name, who)


def test_a_stranger_is_asked_to_sign_in(desk, browse):
    for name, address in addresses(desk).items():
        response = browse().get(address)
        assert response.status_code == 302 and response["Location"].startswith("/console/sign-in?next="), name


def test_who_holds_no_role_is_told_so(desk, browse):
    desk.district.accounts["tala"].roles.update(until="2026-02-01")

    response = browse("tala").get(reverse("console-units"))

    assert response.status_code == 403 and "You hold no role now" in text(response)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("alpha", "oto"),
        ("amina", "oto"),
        ("people", "bo"),
        ("kofi", "amina"),
        ("fleet", "oto"),
        ("rescue", "amina"),
    ],
)
def test_a_page_asks_the_database_as_often_for_many_as_for_few(desk, browse, field, entry, name, who):
    browser, address = browse(who), addresses(desk)[name]
    before = asked(browser, address)
    grow(desk, field, entry)
    assert asked(browser, address) <= before <= 30, before


def asked(browser, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from attune.server.sync import projections

    projections.catch_up()  # whose turn it is to compute what arrived is not the page's price
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address).status_code == 200
    return len(found)


def grow(desk, field, entry):
    """Ten more people with visits, six more workers with a phone each, five more things set aside."""
    from attune.server.people.models import Account, Role

    amina, district = desk.district.phones["amina"], desk.district
    persons = [entry(amina) for _ in range(10)]
    visits = [entry(amina, "consultation", subject=one["subject"]) for one in persons]
    field.sync(amina, [*persons, *visits, *(entry(amina) | {"kind": f"haircut_{n}"} for n in range(5))])
    for n in range(6):
        district.accounts[f"w{n}"] = Account.objects.create_user(f"w{n}", name=f"Worker {n}")
        Role.objects.create(
            account=district.accounts[f"w{n}"],
            unit=district.units["alpha"],
            kind="worker",
            cadre="nurse",
            since="2026-01-01",
        )
        enrol_phone(district, f"w{n}", "alpha")


def test_nobody_keeps_a_page_and_nothing_is_inline(desk, browse):
    browser = browse("bo")
    for name, address in addresses(desk).items():
        response = browser.get(address, follow=True)
        assert response["Cache-Control"] == "no-store", name
        page = text(response)
        assert "<style" not in page and " style=" not in page and "onclick=" not in page, name
        assert all("src=" in part.split(">")[0] for part in page.split("<script")[1:]), name


def test_a_form_without_its_token_changes_nothing(desk, browse):
    browser = browse("oto", enforce_csrf_checks=True)
    phone = desk.district.phones["amina"].worker.phone

    response = browser.post(reverse("console-phone-lost", args=[phone.pk]))

    assert response.status_code == 403 and "This form is too old" in text(response)
    phone.refresh_from_db()
    assert phone.lost_at is None


def test_errors_are_calm_pages(desk, browse):
    browser = browse("bo")
    missing, wrong_way = (
        browser.get("/console/nowhere"),
        browser.get(reverse("console-dismiss", args=[1])),
    )

    assert missing.status_code == 404 and "Nothing here for you" in text(missing)
    assert (
        wrong_way.status_code == 405
        and "Nothing was changed" in text(wrong_way)
        and wrong_way["Allow"] == "POST"
    )
    assert browser.get("/nowhere").json()["error"]["code"] == "not_found"


def test_a_fault_of_the_server_is_a_page_that_asks_nothing_of_the_database(desk, browse, monkeypatch):
    from attune.server.console import fleet

    monkeypatch.setattr(fleet, "watch", lambda *args, **more: 1 / 0)
    browser = browse("oto")
    browser.raise_request_exception = False

    response = browser.get(reverse("console-fleet"))

    assert response.status_code == 500 and "fault of its own" in text(response)


@pytest.mark.parametrize("name", ["htmx.js", "tokens.css", "console.css", "console.js"])
def test_files_come_from_our_own_host_and_change_their_address_with_their_content(db, browse, name):
    from attune.server.console.files import address

    response = browse().get(address(name), HTTP_ACCEPT_ENCODING="gzip")

    assert response.status_code == 200 and response["Content-Encoding"] == "gzip"
    assert "immutable" in response["Cache-Control"]
    assert browse().get(f"/console/files/old/{name}")["Cache-Control"] == "no-cache"
