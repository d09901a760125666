"""PouchDB 9 as a peer of sync: a server, and phones that send to it. Where it is not installed nothing is compared."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

HERE = Path(__file__).resolve().parent
NEEDED = ("pouchdb", "express-pouchdb", "express")

Json = dict[str, Any]


def is_installed() -> bool:
    return all((HERE / "node_modules" / name / "package.json").is_file() for name in NEEDED)


class Pouch:
    """The server, in a process of its own, while it is entered."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        with (folder / "server.log").open("wb") as log:
            self._process = subprocess.Popen(
                ["node", str(HERE / "pouch-server.cjs"), str(folder)],
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=HERE,
            )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline() or b"0")
        if not self.port:
            self._process.wait()
            raise OSError((folder / "server.log").read_text()[-2000:])

    def push(
        self,
        entries: list[Json],
        *,
        by: str = "replication",
        into: str,
        port: int | None = None,
        batch: int = 100,
    ) -> float:
        """Seconds until a phone has sent these entries into the database `into`, so many in a batch."""
        docs = [
            {"_id": entry["id"], **{name: value for name, value in entry.items() if name != "id"}}
            for entry in entries
        ]
        with tempfile.TemporaryDirectory(dir=self._folder) as phone:
            request = {
                "url": f"http://127.0.0.1:{port or self.port}/{into}",
                "folder": phone,
                "docs": docs,
                "batch": batch,
                "by": by,
            }
            done = subprocess.run(
                ["node", str(HERE / "pouch-push.cjs")],
                input=json.dumps(request),
                capture_output=True,
                text=True,
                check=False,
                cwd=HERE,
            )
        if done.returncode:
            raise OSError(done.stderr[-2000:])
        return float(json.loads(done.stdout)["seconds"])

    def __enter__(self) -> Pouch:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait()
