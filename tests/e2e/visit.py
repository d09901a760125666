"""Walks a consultation as a worker does: by the guide's own ids, found on the screen by the words that stand there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import groupby
from typing import Any

from playwright.sync_api import Locator, Page, expect

from attune.pack import Compiled, compile_pack
from attune.pack.words import read_app_words
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
    "baby_signs": [],
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
    "sui_state": [],
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
def compiled() -> Compiled:
    return compile_pack(content_dir(), app_words=_words(), test_languages=True)


def guide() -> dict[str, Any]:
    """The default content, compiled as the phone gets it."""
    return compiled().guide


def _into(language: str, key: str, english: str) -> str:
    return english if language == "en" else compiled().words[language][key]


@cache
def _questions() -> dict[str, Any]:
    return {question["id"]: question for question in guide()["questions"]}


@cache
def _lines() -> dict[str, str]:
    return {row["id"]: row["text"] for part in ("plan", "conclusions", "chart") for row in guide()[part]}


@cache
def _words() -> dict[str, str]:
    return read_app_words(app_words_dir())


def t(key: str, language: str = "en", **given: object) -> str:
    """The app's own words."""
    words = _into(language, f"app:{key}", _words()[key])
    for name, value in given.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


def ask(question: str, language: str = "en") -> str:
    """The words of a question."""
    return _into(language, f"{question}:ask", _questions()[question]["ask"])


def text(statement: str, language: str = "en") -> str:
    """The words of a plan line, a conclusion or a sign of the chart."""
    return _into(language, f"{statement}:text", _lines()[statement])


def option(question: str, code: str, language: str = "en") -> str:
    """The words of one answer."""
    words = next(each["text"] for each in _questions()[question]["options"] if each["id"] == code)
    return _into(language, f"{question}.{code}:text", words)


class Instead(str):
    """No answer, and why: "not-known", "declined", or one of the reasons that a question on self-harm gives."""


class Visit:
    """One worker with one phone in the hand. Counts taps and screens from the page where the visit begins."""

    def __init__(self, page: Page, *, language: str = "en", press: Callable[[Locator], None] = Locator.tap):
        self.page = page
        self.language = language
        self.taps = 0
        self._press = press

    @classmethod
    def on(cls, page: Page, *, place: str = "guide", language: str = "en", **chosen: object) -> Visit:
        """A phone whose worker has begun before."""
        page.add_init_script(settings(language=language, **chosen))
        page.add_init_script(WATCH_SCREENS)
        page.goto(f"/#/{place}")
        page.locator(f"html[lang={language}]").wait_for(state="attached")
        page.locator("h1:focus").wait_for()
        return cls(page, language=language)

    @property
    def screens(self) -> list[str]:
        """Headings of the screens so far, the page where the visit began included; one that still loads is none."""
        names: list[str] = self.page.evaluate("window.screens")
        return [name for name, _ in groupby(name for name in names if name not in self._loading())]

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

    def t(self, key: str, **given: object) -> str:
        return t(key, self.language, **given)

    def button(self, key: str, **given: object) -> Locator:
        return self.page.get_by_role("button", name=self.t(key, **given), exact=True)

    def link(self, key: str, **given: object) -> Locator:
        return self.page.get_by_role("link", name=self.t(key, **given))

    def begin(self, person: str, *signs: str) -> None:
        """From the guide's page: what brings the person, then who it is, by the number in the register."""
        words = [text(sign, self.language) for sign in signs]
        self.page.get_by_text(words[0], exact=True).wait_for()
        self.count_from_here()
        for sign in words:
            self.tap(self.page.get_by_text(sign, exact=True))
        plural = "one" if len(signs) == 1 else "other"
        self.tap(self.link(f"guide.start#{plural}", n=len(signs)))
        self.tap(self.page.get_by_role("button", name=person))
        self.page.wait_for_url("**/#/consultation/*")

    def asks(self, question: str) -> Locator:
        """The answers of a question, once it is on the screen."""
        return self.page.get_by_role("group", name=ask(question, self.language), exact=True)

    def answer(self, question: str, value: Any, *, next_: bool = True) -> None:
        """Taps one answer, or ticks several and goes on; digits one by one; or says why there is no answer."""
        group = self.asks(question)
        if isinstance(value, Instead):
            self.tap(
                self._row(question).get_by_role(
                    "button", name=self.t(f"question.instead.{value}"), exact=True
                )
            )
        elif isinstance(value, bool):
            self.tap(
                group.get_by_role(
                    "button", name=self.t("question.yes" if value else "question.no"), exact=True
                )
            )
        elif isinstance(value, int):
            for digit in str(value):
                self.tap(self._row(question).get_by_role("button", name=digit, exact=True))
            self.tap(self._row(question).get_by_role("button", name=self.t("question.next"), exact=True))
        elif isinstance(value, str):
            self.tap(group.get_by_role("button", name=option(question, value, self.language), exact=True))
        elif not value:
            self.tap(group.get_by_role("button", name=self.t("question.none"), exact=True))
        else:
            for code in value:
                self.tap(group.get_by_text(option(question, code, self.language), exact=True))
            if next_:
                self.go_on()

    def go_on(self) -> None:
        """What is ticked is the answer."""
        self.tap(self.page.locator(".next-row button"))

    def _row(self, question: str) -> Locator:
        """All that belongs to one question: its part of a group, or the whole screen."""
        row = self.page.locator(f"section[aria-labelledby=ask-{question}]")
        return row if row.count() else self.page.locator("main")

    def now(self) -> list[str]:
        """Ids of the questions on the screen, in order."""
        names = self.page.evaluate(
            """() => [...document.querySelectorAll('[id^="ask-"]')]
                .filter((one) => one.closest('dialog') === null)
                .map((one) => one.id.slice(4))"""
        )
        return list(names)

    def is_answered(self, question: str) -> bool:
        row = self._row(question)
        if row.locator(".choices, .number").locator("[aria-pressed=true], input:checked").count():
            return True
        if row.locator(".instead [aria-pressed=true]").count():
            return True
        number = row.locator(".number-field")
        return number.count() > 0 and number.input_value() != ""

    def walk(
        self,
        answers: dict[str, Any],
        *,
        until: Callable[[Visit], bool],
        look: Callable[[], None] | None = None,
    ) -> None:
        """Answers whatever is asked, and does what is urgent, until the screen is the one that is waited for.

        `look` is called on each screen before it is answered.
        """
        before: list[str] = []
        for _ in range(80):
            self.settle()
            now = [self.heading.inner_text(), *self.now()]
            if look is not None and now != before:
                look()
            before = now
            if until(self):
                return
            if self.button("known.all").count():
                self.tap(self.button("known.all"))
            elif self.button("last.right").count():
                self.tap(self.button("last.right"))
            elif self.button("act.button.done").count():
                self.do_all()
            else:
                self._answer_next(answers)
        raise AssertionError(f"80 answers do not lead there; on the screen: {self.heading.inner_text()}")

    def _answer_next(self, answers: dict[str, Any]) -> None:
        shown = self.now()
        assert shown, f"nothing to answer on {self.heading.inner_text()}"
        open_ = [question for question in shown if not self.is_answered(question)]
        if not open_:
            self.go_on()  # ticks only
            return
        first = open_[0]
        assert first in answers, f"no answer for {first} ({ask(first)})"
        # In a group, ticks become the answer with the next question that is answered.
        self.answer(first, answers[first], next_=shown == [first])

    def settle(self) -> None:
        """What the last tap changed is drawn: two frames, and no screen that still loads."""
        self.page.evaluate(
            """(loading) => new Promise((done) => {
                const isThere = () => !loading.includes(document.querySelector('h1')?.textContent ?? '');
                const look = () => requestAnimationFrame(() => requestAnimationFrame(() => isThere() ? done() : look()));
                look();
            })""",
            ["", *self._loading()],
        )

    def _loading(self) -> list[str]:
        """Headings of a screen that is not there yet."""
        return [self.t("screen.opening"), self.t("consultation.opening")]

    def do_all(self) -> None:
        """Every urgent action that is open is done."""
        done = self.button("act.button.done")
        while True:
            self.settle()
            if not done.count():
                return
            self.tap(done.first)

    def open_part(self, title: str) -> None:
        """One of the papers, from the plan."""
        self.tap(self.link(title))
        expect(self.heading).to_have_text(self.t(title))

    def close(self, how: str = "finished") -> None:
        """From the plan to the entry."""
        self.tap(self.link("plan.close"))
        self.tap(self.button(f"close.{how}"))
        self.page.wait_for_url("**/#/plan/*")


def on_plan(visit: Visit) -> bool:
    """Nothing is left to ask."""
    return visit.heading.inner_text() == visit.t("plan.title")


def asked(*questions: str) -> Callable[[Visit], bool]:
    """One of these questions is on the screen."""
    return lambda visit: any(question in questions for question in visit.now())


def follow_up(page: Page, person: str) -> Visit:
    """From the person's page, the first screen of the visit: the follow-up begins with a tap that counts."""
    go(page, f"people/demo:{person}")
    visit = Visit(page)
    visit.count_from_here()
    visit.tap(visit.button("person.follow_up"))
    page.wait_for_url("**/#/consultation/*")
    return visit
