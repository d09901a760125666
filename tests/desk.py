"""What lies on the console's desk in the tests: Alpha's people, with visits that the real guide has led, and troubles of every kind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from district import SAMPLES, District, Entries, Field, OnPhone, new_id

ROOT = Path(__file__).resolve().parents[1]
# A man who has lived with low mood for weeks; self-harm was asked and is none of his thoughts.
DEPRESSED = {
    "age_years": 34,
    "sex": "male",
    "visit": "first",
    "cadre": "nurse",
    "first_look": [],
    "room": "alone",
    "sui_serious_signs": [],
    "sui_taken": False,
    "sui_thoughts_now": False,
    "sui_thoughts_month": False,
    "sui_act": "never",
    "sui_concurrent": ["depression"],
    "sui_pain": False,
    "sui_emotional": ["function"],
    "dep_core": ["low_mood"],
    "dep_additional": ["sleep", "fatigue", "hopeless"],
    "dep_duration": "from_14_days",
    "dep_function": True,
    "dep_psychotic": False,
    "dep_causes": [],
    "dep_mania_signs": [],
    "dep_mania_treated": False,
    "dep_loss": False,
}


@dataclass
class Desk:
    """Names of what was furnished: subjects, entries and rows of the rescue store."""

    district: District
    subjects: dict[str, str] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)


def publish_content(bundle: Path) -> None:
    """The default content as a release in `bundle`, with the invented languages; not compressed, which takes its time."""
    from attune.pack.bundle import write_bundle
    from attune.pack.keys import signing_key
    from attune.pack.words import read_app_words
    from attune.paths import app_words_dir, console_words_dir

    write_bundle(
        ROOT / "content",
        bundle,
        signing_key(bundle.parent / "bundle-key.pem", None),
        app_words=read_app_words(app_words_dir()),
        console_words=read_app_words(console_words_dir()),
        test_languages=True,
    )


@cache
def guide_of(bundle: Path) -> Any:
    from attune.guide import prepare
    from attune.pack.bundle import read_current

    release = read_current(bundle).release  # type: ignore[union-attr]
    return prepare(json.loads((bundle / release / "guide.json").read_text("utf-8")))


def visit_body(
    guide: Any, flat: Mapping[str, Any], on: date, acts: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The body of a consultation as the field app closes it, for these answers."""
    from attune.guide import audit, consult, normalise
    from attune.server.sync.reading import canonical

    answers: dict[str, Any] = dict(normalise(guide, flat))
    for n, (line, act) in enumerate((acts or {}).items(), 100):
        answers[line] = {**act, "n": n}
    said = consult(guide, {**answers, "start": ["dep"]}, on)
    found = audit(guide, {**answers, "start": ["dep"]}, on)
    replies = [
        *(
            {"code": f"line_{row['kind']}", "of": row["id"], "reply": "He will come with his wife on Friday."}
            for row in found["departures"]
        ),
        *({"code": "skipped", "of": row["id"], "reply": None} for row in found["skipped"]),
    ]
    follow = said["follow_up"]
    return {
        **SAMPLES["consultation"]["body"],
        "visit": "first",
        "modules": said["open"],
        "start": ["dep"],
        "set_aside": said["set_aside"],
        "answers": {name: answer for name, answer in answers.items() if name != "start"},
        "conclusions": [row["id"] for row in said["conclusions"]],
        "conditions": [{"group": "depression", "is": "new"}],
        "plan": [{name: row[name] for name in ("id", "group", "state")} for row in said["plan"]],
        "against": [
            {"line": line, "reason": act["reason"]}
            for line, act in (acts or {}).items()
            if act.get("act") == "not_done"
        ],
        "exits": [{name: row[name] for name in ("id", "to", "planned")} for row in said["exits"]],
        "tasks": [
            {**{name: row[name] for name in ("id", "kind", "of")}, "who": None, "due_on": None}
            for row in said["tasks"]
        ],
        "follow_up": follow
        and {**{name: follow[name] for name in ("from", "to", "on", "ids")}, "booked_on": follow["on"]},
        "kept": None,
        "self_harm_asked": {"state": "no", "by": ["person"]},
        "sex": "male",
        "age_years": 34,
        "age_about": False,
        "cadre": "nurse",
        "waiting": said["waiting"],
        "closed_how": "finished",
        "audit": replies,
        "result_hash": hashlib.sha256(canonical(said).encode()).hexdigest(),
    }


def furnish(district: District, says: Field, bundle: Path, *, today: date) -> Desk:
    """Everything that a page can show, written by phones as they write it."""
    desk, entry = Desk(district), says.entry
    amina, dawit = district.phones["amina"], district.phones["dawit"]
    guide = guide_of(bundle)
    release = guide.guide["release"]
    entries: list[Any] = []

    def add(name: str, by: OnPhone, kind: str, subject: str, *, ago: int = 0, **more: Any) -> dict[str, Any]:
        on = (today - timedelta(days=ago)).isoformat()
        made = entry(
            by,
            kind,
            subject=desk.subjects.setdefault(subject, new_id()),
            occurred_on=on,
            written_at=f"{on}T09:40:00.000Z",
            **more,
        )
        desk.entries[name] = made["id"]
        entries.append(made)
        return made

    def person(
        subject: str, number: str, initials: str, village: str | None, by: OnPhone = amina
    ) -> dict[str, Any]:
        about = {
            "register_number": number,
            "initials": initials,
            "village": village,
            "sex": "male",
            "year_of_birth": 1992,
            "birth_about": True,
            "reach": None,
        }
        return add(f"{subject}-person", by, "person", subject, ago=21, body=about)

    lines = [row["id"] for row in visit_body(guide, DEPRESSED, today)["plan"] if row["state"] == "do"]
    acts = {
        lines[0]: {"act": "done"},
        lines[1]: {"act": "done"},
        lines[2]: {"act": "not_done", "reason": "His brother was not there"},
    }
    first = person("kofi", "0431", "K. A.", "Lower Bridge")
    body = visit_body(guide, DEPRESSED, today - timedelta(days=16), acts)
    body["follow_up"] = body["follow_up"] and body["follow_up"] | {
        "booked_on": (today - timedelta(days=3)).isoformat()
    }
    add("visit", amina, "consultation", "kofi", ago=16, release=release, body=body)
    risk = {
        "because": ["sui_thoughts_now"],
        "present": True,
        "who_with": "family",
        "place": "At home, Mill Lane",
        "consultation": new_id(),
    }
    person("efua", "0417", "E. M.", None)
    add("risk", amina, "imminent_risk", "efua", ago=1, release=release, body=risk)
    person("yaw", "0402", "Y. B.", "Mill Lane")
    add("old-release", amina, "consultation", "yaw", ago=40, release="0.0.9-000000000000", body=body)
    add(
        "booked",
        amina,
        "visit_booked",
        "yaw",
        ago=2,
        body={"on": (today + timedelta(days=5)).isoformat(), "after": None},
    )
    person("adwoa", "0440", "A. N.", None)
    add(
        "other-hash",
        amina,
        "consultation",
        "adwoa",
        ago=9,
        release=release,
        body=body | {"result_hash": "0" * 64},
    )
    says.sync(amina, entries)
    entries.clear()
    # Amina and Dawit both correct who Kofi is, neither knowing of the other.
    for name, by, village in (
        ("one", amina, "Upper Bridge"),
        ("other", dawit, "Lower Bridge, behind the mill"),
    ):
        add(
            f"kofi-{name}",
            by,
            "person",
            "kofi",
            ago=2,
            amends=[first["id"]],
            body=first["body"] | {"village": village},
        )
        says.sync(by, entries)
        entries.clear()
    says.sync(
        amina,
        [
            entry(amina) | {"kind": "haircut"},
            entry(amina, body={"initials": "<script>alert(1)</script>"}, occurred_on="2026-02-30"),
        ],
    )
    _trouble_phones(district, today)
    return desk


def _trouble_phones(district: District, today: date) -> None:
    """The shared phone of Alpha is silent with work on it; Beta's is well; Gamma's clock is off."""
    now = datetime.now(UTC)
    said: dict[str, dict[str, Any]] = {
        "amina": {
            "seen_at": now - timedelta(days=12),
            "unsent": 14,
            "oldest_unsent_on": today - timedelta(days=11),
            "keeps": "not_kept",
            "clock_offset_ms": -400,
            "app": "0.1.0",
            "release": "0.0.9-000000000000",
        },
        "esi": {
            "clock_offset_ms": 800,
            "seen_at": now - timedelta(hours=3),
            "unsent": 0,
            "keeps": "kept",
            "app": "0.1.0",
        },
        "chidi": {
            "seen_at": now - timedelta(hours=5),
            "keeps": "kept",
            "clock_offset_ms": 7_200_000,
            "app": "0.1.0",
        },
    }
    for name, values in said.items():
        phone = district.phones[name].worker.phone
        for field_name, value in values.items():
            setattr(phone, field_name, value)
        phone.save()


def open_desk(bundle: Path) -> Desk:
    """A district in an empty database, furnished: for a server of the browser tests."""
    from district import found_district

    return furnish(found_district(), Field(Entries()), bundle, today=datetime.now(UTC).date())
