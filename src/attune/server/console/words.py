"""The console's words in the reader's language. English is in words/en.json; translations come with the published content."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from attune.pack.words import TEST_LANGUAGES, read_app_words
from attune.paths import console_words_dir
from attune.server.console.plurals import plural_form

_RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}
_HOLE = re.compile(r"\{(\w+)\}")


@cache
def english() -> Mapping[str, str]:
    return read_app_words(console_words_dir())


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    language: str
    table: Mapping[str, str]

    @property
    def direction(self) -> str:
        return "rtl" if self.language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"

    def knows(self, key: str) -> bool:
        return key in english() or f"{key}#other" in english()

    def t(self, key: str, **params: Any) -> str:
        """The words for `key`. A whole number `n` chooses the plural form. A key without words shows itself; a test finds it."""
        text = self._text(key, params.get("n"))
        return _HOLE.sub(lambda hole: self._filled(params, hole), text)

    def _text(self, key: str, n: Any) -> str:
        if f"{key}#other" in english() and isinstance(n, int):
            own = self.table.get(f"{key}#{plural_form(self.language, n)}")
            return own if own is not None else english()[f"{key}#{'one' if n == 1 else 'other'}"]
        return self.table.get(key) or english().get(key, key)

    def _filled(self, params: Mapping[str, Any], hole: re.Match[str]) -> str:
        value = params.get(hole[1])
        if value is None:
            return hole[0]
        # What is put into a sentence from right to left keeps its own order, and the sentence its full stop.
        return f"\u2068{value}\u2069" if self.direction == "rtl" and isinstance(value, str) else str(value)

    # ------------------------------------------------------------ days and moments

    def day(self, day: date, today: date) -> str:
        """`Tue 24 Nov`, with the year when it is not this one."""
        key = "date.day" if day.year == today.year else "date.day_of_year"
        weekday, month = self.t(f"date.weekday.{day.isoweekday()}"), self.t(f"date.month.{day.month}")
        return self.t(key, weekday=weekday, day=day.day, month=month, year=day.year)

    def far(self, day: date, today: date) -> str:
        """`today`, `in 6 days`, `3 weeks ago`."""
        days = (day - today).days
        near = {0: "date.today", 1: "date.tomorrow", -1: "date.yesterday"}.get(days)
        if near is not None:
            return self.t(near)
        side = "in" if days > 0 else "ago"
        for most, unit, size in ((21, "days", 1.0), (70, "weeks", 7.0)):
            if abs(days) < most:
                return self.t(f"date.{side}.{unit}", n=round(abs(days) / size))
        return self.t(f"date.{side}.months", n=round(abs(days) / 30.44))

    def say_day(self, day: date, today: date) -> str:
        """`Tue 24 Nov, in 6 days`."""
        return self.t("date.with_distance", day=self.day(day, today), far=self.far(day, today))

    def ago(self, moment: datetime, now: datetime) -> str:
        """`4 minutes ago`, `2 hours ago`, then days."""
        minutes = max(0, int((now - moment).total_seconds() // 60))
        if minutes < 1:
            return self.t("date.just_now")
        if minutes < 60:
            return self.t("date.ago.minutes", n=minutes)
        if minutes < 24 * 60:
            return self.t("date.ago.hours", n=minutes // 60)
        return self.far(moment.date(), now.date()) if moment.date() < now.date() else self.t("date.yesterday")


def speak(language: str) -> Words:
    """The words of a language that is offered here, else English."""
    return Words(language, translations().get(language, {})) if language in offered() else Words("en", {})


def words_of(request: HttpRequest) -> Words:
    """The words for who is asking: as chosen in this session, as the account says, as the browser says."""
    kept: Words | None = getattr(request, "console_words", None)
    if kept is None:
        kept = speak(_language(request))
        request.console_words = kept
    return kept


def _language(request: HttpRequest) -> str:
    session = getattr(request, "session", None)
    user = getattr(request, "user", None)
    wanted = [session.get("language") if session is not None else None]
    if user is not None and user.is_authenticated:
        wanted.append(user.language)
    else:
        wanted += [
            part.split(";")[0].strip() for part in request.headers.get("Accept-Language", "").split(",")
        ]
    known = offered()
    for language in filter(None, wanted):
        for name in (language, language.partition("-")[0]):
            if name in known:
                return name
    return "en"


def offered() -> list[str]:
    """The languages that can be chosen: English, and those that the published content brings."""
    return ["en", *sorted(translations())]


def is_invented(language: str) -> bool:
    return language in TEST_LANGUAGES


def translations() -> Mapping[str, Mapping[str, str]]:
    path = Path(settings.BUNDLE_DIR) / "console-words.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        return {}


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = json.loads(path.read_text("utf-8"))
    return found
