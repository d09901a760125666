"""An installation of Attune as an operator has it: a folder, a database, commands and a server in processes of their own."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from children import ending_with_us
from district import Entries

SECRET = "for tests alone, and long enough"
TESTS = Path(__file__).resolve().parents[2]
URL = os.environ.get("DATABASE_URL", "")
IS_SQLITE = not URL

PROLOGUE = """
import json, os, sys
sys.path.insert(0, {tests!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "attune.server.settings"
import django
django.setup()
from attune.server.people.models import *
from attune.server.sync.models import *
def say(value): print(json.dumps(value, default=str))
"""
FOUND = """
from district import found_district
district = found_district()
say({name: {"author": one.author, "device": one.device, "token": one.token, "unit": one.unit} for name, one in district.phones.items()})
"""


@dataclass
class Installation:
    folder: Path
    url: str
    secret: str = SECRET
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def new(cls, folder: Path, like: Installation | None = None) -> Installation:
        """An empty one, or one with the database of another that is not running."""
        folder.mkdir(parents=True, exist_ok=True)
        url = ""
        if not IS_SQLITE:
            name = f"operate_{uuid.uuid4().hex[:12]}"
            copied = f' TEMPLATE "{_name(like.url)}"' if like else ""
            _on_server(f'CREATE DATABASE "{name}"{copied}')
            url = f"{URL.rpartition('/')[0]}/{name}"
        elif like is not None:
            shutil.copy(like.database, folder / "attune.sqlite3")
        return cls(folder, url)

    @property
    def database(self) -> Path:
        return self.folder / "attune.sqlite3"

    def drop(self) -> None:
        self.stop()
        if self.url:
            _on_server(f'DROP DATABASE IF EXISTS "{_name(self.url)}" WITH (FORCE)')

    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ATTUNE_", "DJANGO_", "DATABASE_URL"))
        }
        url = {"DATABASE_URL": self.url} if self.url else {}
        return kept | url | {"ATTUNE_DATA": str(self.folder), "ATTUNE_SECRET_KEY": self.secret}

    # ------------------------------------------------------------ commands

    def attune(self, *words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "attune", *map(str, words)],
            env=self.environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def does(self, *words: object) -> str:
        """What a command says, which must end well."""
        done = self.attune(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def ask(self, code: str) -> Any:
        """What `say(...)` in a piece of Python says that has this installation's models."""
        done = subprocess.run(
            [sys.executable, "-c", PROLOGUE.format(tests=str(TESTS)) + code],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.strip().splitlines()[-1])

    # ------------------------------------------------------------ the server

    def start(self, *options: str, limit_kb: int | None = None) -> Installation:
        """Start the server and wait until it answers. `limit_kb`: no file may grow beyond it, as on a full disk."""
        self.port = self.port or free_port()
        command = [sys.executable, "-m", "attune", "serve", "--port", str(self.port), *options]
        if limit_kb is not None:
            command = ["bash", "-c", f'ulimit -f {limit_kb}; exec "$@"', "attune", *command]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                ending_with_us(command), env=self.environment(), cwd=self.folder, stdout=log, stderr=log
            )
        until = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError((self.folder / "server.log").read_text())
            time.sleep(0.05)
        return self

    def stop(self, how: int = signal.SIGTERM) -> int | None:
        """End the server; its exit code."""
        if self.process is None:
            return None
        self.process.send_signal(how)
        code = self.process.wait(timeout=60)
        self.process = None
        return code

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()

    def _answers(self) -> bool:
        try:
            return self.get("/health")[0] == 200
        except OSError:
            return False


@dataclass
class Handset:
    """A phone that keeps what it wrote, and remembers what the server has said it holds."""

    at: Installation
    author: str
    device: str
    token: str
    unit: str
    entry: Entries = field(default_factory=Entries)
    epoch: str | None = None
    turn: str | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)

    def write(self, count: int, kind: str = "person", **more: Any) -> list[dict[str, Any]]:
        made = [self.entry(self, kind, **more) for _ in range(count)]  # type: ignore[arg-type]
        self.kept |= {one["id"]: one for one in made}
        return made

    def sync(self, entries: list[Any] | None = None) -> dict[str, Any]:
        """One request with these entries; with none given, all that the server has not acknowledged."""
        sent = (
            [one for id_, one in self.kept.items() if id_ not in self.acknowledged]
            if entries is None
            else entries
        )
        said = {
            "protocol": 1,
            "app": "0.1.0",
            "epoch": self.epoch,
            "turn": self.turn,
            "now": "2026-11-25T09:40:00.000Z",
            "last_n": len(self.kept),
            "cursors": {f"unit:{self.unit}": 1_000_000},  # it fetches nothing: these tests are about sending
            "keeps": "kept",
            "entries": sent,
            "parcels": [],
        }
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.at.port}/api/v1/sync",
            gzip.compress(json.dumps(said).encode()),
            {
                "Content-Type": "application/json",
                "Content-Encoding": "gzip",
                "Authorization": f"Bearer {self.token}",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            answer: dict[str, Any] = json.loads(response.read())
        if answer["known"] is not None:  # a new epoch: what it does not have is to be sent again
            has = {n for first, last in answer["known"] for n in range(first, last + 1)}
            self.acknowledged = {id_ for id_, one in self.kept.items() if one["n"] in has}
        self.epoch, self.turn, self.token = answer["epoch"], answer["turn"], answer["token"]
        self.acknowledged |= {one["id"] for one in answer["outcomes"] if one["outcome"] == "stored"}
        return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _on_server(statement: str) -> None:
    with psycopg.connect(f"{URL.rpartition('/')[0]}/postgres", autocommit=True) as server:
        server.execute(statement)  # type: ignore[call-overload]
