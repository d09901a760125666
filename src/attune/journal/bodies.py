"""What each kind of entry says. The JSON Schema is made of these models, and the phone's types (client/src/store/entry.generated.ts)
of the JSON Schema; the texts below a field go along.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=False)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Uuid7 = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"),
]
# An invented person of the demo is "demo:ID"; everybody else has a UUID made on a device.
Subject = Annotated[
    str,
    StringConstraints(
        pattern=r"^(demo:[a-z0-9_-]{1,40}|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$"
    ),
]
Who = Literal["person", "carer", "worker", "record"]


@lru_cache(maxsize=4096)  # a batch names few days, and each of them often
def _is_date(text: str) -> str:
    date.fromisoformat(text)
    return text


LocalDate = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_is_date)
]


class Part(BaseModel):
    """No field but those named: a misspelt field is a fault, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class Answer(Part):
    """An answer as docs/explanation/consultation.md has it: a value, an unknown, or what became of an urgent line."""

    value: bool | int | Text | list[Short] | None = None
    unknown: Literal["not-known", "declined", "could-not-ask"] | None = None
    because: Short | None = None
    act: Literal["done", "handed_over", "not_done"] | None = None
    reason: Text | None = None
    by: Who | None = None
    about: bool | None = None
    n: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.value is not None) + (self.unknown is not None) + (self.act is not None) != 1:
            raise ValueError("an answer has a value, an unknown or an act, and only one of them")
        return self


class Condition(Part):
    group: Id
    is_: Literal["new", "continuing"] = Field(alias="is")


class PlanLine(Part):
    id: Id
    group: Literal["now", "today", "home", "next"]
    state: Literal["do", "ask_prescriber", "not_here"]


class Against(Part):
    line: Id
    reason: Text


class Exit(Part):
    id: Id
    to: Id
    planned: bool


class OpenTask(Part):
    id: Id
    kind: Literal["ask", "refer", "rule"]
    of: Id | None
    who: Short | None
    due_on: LocalDate | None


class FollowUp(Part):
    from_: LocalDate = Field(alias="from")
    to: LocalDate
    on: LocalDate
    ids: list[Id]
    booked_on: LocalDate | None


class SelfHarmAsked(Part):
    state: Literal["yes", "no", "not_asked", "could_not_ask", "not_known", "declined"]
    by: list[Who]


class Departure(Part):
    code: Id
    of: Id | None
    reply: Text | None


class ConsultationBody(Part):
    """One visit, closed or waiting, as the worker left it."""

    visit: Literal["first", "follow_up"]
    modules: list[Id]
    """Modules that were open at the end, in pack order."""
    start: list[Id]
    """Modules that the worker opened."""
    way: Literal["prepare", "use", "record"]
    mode: Literal["step", "quick"]
    answers: dict[Id, Answer]
    """Every answer in its last form, what became of urgent actions among them; `n` gives their order."""
    set_aside: list[Id]
    conclusions: list[Id]
    conditions: list[Condition]
    plan: list[PlanLine]
    against: list[Against]
    """Lines that the worker decided against, and why."""
    exits: list[Exit]
    tasks: list[OpenTask]
    follow_up: FollowUp | None
    kept: LocalDate | None
    """The date for which this visit had been booked, if it had."""
    self_harm_asked: SelfHarmAsked
    sex: Literal["female", "male", "other"] | None
    age_years: int | None = Field(ge=0, le=120)
    age_about: bool
    cadre: Id | None
    waiting: list[Id]
    closed_how: Literal["finished", "waiting", "stopped"]
    audit: list[Departure]
    """Where care and guide went different ways, and what the worker says to it."""
    result_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the engine's result, to replay it."""


class ImminentRiskBody(Part):
    """Written at once when a risk is found imminent; amended when more is known; open until a `risk_outcome` names it."""

    because: list[Id]
    """Conclusions that made it imminent."""
    present: bool
    """Is the person still there?"""
    who_with: Literal["me", "colleague", "family", "nobody"] | None
    place: Short | None
    consultation: Uuid7
    """The consultation in which it was found; its entry may not be written yet."""


class RiskOutcomeBody(Part):
    """How an imminent risk ended. It closes the risk that it names."""

    risk: Uuid7
    outcome: Literal[
        "safe_with_family",
        "at_facility",
        "referred_and_arrived",
        "not_imminent_any_more",
        "not_found",
        "died",
        "other",
    ]
    note: Text | None


class TaskDoneBody(Part):
    """What became of a task that a consultation left open."""

    entry: Uuid7
    """The entry that opened the task."""
    task: Id
    """The task's id in that entry."""
    outcome: Literal["done", "not_needed", "could_not"]
    note: Text | None


class VisitBookedBody(Part):
    """A day on which the person is to come."""

    on: LocalDate
    after: Uuid7 | None


class VisitMissedBody(Part):
    """The person did not come on the day that was booked, and what was done about it."""

    booked_on: LocalDate
    entry: Uuid7
    contact: Literal["reached", "not_reached", "not_tried"]


class ObservedBody(Part):
    """What a worker saw in a visit, as ticked. Never what it might mean: nothing that is computed from it is kept anywhere."""

    consultation: Uuid7
    """The visit in which it was seen; its entry stands beside this one."""
    seen: Annotated[list[Id], Field(max_length=60)]
    """Observations of the content, in its order."""
    apart: Annotated[list[Id], Field(max_length=20)]
    """Circumstances that were so at the time, or could not be ruled out: what was seen then counts for nothing."""


class Count(Part):
    """How often something was called for in a play, and how often it was done."""

    called_for: Annotated[int, Field(ge=0, le=1000)]
    done: Annotated[int, Field(ge=0, le=1000)]


class Habits(Part):
    preview: Count
    """Said beforehand that a hard question comes."""
    acknowledged: Count
    """Received what was heavy to tell before going on."""
    closed: Count
    """Ended with a summary and a date."""
    repaired: Count
    """Owned a sentence that harmed."""
    noticed: Count
    """Changed course after a cue."""


class GoalState(Part):
    id: Id
    state: Literal["met", "missed", "does_not_apply"]


class PlayedBody(Part):
    """A finished talk with a virtual patient: what the worker did in it. Never what the invented person felt: that is no score."""

    case: Id
    profile: Id
    """How the invented person was: `own` as the case is meant, or one of the profiles."""
    way: Literal["coach", "exam"]
    choices: Annotated[list[Id], Field(min_length=1, max_length=200)]
    """The lines that were said; everything else follows from them and the release."""
    taken_over: Annotated[int, Field(ge=0, le=200)]
    """So many of the first choices were taken over from an earlier play: no new evidence of anything."""
    goals: Annotated[list[GoalState], Field(max_length=60)]
    harmful: Annotated[list[Id], Field(max_length=200)]
    """Classes of the sentences that harmed, in their order."""
    classes: dict[Id, Annotated[int, Field(ge=1, le=1000)]]
    """How often each class of sentence was said."""
    habits: Habits


class Reach(Part):
    """A safe way to reach the person: how, what to mind, who answers."""

    how: Literal["call", "message", "visit", "through"]
    detail: Short | None
    who_answers: Short | None


class PersonBody(Part):
    """Who it is, as the paper register has it. No full name."""

    register_number: Short
    initials: Annotated[str, StringConstraints(min_length=1, max_length=12)]
    sex: Literal["female", "male", "other"] | None
    year_of_birth: int | None = Field(ge=1880, le=2200)
    birth_about: bool
    village: Short | None
    reach: Reach | None


class SamePersonBody(Part):
    """The subject of this entry and `other` are one person. Counts until an entry amends it."""

    other: Subject


class NotSamePersonBody(Part):
    """The subject of this entry and `other` are two people. Amends each `same_person` that its author had seen."""

    other: Subject


class TransferBody(Part):
    """From now on another unit cares for the subject."""

    to_unit: Uuid7


class ErasureBody(Part):
    """The bodies of `entries` are blanked everywhere; empty: of all entries about the subject so far. Envelopes stay."""

    entries: list[Uuid7]
    because: Literal["asked_by_person", "asked_by_guardian", "entered_in_error", "by_law"]
