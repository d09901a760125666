"""The minimal pack, copied so that a test may change it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from attune.pack import examine
from attune.pack.lock import Lock, locked_now, write_lock

MINIMAL = Path(__file__).parent / "minimal"


@pytest.fixture(scope="session")
def minimal() -> Path:
    """The minimal pack as it is: not to be written to."""
    return MINIMAL


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the minimal pack."""
    return Path(shutil.copytree(MINIMAL, tmp_path / "pack"))


@pytest.fixture(scope="session")
def minimal_lock() -> str:
    """What ids.lock of the minimal pack would hold."""
    examined = examine(MINIMAL)
    return write_lock(Lock(), locked_now(examined.pack.content, examined.names), "0.1.0")


@pytest.fixture
def change(copy: Path) -> Callable[[str, str, str], Path]:
    """Change words of the copy: `change(file, old, new)`; without `old`, the file is `new`."""

    def apply(file: str, old: str, new: str) -> Path:
        path = copy / file
        path.parent.mkdir(exist_ok=True)
        if not old:
            path.write_text(new, "utf-8")
            return copy
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), "utf-8")
        return copy

    return apply
