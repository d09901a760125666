"""What is sent in the benchmarks of sync: the consultations, bookings and risks that the demo records, as its phones write them."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from attune.guide import prepare
from attune.pack.bundle import read_current

Json = dict[str, Any]

# So many different entries are made by consulting. They come again under other ids and about other people, hundreds of entries
# away from the first time.
DIFFERENT = 1500
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Records:
    """Entries in the order of their moments, without author, device and number, which each phone gives them (`Phone.writes`)."""

    def __init__(self, bundles: Path, *, different: int = DIFFERENT, seed: int = 20):
        self._different = _different(bundles, different, seed)
        self._dice = random.Random(seed)

    def take(self, how_many: int) -> list[Json]:
        """So many, about people who are in nothing that was taken before."""
        made: list[Json] = []
        while len(made) < how_many:
            made += _anew(self._different[: how_many - len(made)], self._dice)
        return made


def mean_bytes(entries: list[Json]) -> float:
    texts = [json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries]
    return sum(len(text.encode()) for text in texts) / len(texts)


def _different(bundles: Path, how_many: int, seed: int) -> list[Json]:
    from attune.server.demo.handset import Diary
    from attune.server.demo.record import Record
    from attune.server.demo.stories import stories
    from attune.server.people.models import Account

    release = read_current(bundles)
    assert release is not None
    folder = bundles / release.release
    people = {one["id"]: one for one in json.loads((folder / "demo.json").read_bytes())["people"]}
    today = datetime.now(UTC).date()
    guide = prepare(json.loads((folder / "guide.json").read_bytes()))
    diary, by = Diary(random.Random(seed)), Account(id=UUID(int=0), name="")
    written: list[Any] = []
    round_ = 0
    while len(written) < how_many:
        told = stories(people, {"riverside": ("worker",)}, random.Random(f"{seed}/{round_}"))
        for story in told:
            written += Record(guide, diary, story, by, "nurse", "", today).write()
        round_ += 1
    written.sort(key=lambda pair: pair[0])
    return [entry for _, entry in written[:how_many]]


def _anew(entries: list[Json], dice: random.Random) -> list[Json]:
    """The same once more, with other ids throughout."""
    others: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        known = found.group()
        if known not in others:
            others[known] = f"{known[:23]}-{dice.getrandbits(48):012x}"
        return others[known]

    return [json.loads(_UUID.sub(other, json.dumps(entry))) for entry in entries]
