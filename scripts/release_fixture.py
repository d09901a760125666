"""Writes what this version leaves on disk, for the tests of later versions: tests/fixtures/releases/VERSION/.

A backup of a small SQLite installation (database and published content in one file), the stores of two phones that work with it, and what
is expected in them. Run it once for each release, when nothing of database and stores changes any more:
`.venv/bin/python scripts/release_fixture.py`. What was released is never written anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from engines import CLIENT, Node, bundled
from live_phones import LiveServer, Phones
from release_phone import live

ROOT = Path(__file__).resolve().parents[1]
SECRET = "kept for the fixtures of releases alone"

PROLOGUE = """
import json, os, sys
sys.path.insert(0, {tests!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "attune.server.settings"
import django
django.setup()
from attune import __version__
from attune.server.people import server_key
from attune.server.sync.models import SetAside, StoredEntry
from district import SAMPLES, Entries, Field, found_district
"""
FILL = """
district, entry = found_district(), Entries()
amina = district.phones["amina"]
server_key.public_key()
visit = entry(amina, "consultation")
about = visit["subject"]
entries = [entry(amina, "person", subject=about), visit]
entries += [entry(amina, kind, subject=about) for kind in SAMPLES if kind not in ("person", "consultation", "transfer", "erasure")]
entries += [{**entry(amina), "kind": "of_a_later_version"}]
answer = Field(entry).sync(amina, entries)
print(json.dumps({
    "version": __version__,
    "phone": {"author": amina.author, "device": amina.device, "token": amina.token, "unit": amina.unit, "last_n": len(entries)},
    "known": [[1, len(entries) - SetAside.objects.count()]],
    "epoch": answer["epoch"],
    "turn": answer["turn"],
}))
"""
COUNT = """
print(json.dumps({
    "entries": sorted(str(id) for id in StoredEntry.objects.values_list("id", flat=True)),
    "set_aside": SetAside.objects.count(),
}))
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as data, bundled(CLIENT / "build" / "phone.ts") as script:
        server = LiveServer(Path(data), secret=SECRET)
        server.run("migrate")
        server.run("bundle", "publish", str(ROOT / "tests/unit/pack/minimal"), "--out", f"{data}/bundle")
        told = _ask(server, FILL)
        server.start()
        node = Node(script)
        phones = live(Phones(node, server))
        node.close()
        server.stop()
        told |= _ask(server, COUNT)
        folder = ROOT / "tests/fixtures/releases" / told["version"]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sqlite.attune-backup").unlink(missing_ok=True)
        server.run("backup", str(folder / "sqlite.attune-backup"))
    for name, phone in phones.items():
        _write(folder / f"phone-{name}.json", phone.pop("stored"))
    _write(folder / "expected.json", {**told, "secret": SECRET, "phones": phones})
    print(f"Written: {folder.relative_to(ROOT)}")


def _ask(server: LiveServer, code: str) -> dict[str, Any]:
    """What a piece of Python prints that has the installation's models."""
    done = subprocess.run(
        [sys.executable, "-c", PROLOGUE.format(tests=str(ROOT / "tests")) + code],
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        | {"ATTUNE_DATA": str(server.data), "ATTUNE_SECRET_KEY": SECRET},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
