"""A consultation from the first tap to the entry: interrupted, killed, changed, waiting, closed, and followed up a week later."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from attune.journal import Entry, read_entry
from e2e.conftest import ready_for_flight_mode
from e2e.shell import go, stored
from e2e.visit import (
    DEPRESSED,
    Instead,
    Visit,
    ask,
    asked,
    on_plan,
    option,
    t,
    text,
)

NO = "0405"  # N. O., seen for the first time
AT_RISK: dict[str, Any] = {
    **DEPRESSED,
    "sui_thoughts_now": True,
    "sui_who_with": "nobody",
    "sui_plan": True,
}
# A slow phone: whoever writes an entry waits until `holdsEntries` is false.
HOLD_ENTRIES = """
() => new Promise((held, failed) => {
    window.holdsEntries = true;
    const opening = indexedDB.open('attune');
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
        const open = opening.result;
        const table = open.transaction('entries', 'readwrite').objectStore('entries');
        const again = () => {
            if (!window.holdsEntries) return open.close();
            table.count().onsuccess = again;
            held();
        };
        again();
    };
})
"""
ACTS = "consultation.title.acts"
WAIT = "consultation.title.wait"
# Words that could harm whoever carries the paper home.
HARMFUL = re.compile("suicid|self-harm|depress|alcohol|violen", re.IGNORECASE)


def entries(page: Page, count: int) -> list[Entry]:
    """What the phone keeps, in the order in which it was written, once it is so many; the server can read each."""
    rows = stored(page, "entries")
    for _ in range(300):
        if len(rows) >= count:
            break
        page.evaluate("() => new Promise(requestAnimationFrame)")
        rows = stored(page, "entries")
    found = [read_entry(row) for row in sorted(rows, key=lambda row: row["n"])]
    assert len(found) == count, [entry.kind for entry in found]
    return found


def draft(page: Page) -> dict[str, Any]:
    """The one visit that is open, as it lies in the store."""
    [kept] = stored(page, "drafts")
    found: dict[str, Any] = kept["draft"]
    return found


def said(page: Page) -> dict[str, Any]:
    """What is answered in the open visit, without its running numbers."""
    return {
        id_: {name: what for name, what in given.items() if name != "n"} if isinstance(given, dict) else given
        for id_, given in draft(page)["answers"].items()
    }


def on(key: str) -> Callable[[Visit], bool]:
    """The screen with this title."""
    return lambda visit: visit.heading.inner_text() == visit.t(key)


def plan_rows(page: Page) -> list[str]:
    return page.locator(".plan-row .plan-text").all_inner_texts()


# ---------------------------------------------------------------- what is urgent interrupts


@pytest.mark.parametrize("mode", ["step", "quick"])
def test_thoughts_of_suicide_now_interrupt_and_are_an_entry_at_once(page, mode):
    visit = Visit.on(page, mode=mode)
    visit.begin(NO, "pres_low_mood")
    visit.walk(DEPRESSED, until=asked("sui_thoughts_now"))
    assert entries(page, 0) == []

    visit.answer("sui_thoughts_now", True)
    expect(visit.asks("sui_who_with")).to_be_visible()
    assert [entry.kind for entry in entries(page, 1)] == ["imminent_risk"]
    visit.answer("sui_who_with", "nobody")

    expect(visit.heading).to_have_text(t(ACTS))
    acts = page.locator(".acts")
    expect(acts).to_contain_text(t("watch.nobody_do"))
    expect(acts).to_contain_text(t("contacts.none"))
    order = [
        "sui_call_somebody",
        "sui_not_alone",
        "sui_remove_means",
        "sui_watcher",
        "sui_safe_place",
        "sui_attend",
    ]
    assert acts.locator(".acts-list > li h2, .acts-list > li h3").all_inner_texts() == [
        text(line) for line in order
    ]
    assert visit.now() == [], "nothing else is asked before the urgent actions"
    first, second = entries(page, 2)
    assert second.amends == [first.id]
    assert (first.body.who_with, second.body.who_with) == (None, "nobody")
    assert second.body.because == ["sui_imminent"]


def test_each_urgent_action_is_done_handed_over_or_not_done_with_a_reason(page):
    visit = Visit.on(page, mode="quick")
    visit.begin(NO, "pres_low_mood")
    visit.walk(AT_RISK, until=on(ACTS))

    def act(line: str, key: str) -> None:
        visit.tap(
            page.get_by_role("group", name=text(line), exact=True).get_by_role(
                "button", name=t(key), exact=True
            )
        )

    act("sui_not_alone", "act.button.handed_over")
    visit.tap(visit.button("act.to.family"))
    act("sui_remove_means", "act.button.not_done")
    expect(page.get_by_role("dialog")).to_contain_text(t("act.why_not"))
    page.get_by_role("textbox", name=t("reason.own")).fill("The brother has the key.")
    visit.tap(visit.button("reason.save"))
    act("sui_watcher", "act.button.done")
    visit.tap(
        page.locator(".settled", has_text=text("sui_watcher")).get_by_role("button", name=t("act.undo"))
    )

    given = said(page)
    assert given["sui_not_alone"] == {"act": "handed_over", "reason": t("act.to.family")}
    assert given["sui_remove_means"] == {"act": "not_done", "reason": "The brother has the key."}
    assert "sui_watcher" not in given
    visit.do_all()
    expect(visit.asks("sui_act")).to_be_visible()


def test_a_person_who_has_left_stands_on_top_of_today_with_the_place(page):
    visit = Visit.on(page, mode="quick")
    visit.begin(NO, "pres_low_mood")
    visit.walk(AT_RISK | {"sui_who_with": "left"}, until=on(ACTS))
    expect(page.locator(".acts")).to_contain_text(t("watch.left_do"))

    visit.tap(visit.button("watch.where.on_way_home"))

    last = entries(page, 3)[-1]
    assert (last.body.present, last.body.who_with, last.body.place) == (False, None, "on_way_home")
    go(page, "today")
    card = page.locator(".urgent", has_text=NO)
    expect(card).to_contain_text(t("risk.is.left_place", place=t("watch.where.on_way_home")))
    card.get_by_role("link", name=t("risk.plan")).tap()
    expect(visit.heading).to_have_text(t(ACTS))


def test_what_is_said_of_a_risk_while_the_phone_still_writes_is_written_after_it(page):
    visit = Visit.on(page, mode="quick")
    visit.begin(NO, "pres_low_mood")
    visit.walk(AT_RISK | {"sui_who_with": "left"}, until=asked("sui_who_with"))
    entries(page, 1)
    page.evaluate(HOLD_ENTRIES)
    visit.walk(AT_RISK | {"sui_who_with": "left"}, until=on(ACTS))

    visit.tap(visit.button("watch.where.at_home"))
    visit.settle()
    page.evaluate("window.holdsEntries = false")

    assert [entry.body.place for entry in entries(page, 3)] == [None, None, "at_home"]


# ---------------------------------------------------------------- nothing is lost


def test_a_whole_visit_in_flight_mode_is_resumed_after_the_tab_is_killed(phone, page):
    visit = Visit.on(page, mode="quick", cadre="clinical_officer", stock=["fluoxetine"])
    page.get_by_text(text("pres_low_mood")).wait_for()
    ready_for_flight_mode(page)
    page.close()
    phone.set_offline(True)
    page = phone.new_page()
    visit = Visit.on(page, mode="quick", cadre="clinical_officer", stock=["fluoxetine"])
    visit.begin(NO, "pres_low_mood")

    # Killed in the middle of what is urgent.
    visit.walk(AT_RISK, until=on(ACTS))
    visit.tap(visit.button("act.button.done").first)
    visit = killed(visit)
    expect(visit.heading).to_have_text(t(ACTS))
    expect(visit.button("act.undo")).to_have_count(1)
    visit.walk(AT_RISK, until=asked("sui_concurrent"))

    # Killed with ticks that are no answer yet.
    visit.answer("sui_concurrent", ["depression"], next_=False)
    visit = killed(visit)
    expect(visit.asks("sui_concurrent").get_by_label(option("sui_concurrent", "depression"))).to_be_checked()
    visit.walk(AT_RISK, until=on_plan)

    # Killed with the plan open.
    lines = plan_rows(visit.page)
    visit = killed(visit)
    expect(visit.heading).to_have_text(t("plan.title"))
    assert plan_rows(visit.page) == lines
    given = said(visit.page)
    visit.close()

    page = visit.page
    expect(page.locator(".content")).to_contain_text(t("register.title"))
    assert stored(page, "drafts") == []
    *risks, closed = entries(page, 3)
    assert [entry.kind for entry in risks] == ["imminent_risk", "imminent_risk"]
    assert {risk.body.consultation for risk in risks} == {closed.id}
    assert [entry.n for entry in (*risks, closed)] == [1, 2, 3]
    body = closed.body
    assert (closed.kind, body.visit, body.mode, body.closed_how) == (
        "consultation",
        "first",
        "quick",
        "finished",
    )
    assert body.conclusions == ["sui_imminent", "dep_likely"]
    assert {(row.group, row.is_) for row in body.conditions} == {("self_harm", "new"), ("depression", "new")}
    assert (body.self_harm_asked.state, body.cadre) == ("yes", "clinical_officer")
    assert [text(line.id) for line in body.plan if line.state == "do"] == lines
    assert {
        id_: answer.model_dump(exclude_none=True, exclude={"n"}) for id_, answer in body.answers.items()
    } == {id_: answer for id_, answer in given.items() if id_ != "start"}
    assert body.follow_up is not None
    assert body.follow_up.on == (date.fromisoformat(closed.occurred_on) + timedelta(days=1)).isoformat()
    go(page, "today")
    expect(page.locator(".urgent", has_text=NO)).to_be_visible()


def killed(visit: Visit) -> Visit:
    """The tab is gone without a word; the phone opens the app anew, and Today leads back. The answers are those from before."""
    before = said(visit.page)
    phone = visit.page.context
    visit.page.close()
    page = phone.new_page()
    page.goto("/")
    page.get_by_role("link", name=re.compile(t("today.resume"))).tap()
    page.wait_for_url("**/#/consultation/*")
    again = Visit(page)
    again.heading.wait_for()
    assert said(page) == before
    return again


def test_answers_that_no_longer_fit_are_set_aside_and_come_back(page):
    visit = Visit.on(page, mode="step")
    visit.begin(NO, "pres_low_mood")
    visit.walk(DEPRESSED, until=asked("dep_causes"))
    given = said(page)

    def change(question: str, value: Any) -> None:
        visit.tap(visit.link("tools.answers"))
        visit.tap(page.get_by_role("button", name=ask(question)))
        expect(page.locator(".content")).to_contain_text(t("changing.title"))
        for code in value if value else given[question]["value"]:
            visit.tap(visit.asks(question).get_by_text(option(question, code), exact=True))
        visit.tap(visit.button("question.none")) if not value else visit.go_on()

    change("dep_core", [])
    visit.tap(visit.link("tools.answers"))
    for question in ("dep_additional", "dep_duration", "dep_function"):
        expect(page.get_by_role("button", name=ask(question))).to_contain_text(t("answers.aside"))
    visit.tap(page.get_by_role("link", name=t("ui.back")))
    assert "dep_causes" not in visit.now()

    change("dep_core", DEPRESSED["dep_core"])

    expect(visit.asks("dep_causes")).to_be_visible()
    assert said(page) == given
    visit.tap(visit.link("tools.answers"))
    expect(page.get_by_text(t("answers.aside"))).to_have_count(0)


def test_back_asks_the_question_before(page):
    visit = Visit.on(page, mode="step")
    visit.begin(NO, "pres_low_mood")
    visit.walk(DEPRESSED, until=asked("dep_duration"))

    visit.tap(visit.button("ui.back"))
    expect(visit.asks("dep_additional")).to_be_visible()
    visit.tap(visit.button("ui.back"))
    expect(visit.asks("room")).to_be_visible()
    visit.tap(visit.button("changing.keep"))

    expect(visit.asks("dep_duration")).to_be_visible()


# ---------------------------------------------------------------- no answer is an answer


def test_self_harm_that_could_not_be_asked_keeps_the_visit_open_until_somebody_takes_it(page):
    visit = Visit.on(page, mode="quick")
    visit.begin(NO, "pres_low_mood")
    unasked = Instead("not-alone")
    visit.walk(
        DEPRESSED
        | {
            "room": "others",
            "sui_thoughts_now": unasked,
            "sui_thoughts_month": unasked,
            "sui_act": unasked,
            "sui_carer": [],
        },
        until=on_plan,
    )
    expect(page.locator(".found")).to_contain_text(text("sui_not_known"))
    visit.tap(visit.link("plan.close"))
    expect(visit.button("close.finished")).to_be_disabled()

    for who in page.get_by_role("group", name=t("tasks.who")).all():
        visit.tap(who.get_by_role("button", name=t("tasks.who.supervisor")))
    visit.tap(page.get_by_role("group", name=t("tasks.when")).first.get_by_role("button").nth(1))
    visit.tap(visit.button("close.finished"))

    page.wait_for_url("**/#/plan/*")
    [entry] = entries(page, 1)
    tasks = {task.id: task for task in entry.body.tasks}
    assert entry.body.self_harm_asked.state == "could_not_ask"
    assert {"ask_sui_thoughts_now", "ask_sui_act"} <= set(tasks)
    assert tasks["ask_sui_thoughts_now"].who == "supervisor"
    tomorrow = (date.fromisoformat(entry.occurred_on) + timedelta(days=1)).isoformat()
    assert tomorrow in {task.due_on for task in entry.body.tasks}
    answer = entry.body.answers["sui_thoughts_now"]
    assert (answer.unknown, answer.because, answer.value) == ("could-not-ask", "not-alone", None)


def test_what_is_not_known_or_declined_is_kept_as_that_and_the_cautious_side_holds(page):
    visit = Visit.on(page, mode="step", cadre="clinical_officer", stock=["fluoxetine", "amitriptyline"])
    visit.begin("0452", "pres_low_mood")
    woman = DEPRESSED | {
        "maternity": Instead("declined"),
        "dep_mania_signs": Instead("not-known"),
        "dep_loss": Instead("cannot-ask"),
    }
    visit.walk(woman, until=on_plan)

    found = page.locator(".content")
    expect(found).to_contain_text(text("dep_mania_open"))
    visit.close()
    [entry] = entries(page, 1)
    answers = entry.body.answers
    assert answers["maternity"].unknown == "declined"
    assert answers["dep_mania_signs"].unknown == "not-known"
    assert (answers["dep_loss"].unknown, answers["dep_loss"].because) == ("could-not-ask", "later")
    assert not [line.id for line in entry.body.plan if line.id == "dep_amitriptyline"]
    assert "ask_dep_loss" in {task.id for task in entry.body.tasks}
