"""How to be with the person: folded beside each step, one text in a crisis, what was seen in two taps, and no name for anybody."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.axe import assert_accessible
from e2e.conftest import ready_for_flight_mode
from e2e.shell import go, overflow, stored
from e2e.visit import DEPRESSED, Visit, asked, compiled, on_plan, t, text

NO = "0405"  # N. O., seen for the first time
AT_RISK: dict[str, Any] = {**DEPRESSED, "sui_thoughts_now": True, "sui_who_with": "nobody", "sui_plan": True}
# What no screen of a visit says of anybody, and no record holds.
LABEL = re.compile(
    r"anxious|avoidan|insecure|\bsecure\b|disorgani[sz]ed|preoccupied|dismissi|fearful|attachment|leaning|style",
    re.IGNORECASE,
)
ONE_WORD, SERIOUS = "seen_one_word", "seen_asked_serious"


def relational() -> dict[str, Any]:
    return compiled().relational


def observed(name: str) -> str:
    return str(next(each["text"] for each in relational()["observations"] if each["id"] == name))


def strip(page: Page) -> Locator:
    return page.locator(".beside-fold > summary")


def unlabelled(page: Page) -> None:
    """Everything on the screen, what is folded too."""
    said = page.evaluate("() => document.querySelector('main').textContent")
    assert not LABEL.search(said), LABEL.search(said)


def at_core(page: Page, **chosen: object) -> Visit:
    visit = Visit.on(page, **chosen)  # type: ignore[arg-type]
    visit.begin(NO, "pres_low_mood")
    visit.walk(DEPRESSED, until=asked("dep_core"))
    return visit


def prepared(visit: Visit) -> None:
    """A visit that is prepared before the person comes in."""
    page = visit.page
    page.get_by_text(text("pres_low_mood"), exact=True).tap()
    visit.tap(visit.link("guide.start#one", n=1))
    visit.tap(page.locator(".fold > summary").first)
    visit.tap(page.get_by_role("radio", name=t("way.prepare")).locator("xpath=ancestor::label"))
    visit.tap(page.get_by_role("button", name=NO))
    page.wait_for_url("**/#/consultation/*")


@pytest.mark.parametrize("mode", ["step", "quick"])
def test_guidance_stands_folded_below_each_question_and_takes_no_tap(page, mode):
    visit = Visit.on(page, mode=mode)
    visit.begin(NO, "pres_low_mood")
    lines: list[float] = []

    def look() -> None:
        if page.locator(".beside").count() == 0:
            return
        assert page.locator(".beside-fold").get_attribute("open") is None
        lines.append(strip(page).bounding_box()["height"])
        below = page.locator(".beside").bounding_box()["y"]
        for answer in page.locator(".choice").all():
            assert answer.bounding_box()["y"] < below
        unlabelled(page)

    visit.walk(DEPRESSED, until=on_plan, look=look)
    assert len(lines) > 5
    assert set(lines) == {48.0}, "folded to one line"


def test_open_it_says_what_helps_what_else_it_may_be_and_how_sure_that_is(page):
    visit = at_core(page)
    visit.tap(strip(page))
    expect(page.locator(".beside-part").first).to_contain_text("with everyone")
    cards = page.locator(".beside-card")
    assert cards.count() >= 5  # four that may be noticed, and one for the condition
    card = cards.nth(1)
    visit.tap(card.locator("summary").first)
    for key in ("helps", "say", "pulls", "harms", "others", "culture"):
        expect(card.get_by_role("heading", name=t(f"beside.{key}"), exact=True)).to_be_visible()
    assert card.locator(".beside-body > section").nth(4).locator("li").count() >= 2
    visit.tap(card.locator(".fold > summary"))
    expect(card.locator(".sources li").first).to_contain_text("Care and how people relate")
    unlabelled(page)
    assert_accessible(page)
    assert overflow(page) == []


def test_while_urgent_actions_are_open_there_is_one_text_for_everyone_and_nothing_else(page):
    visit = Visit.on(page)
    visit.begin(NO, "pres_low_mood")
    visit.walk(AT_RISK, until=lambda now: now.heading.inner_text() == t("consultation.title.acts"))
    expect(strip(page)).to_have_text(t("beside.crisis"))
    visit.tap(strip(page))
    words = relational()["crisis"][0]["text"].splitlines()
    expect(page.locator(".beside-inside > ul > li")).to_have_text(words)
    expect(page.locator(".beside-card")).to_have_count(0)
    expect(page.get_by_role("link", name=t("seen.link"))).to_have_count(0)
    assert_accessible(page)
    # Nor by its address.
    draft = re.search(r"consultation/([^/]+)", page.url)[1]
    go(page, f"consultation/{draft}/seen")
    expect(page.locator("main")).to_contain_text(t("seen.urgent_first"))
    expect(page.locator(".seen")).to_have_count(0)
    go(page, f"consultation/{draft}")
    visit.do_all()
    expect(strip(page)).to_have_text(t("beside.title"))
    expect(page.get_by_role("link", name=t("seen.link"))).to_have_count(1)


def test_in_flight_mode_two_taps_note_what_was_seen_and_show_what_to_try(phone, page):
    visit = at_core(page)
    ready_for_flight_mode(page)
    phone.set_offline(True)
    visit.count_from_here()
    visit.tap(page.get_by_role("link", name=t("seen.link"), exact=True))
    visit.tap(page.get_by_text(observed(ONE_WORD), exact=True))
    assert visit.taps == 2
    told = next(each for each in relational()["observations"] if each["id"] == ONE_WORD)
    for line in [*told["try"].splitlines(), *told["others"].splitlines()]:
        expect(page.locator(".seen-try")).to_contain_text(line)
    expect(page.locator(".card-clay")).to_contain_text("Too little seen to say more")
    unlabelled(page)
    assert_accessible(page)
    assert overflow(page) == []

    visit.tap(page.get_by_role("link", name=t("seen.counted")))
    for value in ("−5", "+3", "+2", "120"):
        expect(page.locator(".counted")).to_contain_text(value)
    unlabelled(page)
    assert_accessible(page)
    assert overflow(page) == []

    visit.tap(page.get_by_role("link", name=t("ui.back")))
    visit.tap(page.get_by_role("link", name=t("ui.back")))
    expect(page.get_by_role("link", name=t("seen.link_n", n=1))).to_be_visible()


def test_what_was_seen_is_one_entry_beside_the_visit_and_nothing_that_was_made_of_it_is_kept(page):
    visit = at_core(page)
    visit.tap(page.get_by_role("link", name=t("seen.link"), exact=True))
    for name in (ONE_WORD, SERIOUS):
        visit.tap(page.get_by_text(observed(name), exact=True))
    visit.tap(page.get_by_role("link", name=t("ui.back")))
    visit.walk(DEPRESSED, until=on_plan)
    visit.close()
    entries = stored(page, "entries")
    [entry] = [each for each in entries if each["kind"] == "observed"]
    [consultation] = [each for each in entries if each["kind"] == "consultation"]
    assert entry["body"] == {"consultation": consultation["id"], "seen": [ONE_WORD, SERIOUS], "apart": []}
    assert entry["subject"] == consultation["subject"]
    # Keys and values of all that is kept, content aside.
    kept = json.dumps([stored(page, table) for table in ("entries", "drafts")])
    kept += page.evaluate("() => JSON.stringify([localStorage, sessionStorage])")
    assert not LABEL.search(kept), LABEL.search(kept)
    assert not re.search(r"points|odds|weight|seen_worry|seen_private|seen_fright", kept)


def test_a_companion_sets_what_was_seen_apart(page):
    visit = at_core(page)
    visit.tap(page.get_by_role("link", name=t("seen.link"), exact=True))
    visit.tap(page.get_by_text(observed(ONE_WORD), exact=True))
    expect(page.locator(".card-clay")).to_contain_text("Today does not count yet")
    visit.tap(page.get_by_role("link", name=t("ui.back")))
    visit.walk({**DEPRESSED, "room": "carer", "sui_carer": []}, until=on_plan)
    visit.tap(page.locator(".beside").get_by_role("link", name=t("seen.link_n", n=1)))
    company = next(each for each in relational()["circumstances"] if each["id"] == "apart_company")["text"]
    expect(page.locator(".card-clay")).to_contain_text(f"Nothing of today counts: {company}.")
    visit.tap(page.get_by_role("link", name=t("ui.back")))
    visit.close()
    [entry] = [each for each in stored(page, "entries") if each["kind"] == "observed"]
    assert entry["body"]["apart"] == ["apart_company"]


def test_a_visit_in_which_nothing_was_ticked_keeps_nothing_about_it(page):
    visit = at_core(page)
    visit.walk(DEPRESSED, until=on_plan)
    visit.close()
    assert [each["kind"] for each in stored(page, "entries")].count("observed") == 0


def test_the_keyboard_alone_opens_it_and_ticks(page):
    visit = at_core(page)
    strip(page).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".beside-inside")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".beside-inside")).to_have_count(0)
    page.get_by_role("link", name=t("seen.link"), exact=True).focus()
    page.keyboard.press("Enter")
    expect(visit.heading).to_be_focused()
    box = page.get_by_role("checkbox", name=observed(ONE_WORD), exact=True)
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.keyboard.press("Space")
    expect(page.locator(".seen-try")).to_have_count(0)


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param({"theme": "dark"}, id="dark"),
        pytest.param({"language": "en-XA"}, id="long words"),
        pytest.param({"language": "ar-XB", "text": 200, "theme": "dark"}, id="right to left, large"),
    ],
)
def test_all_of_it_is_accessible_and_loses_nothing_sideways(page, chosen):
    visit = at_core(page, **chosen)
    visit.tap(strip(page))
    visit.tap(page.locator(".beside-card > summary").nth(1))
    assert_accessible(page)
    assert overflow(page) == []
    if visit.language == "ar-XB":
        box, bar = page.locator(".beside").bounding_box(), page.locator(".beside")
        assert bar.evaluate("one => getComputedStyle(one).borderRightWidth") == "4px", box
    visit.tap(page.get_by_role("link", name=visit.t("seen.link"), exact=True))
    visit.tap(page.locator(".seen-ticks .choice").first)
    assert_accessible(page)
    assert overflow(page) == []
    visit.tap(page.get_by_role("link", name=visit.t("seen.counted")))
    assert_accessible(page)
    assert overflow(page) == []


def test_prepare_and_plan_have_it_too_each_for_its_own_moment(page):
    visit = Visit.on(page)
    prepared(visit)
    visit.tap(strip(page))
    expect(page.locator(".beside-part").first).to_contain_text("Beginning: with everyone")
    visit.tap(visit.button("prepare.start"))
    visit.walk(DEPRESSED, until=on_plan)
    visit.tap(strip(page))
    moments = page.locator(".beside-moment")
    expect(moments).to_have_text(["Explaining", "Deciding together", "Medicines", "Ending well"])
    visit.tap(moments.nth(3))
    expect(page.locator(".beside-part").first).to_contain_text("Ending well: with everyone")
    unlabelled(page)


def seen_before(page: Page, subject: str, *, days: tuple[int, ...], seen: list[str], author: str) -> None:
    """Entries of earlier visits, as this phone keeps them."""
    rows = stored(page, "entries")
    template = next(each for each in rows if each["kind"] == "observed")
    for n, ago in enumerate(days, 1):
        on = (date.fromisoformat(template["occurred_on"]) - timedelta(days=ago)).isoformat()
        row = {
            **template,
            "id": f"0198c1a0-0000-7000-8000-0000000000{n:02}",
            "n": template["n"] + n,
            "author": author or template["author"],
            "subject": subject,
            "occurred_on": on,
            "body": {"consultation": f"0198c1a0-0000-7000-8000-0000000001{n:02}", "seen": seen, "apart": []},
        }
        page.evaluate(
            """(row) => new Promise((done, failed) => {
                const opening = indexedDB.open('attune');
                opening.onsuccess = () => {
                    const writing = opening.result.transaction('entries', 'readwrite');
                    writing.objectStore('entries').put(row);
                    writing.oncomplete = () => { opening.result.close(); done(); };
                    writing.onerror = () => failed(writing.error);
                };
            })""",
            row,
        )


def test_after_several_days_it_says_what_goes_together_how_unsure_that_is_and_what_else_it_may_be(page):
    visit = at_core(page)
    visit.tap(page.get_by_role("link", name=t("seen.link"), exact=True))
    visit.tap(page.get_by_text(observed(SERIOUS), exact=True))
    visit.tap(page.get_by_role("link", name=t("ui.back")))
    visit.walk(DEPRESSED, until=on_plan)
    visit.close()
    [first] = [each for each in stored(page, "entries") if each["kind"] == "observed"]
    seen_before(page, first["subject"], days=(7, 14, 21), seen=[SERIOUS, "seen_upset_end"], author="")

    page.reload()
    page.locator("h1:focus").wait_for()
    go(page, "guide")
    visit.begin(NO, "pres_low_mood")
    visit.walk(DEPRESSED, until=asked("dep_core"))
    visit.tap(strip(page))
    card = page.locator(".beside-part").last.locator(".beside-card").first
    expect(card).to_contain_text("The story floods and jumps.")
    expect(card).to_contain_text(t("beside.often"))
    unlabelled(page)
    visit.tap(page.get_by_role("link", name=t("seen.link"), exact=True))
    together = page.locator(".card-clay")
    worry = next(each for each in relational()["tendencies"] if each["leaning"] == "anxious")["text"]
    expect(together).to_contain_text(f"On 4 days you saw signs of one thing. {worry}.")
    expect(together).to_contain_text("it is something else")
    assert together.locator("li").count() >= 2
    unlabelled(page)
    assert_accessible(page)
    kept = json.dumps([stored(page, table) for table in ("entries", "drafts")])
    assert not LABEL.search(kept), LABEL.search(kept)
