"""Talks with invented people: played well and badly, with no network, by keyboard alone, and with the tab killed in the middle."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from attune.relating import play, score
from attune.relating.bots import Sensible, played_by
from attune.relating.lines import script_of, tempts
from e2e.axe import assert_accessible
from e2e.conftest import ready_for_flight_mode
from e2e.district import join, lock, send, unlock, unsent
from e2e.shell import go, open_today, overflow, stored
from e2e.visit import compiled

COACH, EXAM, PRIVATE = "With feedback after each sentence", "As in a real visit", "For you alone"
BETWEEN = {
    "remind": "Send a reminder",
    "no_reminder": "Send none",
    "call": "Call within two days",
    "no_call": "Wait",
}
# No word for a style stands on the screen during a visit.
LABEL = re.compile(r"anxious|avoidan|insecure|\bsecure\b|disorgani[sz]ed|fearful|attachment|style", re.I)
DIGGER, MOTHER = "well_digger", "new_mother"


def relating() -> dict[str, Any]:
    found: dict[str, Any] = compiled().relating
    return found


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in relating()["cases"] if each["id"] == name)
    return found


def line(name: str, choice: str) -> dict[str, Any]:
    return dict(script_of(relating(), case(name)).lines[choice])


def well(name: str) -> list[str]:
    """The choices of whoever acknowledges, asks and follows the guide."""
    return played_by(Sensible(relating(), case(name)), relating(), case(name), "own")[0]


def badly(name: str) -> list[str]:
    """Whatever tempts."""
    lines = script_of(relating(), case(name)).lines

    def tempted(played: dict[str, Any]) -> str:
        return next((each for each in played["offered"] if tempts(lines[each])), str(played["offered"][0]))

    return played_by(tempted, relating(), case(name), "own")[0]


def begin(page: Page, name: str, way: str) -> None:
    go(page, f"practice/{name}")
    page.locator("label.choice").filter(has_text=way).click()
    page.get_by_role("button", name="Let the person in").click()
    page.wait_for_url("**/#/practice/play/*")
    expect(page.get_by_role("heading", name="What do you say?")).to_be_visible()


def choose(page: Page, name: str, choices: list[str]) -> None:
    """Each choice by its words."""
    for choice in choices:
        # What can be done between two visits has a hint after its words.
        words = BETWEEN.get(choice) or line(name, choice)["text"]
        end = "" if choice in BETWEEN else "$"
        page.locator(".next .choice").filter(has_text=re.compile(f"^{re.escape(words)}{end}")).click()


def at_end(page: Page) -> None:
    expect(page.get_by_role("heading", name="Looking back")).to_be_visible()


def plays(page: Page) -> list[dict[str, Any]]:
    return [each for each in stored(page, "entries") if each["kind"] == "played"]


def kept_choices(page: Page) -> list[str]:
    """What the phone has kept of the talk that is begun."""
    drafts = [each["draft"] for each in stored(page, "drafts") if "play" in each["draft"]]
    return [] if not drafts else list(drafts[0]["play"]["choices"])


def test_played_well_offline_with_the_tab_killed_in_the_middle(phone, page):
    open_today(page)
    ready_for_flight_mode(page)
    go(page, "practice")  # the content is on the phone
    phone.set_offline(True)
    choices = well(DIGGER)
    begin(page, DIGGER, COACH)
    choose(page, DIGGER, choices[:8])
    page.wait_for_function("window.scrollY > 0")
    for _ in range(50):
        if kept_choices(page) == choices[:8]:
            break
        page.wait_for_timeout(50)
    page.close()

    page = phone.new_page()
    page.goto("/#/practice")
    page.get_by_role("link", name=re.compile("Go on after 8 sentences")).click()
    expect(page.locator(".bubble-worker")).to_have_count(8)
    assert not LABEL.search(page.locator("main").text_content() or "")
    choose(page, DIGGER, choices[8:])
    at_end(page)

    played = play(relating(), case(DIGGER), "own", choices)
    assert score(relating(), case(DIGGER), played)["reached"]
    expect(page.get_by_role("heading", name="What care needed was done")).to_be_visible()
    expect(page.get_by_text("No sentence of this talk was one that harms.")).to_be_visible()
    [entry] = plays(page)
    assert entry["practice"] and entry["subject"] is None
    assert entry["body"]["choices"] == choices and entry["body"]["way"] == "coach"
    assert not re.search(r"trust|arousal|distress", str(entry))
    assert kept_choices(page) == []
    # It is there again, and nowhere among people.
    page.reload()
    at_end(page)
    go(page, "practice")
    expect(page.get_by_text(re.compile("You have talked once"))).to_be_visible()


def test_played_badly_each_sentence_that_harms_is_named_with_a_better_one(page):
    open_today(page)
    choices = badly(DIGGER)
    begin(page, DIGGER, COACH)
    found = score(relating(), case(DIGGER), play(relating(), case(DIGGER), "own", choices))
    n = 0
    for choice in choices[:-1]:
        choose(page, DIGGER, [choice])
        n += choice not in BETWEEN
        newest = page.locator(".talk > .turn").last
        if n in found["harmful"] and choice not in BETWEEN:
            expect(newest.locator(".feedback-harm")).to_contain_text("This can hurt")
            expect(newest.locator(".feedback-better")).to_contain_text(line(DIGGER, choice)["better"])
        elif choice not in BETWEEN:
            expect(newest.locator(".feedback-harm")).to_have_count(0)
    choose(page, DIGGER, choices[-1:])
    at_end(page)
    expect(page.get_by_role("heading", name="Not yet")).to_be_visible()
    expect(page.locator(".harm")).to_have_count(len(found["harmful"]))
    first = line(DIGGER, choices[0])
    expect(page.locator(".harm").first.locator("blockquote")).to_contain_text(first["text"])
    # What was never told, and what the guide then misses.
    expect(page.get_by_text("That he thinks of killing himself.")).to_be_visible()
    expect(page.get_by_text(re.compile("The guide then misses: A danger to his life"))).to_be_visible()
    expect(page.get_by_text("A teaching model, not a prediction about people.")).to_be_visible()
    # The picture has its table.
    page.get_by_text("The same as a table").click()
    turns = sum(choice not in BETWEEN for choice in choices)
    expect(page.locator(".course-table tbody").last.locator("tr")).to_have_count(turns + 2)
    assert_accessible(page)


def test_tried_again_from_a_turn_and_as_somebody_else(page):
    open_today(page)
    choices = badly(DIGGER)
    begin(page, DIGGER, EXAM)
    choose(page, DIGGER, choices)
    at_end(page)
    page.get_by_text("The whole talk, turn by turn").click()
    page.get_by_role("button", name="Try again from turn 3", exact=True).last.click()
    expect(page.locator(".bubble-worker")).to_have_count(2)
    [draft] = [each["draft"] for each in stored(page, "drafts")]
    assert draft["play"]["taken_over"] == 2 and draft["play"]["choices"] == choices[:2]
    page.go_back()
    at_end(page)
    page.get_by_role("button", name=re.compile("Play again: Anxious")).click()
    # The same story, in the words of who fears to be left; and no name for it.
    opening = case(DIGGER)["visits"][0]["opening"]["pressing"]
    expect(page.get_by_text(opening)).to_be_visible()
    assert not LABEL.search(page.locator("main").text_content() or "")


def test_as_in_a_real_visit_nothing_is_said_on_the_way(page):
    open_today(page)
    choices = badly(MOTHER)
    begin(page, MOTHER, EXAM)
    companion = case(MOTHER)["setting"]["companion"]
    expect(page.get_by_text(companion["present"])).to_be_visible()
    for choice in choices[:-1]:
        choose(page, MOTHER, [choice])
        expect(page.locator(".feedback")).to_have_count(0)
        if choice in BETWEEN and page.locator(".between").count() == 1:
            # The next visit begins in sight, and is spoken: what happened since, then the first words.
            assert 0 <= page.locator(".between").bounding_box()["y"] < 200
            expect(page.locator(".sr-only[role=status]")).to_contain_text(re.compile("days later.*Adaeze:"))
    choose(page, MOTHER, choices[-1:])
    at_end(page)
    expect(page.locator(".harm").first).to_be_visible()


def test_practised_alone_nothing_is_kept(page):
    open_today(page)
    choices = well(DIGGER)
    begin(page, DIGGER, PRIVATE)
    choose(page, DIGGER, choices)
    at_end(page)
    expect(page.get_by_text("Nothing of this is kept once you end it.")).to_be_visible()
    page.get_by_role("button", name="End it and keep nothing").click()
    expect(page.get_by_role("heading", name="Talk with an invented person")).to_be_visible()
    page.wait_for_function("document.querySelectorAll('.list').length === 0")
    assert plays(page) == [] and stored(page, "drafts") == []


def test_on_a_shared_phone_a_talk_is_its_workers_alone(tab, district):
    page = tab()
    join(page, district, "amina")
    choices = well(DIGGER)
    begin(page, DIGGER, COACH)
    choose(page, DIGGER, choices[:3])
    lock(page)
    join(page, district, "dawit")
    # What is begun, and later what is finished, is nowhere for a colleague.
    go(page, "practice")
    page.locator(".case").first.wait_for()
    expect(page.get_by_text(re.compile("^Go on after"))).to_have_count(0)
    lock(page)
    unlock(page, "amina", "Amina Odhiambo")
    go(page, "practice")
    page.get_by_role("link", name=re.compile("Go on after 3 sentences")).click()
    choose(page, DIGGER, choices[3:])
    at_end(page)
    send(page)
    assert unsent(page) == []
    lock(page)
    unlock(page, "dawit", "ዳዊት ተስፋዬ")
    go(page, "practice")
    page.locator(".case").first.wait_for()
    expect(page.get_by_text(re.compile("^You have talked"))).to_have_count(0)


def test_by_keyboard_alone_each_answer_is_spoken_and_the_next_lines_are_a_tab_away(page):
    open_today(page)
    go(page, "practice")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == f"#/practice/{DIGGER}":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/#/practice/{DIGGER}")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Let the person in":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/#/practice/play/*")
    page.locator("h1:focus").wait_for()
    choices: list[str] = []
    for _ in range(3):
        offered = play(relating(), case(DIGGER), "own", choices)["offered"]
        wanted = offered[1]  # the second in the order of the screen
        if not choices:
            page.locator(".next .choice").first.focus()
            page.keyboard.press("Tab")
        else:
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == line(DIGGER, wanted)["text"]
        page.keyboard.press("Enter")
        choices.append(wanted)
        page.locator("h2#next:focus").wait_for()
        turn = play(relating(), case(DIGGER), "own", choices)["turns"][-1]
        expect(page.locator(".sr-only[role=status]")).to_contain_text(turn["reply"])
        for cue in turn["cues"]:
            expect(page.locator(".sr-only[role=status]")).to_contain_text(cue["text"])
        # The newest turn is in sight, below the head.
        top = page.locator(".talk > .turn").last.bounding_box()["y"]
        assert 0 <= top < 200, top


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param({}, id="as it comes"),
        pytest.param({"language": "en-XA"}, id="long words"),
        pytest.param({"language": "ar-XB", "text": 200, "theme": "dark"}, id="right to left, large, dark"),
    ],
)
def test_every_part_fits_and_can_be_reached_by_all(page, chosen):
    page.goto("/?languages=test")
    open_today(page, **chosen)

    def look() -> None:
        assert overflow(page) == []
        assert_accessible(page)
        if chosen.get("language") == "en-XA":
            untold = page.locator("main :is(h1, h2, p, .choice):not(:has(*))").all_text_contents()
            assert [each for each in untold if len(each) > 3 and "[" not in each] == []

    go(page, "practice")
    page.locator(".case").first.wait_for()
    look()
    go(page, f"practice/{DIGGER}")
    page.locator(".choice").first.wait_for()
    look()
    page.locator(".foot .button").click()
    page.locator(".next .choice").first.wait_for()
    choices = badly(DIGGER)
    for n, choice in enumerate(choices):
        offered = play(relating(), case(DIGGER), "own", choices[:n])["offered"]
        page.locator(".next .choice").nth(offered.index(choice)).click()
        if n in (0, 3):
            look()
    page.locator(".course").wait_for()
    for fold in page.locator(".fold > summary").all():
        fold.click()
    look()
