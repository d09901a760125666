"""Who is in the demo district. All names are made up; nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass

# Everybody's on the console. A demo guards nothing.
PASSWORD = "tea under the big tree"


@dataclass(frozen=True, slots=True)
class Place:
    key: str
    name: str
    level: str
    above: str | None


@dataclass(frozen=True, slots=True)
class Colleague:
    username: str
    name: str
    role: str
    unit: str
    picture: str
    cadre: str = ""
    supervisor: str | None = None


@dataclass(frozen=True, slots=True)
class Handset:
    """A phone of a unit and whose it is; several share one. `last_sync` is how many days ago it was last heard of; None: never."""

    key: str
    unit: str
    workers: tuple[str, ...]
    last_sync: int | None
    app: str = "0.1.0"
    unsent: int = 0


PLACES = (
    Place("country", "Demoland", "country", None),
    Place("region", "Lake Region", "region", "country"),
    Place("hills", "Green Hills", "district", "region"),
    Place("plains", "Dry Plains", "district", "region"),
    Place("riverside", "Riverside Health Centre", "facility", "hills"),
    Place("market", "Market Health Post", "facility", "hills"),
    Place("upper", "Upper Village Health Post", "facility", "hills"),
    Place("mission", "Mission Clinic", "facility", "hills"),
    # In the other district: who works here sees nothing of Green Hills.
    Place("crossroads", "Crossroads Health Post", "facility", "plains"),
)

COLLEAGUES = (
    Colleague("bo", "Bo", "supervisor", "hills", "tree"),
    Colleague("ines", "Ines", "supervisor", "hills", "elephant"),
    Colleague("tala", "Tala", "trainer", "hills", "kite"),
    Colleague("mara", "Mara", "manager", "hills", "umbrella"),
    Colleague("eno", "Eno", "editor", "country", "leaf"),
    Colleague("oto", "Oto", "operator", "country", "key"),
    Colleague("amina", "Amina", "worker", "riverside", "bird", "nurse", "bo"),
    Colleague("dawit", "Dawit", "worker", "riverside", "bicycle", "community_worker", "bo"),
    Colleague("esi", "Esi", "worker", "market", "mango", "clinical_officer", "bo"),
    Colleague("noor", "Noor", "worker", "market", "moon", "nurse", "bo"),
    Colleague("lina", "Lina", "worker", "upper", "flower", "nurse", "ines"),
    Colleague("joao", "João", "worker", "mission", "boat", "doctor", "ines"),
    Colleague("sami", "Sami", "worker", "mission", "drum", "community_worker", "ines"),
    Colleague("rana", "Rana", "worker", "crossroads", "tortoise", "nurse"),
)

HANDSETS = (
    Handset("riverside", "riverside", ("amina", "dawit"), 0),
    Handset("market", "market", ("esi", "noor"), 1),
    # Not heard of for weeks, and it said then that something was left on it.
    Handset("upper", "upper", ("lina",), 19, unsent=6),
    Handset("mission", "mission", ("joao",), 2),
    # Enrolled, and never synced.
    Handset("mission-2", "mission", ("sami",), None),
    Handset("crossroads", "crossroads", ("rana",), 3),
)
