"""Publishing content: the pack compiled and signed into the server's bundle folder, each part compressed once."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import brotli

from attune.pack.bundle import ReleaseInfo, write_bundle
from attune.pack.keys import signing_key
from attune.pack.words import read_app_words
from attune.paths import app_words_dir, console_words_dir

COMPRESSED = {".br", ".gz"}


def publish(
    pack_dir: Path,
    bundle_dir: Path,
    overlays: Sequence[Path] = (),
    *,
    key: str | None,
    test_languages: bool = False,
) -> ReleaseInfo:
    """Compile and sign the pack into `bundle_dir` and make it current. `key` is the private key (PEM), else one is kept beside.

    Returns what is current then. Raises PackFaults, BadKey or BundleCutShort.
    """
    found = write_bundle(
        pack_dir,
        bundle_dir,
        signing_key(bundle_dir.parent / "bundle-key.pem", key),
        overlays,
        app_words=read_app_words(app_words_dir()),
        console_words=read_app_words(console_words_dir()),
        test_languages=test_languages,
    )
    compress_parts(bundle_dir)
    return found


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
