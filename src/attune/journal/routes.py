"""Which channels deliver an entry: one pure table. The phone never chooses; what it is not routed to, it never gets."""

from __future__ import annotations

from enum import Enum


class Belongs(Enum):
    """Whose an entry is."""

    UNIT = "the people of a unit"
    AUTHOR = "its author alone"


# A new kind earns one line here. tests/unit/journal checks that every kind has one.
BELONGS: dict[str, Belongs] = {
    "consultation": Belongs.UNIT,
    "imminent_risk": Belongs.UNIT,
    "risk_outcome": Belongs.UNIT,
    "task_done": Belongs.UNIT,
    "visit_booked": Belongs.UNIT,
    "visit_missed": Belongs.UNIT,
    "observed": Belongs.UNIT,
    "played": Belongs.AUTHOR,
    "person": Belongs.UNIT,
    "same_person": Belongs.UNIT,
    "not_same_person": Belongs.UNIT,
    "transfer": Belongs.UNIT,
    "erasure": Belongs.UNIT,
}


def channels(kind: str, *, practice: bool, author: str, unit: str) -> tuple[str, ...]:
    """The channels of an entry, in the order in which they are locked.

    `unit` is the unit that cares for the entry's subject; for an entry about nobody, that of the phone. What is practice goes to
    its author's practice channel and nowhere else, whatever its kind: no record of a person and no figure of care can hold it.
    Raises KeyError for a kind that has no route.
    """
    whose = BELONGS[kind]
    if practice:
        return (f"practice:{author}",)
    return (f"unit:{unit}",) if whose is Belongs.UNIT else (f"own:{author}",)


def readable_by(*, worker: str, unit: str) -> tuple[str, ...]:
    """The channels that a worker's phone at `unit` pulls."""
    return tuple(sorted((f"unit:{unit}", f"own:{worker}", f"practice:{worker}")))
