"""spec/journal/fold.yaml in Python and TypeScript: what follows from the entries, in whatever order and how often they came."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from attune.journal import fold, people
from engines import Node

PATH = Path(__file__).resolve().parents[2] / "spec" / "journal" / "fold.yaml"
KEYS = {"id", "why", "entries", "state", "people", "consultations", "persons"}
FIELDS = {"author", "device", "n", "written_at", "clock_offset", "received_at", "subject", "amends"}


def load() -> list[dict[str, Any]]:
    return _plain(yaml.safe_load(PATH.read_text("utf-8")))  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    """Days as text, as JSON has them."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


CASES = load()


def test_the_cases_are_all_here_and_well_formed() -> None:
    assert len(CASES) >= 40
    assert len({case["id"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert set(case) <= KEYS and case["why"], case["id"]
        assert len(set(case) - {"id", "why", "entries"}) > 0, f"{case['id']} expects nothing"
        for entry in case["entries"]:
            assert set(entry) <= FIELDS | {"id", "kind", "on", "body"}, case["id"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_both_engines_give_what_the_case_says(node: Node, case: dict[str, Any]) -> None:
    assert faults(node, case) == []


def faults(node: Node, case: dict[str, Any]) -> list[str]:
    """What is not as the case says, by engine and order. The runner's own test asks for faults here."""
    given = [written(entry, place) for place, entry in enumerate(case["entries"], 1)]
    found = []
    for order, entries in {"": given, "backwards": given[::-1], "twice": given[::-1] + given}.items():
        for engine, state, groups in (
            ("Python", fold(entries), [list(group) for group in people(entries)]),
            ("TypeScript", *node.ask([{"do": do, "entries": entries} for do in ("fold", "people")])),
        ):
            found += [
                f"{engine} {order}: {name}".replace(" :", ":")
                for name, wanted, got in expected(case, state, groups)
                if wanted != got
            ]
    return found


def expected(case: dict[str, Any], state: dict[str, Any], groups: Any) -> list[tuple[str, Any, Any]]:
    wanted = [(name, value, state[name]) for name, value in case.get("state", {}).items()]
    if "people" in case:
        wanted.append(("people", case["people"], groups))
    if "consultations" in case:
        wanted.append(
            ("consultations", case["consultations"], [one["entry"] for one in state["consultations"]])
        )
    if "persons" in case:
        wanted.append(("persons", case["persons"], [one["body"]["initials"] for one in state["person"]]))
    return wanted


def written(entry: dict[str, Any], place: int) -> dict[str, Any]:
    """The entry of a case as it is kept, with what the case leaves out."""
    body = copy.deepcopy(PLAIN[entry["kind"]])
    return {
        "version": 1,
        "author": "amina",
        "device": "d1",
        "n": place,
        "subject": "ab",
        "amends": [],
        "practice": False,
        "occurred_on": entry["on"],
        "written_at": f"{entry['on']}T10:00:{place:02}.000Z",
        "tz_minutes": 0,
        "clock_offset": None,
        "release": "r",
        "app": "0",
        **{name: value for name, value in entry.items() if name != "on"},
        "body": None if entry.get("body", {}) is None else body | entry.get("body", {}),
    }


PLAIN: dict[str, dict[str, Any]] = {
    "consultation": {
        "answers": {},
        "set_aside": [],
        "conclusions": [],
        "conditions": [],
        "tasks": [],
        "follow_up": None,
        "self_harm_asked": {"state": "not_asked", "by": []},
    },
    "imminent_risk": {"because": [], "present": True, "who_with": None, "place": None, "consultation": "c"},
    "risk_outcome": {"risk": "", "outcome": "at_facility", "note": None},
    "task_done": {"entry": "", "task": "ask_q", "outcome": "done", "note": None},
    "visit_booked": {"on": "", "after": None},
    "visit_missed": {"booked_on": "", "entry": "x", "contact": "not_reached"},
    "observed": {"consultation": "c", "seen": [], "apart": []},
    "played": {"case": "c", "profile": "own"},
    "person": {"initials": "A"},
    "same_person": {"other": ""},
    "not_same_person": {"other": ""},
    "erasure": {"entries": [], "because": "entered_in_error"},
}


# ---------------------------------------------------------------- the runner's own test


def test_a_wrong_expectation_fails(node: Node) -> None:
    right = next(case for case in CASES if case["id"] == "risk-closed-by-outcome")
    wrong = {**right, "state": {"open_risks": [{"entry": "r1", "since": "r1"}]}}
    assert faults(node, right) == []
    assert faults(node, wrong) == [
        f"{engine}{order}: open_risks"
        for order in ("", " backwards", " twice")
        for engine in ("Python", "TypeScript")
    ]
