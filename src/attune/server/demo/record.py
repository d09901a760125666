"""What a story becomes: the entries about one person, as the worker's phone would have written them day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from attune.guide import Prepared, earlier_from
from attune.server.demo.handset import Diary, envelope
from attune.server.demo.stories import AGAIN, REPLY, Story
from attune.server.demo.visits import Held, Visit, body, conditions, hold, prescribed, risk_found
from attune.server.people.models import Account

Json = dict[str, Any]

_STOCK = ("fluoxetine", "amitriptyline")
_SUNDAY = 6


@dataclass(slots=True)
class Record:
    """Writes the entries about one person up to `today`."""

    guide: Prepared
    diary: Diary
    story: Story
    by: Account
    cadre: str
    device: str
    today: date
    subject: str = ""
    entries: list[tuple[datetime, Json]] = field(default_factory=list)
    _last: tuple[str, Held] | None = None
    _groups: set[str] = field(default_factory=set)
    _concluded: list[list[str]] = field(default_factory=list)  # by each visit, oldest first
    _medicines: list[str] = field(default_factory=list)

    def write(self) -> list[tuple[datetime, Json]]:
        first = self.today - timedelta(days=self.story.days_ago)
        self.subject = self.diary.id_at(self.diary.moment_on(first))
        self._person(first)
        if not self.story.visits:
            return self.entries
        booked = self._visit(first, "first", self.story.visits[0]["start"], self.story.answers, None)
        for step in self.story.later:
            if booked is None or booked > self.today:
                break
            booked = self._later(step, booked)
        return self.entries

    # ------------------------------------------------------------ steps of the story

    def _person(self, on: date) -> None:
        story = self.story
        told = {
            "register_number": story.register,
            "initials": story.initials,
            "sex": story.sex,
            "year_of_birth": self.today.year - story.age,
            "birth_about": story.about,
            "village": story.village,
            "reach": story.reach,
        }
        if not story.corrected:
            self._entry("person", on, told)
            return
        wrong = self._entry("person", on, told | {"register_number": story.register[::-1], "village": None})
        self._entry("person", min(on + timedelta(days=1), self.today), told, amends=[wrong])

    def _visit(
        self, on: date, kind: str, start: Any, script: Mapping[str, Any], kept: date | None
    ) -> date | None:
        """One consultation and what comes with it. Returns the day that was booked."""
        story = self.story
        visit = Visit(
            on=on,
            kind=kind,
            cadre=self.cadre,
            start=start,
            stock=_STOCK,
            earlier=earlier_from(self.guide.guide, self._concluded),
            conditions_before=frozenset(self._groups),
            kept=kept.isoformat() if kept else None,
            way="use" if self.diary.dice.random() < 0.7 else "record",
        )
        held = hold(self.guide, visit, script)
        if story.decides_against and kind == "first":
            held = self._decide_against(held, story.decides_against)
        follow = held.result["follow_up"]
        booked = _workday(date.fromisoformat(follow["on"])) if follow else None
        told = body(
            self.guide, held, booked_on=booked.isoformat() if booked else None, replies={"skipped": REPLY}
        )
        entry = self._entry("consultation", on, told)
        self._last = (entry, held)
        self._concluded.append([row["id"] for row in held.result["conclusions"]])
        self._groups |= set(conditions(self.guide, held.result))
        self._medicines = prescribed(self.guide, held.result) or self._medicines
        self._referral(entry, told, on)
        if risk := risk_found(self.guide, held.result):
            self._risk(entry, risk, on)
        return booked

    def _decide_against(self, held: Held, reason: str) -> Held:
        """The worker leaves one line of the plan for the home out, and says why."""
        line = next((line["id"] for line in held.result["plan"] if line["group"] == "home"), None)
        if line is None:
            return held
        act = {line: {"act": "not_done", "reason": reason}}
        return hold(self.guide, held.visit, {**_script(held), **act})

    def _referral(self, entry: str, told: Json, on: date) -> None:
        arrived = on + timedelta(days=2)
        for task in told["tasks"]:
            if task["kind"] == "refer" and arrived <= self.today and self.diary.dice.random() < 0.6:
                done = {"entry": entry, "task": task["id"], "outcome": "done", "note": None}
                self._entry("task_done", arrived, done)

    def _risk(self, consultation: str, because: list[str], on: date) -> None:
        left = self.story.unit == "market"
        told = {
            "because": because,
            "present": not left,
            "who_with": "nobody" if left else "family",
            "place": f"at home, {self.story.village}" if left else None,
            "consultation": consultation,
        }
        risk = self._entry("imminent_risk", on, told)
        if self.story.risk_outcome:
            note = "The family stays with the person day and night; seen again at the clinic."
            outcome = {"risk": risk, "outcome": self.story.risk_outcome, "note": note}
            self._entry("risk_outcome", on + timedelta(days=2), outcome)

    def _later(self, step: str, booked: date) -> date | None:
        """What becomes of a booking. Returns the next one."""
        if step == "silent":
            return None
        if step != "missed":
            assert self._last is not None
            start = [module for module in self._last[1].result["open"] if module in ("dep", "oth")][:1] or [
                "sui"
            ]
            personal = {name: self.story.answers[name] for name in ("sex", "age_years")}
            taken = {"medicines_given": self._medicines}
            maternity = (
                {"maternity": self.story.answers["maternity"]} if "maternity" in self.story.answers else {}
            )
            script = {**AGAIN[step], **personal, **taken, **maternity}
            return self._visit(booked, "follow_up", start, script, booked)
        noted = booked + timedelta(days=2)
        if noted > self.today:
            return None
        assert self._last is not None
        contact = self.diary.dice.choice(("reached", "reached", "not_reached", "not_tried"))
        missed = {"booked_on": booked.isoformat(), "entry": self._last[0], "contact": contact}
        self._entry("visit_missed", noted, missed)
        if contact != "reached":
            return None
        again = _workday(noted + timedelta(days=5))
        self._entry("visit_booked", noted, {"on": again.isoformat(), "after": self._last[0]})
        return again

    # ------------------------------------------------------------ entries

    def _entry(self, kind: str, on: date, told: Json, *, amends: list[str] | None = None) -> str:
        at = self.diary.moment_on(on)
        if self.entries and at <= self.entries[-1][0]:
            at = self.entries[-1][0] + timedelta(minutes=self.diary.dice.randint(1, 9))
        release = self.guide.guide["release"]
        more = {"device": self.device, "subject": self.subject, "release": release, "app": "0.1.0"}
        made = envelope(kind, told, id_=self.diary.id_at(at), at=at, on=on, by=self.by, **more)
        made["amends"] = amends or []
        self.entries.append((at, made))
        return str(made["id"])


def _script(held: Held) -> Json:
    """What was answered, to be answered again."""
    known = ("start", "visit", "cadre", "stock", "earlier")
    return {
        name: {part: value for part, value in answer.items() if part != "n"}
        for name, answer in held.answers.items()
        if name not in known
    }


def _workday(day: date) -> date:
    return day + timedelta(days=1) if day.weekday() == _SUNDAY else day
