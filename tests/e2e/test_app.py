"""The shell of the field app: welcome, Today, People, settings, on a phone that may be offline, full, or shared."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from attune.journal import read_entry
from e2e.axe import assert_accessible
from e2e.conftest import ready_for_flight_mode
from e2e.shell import (
    PLACES,
    answer,
    begin_follow_up,
    controlled,
    focused,
    go,
    open_today,
    overflow,
    press_until,
    stored,
    used_release,
)
from e2e.updates import UpdatedApp, publish_spoilt, publish_with_numbers
from e2e.visit import DEPRESSED, Visit, asked, t, text

FULL_DISK = """
for (const name of ['put', 'add']) {
    const plain = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...given) {
        if (window.diskIsFull) throw new DOMException('full', 'QuotaExceededError');
        return plain.apply(this, given);
    };
}
"""
NO_STORAGE = """
Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });
"""


# ---------------------------------------------------------------- the first minutes


def test_two_taps_lead_from_the_welcome_to_today(page):
    page.goto("/?languages=test")
    page.get_by_text("Test language, long").tap()
    page.locator(".choices .choice").nth(2).tap()

    page.wait_for_selector(".bar")
    page.reload()

    page.wait_for_selector(".bar")
    assert page.evaluate("document.documentElement.lang") == "en-XA"
    assert page.evaluate("JSON.parse(localStorage['attune.settings']).cadre") == "nurse"


def test_all_of_it_is_there_in_flight_mode_after_the_first_visit(phone, page):
    page.goto("/")
    page.locator(".choices .choice").first.tap()
    page.wait_for_selector(".urgent")
    ready_for_flight_mode(page)
    page.close()
    phone.set_offline(True)

    again = phone.new_page()
    again.goto("/")

    again.wait_for_selector(".urgent")
    for place in (*PLACES, "guide", "cards", "relax", "relax/breathing_guide"):
        go(again, place)
        expect(again.locator(".content > *").nth(1)).to_be_visible()


def test_service_worker_keeps_the_built_app_and_nothing_else(page, root):
    open_today(page)
    ready_for_flight_mode(page)

    kept = page.evaluate(
        """async () => {
            const names = await caches.keys();
            const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())));
            return [names.length, all.flat().map(({ url }) => new URL(url).pathname)];
        }"""
    )

    dist = root / "client" / "dist"
    built = {f"/{path.relative_to(dist).as_posix()}" for path in dist.rglob("*") if path.is_file()}
    others = {path for path in built if path.startswith(("/console/", "/calm/"))}
    app = {path for path in built - others if not path.endswith((".br", ".gz", "/service-worker.js"))}
    assert kept == [1, kept[1]]
    assert sorted(kept[1]) == sorted((app - {"/index.html"}) | {"/"})


def test_settings_hold_after_a_reload(page):
    open_today(page)
    go(page, "settings")
    for words in ("Clinical officer", "A few together", "150 %", "Dark", "Fluoxetine"):
        page.locator("label", has_text=words).tap()

    page.reload()

    expect(page.get_by_role("radio", name="Clinical officer")).to_be_checked()
    expect(page.get_by_role("radio", name="A few together")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Fluoxetine")).to_be_checked()
    expect(page.get_by_role("checkbox", name="I have not looked")).not_to_be_checked()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("document.documentElement.dataset.text") == "150"


# ---------------------------------------------------------------- what waits


def test_imminent_risk_stands_on_top_of_today_until_it_is_closed_with_an_outcome(page):
    open_today(page)
    first = page.locator(".content > *").nth(2)
    expect(first).to_contain_text("Who is with E. F., no. 0431 now?")
    expect(first).to_contain_text("Family is with the person.")

    page.get_by_role("button", name="Close with an outcome").tap()
    expect(page.get_by_role("dialog")).to_have_accessible_name("E. F., no. 0431: how did it end?")
    page.get_by_role("button", name="Safe, with family who watch day and night").tap()
    # On a small phone too, the tap shows that something is left to do.
    expect(page.get_by_role("button", name="Close this risk")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="The person has died").tap()
    expect(page.get_by_role("textbox")).to_have_accessible_name("What happened, and who knows of it?")
    page.get_by_role("button", name="Asked again: not imminent any more").tap()
    page.get_by_role("button", name="Close this risk").tap()
    expect(page.get_by_role("alert")).to_contain_text("Write who has taken over")
    assert stored(page, "entries") == []

    page.get_by_role("textbox", name=re.compile("Who has taken over")).fill(
        "Asked again with his wife; the nurse calls tomorrow."
    )
    page.get_by_role("button", name="Close this risk").tap()
    expect(page.locator(".urgent")).to_have_count(0)
    page.reload()
    page.wait_for_selector(".list-link")
    expect(page.locator(".urgent")).to_have_count(0)

    [entry] = stored(page, "entries")
    assert (entry["kind"], entry["n"], entry["practice"]) == ("risk_outcome", 1, True)
    assert entry["body"]["outcome"] == "not_imminent_any_more"
    assert read_entry(entry).subject == "demo:ef"


def test_of_several_open_risks_the_most_urgent_is_shown_in_full_and_each_other_is_one_tap_away(page):
    open_today(page)
    go(page, "guide")
    visit = Visit(page)
    visit.begin("0405", "pres_low_mood")
    visit.walk(DEPRESSED, until=asked("sui_thoughts_now"))
    visit.answer("sui_thoughts_now", True)
    visit.answer("sui_who_with", "nobody")
    visit.settle()
    go(page, "today")

    card, row = page.locator(".urgent"), page.locator(".risks-more .list-link")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("N. O., no. 0405")
    expect(page.get_by_role("heading", name=t("risk.more#one", n=1))).to_be_visible()
    expect(row).to_contain_text(["E. F., no. 0431"])
    expect(row).to_contain_text([t("risk.is.family")])
    assert page.locator(".content > *").nth(2).locator(".urgent").count() == 1, "before all else on Today"
    assert overflow(page) == []
    assert_accessible(page)

    row.tap()
    expect(card).to_contain_text("E. F., no. 0431")
    expect(card.get_by_role("button", name=t("risk.close"))).to_be_visible()
    expect(row).to_contain_text(["N. O., no. 0405"])
    assert page.evaluate("document.activeElement.querySelector('.urgent') !== null")


def test_nobody_with_the_person_offers_whom_to_call_and_what_to_do_when_no_number_is_set(page):
    open_today(page)
    page.get_by_role("button", name="Say who is there").tap()
    page.get_by_role("button", name="Nobody").tap()

    card = page.locator(".urgent")
    expect(card).to_contain_text("Go to the person, or send somebody now")
    expect(card).to_contain_text("No local crisis numbers are set on this phone.")
    [entry] = stored(page, "entries")
    assert read_entry(entry).amends, "the new word on the risk corrects the one before it"


def test_what_the_worker_does_becomes_entries_that_the_server_can_read(page):
    open_today(page)
    go(page, "people/demo:cd")
    page.get_by_role("button", name="What came of it?").tap()
    page.get_by_role("button", name="Reached: agree on a new day").tap()
    page.locator(".day").nth(1).tap()
    page.get_by_role("button", name="Save the new day").tap()
    expect(page.locator(".card-caution")).to_have_count(0)
    expect(page.locator(".content")).to_contain_text("Next visit")

    go(page, "people/demo:jk")
    page.get_by_role("button", name=re.compile("arrive where you referred")).tap()
    page.get_by_role("button", name="Done", exact=True).tap()
    expect(page.get_by_role("button", name=re.compile("arrive where you referred"))).to_have_count(0)

    entries = [read_entry(row) for row in sorted(stored(page, "entries"), key=lambda row: row["n"])]
    assert [entry.kind for entry in entries] == ["visit_missed", "visit_booked", "task_done"]
    assert [entry.n for entry in entries] == [1, 2, 3]
    assert entries[1].body.on == (date.fromisoformat(entries[1].occurred_on) + timedelta(days=1)).isoformat()


def test_a_visit_begun_from_somebodys_page_does_not_ask_again_for_whom_it_is(page):
    open_today(page)
    go(page, "people/demo:ab")
    page.get_by_role("button", name=t("person.first")).tap()
    page.get_by_text(text("pres_low_mood"), exact=True).tap()
    page.get_by_role("link", name=t("guide.start#one", n=1)).tap()
    page.get_by_text(t("guide.for", name="A. B., no. 0412")).wait_for()
    expect(page.get_by_text(t("begin.who"))).to_have_count(0)
    assert overflow(page) == []
    assert_accessible(page)
    page.get_by_role("button", name=t("begin.now")).tap()
    page.wait_for_url(re.compile(r"#/consultation/"))
    [draft] = stored(page, "drafts")
    assert (draft["draft"]["person"], draft["draft"]["visit"]) == ("demo:ab", "first")


def test_whom_a_visit_is_for_can_be_changed_before_it_begins(page):
    open_today(page)
    go(page, "people/demo:ab")
    page.get_by_role("button", name=t("person.first")).tap()
    page.get_by_text(text("pres_low_mood"), exact=True).tap()
    page.get_by_role("link", name=t("guide.start#one", n=1)).tap()
    page.get_by_role("button", name=t("begin.somebody_else")).tap()
    page.get_by_role("heading", name=t("begin.who")).wait_for()
    page.get_by_role("button", name=re.compile("^C. D., no. 0398")).tap()
    page.wait_for_url(re.compile(r"#/consultation/"))
    [draft] = stored(page, "drafts")
    assert draft["draft"]["person"] == "demo:cd"


def test_only_an_answer_ends_the_question_on_self_harm(page):
    open_today(page)
    go(page, "people/demo:lm")
    page.get_by_role("button", name=re.compile("^Ask: ")).first.tap()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="Done", exact=True)).to_have_count(0)

    sheet.get_by_role("button", name="Ask it now, in a visit").tap()

    page.wait_for_url(re.compile(r"#/consultation/"))
    [draft] = stored(page, "drafts")
    assert draft["draft"]["person"] == "demo:lm"


def test_a_visit_begun_in_one_tab_and_gone_on_with_in_another_is_not_written_over(phone, page):
    open_today(page)
    begin_follow_up(page)
    other = phone.new_page()
    other.goto(page.url)
    other.wait_for_selector(".question, .question-row")
    answer(page)
    before = stored(page, "drafts")

    other.evaluate(
        "() => new Promise((done) => setTimeout(done, 300))"
    )  # what the first tab says has arrived
    answer(other)

    assert stored(page, "drafts")[0]["rev"] >= before[0]["rev"]
    kept = stored(page, "drafts")[0]["draft"]["answers"]
    assert set(before[0]["draft"]["answers"]) <= set(kept)


# ---------------------------------------------------------------- when things go wrong


def test_a_full_phone_says_what_to_do_and_loses_nothing(page):
    page.add_init_script(FULL_DISK)
    open_today(page)
    page.evaluate("window.diskIsFull = true")
    page.get_by_role("button", name="Close with an outcome").tap()
    page.get_by_role("button", name="Safe, at a facility").tap()
    page.get_by_role("button", name="Close this risk").tap()

    expect(page.get_by_role("dialog")).to_contain_text("Not saved.")
    expect(page.locator(".content")).to_contain_text("This phone is full.")
    assert stored(page, "entries") == []

    page.evaluate("window.diskIsFull = false")
    page.get_by_role("button", name="Close this risk").tap()
    expect(page.locator(".urgent")).to_have_count(0)
    expect(page.locator(".content")).not_to_contain_text("This phone is full.")
    assert [row["kind"] for row in stored(page, "entries")] == ["risk_outcome"]


def test_answers_given_while_the_phone_was_full_are_saved_with_the_next_one(page):
    page.add_init_script(FULL_DISK)
    open_today(page)
    begin_follow_up(page)
    answer(page)
    saved = len(stored(page, "drafts")[0]["draft"]["answers"])
    page.evaluate("window.diskIsFull = true")
    answer(page)
    expect(page.locator(".content")).to_contain_text("This phone is full.")
    assert len(stored(page, "drafts")[0]["draft"]["answers"]) == saved

    page.evaluate("window.diskIsFull = false")
    answer(page)

    expect(page.locator(".content")).not_to_contain_text("This phone is full.")
    assert len(stored(page, "drafts")[0]["draft"]["answers"]) >= saved + 2


def test_a_browser_that_keeps_nothing_is_said_and_the_guide_is_read_all_the_same(page):
    page.add_init_script(NO_STORAGE)
    open_today(page)

    expect(page.locator(".content")).to_contain_text("This browser keeps nothing for Attune.")
    go(page, "people")
    expect(page.locator(".list-link")).to_have_count(8)
    go(page, "today")
    page.get_by_role("button", name="Close with an outcome").tap()
    page.get_by_role("button", name="Safe, at a facility").tap()
    page.get_by_role("button", name="Close this risk").tap()
    expect(page.get_by_role("dialog")).to_contain_text("Not saved.")


def test_an_emptied_store_is_said(page):
    open_today(page)
    page.get_by_role("button", name="Say who is there").tap()
    page.get_by_role("button", name="A colleague").tap()
    expect(page.locator(".urgent")).to_contain_text("A colleague is with the person.")
    page.evaluate(
        """() => new Promise((resolve, reject) => {
            const gone = indexedDB.deleteDatabase('attune');
            gone.onsuccess = resolve;
            gone.onerror = reject;
        })"""
    )

    page.reload()

    expect(page.locator(".content")).to_contain_text("This phone held records before, and they are gone.")


def test_an_empty_visit_can_be_let_go_and_is_not_missed_later(page):
    open_today(page)
    begin_follow_up(page, confirm=False)
    go(page, "today")
    page.get_by_role("button", name="Remove the empty visit: A. B., no. 0412").tap()
    expect(page.locator(".list-link").filter(has_text="Go on with the visit")).to_have_count(0)
    assert stored(page, "drafts") == []

    page.reload()

    page.wait_for_selector(".urgent")
    expect(page.locator(".content")).not_to_contain_text("they are gone")


def test_a_visit_with_an_answer_in_it_cannot_be_let_go(page):
    open_today(page)
    begin_follow_up(page)
    answer(page)
    go(page, "today")

    expect(page.locator(".list-link").filter(has_text="Go on with the visit")).to_have_count(1)
    expect(page.get_by_role("button", name=re.compile("Remove the empty visit"))).to_have_count(0)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param("part", "not as it was signed", id="tampered"),
        pytest.param("short", "arrived cut short", id="cut short"),
        pytest.param("format", "needs a newer Attune", id="newer format"),
    ],
)
def test_a_new_guide_that_cannot_be_used_leaves_the_old_one(new_phone, own_site, spoil, words):
    phone = new_phone(base_url=own_site.url)
    page = phone.new_page()
    open_today(page)
    old = used_release(page)
    publish_spoilt(own_site.data / "bundle", old, spoil)

    page.reload()

    expect(page.locator(".content")).to_contain_text(words)
    expect(page.locator(".urgent")).to_be_visible()
    assert used_release(page) == old


def test_a_new_guide_comes_by_itself_and_one_tap_goes_back(new_phone, own_site, tmp_path):
    phone = new_phone(base_url=own_site.url)
    page = phone.new_page()
    open_today(page)
    old = used_release(page)
    publish_with_numbers(own_site.data / "bundle", tmp_path / "overlay")

    page.reload()
    page.wait_for_selector(".urgent")
    go(page, "settings")
    expect(page.get_by_role("button", name=f"Go back to version {old}")).to_be_visible()
    page.get_by_role("button", name="Crisis help").tap()
    expect(page.get_by_role("link", name=re.compile("Day line"))).to_have_attribute("href", "tel:0800123")
    page.keyboard.press("Escape")

    page.get_by_role("button", name=f"Go back to version {old}").tap()
    expect(page.get_by_role("button", name=f"Go back to version {old}")).to_have_count(0)
    assert used_release(page) == old
    page.reload()
    expect(page.get_by_role("button", name=re.compile("Go back to version"))).to_be_visible()
    assert used_release(page) == old


@pytest.fixture
def updated(site):
    with UpdatedApp(site.url) as relay:
        yield relay


def test_a_newer_app_waits_until_the_worker_agrees_and_never_comes_in_a_visit(updated, new_phone):
    phone = new_phone(base_url=updated.url)
    page = phone.new_page()
    open_today(page)
    ready_for_flight_mode(page)
    controlled(page)
    begin_follow_up(page)
    updated.newer = True
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    go(page, "today")
    expect(page.locator(".content")).to_contain_text("A newer Attune waits until your open visit is closed.")
    expect(page.get_by_role("button", name="Change over now")).to_have_count(0)

    other = new_phone(base_url=updated.url).new_page()
    updated.newer = False
    open_today(other)
    ready_for_flight_mode(other)
    controlled(other)
    updated.newer = True
    other.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    with other.expect_navigation():
        other.get_by_role("button", name="Change over now").tap()
    other.wait_for_selector(".urgent")
    expect(other.get_by_role("button", name="Change over now")).to_have_count(0)


# ---------------------------------------------------------------- for everybody


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(page, theme):
    page.emulate_media(color_scheme=theme)
    page.goto("/")
    page.wait_for_selector(".choices .choice")
    assert_accessible(page)
    page.locator(".choices .choice").first.tap()
    page.wait_for_selector(".urgent")
    for place in PLACES:
        go(page, place)
        assert_accessible(page)
    go(page, "today")
    for name in ("Crisis help", "Say who is there", "Close with an outcome", "Cover"):
        page.get_by_role("button", name=name).tap()
        assert_accessible(page)
        page.keyboard.press("Enter" if name == "Cover" else "Escape")


def test_every_target_is_large_enough_for_a_thumb(page):
    open_today(page)
    for place in PLACES:
        go(page, place)
        small = page.evaluate(
            """() => [...document.querySelectorAll('a, button, summary, label.choice')]
                .map((one) => [one.textContent, one.getBoundingClientRect()])
                .filter(([, box]) => box.width > 0 && (box.height < 47.5 || box.width < 47.5))
                .map(([words, box]) => `${words}: ${box.width} x ${box.height}`)"""
        )
        assert small == [], place


def test_keyboard_alone_closes_a_risk(page):
    page.goto("/")
    page.wait_for_selector(".choices .choice")
    press_until(page, "Nurse")
    page.keyboard.press("Enter")
    page.wait_for_selector(".urgent")
    press_until(page, "Crisis help")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page) == "Crisis help"
    press_until(page, "Close with an outcome")
    page.keyboard.press("Enter")
    press_until(page, "Safe, at a facility")
    page.keyboard.press("Space")
    press_until(page, "Close this risk")
    page.keyboard.press("Enter")

    expect(page.locator(".urgent")).to_have_count(0)
    assert [row["kind"] for row in stored(page, "entries")] == ["risk_outcome"]


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param({"text": 200}, id="200 %"),
        pytest.param({"language": "en-XA"}, id="long words"),
        pytest.param({"language": "ar-XB"}, id="right to left"),
        pytest.param({"language": "ar-XB", "text": 200, "theme": "dark"}, id="all at once"),
    ],
)
def test_nothing_is_lost_sideways(page, chosen):
    open_today(page, **chosen)
    page.locator(f"html[lang={chosen.get('language', 'en')}]").wait_for()
    for place in PLACES:
        go(page, place)
        assert overflow(page) == [], place
    go(page, "today")
    for button in (".head-tools .icon-button", ".urgent .button:last-child"):
        page.locator(button).first.tap()
        page.wait_for_selector("dialog[open]")
        assert overflow(page) == [], button
        page.keyboard.press("Escape")


def test_right_to_left_turns_the_page_and_its_arrows_and_no_name(page):
    open_today(page, language="ar-XB")
    page.locator("html[dir=rtl]").wait_for()
    go(page, "people/demo:cd")

    back = page.locator(".head .icon-turns").bounding_box()
    assert back is not None
    assert back["x"] > 180, "the way back is on the right"
    assert "\u2068C. D.\u2069" in page.locator("h1").inner_text()
    assert_accessible(page)


def test_cover_shows_nothing_of_what_lies_below(page):
    open_today(page)
    page.get_by_role("button", name="Cover").tap()

    covered = page.evaluate("document.elementFromPoint(180, 320).className")
    assert covered == "cover"
    page.locator(".cover").tap()
    expect(page.locator(".cover")).to_have_count(0)
