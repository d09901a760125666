"""A person's care moves to another unit: from a phone with no network to the phones of the other unit, and to no other."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from e2e.axe import assert_accessible
from e2e.district import add_person, join, send, unlock, unsent
from e2e.shell import controlled, go, open_today, overflow
from e2e.visit import DEPRESSED, Visit, on_plan, t

AT_RISK: dict[str, Any] = {**DEPRESSED, "sui_thoughts_now": True, "sui_who_with": "nobody", "sui_plan": True}


def looks_right(page: Page) -> None:
    assert_accessible(page)
    assert overflow(page) == []


def open_move(page: Page, id_: str) -> None:
    go(page, f"people/{id_}")
    page.get_by_role("link", name=t("move.title")).tap()
    page.get_by_role("heading", name=t("move.where")).wait_for()


def move_to(page: Page, unit: str) -> None:
    """From the list of units to the person's page, where the move waits."""
    page.get_by_role("link", name=unit).tap()
    page.get_by_role("heading", name=t("move.ask", unit=unit)).wait_for()
    looks_right(page)
    page.get_by_role("button", name=t("move.do")).tap()
    page.get_by_role("heading", name=t("move.waits", unit=unit)).wait_for()


def listed(page: Page, number: str) -> Any:
    go(page, "people")
    return page.locator(".list-link").filter(has_text=number)


def test_care_moved_in_flight_mode_goes_to_the_other_unit_with_the_open_risk_and_leaves_this_one(
    tab, district
):
    page, second, there, stranger = tab(), tab(), tab(), tab()
    join(page, district, "amina")
    join(second, district, "dawit")
    join(there, district, "esi", "Beta")
    join(stranger, district, "chidi", "Gamma")
    send(page)
    controlled(page)
    page.context.set_offline(True)
    id_ = add_person(page, "0701", "M. O.", age=34)
    go(page, "guide")
    visit = Visit(page)
    visit.begin("0701", "pres_low_mood")
    visit.walk(AT_RISK, until=on_plan)
    # While the visit is open the care stays.
    go(page, f"people/{id_}")
    expect(page.get_by_text(t("move.visit_open"))).to_be_visible()
    expect(page.get_by_role("link", name=t("move.title"))).to_have_count(0)
    go(page, f"people/{id_}/move")
    expect(page.get_by_text(t("move.visit_open"))).to_be_visible()
    page.get_by_role("link", name=t("person.resume")).tap()
    visit.close()
    # The risk comes first, and who is with the person is asked as it is elsewhere.
    open_move(page, id_)
    looks_right(page)
    expect(page.get_by_text(t("move.risk"))).to_be_visible()
    risk = page.locator(".urgent")
    expect(risk).to_contain_text(t("risk.is.nobody"))
    risk.get_by_role("button", name=t("risk.change")).tap()
    page.get_by_role("button", name=t("risk.who.family")).tap()
    expect(risk).to_contain_text(t("risk.is.family"))
    # Neighbours before the other district, and a unit where nobody works is not among them.
    units = page.locator("a.choice .choice-words").all_inner_texts()
    assert [unit.split("\n")[0] for unit in units] == ["Beta", "Gamma"]
    move_to(page, "Beta")
    looks_right(page)
    expect(listed(page, "0701")).to_contain_text(t("people.risk"))
    expect(page.get_by_role("link", name=t("move.title"))).to_have_count(0)
    page.context.set_offline(False)
    send(page)
    assert unsent(page) == []
    expect(listed(page, "0701")).to_have_count(0)
    go(page, "today")
    expect(page.locator(".urgent").filter(has_text="0701")).to_have_count(0)
    for other in (second, stranger):
        send(other)
        expect(listed(other, "0701")).to_have_count(0)
    send(there)
    expect(listed(there, "0701")).to_contain_text(t("people.risk"))
    go(there, "today")
    expect(there.locator(".urgent").filter(has_text="M. O.")).to_contain_text(t("risk.is.family"))
    go(there, f"people/{id_}")
    expect(there.get_by_text(t("person.visit.first"))).to_be_visible()


def test_who_waits_to_be_moved_is_listed_so_and_what_is_written_until_then_goes_along(tab, district):
    page, there = tab(), tab()
    join(page, district, "amina")
    send(page)
    controlled(page)
    id_ = add_person(page, "0702", "N. P.", age=51)
    send(page)
    page.context.set_offline(True)
    open_move(page, id_)
    expect(page.get_by_text(t("move.risk"))).to_have_count(0)
    move_to(page, "Beta")
    expect(listed(page, "0702")).to_contain_text(t("move.waits", unit="Beta"))
    go(page, f"people/{id_}/edit")
    page.get_by_label(t("person.field.village"), exact=True).fill("Riverside")
    page.get_by_role("button", name=t("person.save")).tap()
    expect(page.get_by_role("heading", name=t("move.waits", unit="Beta"))).to_be_visible()
    page.context.set_offline(False)
    send(page)
    expect(listed(page, "0702")).to_have_count(0)
    go(page, f"people/{id_}")
    expect(page.get_by_role("heading", name=t("move.went_title", unit="Beta"))).to_be_visible()
    looks_right(page)
    # Whoever opens the app later, or on another phone, is told only that the person is not here.
    page.reload()
    unlock(page, "amina")
    expect(page.get_by_role("heading", name=t("person.gone_title"))).to_be_visible()
    join(there, district, "esi", "Beta")
    send(there)
    go(there, f"people/{id_}")
    expect(there.get_by_text("Riverside")).to_be_visible()
    # Esi hands the care back.
    open_move(there, id_)
    move_to(there, "Alpha")
    send(there)
    expect(listed(there, "0702")).to_have_count(0)
    send(page)
    expect(listed(page, "0702")).to_contain_text(t("person.no_next"))


def test_nobody_invented_is_moved(tab):
    page = tab()
    open_today(page)
    go(page, "people/demo:ab")
    expect(page.get_by_role("link", name=t("move.title"))).to_have_count(0)
    go(page, "people/demo:ab/move")
    expect(page.get_by_text(t("person.gone_title"))).to_be_visible()
