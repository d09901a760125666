"""Invented people and what happens to each: who sees them, what they say, whether they come again. All of it follows from the seed.

What people say at a first visit is the content's (`demo/people.yaml`); here it is given to other invented people, of another age and name.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

VILLAGES = {
    "riverside": ("Riverside", "Ferry landing", "Reed bank"),
    "market": ("Market road", "Mill quarter", "School road"),
    "upper": ("Upper village", "Hill farms", "Spring"),
    "mission": ("Mission hill", "Lower village", "Old bridge"),
    "crossroads": ("Crossroads", "Dry river"),
}
REACH = (
    {"how": "call", "detail": "after five in the evening", "who_answers": "the person"},
    {"how": "message", "detail": "only that the clinic asks", "who_answers": "a brother"},
    {"how": "visit", "detail": "in the morning", "who_answers": "the mother"},
    {"how": "through", "detail": "the community worker of the village", "who_answers": None},
    None,
)
# The invented people of the content, how often each of their stories comes, and how old people are in it.
_STORIES = {
    "ab": (4, 22, 55),
    "cd": (5, 19, 60),
    "gh": (2, 62, 80),
    "jk": (2, 18, 38),
    "lm": (2, 14, 17),
    "no": (4, 25, 64),
}
_WOMEN_ONLY = ("jk",)
_LETTERS = "ABCDEFGHIJKLMNOPRSTUVWYZ"

# What people say when they come again; what is not asked of somebody is left out.
AGAIN: Mapping[str, Json] = {
    "better": {
        "first_look": [],
        "room": "alone",
        "maternity": [],
        "dep_fu_mania": False,
        "dep_fu_state": "better",
        "dep_fu_taken": True,
        "dep_fu_side_effects": "no_side_effects",
        "dep_fu_new": [],
        "dep_fu_dose": 20,
        "dep_fu_weeks": 4,
        "dep_fu_psych": True,
        "illnesses": [],
        "medicine_allergy": [],
        "sui_fu_since": [],
        "oth_fu_state": "better",
        "oth_fu_low_mood": False,
        "sui_fu_better": True,
    },
}
AGAIN = {
    **AGAIN,
    "same": AGAIN["better"]
    | {"dep_fu_state": "not_better", "oth_fu_state": "not_better", "sui_fu_better": False},
    "side_effects": AGAIN["better"]
    | {"dep_fu_state": "not_better", "dep_fu_side_effects": "some", "dep_fu_dose": 10},
}
AGAINST = (
    "Lives too far away to come so soon.",
    "The family wants to talk about it first.",
    "We agreed to begin with what matters most today.",
)
REPLY = "I was not alone with the person. I will ask at the next visit."


@dataclass(frozen=True, slots=True)
class Story:
    """One invented person. `days_ago` is the first visit; none if nobody has seen the person yet."""

    key: str
    unit: str
    worker: str
    register: str
    initials: str
    sex: str
    age: int
    about: bool
    village: str
    reach: Json | None
    days_ago: int
    visits: Sequence[Json]  # of the content
    answers: Json  # of the first visit
    # What becomes of each later booking, in turn: a key of AGAIN, missed, silent (nobody has noted yet that it was missed).
    later: Sequence[str]
    risk_outcome: str | None
    decides_against: str | None
    corrected: bool


def stories(
    people: Mapping[str, Json], crew: Mapping[str, Sequence[str]], dice: random.Random
) -> Iterator[Story]:
    """The people of each unit; `people` are those of the content by id, `crew` the workers of each unit."""
    for unit, workers in crew.items():
        fixed = ["ef", "ab", "cd", "pq"] if unit != "crossroads" else ["cd", "ab"]
        many = 13 - len(fixed) if unit != "crossroads" else 2
        kinds = fixed + dice.choices(list(_STORIES), [often for often, *_ in _STORIES.values()], k=many)
        for number, kind in enumerate(kinds):
            yield _story(people[kind], kind, unit, workers, number, dice)


def _story(
    person: Json, kind: str, unit: str, workers: Sequence[str], number: int, dice: random.Random
) -> Story:
    young, old = _STORIES.get(kind, (0, 20, 50))[1:]
    age = dice.randint(young, old)
    sex = "female" if kind in _WOMEN_ONLY else dice.choice(("female", "male"))
    first: Mapping[str, Any] = person["visits"][0]["answers"] if person["visits"] else {}
    answers = {
        **first,
        "sex": sex,
        "age_years": {"value": age, **({"about": True} if dice.random() < 0.3 else {})},
    }
    if sex == "female":
        answers.setdefault("maternity", [])
    else:
        answers.pop("maternity", None)
    return Story(
        key=f"{unit}/{number}",
        unit=unit,
        worker=workers[number % len(workers)],
        register=f"{list(VILLAGES).index(unit) + 1}{101 + number * 7:03d}",
        initials=f"{dice.choice(_LETTERS)}. {dice.choice(_LETTERS)}.",
        sex=sex,
        age=age,
        about="about" in answers["age_years"],
        village=dice.choice(VILLAGES[unit]),
        reach=dice.choice(REACH),
        days_ago=_days_ago(kind, unit, dice),
        visits=person["visits"],
        answers=answers,
        later=dice.choices(("better", "same", "side_effects", "missed", "silent"), (45, 15, 10, 20, 10), k=9),
        risk_outcome="safe_with_family" if kind == "ef" and unit in ("upper", "mission") else None,
        decides_against=dice.choice(AGAINST) if dice.random() < 0.2 else None,
        corrected=dice.random() < 0.12,
    )


def _days_ago(kind: str, unit: str, dice: random.Random) -> int:
    if kind == "ef":  # an open risk is new; a closed one has been followed up since
        return {"riverside": 1, "market": 2}.get(unit, 33)
    return dice.randint(0, 3) if kind == "pq" else dice.randint(4, 56)
