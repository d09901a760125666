"""Quick mode: how many taps and screens a consultation costs, and what it never folds away."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.shell import open_today, stored
from e2e.visit import (
    BETTER,
    DEPRESSED,
    WATCH_SCREENS,
    Visit,
    ask,
    asked,
    follow_up,
    guide,
    on_plan,
    option,
    t,
)


@pytest.mark.parametrize("cadre", ["nurse", "clinical_officer"])
@pytest.mark.parametrize("person", ["0405", "0452"])
def test_depressed_adult_without_risk_takes_at_most_35_taps_and_14_screens(page, cadre, person):
    visit = Visit.on(page, mode="quick", cadre=cadre)

    visit.begin(person, "pres_low_mood")
    visit.walk(DEPRESSED, until=on_plan)

    assert visit.taps <= 35
    assert len(visit.screens) <= 14, visit.screens
    assert (visit.screens[0], visit.screens[-1]) == (t("guide.title"), t("plan.title"))


def test_follow_up_takes_at_most_12_taps(page):
    page.add_init_script(WATCH_SCREENS)
    open_today(page, mode="quick", cadre="clinical_officer")
    visit = follow_up(page, "ab")

    visit.walk(BETTER, until=on_plan)

    assert visit.taps <= 12, visit.screens
    assert visit.screens[1] == t("consultation.title.last")


def test_quick_mode_never_folds_self_harm(page):
    visit = Visit.on(page, mode="quick")
    visit.begin("0405", "pres_low_mood")
    visit.walk(DEPRESSED, until=asked("sui_thoughts_now"))

    questions = {question["id"]: question for question in guide()["questions"]}
    for name in visit.now():
        row = page.get_by_role("region", name=questions[name]["ask"], exact=True)
        for words in (questions[name].get("say"), questions[name].get("hint")):
            if words:
                expect(row.get_by_text(words, exact=True)).to_be_visible()
        for reason in ("later", "not-alone", "language", "too-unwell", "refused"):
            expect(
                row.get_by_role("button", name=t(f"question.instead.{reason}"), exact=True)
            ).to_be_visible()


def test_a_step_goes_on_by_itself_when_its_last_question_is_answered(page):
    visit = Visit.on(page, mode="quick")
    visit.begin("0405", "pres_low_mood")
    visit.walk(DEPRESSED, until=asked("sui_serious_signs"))
    assert visit.now() == ["sui_serious_signs", "sui_taken"]

    visit.answer("sui_serious_signs", [])
    assert "sui_serious_signs" in visit.now()  # it stays in sight, and can be changed
    visit.answer("sui_taken", False)

    expect(visit.asks("sui_thoughts_now")).to_be_visible()
    assert "sui_taken" not in visit.now()


def test_ticks_are_the_answer_once_a_question_below_them_is_answered(page):
    visit = Visit.on(page, mode="quick")
    visit.begin("0405", "pres_low_mood")
    visit.walk(DEPRESSED, until=asked("sui_concurrent"))

    visit.answer("sui_concurrent", ["depression"], next_=False)
    assert "sui_concurrent" not in stored(page, "drafts")[0]["draft"]["answers"]
    visit.answer("sui_pain", False)

    visit.tap(visit.link("tools.answers"))
    row = page.get_by_role("button", name=ask("sui_concurrent"))
    expect(row).to_contain_text(option("sui_concurrent", "depression"))


def test_an_answered_list_without_a_tick_left_is_open_again(page):
    visit = Visit.on(page, mode="quick")
    visit.begin("0405", "pres_low_mood")
    visit.walk(DEPRESSED, until=asked("sui_concurrent"))
    visit.answer("sui_concurrent", ["depression"], next_=False)
    visit.answer("sui_pain", False)
    assert "sui_concurrent" in stored(page, "drafts")[0]["draft"]["answers"]

    visit.answer("sui_concurrent", ["depression"], next_=False)  # the tick is taken away
    expect(visit.asks("sui_concurrent")).to_be_visible()
    assert "sui_concurrent" not in stored(page, "drafts")[0]["draft"]["answers"]
    visit.answer("sui_emotional", [])
    assert "sui_concurrent" in visit.now()


def test_what_is_typed_is_there_again_after_another_screen(page):
    visit = Visit.on(page, mode="quick")
    visit.begin("0405", "pres_low_mood")
    visit.walk(DEPRESSED, until=asked("sui_serious_signs"))
    # As if the worker had gone to a question that wants words.
    page.evaluate(
        """(id) => new Promise((done) => {
            const opening = indexedDB.open('attune');
            opening.onsuccess = () => {
                const rows = opening.result.transaction('drafts', 'readwrite').objectStore('drafts');
                rows.getAll().onsuccess = ({ target }) => {
                    const [row] = target.result;
                    rows.put({ ...row, draft: { ...row.draft, changing: id } }).onsuccess = () => done();
                };
            };
        })""",
        "ecp_complaint",
    )
    page.reload()
    page.get_by_role("textbox").fill("Cannot sle")
    visit.settle()
    page.goto("/#/today")
    page.reload()
    page.go_back()
    expect(page.get_by_role("textbox")).to_have_value("Cannot sle")
    assert stored(page, "drafts")[0]["draft"]["typed"] == {"ecp_complaint": "Cannot sle"}
