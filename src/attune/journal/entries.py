"""Entries: what happened in the field, once and for ever. An entry is never changed; a correction is a new entry that amends it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator

from attune.journal import bodies
from attune.journal.bodies import LocalDate, Part, Subject, Uuid7
from attune.journal.errors import Fault, InvalidEntry, UnknownKind, UnknownVersion, UnreadableEntry

# Every kind with each of its versions. A new kind or version is one line here and one model in bodies.py; a version, once
# released, stays. JSON Schema and the phone's types are made of them: see CONTRIBUTING.md.
KINDS: dict[str, dict[int, type[Part]]] = {
    "consultation": {1: bodies.ConsultationBody},
    "imminent_risk": {1: bodies.ImminentRiskBody},
    "risk_outcome": {1: bodies.RiskOutcomeBody},
    "task_done": {1: bodies.TaskDoneBody},
    "visit_booked": {1: bodies.VisitBookedBody},
    "visit_missed": {1: bodies.VisitMissedBody},
    "observed": {1: bodies.ObservedBody},
    "played": {1: bodies.PlayedBody},
    "person": {1: bodies.PersonBody},
    "same_person": {1: bodies.SamePersonBody},
    "not_same_person": {1: bodies.NotSamePersonBody},
    "transfer": {1: bodies.TransferBody},
    "erasure": {1: bodies.ErasureBody},
}


P = TypeVar("P", bound=Part)

# What every database holds in a whole number; and a clock that is wrong by a few hundred years (milliseconds).
MOST_COUNT = 2_147_483_647
MOST_OFFSET = 10_000_000_000_000


def _is_utc(text: str) -> str:
    if datetime.fromisoformat(text).utcoffset() != timedelta(0):
        raise ValueError("written_at is in UTC")
    return text


class Entry(Part):
    """The envelope, the same for every kind. `body` is checked against its own model by `read_entry`."""

    id: Uuid7
    """UUIDv7, made on the device."""
    kind: str
    version: int = Field(ge=1, le=MOST_COUNT)
    author: Uuid7
    device: Uuid7
    n: int = Field(ge=1, le=MOST_COUNT)
    """Counter of the device: 1, 2, 3 without a hole."""
    subject: Subject | None
    """The person it is about; null when it is about nobody."""
    amends: list[Uuid7]
    """The entries that this one corrects."""
    practice: bool
    """Invented people and trials: never care."""
    occurred_on: LocalDate
    """Local date on which it happened."""
    written_at: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$"),
        AfterValidator(_is_utc),
    ]
    """When it was written, by the device's clock, in UTC."""
    tz_minutes: int = Field(ge=-14 * 60, le=14 * 60)
    """Minutes that local time is ahead of UTC."""
    clock_offset: int | None = Field(ge=-MOST_OFFSET, le=MOST_OFFSET)
    """Milliseconds that the device's clock is ahead of the server's; null before the first sync."""
    release: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")] | None
    """Content release; null when no content had a part in it."""
    app: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    """Version of the app and its engine."""
    body: Any

    @model_validator(mode="after")
    def _invented_people_are_practice(self) -> Self:
        if self.subject is not None and self.subject.startswith("demo:") and not self.practice:
            raise ValueError("an entry about an invented person is practice")
        if self.kind == "played" and (self.subject is not None or not self.practice):
            raise ValueError("a play is practice, and about nobody")
        return self


def read_entry(raw: object, *, blank: bool = False) -> Entry:
    """The entry in `raw` (JSON data), its body as the model of its kind and version. Raises a JournalError that says what is wrong.

    With `blank` the body may be null: an entry that was erased, and is sent again after the server was restored.
    """
    if (
        not isinstance(raw, dict)
        or not isinstance(raw.get("kind"), str)
        or type(raw.get("version")) is not int
    ):
        raise UnreadableEntry("an entry is an object with a kind and a version")
    versions = KINDS.get(raw["kind"])
    if versions is None:
        raise UnknownKind(raw["kind"])
    model = versions.get(raw["version"])
    if model is None:
        raise UnknownVersion(f"{raw['kind']} {raw['version']}")
    faults: list[Fault] = []
    entry = _read(Entry, raw, "", faults)
    if blank and entry is not None and raw.get("body", ...) is None:
        return entry
    body = _read(model, raw.get("body"), "body", faults)
    if entry is None or body is None:
        raise InvalidEntry(faults)
    return entry.model_copy(update={"body": body})


def _read(model: type[P], raw: object, place: str, faults: list[Fault]) -> P | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for found in error.errors(include_input=False, include_url=False):
            path = ".".join(str(step) for step in (place, *found["loc"]) if step != "")
            faults.append(Fault(path, found["msg"]))
        return None
