"""What phones of this version have in their stores: made by scripts/release_fixture.py, and made again to see whether that still holds.

Two phones: `alone`, that nobody has joined, with practice; `shared`, on which Amina and Dawit work, with everything that a store can hold.
"""

from __future__ import annotations

from typing import Any

from district import SAMPLES
from live_phones import Phones

PINS = {"amina": "4071", "dawit": "8264"}
SOMEBODY = "01990000-0000-7000-8000-00000000c0de"
INVENTED = "demo:ab"


def live(phones: Phones) -> dict[str, Any]:
    """Both phones after a few days of work; what is in them, to be found again."""
    return {"alone": _alone(phones), "shared": _shared(phones)}


def _alone(phones: Phones) -> dict[str, Any]:
    phones("readable", "alone")
    phones("content", "alone")
    phones("write", "alone", entries=[_new("consultation", INVENTED), _new("visit_booked", INVENTED)])
    phones("draft", "alone", draft=_draft(INVENTED))
    return {"reads": phones("reads", "alone"), "stored": phones("dump", "alone")}


def _shared(phones: Phones) -> dict[str, Any]:
    phones("readable", "shared")
    phones("content", "shared")
    amina = phones.join("shared", "amina", PINS["amina"])
    phones("sync", "shared", worker=amina)
    visit = phones("write", "shared", worker=amina, entries=[_new("consultation", SOMEBODY)])[0]
    phones(
        "write",
        "shared",
        worker=amina,
        entries=[
            _new("person", SOMEBODY),
            _new("visit_booked", SOMEBODY, on="no day"),  # the server sets it aside
            _new("visit_missed", SOMEBODY),
            _new("erasure", SOMEBODY, entries=[visit], because="entered_in_error"),
            _new("consultation", INVENTED),
        ],
    )
    phones("sync", "shared", worker=amina)
    phones("pack", "shared", worker=amina, size=2)
    phones(
        "write", "shared", worker=amina, entries=[_new("visit_booked", SOMEBODY), _new("person", INVENTED)]
    )
    phones("draft", "shared", worker=amina, draft=_draft(SOMEBODY))
    phones("draft", "shared", worker=amina, draft=_draft(INVENTED))
    phones("lock", "shared", worker=amina)
    dawit = phones.join("shared", "dawit", PINS["dawit"])
    phones("write", "shared", worker=dawit, entries=[_new("imminent_risk", SOMEBODY)])
    phones("lock", "shared", worker=dawit)
    workers = {"amina": amina, "dawit": dawit}
    return {
        "workers": {
            name: {"id": id_, "pin": PINS[name], "reads": phones("reads", "shared", worker=id_)}
            for name, id_ in workers.items()
        },
        "unsent": phones("status", "shared")["unsent"],
        "troubles": phones("troubles", "shared", worker=amina),
        "stored": phones("dump", "shared"),
    }


def shape(stored: dict[str, Any]) -> dict[str, Any]:
    """Tables, indexes and the names of what their rows hold; of the rows of one table, all that occur."""
    tables = {
        table["name"]: {
            "keyPath": table["keyPath"],
            "indexes": table["indexes"],
            "rows": sorted({name for row in table["rows"] for name in _names(row["value"])}),
        }
        for table in stored["tables"]
    }
    return {"version": stored["version"], "tables": tables}


def _names(value: Any, before: str = "") -> list[str]:
    """`a.b` for each name in a value; what is keyed by an id (cursors by their channel) counts as one."""
    if isinstance(value, list):
        return [name for one in value for name in _names(one, f"{before}[]")]
    if not isinstance(value, dict) or before.endswith("cursors"):
        return [before]
    return [name for key, one in value.items() for name in _names(one, f"{before}.{key}")]


def _new(kind: str, subject: str, **body: Any) -> dict[str, Any]:
    """What a screen says happened."""
    sample = SAMPLES[kind]
    return {
        "kind": kind,
        "subject": subject,
        "occurred_on": sample["occurred_on"],
        "release": sample["release"],
        "body": sample["body"] | body,
    }


def _draft(person: str) -> dict[str, Any]:
    return {
        "id": f"01990000-0000-7000-8000-00000000{'d1' if person == SOMEBODY else 'd2'}00",
        "person": person,
        "release": "0.1.0-0123456789ab",
        "answers": {"start": {"value": ["dep"], "by": "worker", "n": 1}},
    }
