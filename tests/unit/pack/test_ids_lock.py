"""The default content's own ids.lock: it names all that stands in the content today."""

from __future__ import annotations

from pathlib import Path

from attune.pack import examine
from attune.pack.errors import Findings
from attune.pack.lock import Lock, locked_now, read_lock, write_lock


def test_ids_lock_of_the_default_content_is_current(root: Path) -> None:
    examined = examine(root / "content")
    pack = examined.pack
    lock = read_lock(*pack.lock, Findings()) if pack.lock else Lock()

    wanted = write_lock(lock, locked_now(pack.content, examined.names), pack.content.pack["version"])

    text = pack.lock[1] if pack.lock else ""
    differs = sorted(set(wanted.splitlines()) ^ set(text.splitlines()))
    assert not differs, (
        f"content/ids.lock is not current at {'; '.join(differs[:5])} ({len(differs)} lines in all). Look whether each "
        "new id is as it should be for ever; then run `attune lock content` and commit content/ids.lock."
    )
