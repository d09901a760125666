"""Writes what this version leaves on disk, for the tests of later versions: tests/fixtures/releases/VERSION/.

A backup of a small installation (database and published content in one file) on SQLite and one on PostgreSQL, the stores of two phones that
work with the first, and what is expected in them. Run it once for each release and database, when nothing of database and stores changes
any more; what was released is never written anew:

    .venv/bin/python scripts/release_fixture.py
    scripts/with_postgres.sh .venv/bin/python scripts/release_fixture.py
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from engines import CLIENT, Node, bundled
from live_phones import LiveServer, Phones
from release_phone import live
from server.operate.installation import IS_SQLITE, URL, Installation

ROOT = Path(__file__).resolve().parents[1]
SECRET = "kept for the fixtures of releases alone"

FILL = """
from attune import __version__
from attune.server.people import server_key
from district import SAMPLES, Entries, Field, found_district
district, entry = found_district(), Entries()
amina = district.phones["amina"]
server_key.public_key()
visit = entry(amina, "consultation")
about = visit["subject"]
entries = [entry(amina, "person", subject=about), visit]
others = set(SAMPLES) - {"person", "consultation", "transfer", "erasure", "played"}
entries += [entry(amina, kind, subject=about) for kind in SAMPLES if kind in others]
entries += [entry(amina, "played", subject=None, practice=True)]  # about nobody
entries += [{**entry(amina), "kind": "of_a_later_version"}]
answer = Field(entry).sync(amina, entries)
say({
    "version": __version__,
    "phone": {"author": amina.author, "device": amina.device, "token": amina.token, "unit": amina.unit, "last_n": len(entries)},
    "known": [[1, len(entries) - SetAside.objects.count()]],
    "epoch": answer["epoch"],
    "turn": answer["turn"],
})
"""
COUNT = """
say({
    "entries": sorted(str(id) for id in StoredEntry.objects.values_list("id", flat=True)),
    "set_aside": SetAside.objects.count(),
})
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        here = Installation(Path(data), url=URL, secret=SECRET)
        here.does("migrate")
        here.does("bundle", "publish", ROOT / "tests/unit/pack/minimal", "--out", f"{data}/bundle")
        told = here.ask(FILL)
        phones = _phones(here.folder) if IS_SQLITE else {}
        told |= here.ask(COUNT)
        folder = ROOT / "tests/fixtures/releases" / told["version"]
        folder.mkdir(parents=True, exist_ok=True)
        backup = folder / ("sqlite.attune-backup" if IS_SQLITE else "postgresql.attune-backup")
        backup.unlink(missing_ok=True)
        here.does("backup", backup)
    for name, phone in phones.items():
        _write(folder / f"phone-{name}.json", phone.pop("stored"))
    expected = {**told, "secret": SECRET} | ({"phones": phones} if IS_SQLITE else {})
    _write(folder / ("expected.json" if IS_SQLITE else "expected-postgresql.json"), expected)
    print(f"Written: {folder.relative_to(ROOT)}")


def _phones(data: Path) -> dict[str, Any]:
    """Phones after they have worked with the server of this folder."""
    server = LiveServer(data, secret=SECRET)
    server.start()
    with bundled(CLIENT / "build" / "phone.ts") as script:
        node = Node(script)
        phones: dict[str, Any] = live(Phones(node, server))
        node.close()
    server.stop()
    return phones


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
