"""A small named cast, and entries as their phones write them.

Amina and Dawit work in Alpha and share a phone there; Bo supervises both; Chidi works in Gamma, in another district, and must
see nothing of Alpha. Beta is Alpha's neighbour, where Esi works. The rest hold one role each.
"""

from __future__ import annotations

import copy
import gzip
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

SPEC = Path(__file__).resolve().parents[1] / "spec" / "journal" / "entries.yaml"
SAMPLES: dict[str, Any] = yaml.safe_load(SPEC.read_text(encoding="utf-8"))["valid"]
SINCE = date(2026, 1, 1)
PASSWORD = "a long pass phrase"


def new_id() -> str:
    """A fresh UUIDv7, as a phone makes them."""
    from attune.server.ids import uuid7

    return str(uuid7())


@dataclass(frozen=True)
class OnPhone:
    """One worker on one phone, with the token in clear."""

    worker: Any  # PhoneWorker
    token: str

    @property
    def author(self) -> str:
        return str(self.worker.account_id)

    @property
    def device(self) -> str:
        return str(self.worker.phone_id)

    @property
    def unit(self) -> str:
        return str(self.worker.phone.unit_id)


@dataclass
class District:
    """Units, accounts and phones by name: `district.units["alpha"]`, `district.accounts["amina"]`, `district.phones["amina"]`."""

    units: dict[str, Any] = field(default_factory=dict)
    accounts: dict[str, Any] = field(default_factory=dict)
    phones: dict[str, OnPhone] = field(default_factory=dict)


def found_district() -> District:
    """The cast, written to the database."""
    from attune.server.people.models import Pair

    district = District()
    land = _unit(district, "land", None, "country")
    north = _unit(district, "north", land, "district")
    south = _unit(district, "south", land, "district")
    for name, parent in {"alpha": north, "beta": north, "gamma": south}.items():
        _unit(district, name, parent, "facility")
    for name, unit, kind, cadre in (
        ("amina", "alpha", "worker", "nurse"),
        ("dawit", "alpha", "worker", "community_worker"),
        ("esi", "beta", "worker", "clinical_officer"),
        ("chidi", "gamma", "worker", "nurse"),
        ("bo", "north", "supervisor", ""),
        ("tala", "north", "trainer", ""),
        ("mara", "north", "manager", ""),
        ("eno", "land", "editor", ""),
        ("oto", "land", "operator", ""),
    ):
        _account(district, name, unit, kind, cadre)
    for worker in ("amina", "dawit"):
        Pair.objects.create(supervisor=district.accounts["bo"], worker=district.accounts[worker], since=SINCE)
    shared = enrol_phone(district, "amina", "alpha")
    enrol_phone(district, "dawit", "alpha", phone=shared.worker.phone)
    enrol_phone(district, "esi", "beta")
    enrol_phone(district, "chidi", "gamma")
    return district


def enrol_phone(
    district: District, name: str, unit: str, *, phone: Any = None, called: str | None = None
) -> OnPhone:
    """Put the worker `name` on a phone of `unit`, a new one if none is given; kept as `district.phones[called or name]`."""
    from attune.server.people.models import Phone, PhoneWorker

    now = datetime.now(UTC)
    if phone is None:
        phone = Phone.objects.create(id=UUID(new_id()), unit=district.units[unit], enrolled_at=now)
    token = f"token-{name}-{phone.id}"
    worker = PhoneWorker.objects.create(
        phone=phone,
        account=district.accounts[name],
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        issued_at=now,
        signing_key="",
    )
    district.phones[called or name] = OnPhone(worker, token)
    return district.phones[called or name]


def _unit(district: District, name: str, parent: Any, level: str) -> Any:
    from attune.server.people.models import Unit

    district.units[name] = Unit.objects.create(parent=parent, level=level, name=name.title())
    return district.units[name]


def _account(district: District, name: str, unit: str, kind: str, cadre: str) -> None:
    from attune.server.people.models import Account, Role

    account = Account.objects.create_user(name, PASSWORD, name=name.title(), picture=f"picture/{name}")
    Role.objects.create(account=account, unit=district.units[unit], kind=kind, cadre=cadre, since=SINCE)
    district.accounts[name] = account


def supervisor_at(district: District, name: str, unit: str, *workers: str) -> Any:
    """One more supervisor, of a unit, for these workers."""
    from attune.server.people.models import Pair

    _account(district, name, unit, "supervisor", "")
    account = district.accounts[name]
    for worker in workers:
        Pair.objects.create(supervisor=account, worker=district.accounts[worker], since=SINCE)
    return account


class Entries:
    """Valid entries of any kind. Each phone counts its own, as the field app does."""

    def __init__(self) -> None:
        self._counters: Counter[str] = Counter()

    def __call__(
        self, by: OnPhone, kind: str = "person", *, body: dict[str, Any] | None = None, **envelope: Any
    ) -> dict[str, Any]:
        """An entry of `kind` by one worker on one phone, of care unless said otherwise or the kind is always practice.

        `body` changes fields of the sample in spec/journal/entries.yaml; other names are fields of the envelope.
        """
        raw = copy.deepcopy(SAMPLES[kind])
        self._counters[by.device] += 1
        raw |= {
            "id": new_id(),
            "author": by.author,
            "device": by.device,
            "n": self._counters[by.device],
            "subject": new_id(),
            "practice": False,
            "amends": [],
        }
        if kind == "played":
            raw |= {"subject": None, "practice": True}
        if kind in ("same_person", "not_same_person"):
            raw["body"] = {"other": new_id()}
        raw["body"] |= body or {}
        return raw | envelope


@dataclass
class Field:
    """Phones that talk to the server in this process."""

    entry: Entries

    def post(
        self,
        path: str,
        data: Any,
        *,
        by: OnPhone | None = None,
        token: str | None = None,
        compressed: bool = True,
    ) -> Any:
        """POST to /api/v1/PATH as JSON; `data` may be bytes that are no JSON at all. The answer has `.json()` and `.status_code`."""
        from django.test import Client

        raw = data if isinstance(data, bytes) else json.dumps(data).encode()
        headers = {"HTTP_CONTENT_ENCODING": "gzip"} if compressed else {}
        token = token or (by.token if by else None)
        if token is not None:
            headers["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return Client(HTTP_HOST="localhost").post(
            f"/api/v1/{path}",
            gzip.compress(raw, mtime=0) if compressed else raw,
            content_type="application/json",
            **headers,
        )

    def sync(self, by: OnPhone, entries: list[Any] | None = None, **said: Any) -> dict[str, Any]:
        """One request of a phone that has done nothing yet but what is said here; its answer, which must be 200."""
        response = self.post("sync", sync_request(by, entries, **said), by=by)
        assert response.status_code == 200, response.content
        return response.json()  # type: ignore[no-any-return]


def _counts(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry["n"], int)


def sync_request(by: OnPhone, entries: list[Any] | None = None, **said: Any) -> dict[str, Any]:
    """The body of a sync, with the turn that the server last gave to this phone unless another is said."""
    by.worker.phone.refresh_from_db()
    return {
        "protocol": 1,
        "app": "0.1.0",
        "release": "0.1.0-0123456789ab",
        "epoch": None,
        "turn": by.worker.phone.turn or None,
        "now": "2026-11-25T09:40:00.000Z",
        "last_n": max((entry["n"] for entry in entries or [] if _counts(entry)), default=0),
        "cursors": {},
        "unsent": {"count": len(entries or []), "oldest_on": None},
        "keeps": "kept",
        "tags": {"roster": None},
        "entries": entries or [],
        "parcels": [],
    } | said
