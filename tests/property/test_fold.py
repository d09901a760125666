"""What follows from the entries: the same in any order, however often each came, on the server and on the phone."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from attune.journal import fold, people

SUBJECTS = ("ab", "cd", "ef")
AUTHORS = ("amina", "bo")
DAYS = ("2026-11-24", "2026-11-25", "2026-12-01")


def _body(kind: str, dice: Random, ids: list[str]) -> dict[str, Any]:
    task = {"id": "ask_q", "kind": "ask", "of": "q", "who": None, "due_on": None}
    day = dice.choice(DAYS)
    follow = {"from": day, "to": day, "on": day, "ids": [], "booked_on": dice.choice((None, *DAYS))}
    return {
        "consultation": {
            "answers": dice.choice(({}, {"q": {"value": False, "n": 1}}, {"q": {"unknown": "declined", "n": 1}})),
            "set_aside": dice.choice(([], ["q"])),
            "conclusions": dice.sample(("a", "b", "c"), dice.randint(0, 3)),
            "conditions": [{"group": dice.choice("gh"), "is": dice.choice(("new", "continuing"))}],
            "tasks": dice.choice(([], [task])),
            "follow_up": dice.choice((None, follow)),
            "self_harm_asked": {"state": dice.choice(("yes", "no")), "by": []},
        },
        "imminent_risk": {"because": [], "present": True, "who_with": None, "place": None, "consultation": "c"},
        "risk_outcome": {"risk": dice.choice(ids), "outcome": dice.choice(("died", "at_facility")), "note": None},
        "task_done": {"entry": dice.choice(ids), "task": "ask_q", "outcome": dice.choice(("done", "could_not")), "note": None},
        "visit_booked": {"on": day, "after": None},
        "visit_missed": {"booked_on": day, "entry": "x", "contact": "reached"},
        "observed": {"consultation": "c", "seen": ["seen_x"], "apart": []},
        "played": {"case": "c", "profile": "own"},
        "person": {"initials": dice.choice("AB")},
        "same_person": {"other": dice.choice(SUBJECTS)},
        "not_same_person": {"other": dice.choice(SUBJECTS)},
        "erasure": {"entries": dice.sample(ids, min(2, len(ids))), "because": "entered_in_error"},
    }[kind]  # fmt: skip


KINDS = (
    *("consultation", "imminent_risk", "risk_outcome", "task_done", "visit_booked", "visit_missed"),
    *("observed", "played", "person", "same_person", "not_same_person", "erasure"),
)


def journal(seed: int, size: int) -> list[dict[str, Any]]:
    """Random entries: corrections of corrections, rings, what was erased, and what is named and never came."""
    dice = Random(seed)
    ids = [f"e{i:02}" for i in range(size + 2)]
    entries = []
    for n, id_ in enumerate(ids[:size], 1):
        kind = dice.choice(KINDS)
        entries.append(
            {
                "id": id_,
                "kind": kind,
                "version": 1,
                "author": dice.choice(AUTHORS),
                "device": dice.choice(("d1", "d2")),
                "n": n,
                "subject": dice.choice(SUBJECTS),
                "amends": dice.sample(ids, dice.choice((0, 0, 1, 1, 2))),
                "practice": False,
                "occurred_on": dice.choice(DAYS),
                "written_at": f"2026-11-24T10:{dice.randint(0, 59):02}:00.{dice.randint(0, 999):03}Z",
                "tz_minutes": 0,
                "clock_offset": dice.choice((None, 0, 3_600_000, -60_000)),
                "release": None,
                "app": "0",
                "body": None if dice.random() < 0.1 else _body(kind, dice, ids),
                **({"received_at": "2026-11-24T10:30:00.000Z"} if dice.random() < 0.5 else {}),
            }
        )
    return entries


@given(seed=st.integers(0, 2**32), size=st.integers(0, 14))
def test_neither_order_nor_repetition_changes_the_state(seed: int, size: int) -> None:
    written = journal(seed, size)
    delivered = written + written[::2]
    Random(seed + 1).shuffle(delivered)
    assert fold(delivered) == fold(written)
    assert people(delivered) == people(written)


@given(seeds=st.lists(st.tuples(st.integers(0, 2**32), st.integers(0, 14)), min_size=20, max_size=20))
def test_server_and_phone_see_the_same(node: Any, seeds: list[tuple[int, int]]) -> None:
    journals = [journal(*seed) for seed in seeds]
    states = node.ask([{"do": "fold", "entries": entries} for entries in journals])
    groups = node.ask([{"do": "people", "entries": entries} for entries in journals])
    for entries, state, group in zip(journals, states, groups, strict=True):
        assert json.loads(json.dumps(fold(entries))) == state
        assert [list(one) for one in people(entries)] == group


@given(seed=st.integers(0, 2**32), size=st.integers(1, 14))
def test_a_risk_goes_only_by_an_outcome_an_erasure_or_a_correction_that_is_there(
    seed: int, size: int
) -> None:
    written = journal(seed, size)
    state = fold([one for one in written if one["kind"] not in ("risk_outcome", "erasure")])
    is_there = any(one["kind"] == "imminent_risk" and one["body"] is not None for one in written)
    assert bool(state["open_risks"]) == is_there
