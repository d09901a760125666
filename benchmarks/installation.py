"""A server for the benchmarks of sync: founded in this process, answering in processes of its own, as `attune serve` starts it.

Django's settings stand once in a process: `found` is called once, and `Served` may serve copies of what it made.
"""

from __future__ import annotations

import gzip
import json
import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from e2e.server import free_port

Json = dict[str, Any]

_ANYBODY = ssl._create_unverified_context()
SECRET = "guards nothing: what a benchmark makes is gone when it ends"


@dataclass(slots=True)
class Phone:
    """One worker's phone, and what it knows of the server; talks to it as the app does, over one connection."""

    device: str
    author: str
    unit: str
    token: str
    port: int = 0
    cursors: dict[str, int] = field(default_factory=dict)
    epoch: str | None = None
    turn: str | None = None
    tag: str | None = None
    n: int = 0
    _line: HTTPConnection | None = None

    @property
    def channel(self) -> str:
        return f"unit:{self.unit}"

    def writes(self, records: Sequence[Json]) -> list[Json]:
        """These records as this phone's own entries, with its next numbers."""
        own = [
            {**record, "author": self.author, "device": self.device, "n": self.n + place}
            for place, record in enumerate(records, 1)
        ]
        self.n += len(own)
        return own

    def sync(self, entries: Sequence[Json] = (), *, keeps_cursors: bool = True) -> Json:
        """One request; its answer, which must not be a refusal."""
        said = {
            "protocol": 1,
            "app": "0.1.0",
            "release": None,
            "epoch": self.epoch,
            "turn": self.turn,
            "now": "2026-01-01T00:00:00.000Z",
            "last_n": self.n,
            "cursors": self.cursors,
            "unsent": {"count": len(entries), "oldest_on": None},
            "keeps": "kept",
            "brief": True,
            "tags": {"roster": self.tag},
            "entries": entries,
            "parcels": [],
        }
        status, answer = self._post(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())
        if status != 200:
            raise RuntimeError(f"the server answered {status}: {answer}")
        self.epoch, self.turn, self.token = answer["epoch"], answer["turn"], answer["token"]
        if answer["roster"] is not None:
            self.tag = answer["roster"]["tag"]
        if keeps_cursors:
            for one in answer["pulled"]:
                self.cursors[one["channel"]] = one["items"][-1]["number"]
        return answer

    def push(self, entries: Sequence[Json], batch: int = 100) -> None:
        """All of them, a batch a request; each must be stored."""
        for begin in range(0, len(entries), batch):
            answer = self.sync(entries[begin : begin + batch])
            wrong = [one for one in answer["outcomes"] if one["outcome"] != "stored"]
            assert not wrong, f"not stored: {wrong[0]}"

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def _post(self, body: bytes) -> tuple[int, Json]:
        if self._line is None:
            self._line = HTTPConnection("127.0.0.1", self.port, timeout=600)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
            "Accept-Encoding": "gzip",
        }
        self._line.request("POST", "/api/v1/sync", gzip.compress(body, 6), headers)
        response = self._line.getresponse()
        text = response.read()
        if response.headers.get("Content-Encoding") == "gzip":
            text = gzip.decompress(text)
        return response.status, json.loads(text)


def found(folder: Path, *, phones: int, in_unit: int = 10) -> list[Phone]:
    """A database in `folder` (or where DATABASE_URL says) with units of some phones, each with its worker, and the default content."""
    os.environ |= {
        "ATTUNE_DATA": str(folder),
        "ATTUNE_SECRET_KEY": SECRET,
        "DJANGO_SETTINGS_MODULE": "attune.server.settings",
    }
    folder.mkdir(parents=True, exist_ok=True)
    from attune.server import setup

    setup.ready()
    setup.migrate()

    from django.db import connections, transaction

    from attune.paths import content_dir
    from attune.server.field.publish import publish

    publish(content_dir(), folder / "bundle", key=None, test_languages=False)
    with transaction.atomic():
        made = _units(phones, in_unit)
    connections.close_all()
    return made


def _units(phones: int, in_unit: int) -> list[Phone]:
    from attune.server.people import staff
    from attune.server.people.units import add_unit

    land = add_unit(name="Land", level="country", parent=None)
    made: list[Phone] = []
    while len(made) < phones:
        number = len(made) // in_unit + 1
        district = add_unit(name=f"District {number}", level="district", parent=land)
        unit = add_unit(name=f"Post {number}", level="facility", parent=district)
        for _ in range(min(in_unit, phones - len(made))):
            account = staff.add_account(username=f"worker{len(made) + 1}", name=f"Worker {len(made) + 1}")
            staff.give_role(account, "worker", unit, since=date(2026, 1, 1), cadre="nurse")
            made.append(_enrolled(account, unit))
    return made


def _enrolled(account: Any, unit: Any) -> Phone:
    import base64

    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from django.utils import timezone

    from attune.server.ids import uuid7
    from attune.server.people.admission import Arriving, admit, phone_for

    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    key = base64.b64encode(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()
    arriving = Arriving(UUID(str(uuid7())), key, "0.1.0")
    admission = admit(
        account, phone_for(arriving, unit, account, by=None, now=timezone.now()), arriving, now=timezone.now()
    )
    return Phone(admission["device"], str(account.pk), str(unit.pk), admission["token"])


class Served:
    """`attune serve` on what lies in `folder`."""

    def __init__(self, folder: Path, *options: str):
        self.port = free_port()
        self.url = f"{'https' if '--certificate' in options else 'http'}://127.0.0.1:{self.port}"
        self._log = folder / "server.log"
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("ATTUNE_", "DJANGO_"))
        }
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "attune", "serve", "--port", str(self.port), *options],
                env=inherited
                | {"ATTUNE_DATA": str(folder), "ATTUNE_SECRET_KEY": SECRET, "ATTUNE_LOG_LEVEL": "WARNING"},
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def proportional_set_size(self) -> float:
        """Megabytes of memory of all its processes; what they share counts once."""
        kilobytes = 0
        for process in _tree(self._process.pid):
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
            kilobytes += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        return kilobytes * 1024 / 1e6

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait(self) -> None:
        until = time.monotonic() + 90
        while time.monotonic() < until and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=2, context=_ANYBODY).close()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"the server did not start; its log:\n{self._log.read_text()}")


def _tree(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [process, *(one for child in children for one in _tree(int(child)))]
