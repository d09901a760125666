"""Both engines for the tests: Python's in this process, TypeScript's in one Node process that answers JSON lines."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CLIENT = ROOT / "client"
RUNNER = CLIENT / "build" / "runner.ts"


class Node:
    """The TypeScript engines (client/build/runner.ts), and the JavaScript FHIRPath engine beside them."""

    def __init__(self, script: Path) -> None:
        self._process = subprocess.Popen(
            ["node", str(script)],
            cwd=CLIENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def ask(self, requests: list[dict[str, Any]]) -> list[Any]:
        """The result of each request; a request that fails there fails here."""
        writer = threading.Thread(target=self._write, args=(requests,), daemon=True)
        writer.start()
        return [self._read() for _ in requests]

    def one(self, do: str, **request: Any) -> Any:
        """The result of one request."""
        return self.ask([{"do": do, **request}])[0]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()

    def _write(self, requests: list[dict[str, Any]]) -> None:
        assert self._process.stdin
        for request in requests:
            self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()

    def _read(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("The Node process ended; its message stands above.")
        reply = json.loads(line)
        if "error" in reply:
            raise RuntimeError(reply["error"])
        return reply.get("result")


@contextmanager
def bundled(source: Path) -> Iterator[Path]:
    """`source` and all that it imports as one script for Node, made anew; gone when the block ends."""
    # Inside node_modules, so that `import("fhirpath")` finds the package.
    cache = CLIENT / "node_modules" / ".cache"
    cache.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        script = Path(folder) / f"{source.stem}.mjs"
        rolldown = CLIENT / "node_modules" / ".bin" / "rolldown"
        options = ["--platform", "node", "--format", "esm", "--external", "fhirpath", "-o", script]
        subprocess.run([rolldown, source, *options], cwd=CLIENT, check=True, capture_output=True)
        yield script


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """One Node process for the whole session."""
    with bundled(RUNNER) as script:
        running = Node(script)
        yield running
        running.close()
