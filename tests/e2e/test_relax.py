"""Exercises: what is asked before, each played to its end, the pacer measured, the leaflet, and the page for anybody."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from attune.pack import compile_pack
from attune.paths import content_dir
from e2e.axe import assert_accessible
from e2e.pacing import WATCH, Cue, Watching, fullness, lag_of_picture, started
from e2e.shell import go, overflow, press_until, stored
from e2e.visit import DEPRESSED, Visit, on_plan, t, text

NO = "0405"  # N. O., seen for the first time
BEGUN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EXERCISES: dict[str, dict[str, Any]] = {
    each["id"]: each for each in compile_pack(content_dir()).exercises["exercises"]
}


def gate(name: str) -> str:
    asks = {each["id"]: each["ask"] for exercise in EXERCISES.values() for each in exercise["gate"]}
    return str(asks[name])


def caution(exercise: str, name: str) -> str:
    return next(str(each["text"]) for each in EXERCISES[exercise]["cautions"] if each["id"] == name)


def ticks(page: Page) -> list[str]:
    """What the screen asks before it lets anybody begin."""
    return page.locator(".gates .choice").all_inner_texts()


def on_stopped_clock(page: Page, place: str) -> Visit:
    page.clock.install(time=BEGUN)
    visit = Visit.on(page, place=place)
    visit.button("relax.start").or_(visit.button("relax.start_guide")).wait_for()
    page.clock.pause_at(BEGUN + timedelta(minutes=5))
    return visit


def start(visit: Visit) -> None:
    visit.tap(visit.button("relax.start").or_(visit.button("relax.start_guide")))
    visit.page.clock.run_for(400)


def until(page: Page, holds: str, within: float = 20) -> None:
    """Wait for it without the page's own `eval`, which its content policy forbids."""
    end = time.monotonic() + within
    while not page.evaluate(holds):
        assert time.monotonic() < end, f"never held: {holds}"
        page.wait_for_timeout(50)


# ---------------------------------------------------------------- each exercise


@pytest.mark.parametrize("name", [name for name, each in EXERCISES.items() if each["script"]])
def test_exercise_leads_through_its_whole_script_and_ends(page, name):
    exercise = EXERCISES[name]
    visit = on_stopped_clock(page, f"relax/{name}{'' if 'room' in exercise['uses'] else '?for=self'}")
    start(visit)

    for place, part in enumerate(exercise["script"], 1):
        expect(page.locator(".pacer-say")).to_have_text(part["say"])
        all_ = len(exercise["script"])
        named = part.get("do", t("relax.part.breathe"))
        expect(page.locator(".pacer-part")).to_have_text(
            t("relax.part.of", number=place, all=all_, name=named)
        )
        page.clock.run_for(part["seconds"] * 1000)

    expect(visit.heading).to_have_text(t("relax.done"))


def test_the_guides_own_exercise_is_as_the_guide_has_it_and_stops_when_it_is_told(page):
    visit = on_stopped_clock(page, "relax/breathing_guide")
    part = page.locator(".pacer-part")

    start(visit)
    expect(part).to_have_text(t("relax.part.round", number=1, rounds=3))
    visit.tap(visit.button("relax.pause"))
    page.clock.run_for(60_000)
    expect(part).to_have_text(t("relax.part.round", number=1, rounds=3))
    visit.tap(visit.button("relax.resume"))
    page.clock.run_for(61_000)
    expect(part).to_have_text(t("relax.part.rest"))
    visit.tap(visit.button("relax.stop"))
    expect(page.locator(".content")).to_contain_text(t("relax.land"))

    visit.tap(visit.button("relax.again"))
    start(visit)
    page.clock.run_for(10 * 60_000)
    expect(visit.heading).to_have_text(t("relax.done"))


def test_a_shorter_form_a_chosen_pace_and_a_part_left_out_change_what_is_played(page):
    visit = on_stopped_clock(page, "relax/muscles_eight")
    page.get_by_text(gate("gate_jaw")).tap()
    page.locator("summary", has_text="6 minutes").tap()
    start(visit)
    expect(page.locator(".pacer-left")).to_have_text(t("relax.left", time="5:21"))
    visit.tap(visit.button("relax.stop"))
    visit.tap(visit.button("relax.again"))
    page.locator("summary", has_text="6 minutes").tap()
    page.get_by_role("radio", name=re.compile("^3 minutes")).check(force=True)
    start(visit)
    expect(page.locator(".pacer-left")).to_have_text(t("relax.left", time="3:24"))


def test_next_step_goes_on_before_its_time(page):
    visit = on_stopped_clock(page, "relax/ground_senses")
    start(visit)
    visit.tap(visit.button("relax.next"))
    page.clock.run_for(400)
    expect(page.locator(".pacer-say")).to_have_text(EXERCISES["ground_senses"]["script"][1]["say"])


# ---------------------------------------------------------------- cautions


def test_ticked_danger_takes_the_start_away_and_offers_no_other_exercise(page):
    visit = Visit.on(page, place="relax/breath_slow")
    visit.button("relax.start").wait_for()
    page.get_by_text(gate("gate_acute")).tap()

    expect(page.locator(".content")).to_contain_text(t("relax.not_now"))
    expect(visit.button("relax.start")).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("^Better now"))).to_have_count(0)


def test_what_the_visit_knows_is_said_and_not_asked_and_what_it_rules_out_is_neither(page):
    visit = Visit.on(page, mode="quick")
    visit.begin(NO, "pres_low_mood")
    visit.walk({**DEPRESSED, "illnesses": ["breathing_disease"]}, until=on_plan)
    of = page.url.partition("/consultation/")[2].partition("/")[0]
    # The plan asks about illnesses only where a medicine is in question; here the visit answers it.
    go(page, f"relax/breath_slow?of={of}")
    expect(visit.heading).to_have_text(EXERCISES["breath_slow"]["title"])
    asked = ticks(page)

    assert gate("gate_crisis") not in asked, "the visit has asked about self-harm"
    assert gate("gate_voices") not in asked, "the visit has asked about psychosis"
    assert gate("gate_acute") in asked
    page.get_by_text(gate("gate_lungs")).tap()
    expect(page.locator(".content")).to_contain_text(caution("breath_slow", "breath_slow_lungs"))
    page.get_by_role("link", name=t("relax.try_instead", title=EXERCISES["breath_lips"]["title"])).tap()
    expect(visit.heading).to_have_text(EXERCISES["breath_lips"]["title"])
    assert f"of={of}" in page.url


def test_at_imminent_risk_no_exercise_begins_and_the_way_leads_to_the_plan(page):
    visit = Visit.on(page, mode="quick")
    visit.begin(NO, "pres_low_mood")
    visit.walk(
        {**DEPRESSED, "sui_thoughts_now": True, "sui_who_with": "family", "sui_plan": True}, until=on_plan
    )
    of = page.url.partition("/consultation/")[2].partition("/")[0]
    go(page, f"relax/breath_slow?of={of}")

    expect(page.locator(".content")).to_contain_text("Safety plan and company come first.")
    expect(visit.button("relax.start")).to_have_count(0)
    page.get_by_role("link", name=t("relax.safety_plan")).tap()
    expect(visit.heading).to_have_text(t("plan.title"))


def test_a_plan_line_opens_its_exercise_and_leads_back(page):
    visit = Visit.on(page, mode="quick")
    visit.begin(NO, "pres_low_mood")
    visit.walk(DEPRESSED, until=on_plan)
    visit_at = page.url

    page.get_by_role("button", name=text("dep_breathing")).tap()
    page.get_by_role("link", name=t("plan.exercise")).tap()

    expect(visit.heading).to_have_text("Slow belly breathing")
    # Nobody has asked about illnesses yet, so the worker chooses the variant.
    expect(page.get_by_role("radio")).to_have_count(2)
    page.get_by_role("link", name=t("ui.back")).tap()
    expect(visit.heading).to_have_text(t("plan.title"))
    assert page.url == f"{visit_at}/plan"


def test_imagery_and_body_scan_are_for_the_worker_alone(page):
    Visit.on(page, place="relax")
    titles = [EXERCISES[name]["title"] for name in ("imagery_place", "body_scan")]
    page.get_by_text(EXERCISES["muscles_eight"]["title"], exact=True).wait_for()
    for title in titles:
        expect(page.get_by_text(title, exact=True)).to_have_count(0)
    page.get_by_role("link", name=t("relax.for_self")).tap()
    for title in titles:
        expect(page.get_by_text(title, exact=True)).to_be_visible()
    expect(page.get_by_text(EXERCISES["child_candle"]["title"], exact=True)).to_have_count(0)


# ---------------------------------------------------------------- the two numbers


def say(page: Page, asked: str, value: int) -> None:
    page.get_by_role("group", name=asked).get_by_role("button", name=str(value), exact=True).tap()


@pytest.mark.parametrize("keeps", [True, False])
def test_numbers_stay_with_the_visit_only_if_the_worker_says_so(page, keeps):
    visit = Visit.on(page, mode="quick")
    visit.begin(NO, "pres_low_mood")
    visit.walk(DEPRESSED, until=on_plan)
    of = page.url.partition("/consultation/")[2].partition("/")[0]
    go(page, f"relax/ground_orient?of={of}")
    say(page, t("relax.distress_before"), 6)
    visit.tap(visit.button("relax.start"))
    visit.tap(visit.button("relax.stop"))
    say(page, t("relax.distress_after"), 4)
    if keeps:
        page.get_by_role("checkbox", name=re.compile(f"^{t('relax.keep')}")).check(force=True)
    visit.tap(page.get_by_role("link", name=t("relax.leave")))
    expect(visit.heading).to_have_text(t("plan.title"))

    [draft] = [each["draft"] for each in stored(page, "drafts")]
    kept = {
        name: draft["answers"].get(name, {}).get("value")
        for name in ("relax_exercise", "relax_before", "relax_after")
    }
    if keeps:
        assert kept == {"relax_exercise": "ground_orient", "relax_before": 6, "relax_after": 4}
    else:
        assert set(kept.values()) == {None}


def test_own_practice_is_noted_on_the_phone_alone_and_can_be_deleted(page):
    visit = Visit.on(page, place="relax/imagery_place?for=self")
    say(page, t("relax.distress_before"), 5)
    visit.tap(visit.button("relax.start"))
    visit.tap(visit.button("relax.stop"))
    say(page, t("relax.distress_after"), 3)
    page.get_by_role("checkbox", name=re.compile(f"^{t('relax.keep_own')}")).check(force=True)
    visit.tap(page.get_by_role("link", name=t("relax.leave")))

    expect(page.get_by_text(re.compile("A place of ease, 5 to 3"))).to_be_visible()
    assert stored(page, "entries") == []
    visit.tap(visit.button("relax.forget_own"))
    expect(page.get_by_text(re.compile("A place of ease, 5 to 3"))).to_have_count(0)


def test_a_rise_of_two_ends_the_exercise_for_today_and_leads_back_to_the_room(page):
    visit = Visit.on(page, place="relax/muscles_eight")
    say(page, t("relax.distress_before"), 5)
    visit.tap(visit.button("relax.start"))
    visit.tap(visit.button("relax.stop"))
    say(page, t("relax.distress_after"), 8)

    expect(page.locator(".content")).to_contain_text(t("relax.high"))
    expect(visit.button("relax.again")).to_have_count(0)
    page.get_by_role("link", name=t("relax.ground")).tap()
    expect(visit.heading).to_have_text(EXERCISES["ground_orient"]["title"])


# ---------------------------------------------------------------- the pacer


def with_senses(page: Page, *senses: str) -> None:
    for sense in senses:
        page.get_by_role("checkbox", name=re.compile(f"^{t(f'relax.{sense}')}")).check(force=True)


def test_tones_pulses_and_picture_keep_the_plan_on_a_slow_page_that_is_blocked_again_and_again(new_phone):
    page = new_phone(bypass_csp=True, reduced_motion="no-preference").new_page()
    page.add_init_script(WATCH)
    visit = Visit.on(page, place="relax/breathing_guide")
    page.get_by_role("radio", name=re.compile(f"^{t('relax.gentle')}")).check(force=True)
    with_senses(page, "sound", "touch")
    # The circle alone: the words in it are other ink.
    page.add_style_tag(content=".pacer-words,.pacer-count,.pacer-ring,.pacer p{visibility:hidden}")
    watching = Watching(page, eyes=True)
    watching.begin()
    visit.tap(visit.button("relax.start_guide"))
    page.wait_for_timeout(60_500)
    found = watching.end()

    # One round of a minute: out for 3, in for 3; the last breath that fits ends with the minute.
    cues = [Cue(("out", "in")[place % 2], place * 3000, 3000) for place in range(19)]
    begun = started(found.tones, [cue.at for cue in cues], near=found.pulses[0][0])
    heard = [cue for cue in cues if begun + cue.at > found.tones[0] - 50]
    late = [min((at - begun - cue.at for at in found.tones), key=abs) for cue in heard]
    felt = [
        min((at - begun - cue.at for at, beat in found.pulses if beat == cue.beat), key=abs) for cue in cues
    ]
    seen = [
        lag_of_picture(found.frames, fullness(cues), begun, (cue.at, cue.at + 6000)) for cue in cues[:-2:2]
    ]
    assert found.blocks >= 40, "the page was not blocked"
    assert len(heard) >= len(cues) - 2, "the ear came late"
    assert max(map(abs, late)) <= 50
    assert max(map(abs, felt)) <= 100
    assert all(frames >= 12 for _, frames in seen), "too few frames to see anything"
    assert max(abs(lag) for lag, _ in seen) <= 100
    # Nothing accumulates: the second half is as near as the first.
    half = len(late) // 2
    assert abs(sum(late[half:]) / len(late[half:]) - sum(late[:half]) / half) < 20


def test_a_call_that_takes_the_sound_away_pauses_and_goes_on_with_the_breath_from_its_beginning(new_phone):
    page = new_phone(bypass_csp=True).new_page()
    page.add_init_script(WATCH)
    visit = Visit.on(page, place="relax/breathing_guide")
    with_senses(page, "sound")
    visit.tap(visit.button("relax.start_guide"))
    until(page, "window.heard.length >= 2")  # a whole breath out, and in

    page.evaluate("window.audio.suspend()")
    expect(page.get_by_text(t("relax.halt.silenced"))).to_be_visible()
    heard = page.evaluate("window.heard.length")
    visit.tap(visit.button("relax.resume"))
    until(page, f"window.heard.length > {heard}")
    expect(page.locator(".pacer-left")).to_have_text(re.compile(r"5:5\d left"))


def hide(page: Page, hidden: bool) -> None:
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true });
            document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
        }""",
        hidden,
    )


def test_hidden_page_pauses_without_sound_and_says_so(page):
    visit = on_stopped_clock(page, "relax/breath_slow")
    start(visit)
    page.clock.run_for(63_000)
    hide(page, True)
    page.clock.run_for(120_000)
    hide(page, False)

    expect(page.get_by_text(t("relax.halt.hidden"))).to_be_visible()
    left = page.locator(".pacer-left").inner_text()
    visit.tap(visit.button("relax.resume"))
    page.clock.run_for(400)
    expect(page.locator(".pacer-say")).to_have_text(EXERCISES["breath_slow"]["script"][3]["say"])
    assert left == t("relax.left", time="3:57")


def test_hidden_page_goes_on_by_sound_alone(new_phone):
    page = new_phone(bypass_csp=True).new_page()
    page.add_init_script(WATCH)
    visit = Visit.on(page, place="relax/breathing_guide")
    with_senses(page, "sound")
    visit.tap(visit.button("relax.start_guide"))
    until(page, "window.heard.length >= 1")
    hide(page, True)
    until(page, "window.heard.length >= 3")
    hide(page, False)
    expect(visit.button("relax.pause")).to_be_visible()


def test_a_phone_that_cannot_vibrate_is_told_so(page):
    page.add_init_script("delete Navigator.prototype.vibrate")
    Visit.on(page, place="relax/breath_slow")
    expect(page.get_by_text(t("relax.no_touch"))).to_be_visible()
    expect(page.get_by_role("checkbox", name=re.compile(f"^{t('relax.touch')}"))).to_have_count(0)


def test_the_screen_is_kept_awake_while_it_runs_and_let_go_after_it(page):
    page.add_init_script(
        """window.awake = 0;
        navigator.wakeLock.request = async () => (window.awake++, { release: async () => { window.awake--; } });"""
    )
    visit = Visit.on(page, place="relax/ground_list")
    visit.tap(visit.button("relax.start"))
    until(page, "window.awake === 1")
    visit.tap(visit.button("relax.pause"))
    until(page, "window.awake === 0")


# ---------------------------------------------------------------- for everybody


def test_every_screen_of_an_exercise_is_accessible_by_axe_and_fits_the_phone(page):
    visit = Visit.on(page, place="relax")
    page.get_by_text(EXERCISES["muscles_eight"]["title"], exact=True).wait_for()
    assert_accessible(page)
    go(page, "relax/breath_slow")
    page.locator("summary").first.tap()
    assert_accessible(page)
    assert overflow(page) == []
    visit.tap(visit.button("relax.start"))
    assert_accessible(page)
    assert overflow(page) == []
    visit.tap(visit.button("relax.stop"))
    assert_accessible(page)
    go(page, "relax/muscles_eight/leaflet")
    assert_accessible(page)
    assert overflow(page) == []


def test_an_exercise_is_done_from_the_keyboard_alone(page):
    visit = Visit.on(page, place="relax/ground_orient")
    visit.button("relax.start").wait_for()
    press_until(page, t("relax.start"))
    page.keyboard.press("Enter")
    press_until(page, t("relax.pause"))
    page.keyboard.press("Enter")
    press_until(page, t("relax.resume"))
    page.keyboard.press("Space")
    press_until(page, t("relax.stop"))
    page.keyboard.press("Enter")
    expect(visit.heading).to_have_text(t("relax.stopped"))


@pytest.mark.parametrize("language", ["ar-XB", "en-XA"])
def test_another_language_and_direction_fit_every_screen(page, language):
    visit = Visit.on(page, place="relax", language=language)
    for place in ("relax", "relax/breath_slow", "relax/muscles_eight/leaflet", "relax?for=self"):
        go(page, place)
        assert overflow(page) == []
    go(page, "relax/breath_slow")
    visit.tap(visit.button("relax.start"))
    page.locator(".pacer-say").wait_for()
    assert overflow(page) == []


# ---------------------------------------------------------------- leaflet and page


def test_each_leaflet_fits_one_page_of_paper(phone):
    page = phone.new_page()
    Visit.on(page, place="relax")
    for name, exercise in EXERCISES.items():
        if "home" not in exercise["uses"]:
            continue
        go(page, f"relax/{name}/leaflet")
        page.locator(".leaflet-code").wait_for()
        paper = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, name


def test_the_leaflets_address_opens_without_an_account_and_then_without_a_network(new_phone, site):
    worker: BrowserContext = new_phone()
    page = worker.new_page()
    Visit.on(page, place="relax/muscles_eight/leaflet")
    address = page.locator(".leaflet-code").get_attribute("aria-label")
    assert address == f"{site.url}/calm/#/muscles_eight"

    stranger: BrowserContext = new_phone()
    met: list[str] = []
    page = stranger.new_page()
    page.on("request", lambda request: met.append(request.url.removeprefix(site.url)))
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(EXERCISES["muscles_eight"]["title"])
    page.wait_for_function("navigator.serviceWorker.ready.then((ready) => Boolean(ready.active))")
    assert_accessible(page)
    assert [each for each in met if not re.match(r"/(calm|assets|bundle)/|/icon.svg", each)] == []
    assert stranger.cookies() == []

    page.close()
    stranger.set_offline(True)
    page = stranger.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(EXERCISES["muscles_eight"]["title"])
    page.get_by_role("button", name=t("relax.start"), exact=True).tap()
    expect(page.locator(".pacer-say")).to_have_text(EXERCISES["muscles_eight"]["script"][0]["say"])
    page.get_by_role("button", name=t("relax.stop"), exact=True).tap()
    say(page, t("relax.distress_after"), 3)
    page.get_by_role("link", name=t("relax.leave")).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(t("calm.home"))
    kept = page.evaluate("Object.keys(localStorage)")
    assert sorted(kept) == ["calm.content", "calm.key"], "nothing of the person is kept"


def test_the_page_for_anybody_shows_only_what_may_be_taken_home(page):
    page.goto("/calm/")
    for exercise in EXERCISES.values():
        shown = page.get_by_text(exercise["title"], exact=True)
        if "home" in exercise["uses"]:
            expect(shown).to_be_visible()
        else:
            expect(shown).to_have_count(0)
    assert_accessible(page)


def test_the_page_for_anybody_shows_nothing_that_was_not_signed(page):
    page.route(
        "**/bundle/*/exercises.json",
        lambda route: route.fulfill(body='{"format":1,"exercises":[]}', content_type="application/json"),
    )
    page.goto("/calm/")
    expect(page.get_by_text(t("calm.refused"))).to_be_visible()


def test_the_page_for_anybody_keeps_its_own_files_and_not_the_workers_app(page, root):
    page.goto("/calm/")
    page.wait_for_function("navigator.serviceWorker.ready.then((ready) => Boolean(ready.active))")
    kept = page.evaluate(
        """async () => {
            const names = await caches.keys();
            const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())));
            return [names.map((name) => name.split('-')[0]), all.flat().map(({ url }) => new URL(url).pathname)];
        }"""
    )
    assert kept[0] == ["calm"]
    assert {"/calm/", "/icon.svg"} < set(kept[1])
    assert not [path for path in kept[1] if re.search(r"/(consultation|main|secure)-", path)]
