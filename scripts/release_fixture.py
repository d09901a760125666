"""Writes what this version leaves on disk, for the tests of later versions: tests/fixtures/releases/VERSION/.

A backup of a small SQLite installation (database and published content in one file), and what is expected in it. Run it once for each
release, when nothing of the database changes any more: `.venv/bin/python scripts/release_fixture.py`. What was released is never written anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECRET = "kept for the fixtures of releases alone"

FILL = """
import json, os, sys
sys.path.insert(0, {tests!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "attune.server.settings"
import django
django.setup()
from attune import __version__
from attune.server.people import server_key
from attune.server.sync.models import SetAside, StoredEntry
from district import SAMPLES, Entries, Field, found_district

district, entry = found_district(), Entries()
amina = district.phones["amina"]
server_key.public_key()
visit = entry(amina, "consultation")
about = visit["subject"]
entries = [entry(amina, "person", subject=about), visit]
entries += [entry(amina, kind, subject=about) for kind in SAMPLES if kind not in ("person", "consultation", "transfer", "erasure")]
entries += [{{**entry(amina), "kind": "of_a_later_version"}}]
answer = Field(entry).sync(amina, entries)
print(json.dumps({{
    "version": __version__,
    "entries": sorted(str(id) for id in StoredEntry.objects.values_list("id", flat=True)),
    "set_aside": SetAside.objects.count(),
    "phone": {{"author": amina.author, "device": amina.device, "token": amina.token, "unit": amina.unit, "last_n": len(entries)}},
    "epoch": answer["epoch"],
    "turn": answer["turn"],
}}))
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"ATTUNE_DATA": data, "ATTUNE_SECRET_KEY": SECRET}
        attune = [sys.executable, "-m", "attune"]

        def run(*command: str) -> str:
            return subprocess.run(
                command, env=environment, check=True, stdout=subprocess.PIPE, text=True
            ).stdout

        run(*attune, "migrate")
        run(*attune, "bundle", "publish", str(ROOT / "tests/unit/pack/minimal"), "--out", f"{data}/bundle")
        told = json.loads(run(sys.executable, "-c", FILL.format(tests=str(ROOT / "tests"))).splitlines()[-1])
        folder = ROOT / "tests/fixtures/releases" / told["version"]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sqlite.attune-backup").unlink(missing_ok=True)
        run(*attune, "backup", str(folder / "sqlite.attune-backup"))
        (folder / "expected.json").write_text(
            json.dumps({**told, "secret": SECRET}, indent=1) + "\n", encoding="utf-8"
        )
        print(f"Written: {folder.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
