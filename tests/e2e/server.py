"""A real server for the browser tests: `attune demo` in a process of its own, on a free port."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from children import ending_with_us


class Server:
    """Starts and stops `attune demo`, with the invented district if asked for; its address stays the same, so that a phone finds it again."""

    def __init__(
        self,
        data: Path,
        *,
        command: tuple[str, ...] = (sys.executable, "-m", "attune"),
        tls: tuple[Path, Path] | None = None,
        test_languages: bool = True,
        district: bool = False,
        **environment: str,
    ):
        self.data = data
        self.tls = tls
        self.test_languages = test_languages
        self.district = district
        self.command = command
        self.environment = environment
        self.port = free_port()
        self.log = data / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def start(self, *, within: float = 60) -> Server:
        """Start and wait until it answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("ATTUNE_", "DJANGO_"))
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                ending_with_us([*self.command, "demo", "--port", str(self.port), *self._options()]),
                env=inherited | {"ATTUNE_DATA": str(self.data)} | self.environment,
                cwd=self.data,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + within
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            if self._answers():
                return self
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"the server did not start; its log:\n{self.log.read_text()}")

    def stop(self) -> None:
        """Stop it; starting again is allowed."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def _options(self) -> list[str]:
        languages = ["--test-languages"] if self.test_languages else []
        tls = [] if self.tls is None else ["--certificate", str(self.tls[0]), "--key", str(self.tls[1])]
        empty = [] if self.district else ["--empty"]
        return [*languages, *empty, *tls]

    def _answers(self) -> bool:
        anyone = ssl._create_unverified_context() if self.tls else None
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=1, context=anyone) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
