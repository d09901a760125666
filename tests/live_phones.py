"""A real server in a process of its own, and phones without a screen that talk to it (client/build/phone.ts)."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from children import ending_with_us
from engines import CLIENT, Node, bundled

COMMAND = (sys.executable, "-m", "attune")
SECRET = "for this test alone " * 4


@dataclass
class LiveServer:
    """`attune serve` on a free port, with its data in a folder of its own."""

    data: Path
    process: subprocess.Popen[bytes] | None = None
    port: int = field(default_factory=lambda: _free_port())
    secret: str = SECRET

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> str:
        """What an `attune` command says."""
        done = subprocess.run(
            [*COMMAND, *words], env=self._environment(), cwd=self.data, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def code(self, username: str) -> str:
        """A fresh code that puts this worker on a phone."""
        said = self.run("user", "enrol", username)
        found = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", said)
        assert found is not None, said
        return found.group().replace("-", "")

    def start(self) -> None:
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                ending_with_us([*COMMAND, "serve", "--port", str(self.port)]),
                env=self._environment(),
                cwd=self.data,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError((self.data / "server.log").read_text())
            time.sleep(0.05)

    def stop(self, *, kill: bool = False) -> None:
        if self.process is not None:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(timeout=20)
            self.process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/", timeout=2):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def _environment(self) -> dict[str, str]:
        plain = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ATTUNE_", "DJANGO_", "DATABASE_URL"))
        }
        return plain | {"ATTUNE_DATA": str(self.data), "ATTUNE_SECRET_KEY": self.secret}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server with the unit Alpha, where Amina and Dawit work."""
    server = LiveServer(tmp_path)
    server.run("migrate")
    server.run("unit", "add", "Land", "--level", "country")
    server.run("unit", "add", "Alpha", "--level", "facility", "--in", "Land")
    for name in ("amina", "dawit"):
        role = ("--role", "worker", "--unit", "Alpha", "--cadre", "nurse")
        server.run("user", "add", name, "--name", name.title(), *role)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def phone_script() -> Iterator[Path]:
    with bundled(CLIENT / "build" / "phone.ts") as script:
        yield script


@dataclass
class Phones:
    """Phones by name: `phones("sync", "first", worker=…)`."""

    node: Node
    server: LiveServer

    def __call__(self, do: str, phone: str, **said: Any) -> Any:
        return self.node.one(do, phone=phone, server=self.server.url, **said)

    def join(self, phone: str, username: str, pin: str = "2580") -> str:
        """The worker's id, who is in on that phone now."""
        admitted = self("join", phone, code=self.server.code(username), pin=pin)
        assert "fault" not in admitted, admitted
        return str(admitted["worker"])

    def sees(self, phone: str, worker: str) -> set[str]:
        return {entry["id"] for entry in self("sees", phone, worker=worker)}


@pytest.fixture
def phones(server: LiveServer, phone_script: Path) -> Iterator[Phones]:
    running = Node(phone_script)
    yield Phones(running, server)
    running.close()


def booked(subject: str) -> dict[str, Any]:
    """What a screen says happened: a visit was booked."""
    return {
        "kind": "visit_booked",
        "subject": subject,
        "occurred_on": "2026-11-25",
        "release": None,
        "body": {"on": "2026-12-01", "after": None},
    }
