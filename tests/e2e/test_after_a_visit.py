"""What the phone shows of a person whose visit is closed: the risk that is still open, and which plan is the present one."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from attune.journal import read_entry
from e2e.axe import assert_accessible
from e2e.shell import go, open_today, overflow, stored
from e2e.visit import BETTER, follow_up, on_plan, t

AT_RISK_BEFORE = "ef"
SINCE_THEN = {
    **BETTER,
    "sui_fu_time": "first_week",
    "sui_fu_better": True,
    "dep_substances": False,
    "dep_conditions": [],
    "oth_fu_state": "better",
    "oth_fu_low_mood": False,
}


def close_a_follow_up(page: Page, person: str) -> None:
    """Nothing is left of the risk that was found at an earlier visit."""
    visit = follow_up(page, person)
    visit.walk(SINCE_THEN, until=on_plan)
    visit.close()


def test_a_visit_without_thoughts_leads_to_closing_the_risk_that_is_still_open(page):
    open_today(page)
    close_a_follow_up(page, AT_RISK_BEFORE)

    assert [entry["kind"] for entry in stored(page, "entries")] == ["consultation"], "never by itself"
    offer = page.get_by_role("button", name=t("risk.left_close"))
    offer.wait_for()
    assert overflow(page) == []
    assert_accessible(page)
    offer.tap()
    page.get_by_role("button", name=t("risk.outcome.safe_with_family")).tap()
    page.get_by_role("button", name=t("risk.save")).tap()
    page.get_by_text(t("risk.left_closed")).wait_for()
    expect(offer).to_have_count(0)

    _, outcome = [read_entry(entry) for entry in stored(page, "entries")]
    assert (outcome.kind, outcome.subject) == ("risk_outcome", "demo:ef")
    go(page, "today")
    expect(page.locator(".urgent")).to_have_count(0)


def test_an_older_plan_says_that_it_is_one_and_leads_to_the_present_one(page):
    open_today(page)
    go(page, "people/demo:ef")
    first = page.locator("a[href^='#/plan/']").last.get_attribute("href")
    assert first is not None
    close_a_follow_up(page, "ef")
    page.get_by_role("heading", name=t("follow.title")).first.wait_for()
    present = page.url.split("#/")[1]

    go(page, first.removeprefix("#/"))
    page.get_by_role("heading", level=1, name=t("closed.title_older", person="E. F., no. 0431")).wait_for()
    for words in ("follow.title", "plan.group.now", "plan.group.today", "plan.group.home", "plan.group.next"):
        expect(page.get_by_role("heading", name=t(words), exact=True)).to_have_count(0)
    expect(page.get_by_role("heading", name=t("plan.group_then.home"))).to_be_visible()
    expect(page.locator(".plan-row-urgent, .found-urgent")).to_have_count(0)
    assert overflow(page) == []
    assert_accessible(page)
    page.get_by_role("link", name=t("closed.present")).tap()
    page.get_by_role("heading", name=t("follow.title")).first.wait_for()
    assert page.url.endswith(present)
