"""A backup as one file: a compressed tar of the database, the published content, and a manifest with sizes and hashes.

manifest.json          first, so that it can be read alone
database.sqlite3       or database.pgdump
bundle/…               what phones fetch; the compressed copies are left out, the server makes them anew
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from attune.server.operate.errors import RestoreRefused

FORMAT = 1
MANIFEST = "manifest.json"
_MOST_MANIFEST = 10_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Archived:
    """One file inside."""

    name: str
    sha256: str
    bytes: int


def write(path: Path, files: Mapping[str, Path], about: Mapping[str, Any]) -> None:
    """Write an archive of `files` (name inside -> where it lies now) to `path`, readable by its owner alone, down to the disk."""
    listed = [_archived(name, source) for name, source in sorted(files.items())]
    manifest = {
        "format": FORMAT,
        **about,
        "files": [{"name": one.name, "sha256": one.sha256, "bytes": one.bytes} for one in listed],
    }
    text = json.dumps(manifest, indent=1, sort_keys=True).encode()
    with (
        os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw,
        tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar,
    ):
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))
        for one in listed:
            inside = tarfile.TarInfo(one.name)
            inside.size = one.bytes
            with files[one.name].open("rb") as content:
                tar.addfile(inside, content)
    to_disk(path)


def read_manifest(path: Path) -> dict[str, Any]:
    """What the archive says of itself. Raises RestoreRefused if it is none of ours."""
    with _opened(path) as tar:
        return _manifest(tar)


def extract(path: Path, into: Path) -> dict[str, Any]:
    """Unpack into the folder `into` what the manifest lists, each file compared with its hash. Returns the manifest.

    Raises RestoreRefused for whatever is missing, changed or not listed.
    """
    with _opened(path) as tar:
        manifest = _manifest(tar)
        wanted = {one["name"]: Archived(**one) for one in manifest["files"]}
        for member in tar:
            if member.name == MANIFEST:
                continue
            one = wanted.pop(member.name, None)
            content = tar.extractfile(member) if member.isreg() else None
            if one is None or content is None or not _is_inside(one.name):
                raise RestoreRefused(
                    f"{path} holds something that its manifest does not list: it was changed."
                )
            target = into / one.name
            target.parent.mkdir(parents=True, exist_ok=True)
            if _copy(content, target) != one.sha256:
                raise RestoreRefused(f"{one.name} in {path} is damaged. Take another backup.")
    if wanted:
        raise RestoreRefused(f"{path} ends too early: {min(wanted)} is missing. Take another backup.")
    return manifest


def to_disk(path: Path) -> None:
    """Wait until the file lies on the disk, and its folder knows it."""
    for place, flags in ((path, os.O_RDWR), (path.parent, os.O_RDONLY)):
        handle = os.open(place, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r|gz") as tar:
            yield tar
    except FileNotFoundError:
        raise RestoreRefused(f"There is no file {path}.") from None
    except (tarfile.TarError, zlib.error, EOFError, OSError) as fault:
        # Disk full while unpacking is no fault of the archive.
        if isinstance(fault, OSError) and fault.errno is not None:
            raise
        raise RestoreRefused(f"{path} is no backup of Attune, or is cut short.") from None


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    refusal = RestoreRefused("This file is no backup of Attune: it does not begin with a manifest.")
    first = tar.next()
    content = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
    if first is None or content is None or first.size > _MOST_MANIFEST:
        raise refusal
    try:
        found: dict[str, Any] = json.loads(content.read())
        known = found["format"]
    except (ValueError, KeyError, TypeError):
        raise refusal from None
    if known != FORMAT:
        raise RestoreRefused(
            f"This backup has format {known}; this Attune reads {FORMAT}. Install a newer Attune."
        )
    return found


def _is_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts


def _archived(name: str, source: Path) -> Archived:
    with source.open("rb") as content:
        return Archived(name, hashlib.file_digest(content, "sha256").hexdigest(), source.stat().st_size)


def _copy(content: Any, target: Path) -> str:
    found = hashlib.sha256()
    with target.open("wb") as out:
        while chunk := content.read(_CHUNK):
            found.update(chunk)
            out.write(chunk)
    return found.hexdigest()
