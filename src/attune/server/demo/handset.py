"""An invented phone: its workers write entries on it, and it syncs as a real one does, at moments that are handed in."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from attune.server.people import tokens
from attune.server.people.admission import Arriving, admit
from attune.server.people.models import Account, Phone, Unit
from attune.server.sync import times
from attune.server.sync.exchange import exchange
from attune.server.sync.reading import Said

Json = dict[str, Any]


@dataclass(slots=True)
class Diary:
    """Makes ids and moments: the same for the same seed and day."""

    dice: random.Random

    def id_at(self, moment: datetime) -> str:
        """A UUIDv7 of that moment."""
        milliseconds = int(moment.timestamp() * 1000)
        value = (milliseconds & (1 << 48) - 1) << 80 | self.dice.getrandbits(80)
        return str(UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62))

    def moment_on(self, day: date) -> datetime:
        """Some time of a working day."""
        seconds = self.dice.randint(7 * 3600, 14 * 3600)
        return datetime.combine(day, time(), UTC) + timedelta(seconds=seconds)


@dataclass(slots=True)
class OnPhone:
    """One worker on one phone."""

    account: Account
    token: str
    cursors: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class DemoPhone:
    phone: Phone
    app: str
    workers: dict[str, OnPhone] = field(default_factory=dict)
    written: list[Json] = field(default_factory=list)
    _n: int = 0
    _turn: str | None = None
    _epoch: str | None = None

    @classmethod
    def enrolled(cls, unit: Unit, app: str, diary: Diary, *, at: datetime) -> DemoPhone:
        device = UUID(diary.id_at(at))
        return cls(Phone.objects.create(id=device, unit=unit, enrolled_at=at, app=app), app)

    def admit(self, name: str, account: Account, diary: Diary, *, at: datetime) -> None:
        arriving = Arriving(UUID(str(self.phone.pk)), _signing_key(diary.dice), self.app)
        seed = f"demo\n{self.phone.pk}\n{account.pk}"
        self.workers[name] = OnPhone(
            account, admit(account, self.phone, arriving, now=at, seed=seed)["token"]
        )

    def sync(
        self, name: str, entries: Sequence[Json], *, at: datetime, unsent: int = 0, release: str
    ) -> Json:
        """Send what `name` wrote, numbered by the phone's counter where it is not yet, and take what is new."""
        worker = self.workers[name]
        for entry in entries:
            self._n += 1
            entry["n"] = self._n
        answer: Json = {"complete": False}
        said: list[Json] = list(entries)
        while not answer["complete"]:
            answer = self._talk(worker, said, at, unsent, release)
            said = []
        return answer

    def _talk(self, worker: OnPhone, entries: list[Json], at: datetime, unsent: int, release: str) -> Json:
        said = Said.model_validate(
            {
                "protocol": 1,
                "app": self.app,
                "release": release,
                "epoch": self._epoch,
                "turn": self._turn,
                "now": times.written(at),
                "last_n": self._n,
                "cursors": worker.cursors,
                "unsent": {"count": unsent, "oldest_on": at.date() if unsent else None},
                "keeps": "kept",
                "tags": {"roster": None},
                "entries": entries,
                "parcels": [],
            }
        )
        shown = tokens.bearer(worker.token, now=at)
        answer: Json = json.loads(exchange(shown, worker.token, said, now=at))
        self._turn, self._epoch, worker.token = answer["turn"], answer["epoch"], answer["token"]
        for channel in answer["pulled"]:
            worker.cursors[channel["channel"]] = max(item["number"] for item in channel["items"])
        return answer


def envelope(kind: str, body: Json, *, id_: str, at: datetime, on: date, by: Account, **more: Any) -> Json:
    """An entry without its number; `more` names the phone, the subject and what differs from the usual."""
    return {
        "id": id_,
        "kind": kind,
        "version": 1,
        "author": str(by.pk),
        "amends": [],
        "practice": False,
        "occurred_on": on.isoformat(),
        "written_at": times.written(at),
        "tz_minutes": 0,
        "clock_offset": 0,
        "body": body,
        **more,
    }


def _signing_key(dice: random.Random) -> str:
    public = ec.derive_private_key(dice.getrandbits(250) + 1, ec.SECP256R1()).public_key()
    return base64.b64encode(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode(
        "ascii"
    )
