"""Fields of a form as the templates draw them, and faults in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest

from attune.server.console.words import Words, words_of
from attune.server.errors import Refused


@dataclass(slots=True)
class Field:
    """One thing to fill in. `label` and `hint` are keys of words; `options` are (value, text as it is shown)."""

    name: str
    label: str
    kind: str = "text"  # text, password, date, code, choice, tick, long
    hint: str = ""
    value: str = ""
    options: Sequence[tuple[str, str]] = ()
    autocomplete: str = "off"
    is_needed: bool = True
    fault: str = ""

    @property
    def described_by(self) -> str:
        names = [f"{self.name}-hint" if self.hint else "", f"{self.name}-fault" if self.fault else ""]
        return " ".join(filter(None, names))


@dataclass(slots=True)
class Filled:
    """What was sent for some fields. Faults are kept on the fields, for the page to show."""

    words: Words
    fields: Sequence[Field]
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        return not any(one.fault for one in self.fields)


def filled(request: HttpRequest, fields: Sequence[Field]) -> Filled:
    """Read `fields` from the request: text stripped, days as dates, choices only from the options."""
    found = Filled(words_of(request), fields)
    for one in fields:
        raw = request.POST.get(one.name, "")
        one.value = "" if one.kind == "password" else raw.strip()
        found.values[one.name] = _read(one, raw if one.kind == "password" else raw.strip(), found.words)
    return found


def _read(one: Field, raw: str, words: Words) -> Any:
    if one.kind == "tick":
        return raw == "yes"
    if not raw:
        if one.is_needed:
            one.fault = words.t("fault.required")
        return None if one.kind == "date" else ""
    if one.kind == "choice" and raw not in {value for value, _ in one.options}:
        one.fault = words.t("fault.invalid_choice")
    if one.kind == "date":
        try:
            return date.fromisoformat(raw)
        except ValueError:
            one.fault = words.t("fault.invalid_date")
    return raw


def refuse(filled: Filled, refused: Refused) -> None:
    """Put a refusal beside the field that it is about, else on the first."""
    places = {
        "wrong_username": "username",
        "username_taken": "username",
        "wrong_name": "name",
        "weak_password": "password",
        "wrong_cadre": "cadre",
        "wrong_days": "until",
    }
    wanted = places.get(refused.code)
    one = next((each for each in filled.fields if each.name == wanted), filled.fields[0])
    key = f"refused.{refused.code}"
    one.fault = filled.words.t(key) if filled.words.knows(key) else refused.message


def faults_of(form: Any, words: Words) -> Mapping[str, str]:
    """The faults of a form of django-allauth, by field, in our words: its codes are kept, its sentences are not."""
    found = {}
    for name, errors in form.errors.as_data().items():
        said = [_fault(words, error.code) for error in errors]
        found[name] = " ".join(dict.fromkeys(said))
    return found


def _fault(words: Words, code: str | None) -> str:
    key = f"fault.{code or 'passwords_differ'}"
    return words.t(key if words.knows(key) else "fault.other")
