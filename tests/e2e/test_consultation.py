"""A consultation from the first tap to the entry: interrupted, killed, changed, waiting, closed, and followed up a week later."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from attune.journal import Entry, read_entry
from e2e.axe import assert_accessible
from e2e.conftest import ready_for_flight_mode
from e2e.shell import go, overflow, stored
from e2e.visit import (
    BETTER,
    DEPRESSED,
    Instead,
    Visit,
    ask,
    asked,
    follow_up,
    guide,
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
    expect(acts).to_contain_text(t("crisis.no_numbers"))
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


def test_a_community_worker_sees_no_dose_and_nothing_to_prescribe(page):
    visit = Visit.on(page, mode="quick", cadre="community_worker", stock=["fluoxetine", "amitriptyline"])
    visit.begin(NO, "pres_low_mood")
    doses = re.compile(r"\d\s?mg\b")

    def no_dose() -> None:
        assert not doses.search(page.locator("main").inner_text()), visit.heading.inner_text()

    visit.walk(AT_RISK, until=on_plan, look=no_dose)

    lines = {line["id"]: line for line in guide()["plan"]}
    shown = dict(page.evaluate(EACH_SHEET))
    prescribers = {line["text"] for line in lines.values() if line["who"] == "prescriber"}
    assert prescribers.isdisjoint(shown)
    asks_for = shown[lines["dep_fluoxetine"]["instead"]]
    assert t("line.prescriber_why") in asks_for
    assert not doses.search(" ".join(shown.values()))
    for part in ("referral.title", "register.title", "paper.title"):
        visit.open_part(part)
        no_dose()
        visit.tap(page.get_by_role("link", name=t("ui.back")))


# ---------------------------------------------------------------- the plan, its papers, its closing

# Opens what each line of the plan has to say, one after the other.
EACH_SHEET = """
async () => {
    const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const told = [];
    for (let row = 0; row < document.querySelectorAll('.plan-row').length; row++) {
        const line = document.querySelectorAll('.plan-row')[row];
        line.click();
        await drawn();
        const sheet = document.querySelector('dialog[open]');
        told.push([line.querySelector('.plan-text').textContent, sheet.innerText]);
        sheet.close();
        await drawn();
    }
    return told;
}
"""


def test_each_line_of_the_plan_says_why_and_from_where(page):
    visit = Visit.on(page, mode="quick", cadre="clinical_officer", stock=["fluoxetine"])
    visit.begin(NO, "pres_low_mood")
    visit.walk(AT_RISK, until=on_plan)

    told = page.evaluate(EACH_SHEET)

    assert [line for line, _ in told] == plan_rows(page)
    assert len(told) > 20
    for line, words in told:
        why, source = words.split(t("why.title"))[1].split(t("source.label"))
        assert why.strip(), f"{line}: no reason"
        assert source.strip(), f"{line}: no source"
    shown = dict(told)
    assert ask("sui_thoughts_now") in shown[text("sui_not_alone")]
    assert "10 mg daily for 1 week" in shown[text("dep_fluoxetine")]
    visit.tap(page.locator(".found-row", has_text=text("dep_likely")))
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text(ask("dep_core"))
    expect(sheet).to_contain_text(option("dep_core", "low_mood"))


def test_papers_are_there_to_copy_and_say_nothing_that_could_harm_at_home(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit = Visit.on(page, mode="quick", cadre="clinical_officer", stock=["fluoxetine"])
    visit.begin(NO, "pres_low_mood")
    visit.walk(AT_RISK, until=on_plan)
    back = page.get_by_role("link", name=t("ui.back"))

    visit.open_part("referral.title")
    note = page.locator(".copy-text").inner_text()
    for words in (
        text("sui_imminent"),
        f"{text('sui_not_alone')} ({t('act.done')})",
        "0405 N. O.",
        ask("sui_thoughts_now"),
    ):
        assert words in note
    visit.tap(visit.button("copy.button"))
    expect(page.locator(".content")).to_contain_text(t("copy.done"))
    assert page.evaluate("navigator.clipboard.readText()") == note
    visit.tap(back)

    visit.open_part("register.title")
    line = page.locator(".copy-text")
    assert not HARMFUL.search(line.inner_text())
    assert "0405 N. O. | " in line.inner_text()
    assert "SUI + DEP" in line.inner_text()
    visit.tap(page.locator("label", has_text=t("register.harm")))
    expect(line).to_contain_text(text("sui_imminent"))
    visit.tap(page.locator("label", has_text=t("register.harm")))
    visit.tap(back)

    visit.open_part("paper.title")
    paper = page.locator(".paper")
    expect(paper.get_by_role("listitem").first).to_be_visible()
    assert not HARMFUL.search(paper.inner_text())
    visit.tap(page.locator("label", has_text=t("paper.harm")))
    expect(paper).to_contain_text(text("dep_likely"))


def test_a_departure_is_named_before_closing_and_kept_with_its_reason_and_reply(page):
    visit = Visit.on(page, mode="quick")
    visit.begin(NO, "pres_low_mood")
    visit.walk(DEPRESSED, until=on_plan)
    line = next(each["id"] for each in guide()["plan"] if each["text"] == plan_rows(page)[0])

    visit.tap(page.locator(".plan-row").first)
    visit.tap(visit.button("plan.decide_against"))
    visit.tap(visit.button("plan.reason.person_wants_otherwise"))
    visit.tap(page.locator(".plan-row").nth(1))
    visit.tap(visit.button("act.button.done"))
    visit.tap(visit.link("plan.close"))

    row = page.locator(".audit-row", has_text=text(line))
    expect(row).to_contain_text(t("audit.code.line_not_done"))
    expect(row).to_contain_text(t("audit.reason", reason=t("plan.reason.person_wants_otherwise")))
    expect(page.locator(".content")).to_contain_text(t("audit.agreed#one", n=1))
    visit.tap(row.get_by_text(t("audit.answer")))
    row.get_by_role("textbox", name=t("audit.reply")).fill("She comes back with her sister.")
    visit.tap(visit.button("close.finished"))

    page.wait_for_url("**/#/plan/*")
    [entry] = entries(page, 1)
    assert [(row.line, row.reason) for row in entry.body.against] == [
        (line, t("plan.reason.person_wants_otherwise"))
    ]
    assert ("line_not_done", line, "She comes back with her sister.") in [
        (row.code, row.of, row.reply) for row in entry.body.audit
    ]
    expect(page.locator(".plan-row").first).to_contain_text(t("plan.reason.person_wants_otherwise"))


# ---------------------------------------------------------------- later


def test_a_follow_up_a_week_later_knows_the_last_plan(page):
    page.clock.install(time=datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    visit = Visit.on(page, mode="quick", cadre="clinical_officer", stock=["fluoxetine"])
    visit.begin(NO, "pres_low_mood")
    visit.walk(DEPRESSED, until=on_plan)
    visit.close()
    [first] = entries(page, 1)
    assert first.body.follow_up is not None
    assert (first.occurred_on, first.body.follow_up.on) == ("2026-11-24", "2026-12-01")

    page.clock.fast_forward(timedelta(days=7) // timedelta(milliseconds=1))
    go(page, "today")
    go(page, "people/demo:no")
    expect(page.locator(".content")).to_contain_text(t("need.due"))
    visit = follow_up(page, "no")

    expect(visit.heading).to_have_text(t("consultation.title.last"))
    last = page.locator(".content")
    expect(last).to_contain_text("Tue 24 Nov")
    expect(last).to_contain_text(text("dep_likely"))
    agreed = [line.id for line in first.body.plan if line.group == "home"]
    for line in agreed:
        expect(last).to_contain_text(text(line))
    facts = {question["id"] for question in guide()["questions"] if question["module"] == ""}
    assert draft(page)["known"].keys() <= facts, "what is of a module is asked anew"
    visit.walk(BETTER, until=asked("sui_fu_since"))
    visit.walk(BETTER, until=on_plan)
    visit.close()

    _, second = entries(page, 2)
    body = second.body
    assert (second.occurred_on, body.visit, body.kept) == ("2026-12-01", "follow_up", "2026-12-01")
    assert {(row.group, row.is_) for row in body.conditions} <= {("depression", "continuing")}
    assert body.answers["medicines_given"].value == ["fluoxetine"]
    assert body.answers["age_years"].by == "record"
    assert body.self_harm_asked.state == "no"
    assert "sui_thoughts_now" not in body.answers, "risk is asked anew, never carried over"


ANAEMIA = {**DEPRESSED, "dep_causes": ["anaemia"]}


def test_a_visit_waits_for_the_cause_and_goes_on_later_where_it_stopped(page):
    visit = Visit.on(page, mode="step")
    visit.begin(NO, "pres_low_mood")
    visit.walk(ANAEMIA, until=on(WAIT))
    day = page.locator(".day").nth(1)
    visit.tap(day)
    chosen = day.inner_text()
    visit.tap(visit.button("wait.stop"))
    expect(visit.heading).to_have_text(t("plan.title"))
    before = plan_rows(page)
    assert before, "a plan that holds until then"

    visit = killed(visit)
    page = visit.page
    expect(visit.heading).to_have_text(t(WAIT))
    expect(page.locator(".day[aria-pressed=true]")).to_have_text(chosen)
    visit.tap(visit.button("wait.answer_now"))
    visit.answer("dep_symptoms_remain", True)
    visit.walk(ANAEMIA, until=on_plan)

    # The plan is drawn before the disk has it.
    for _ in range(300):
        if draft(page)["booked"] is None:
            break
        page.evaluate("() => new Promise(requestAnimationFrame)")
    assert draft(page)["booked"] is None, "the guide says again when the next visit is"
    assert text("dep_likely") in page.locator(".found").inner_text()


def test_a_visit_closed_as_waiting_is_an_entry_with_its_date_and_what_it_waits_for(page):
    visit = Visit.on(page, mode="quick")
    visit.begin(NO, "pres_low_mood")
    visit.walk(ANAEMIA, until=on(WAIT))
    visit.tap(page.locator(".day").nth(2))
    visit.tap(visit.button("wait.stop"))
    visit.close("waiting")

    [entry] = entries(page, 1)
    body = entry.body
    assert (body.closed_how, body.waiting) == ("waiting", ["dep_symptoms_remain"])
    assert "dep_likely" not in body.conclusions
    assert "dep_symptoms_remain" not in body.answers
    assert body.follow_up is not None
    assert body.follow_up.booked_on is not None
    assert body.follow_up.booked_on > entry.occurred_on
    expect(page.locator(".content")).to_contain_text(t("follow.title"))


# ---------------------------------------------------------------- for everybody


@pytest.mark.parametrize(
    ("mode", "theme", "chosen"),
    [
        pytest.param("step", "light", {}, id="step"),
        pytest.param("quick", "dark", {}, id="quick, dark"),
        pytest.param("step", "dark", {"text": 200}, id="step, 200 %, dark"),
        pytest.param("quick", "light", {"text": 200, "language": "en-XA"}, id="quick, 200 %, long words"),
        pytest.param("step", "light", {"language": "ar-XB"}, id="step, right to left"),
    ],
)
def test_every_screen_of_a_visit_is_accessible_and_loses_nothing_sideways(page, mode, theme, chosen):
    page.emulate_media(color_scheme=theme)
    visit = Visit.on(page, mode=mode, cadre="clinical_officer", stock=["fluoxetine"], **chosen)

    def look() -> None:
        assert overflow(page) == [], visit.heading.inner_text()
        assert_accessible(page)

    def look_at_sheet(opens: Locator) -> None:
        visit.tap(opens)
        page.wait_for_selector("dialog[open]")
        look()
        page.keyboard.press("Escape")
        page.locator("dialog[open]").wait_for(state="detached")

    visit.begin(visit.t("begin.nobody"), "pres_low_mood")
    answers = AT_RISK | ANAEMIA | {"age_years": 34, "sex": "female", "sui_thoughts_now": True}
    visit.walk(answers, until=on(ACTS), look=look)
    look_at_sheet(visit.button("act.button.not_done").first)
    look_at_sheet(visit.button("tools.more"))
    visit.tap(visit.link("tools.answers"))
    look()
    visit.tap(page.get_by_role("link", name=visit.t("ui.back")))
    visit.walk(answers, until=on(WAIT), look=look)
    visit.tap(visit.button("wait.stop"))
    expect(visit.heading).to_have_text(visit.t("plan.title"))
    look()
    look_at_sheet(page.locator(".plan-row").first)
    look_at_sheet(page.locator(".found-row").first)
    for part in ("referral.title", "register.title", "paper.title"):
        visit.open_part(part)
        look()
        visit.tap(page.get_by_role("link", name=visit.t("ui.back")))
    visit.tap(visit.link("plan.close"))
    expect(visit.heading).to_have_text(visit.t("close.title"))
    look()
    visit.tap(visit.button("close.waiting"))
    page.wait_for_url("**/#/plan/*")
    page.locator("h1:focus").wait_for()
    look()


def with_keyboard(what: Locator) -> None:
    """Tab until it has the focus, then the key that works it."""
    page = what.page
    what.wait_for()
    for _ in range(120):
        kind = what.evaluate(
            """(one) => {
                const control = one.closest('label')?.control ?? one.closest('button, a') ?? one;
                return control !== document.activeElement ? null : control.type === 'checkbox' ? 'Space' : 'Enter';
            }"""
        )
        if kind is not None:
            page.keyboard.press(kind)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"120 times Tab do not lead to {what}")


def test_keyboard_alone_leads_from_the_start_to_the_plan_and_the_entry(page):
    Visit.on(page, mode="quick")
    visit = Visit(page, press=with_keyboard)

    visit.begin(NO, "pres_low_mood")
    visit.walk(AT_RISK, until=on_plan)
    visit.close()

    assert [entry.kind for entry in entries(page, 3)] == ["imminent_risk", "imminent_risk", "consultation"]
