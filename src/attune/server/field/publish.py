"""Publishing content: compile the pack into the server's bundle folder, and compress each part once."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli

COMPRESSED = {".br", ".gz"}


def compress_parts(bundle_dir: Path) -> int:
    """Put a .br and a .gz beside each part that lacks them. Returns how many parts were compressed."""
    parts = [path for path in sorted(bundle_dir.glob("*/*")) if path.suffix not in COMPRESSED]
    missing = [path for path in parts if not _beside(path, ".br").exists()]
    for path in missing:
        content = path.read_bytes()
        _beside(path, ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
        _beside(path, ".br").write_bytes(brotli.compress(content, quality=11))
    return len(missing)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
