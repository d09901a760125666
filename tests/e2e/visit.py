"""Walks a consultation as a worker does: by the guide's own ids, found on the screen by the words that stand there."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from itertools import groupby
from typing import Any

from playwright.sync_api import Locator, Page, expect

from attune.pack import compile_pack
from attune.paths import app_words_dir, content_dir
from e2e.shell import go, settings

# Each new heading is a new screen; nothing waits for it, so none can be missed.
WATCH_SCREENS = """
window.screens = [];
new MutationObserver(() => {
    const heading = document.querySelector('h1')?.textContent;
    if (heading && window.screens.at(-1) !== heading) window.screens.push(heading);
}).observe(document, { subtree: true, childList: true, characterData: true });
"""

# A depressed adult without risk: what every question that may come is answered with.
DEPRESSED: dict[str, Any] = {
    "first_look": [],
    "room": "alone",
    "maternity": [],
    "dep_core": ["low_mood", "lost_interest"],
    "dep_additional": ["sleep", "fatigue", "concentration"],
    "dep_duration": "from_14_days",
    "dep_function": True,
    "dep_psychotic": False,
    "dep_causes": [],
    "dep_mania_signs": [],
    "dep_mania_treated": False,
    "dep_loss": False,
    "illnesses": [],
    "medicines_now": [],
    "medicine_allergy": [],
    "sui_serious_signs": [],
    "sui_taken": False,
    "sui_thoughts_now": False,
    "sui_thoughts_month": False,
    "sui_act": "never",
    "sui_words": ["thought_of_doing"],
    "sui_plan": False,
    "sui_means": ["pesticide"],
    "sui_concurrent": ["depression"],
    "sui_pain": False,
    "sui_emotional": [],
}
# A week later, on the same treatment and a little better.
BETTER: dict[str, Any] = {
    **DEPRESSED,
    "sui_fu_since": [],
    "medicines_given": ["fluoxetine"],
    "dep_fu_mania": False,
    "dep_fu_state": "better",
    "dep_fu_taken": True,
    "dep_fu_side_effects": "no_side_effects",
    "dep_fu_new": [],
    "dep_fu_since": "under_3_months",
}


@cache
def guide() -> dict[str, Any]:
    """The default content, compiled as the phone gets it."""
    return compile_pack(content_dir()).guide


@cache
def _questions() -> dict[str, Any]:
    return {question["id"]: question for question in guide()["questions"]}


@cache
def _lines() -> dict[str, str]:
    rows = [*guide()["plan"], *guide()["conclusions"], *guide()["chart"], *guide()["modules"]]
    return {row["id"]: row.get("text") or row["title"] for row in rows}


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = {}
    for path in app_words_dir().glob("en*.json"):
        words.update(json.loads(path.read_text(encoding="utf-8")))
    return words


def t(key: str, **given: object) -> str:
    """The app's own words."""
    words = _words()[key]
    for name, value in given.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


def ask(question: str) -> str:
    """The words of a question."""
    words: str = _questions()[question]["ask"]
    return words


def text(statement: str) -> str:
    """The words of a plan line, a conclusion, a sign of the chart or a module."""
    return _lines()[statement]


def option(question: str, code: str) -> str:
    """The words of one answer."""
    words: str = next(each["text"] for each in _questions()[question]["options"] if each["id"] == code)
    return words


class Visit:
    """One worker with one phone in the hand. Counts taps and screens from the page where the visit begins."""

    def __init__(self, page: Page, *, press: Callable[[Locator], None] = Locator.tap):
        self.page = page
        self.taps = 0
        self._press = press

    @classmethod
    def on(cls, page: Page, *, place: str = "guide", **chosen: object) -> Visit:
        """A phone whose worker has begun before."""
        page.add_init_script(settings(**chosen))
        page.add_init_script(WATCH_SCREENS)
        page.goto(f"/#/{place}")
        page.locator("h1:focus").wait_for()
        return cls(page)

    @property
    def screens(self) -> list[str]:
        """Headings of the screens so far, the page where the visit began included; one that still loads is none."""
        names: list[str] = self.page.evaluate("window.screens")
        loading = (t("screen.opening"), t("consultation.opening"))
        return [name for name, _ in groupby(name for name in names if name not in loading)]

    def count_from_here(self) -> None:
        """The visit begins on this page; what the worker did to come here is no part of it."""
        self.taps = 0
        self.page.evaluate("window.screens = [document.querySelector('h1').textContent]")

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    def tap(self, what: Locator) -> None:
        self._press(what)
        self.taps += 1

    def button(self, key: str, **given: object) -> Locator:
        return self.page.get_by_role("button", name=t(key, **given), exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name)

    def begin(self, person: str, *signs: str) -> None:
        """From the guide's page: what brings the person, then who it is."""
        self.page.get_by_text(text(signs[0]), exact=True).wait_for()
        self.count_from_here()
        for sign in signs:
            self.tap(self.page.get_by_text(text(sign), exact=True))
        plural = "one" if len(signs) == 1 else "other"
        self.tap(self.link(t(f"guide.start#{plural}", n=len(signs))))
        self.tap(self.page.get_by_role("button", name=person))
        self.page.wait_for_url("**/#/consultation/*")

    def asks(self, question: str) -> Locator:
        """The answers of a question, once it is on the screen."""
        return self.page.get_by_role("group", name=ask(question), exact=True)

    def answer(self, question: str, value: Any, *, next_: bool = True) -> None:
        """Taps one answer, or ticks several and goes on."""
        group = self.asks(question)
        if isinstance(value, bool):
            self.tap(
                group.get_by_role("button", name=t("question.yes" if value else "question.no"), exact=True)
            )
        elif isinstance(value, str):
            self.tap(group.get_by_role("button", name=option(question, value), exact=True))
        elif not value:
            self.tap(group.get_by_role("button", name=t("question.none"), exact=True))
        else:
            for code in value:
                self.tap(group.get_by_text(option(question, code), exact=True))
            if next_:
                self.go_on()

    def go_on(self) -> None:
        self.tap(self.page.get_by_role("button", name="Next"))

    def now(self) -> list[str]:
        """Ids of the questions on the screen, in order."""
        names = self.page.evaluate(
            """() => [...document.querySelectorAll('[id^="ask-"]')]
                .filter((one) => one.closest('dialog') === null)
                .map((one) => one.id.slice(4))"""
        )
        return list(names)

    def is_answered(self, question: str) -> bool:
        group = self.asks(question)
        return group.locator("[aria-pressed=true], input:checked").count() > 0

    def walk(self, answers: dict[str, Any], *, until: Callable[[Visit], bool]) -> None:
        """Answers whatever is asked until the screen is the one that is waited for."""
        for _ in range(80):
            self._settle()
            if until(self):
                return
            if self.button("known.all").count():
                self.tap(self.button("known.all"))
            elif self.button("last.right").count():
                self.tap(self.button("last.right"))
            else:
                self._answer_next(answers)
        raise AssertionError(f"80 answers do not lead there; on the screen: {self.heading.inner_text()}")

    def _answer_next(self, answers: dict[str, Any]) -> None:
        shown = self.now()
        open_ = [question for question in shown if not self.is_answered(question)]
        if not open_:
            self.go_on()  # ticks only
            return
        first = open_[0]
        assert first in answers, f"no answer for {first} ({ask(first)})"
        # In a group, ticks become the answer with the next question that is answered.
        self.answer(first, answers[first], next_=shown == [first] and len(shown) == 1)

    def _settle(self) -> None:
        """Two frames: what the last tap changed is drawn."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def do_all(self) -> None:
        """Every urgent action that is open is done."""
        done = self.button("act.button.done")
        while True:
            self._settle()
            if not done.count():
                return
            self.tap(done.first)

    def open_part(self, name: str) -> None:
        """One of the papers, from the plan."""
        self.tap(self.page.get_by_role("link", name=name))
        expect(self.heading).to_have_text(name)

    def close(self) -> None:
        """From the plan to the entry."""
        self.tap(self.link(t("plan.close")))
        self.tap(self.button("close.finished"))
        self.page.wait_for_url("**/#/plan/*")


def on_plan(visit: Visit) -> bool:
    return visit.heading.inner_text() == t("plan.title")


def follow_up(page: Page, person: str) -> Visit:
    """From the person's page, the first screen of the visit: the follow-up begins with a tap that counts."""
    go(page, f"people/demo:{person}")
    visit = Visit(page)
    visit.count_from_here()
    visit.tap(page.get_by_role("button", name=t("person.follow_up")))
    page.wait_for_url("**/#/consultation/*")
    return visit
