"""Publishing content: the pack compiled and signed into the server's bundle folder, each part compressed once."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

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


def kept_signing_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key in `path` (PEM), made on first use and readable by its owner alone."""
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        path.touch(mode=0o600)
        path.write_bytes(
            made.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} does not hold an elliptic-curve key")
    return key


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
