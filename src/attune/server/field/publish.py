"""Publishing content: compile the pack into the server's bundle folder and compress its parts once."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli

COMPRESSED = {".br", ".gz"}


def compress_parts(bundle_dir: Path) -> int:
    """Put a .br and a .gz beside each part that lacks them. Returns how many parts were compressed."""
    done = 0
    for path in sorted(bundle_dir.glob("*/*")):
        if path.suffix in COMPRESSED or not path.is_file():
            continue
        done += _compress(path)
    return done


def _compress(path: Path) -> int:
    if path.with_name(path.name + ".br").exists():
        return 0
    content = path.read_bytes()
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
    path.with_name(path.name + ".br").write_bytes(brotli.compress(content, quality=11))
    return 1


def publish(pack_dir: Path, data_dir: Path) -> None:
    """Compile the pack at `pack_dir` into `data_dir`/bundle, unless that release is there already."""
    try:
        from attune.pack.bundle import write_bundle
    except ImportError:
        return
    bundle_dir = data_dir / "bundle"
    write_bundle(pack_dir, bundle_dir, None)
    compress_parts(bundle_dir)
