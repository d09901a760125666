"""Bundles: a compiled pack as static files that phones keep, with a detached signature. docs/reference/bundle.md says more.

OUT/current.json             which release is in force, and those before it
OUT/withdrawn.json + .sig    lines that no screen shows any more, whatever the release
OUT/bundle-key.json          the public key
OUT/console-words.json       translations of the console's words; the server reads them, no phone does
OUT/RELEASE/manifest.json + manifest.sig, and the parts that it lists
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from attune.pack.compile import Compiled, Json, canonical, compile_pack
from attune.pack.errors import AppTooOld, BundleCutShort, BundleTampered, NoSuchRelease, UnknownFormat
from attune.pack.keys import PrivateKey, PublicKey, as_jwk, is_signed, sign

FORMAT = 1
LEAST_APP = "0.1.0"  # the first app that reads this format


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """What `current.json` says."""

    release: str
    version: str
    format: int
    least_app: str
    previous: tuple[str, ...] = ()  # the latest first
    # Gone back from: publishing the same content again does not bring them back.
    set_aside: tuple[str, ...] = ()

    def as_json(self) -> Json:
        return {
            "release": self.release,
            "version": self.version,
            "format": self.format,
            "least_app": self.least_app,
            "previous": list(self.previous),
            "set_aside": list(self.set_aside),
        }


def bundle_files(compiled: Compiled) -> dict[str, bytes]:
    """The parts and the manifest as bytes: the same pack gives the same bytes."""
    parts = {name: canonical(part) for name, part in compiled.parts.items()}
    pack = compiled.guide["pack"]
    manifest = {
        "format": FORMAT,
        "pack": pack["id"],
        "version": pack["version"],
        "release": compiled.release,
        "review": pack["review"],
        "least_app": LEAST_APP,
        "languages": ["en", *sorted(compiled.words)],
        "parts": [
            {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in sorted(parts.items())
        ],
    }
    return {**parts, "manifest.json": canonical(manifest)}


def write_bundle(
    pack_dir: Path | str,
    out_dir: Path | str,
    key: PrivateKey,
    overlays: Sequence[Path | str] = (),
    *,
    app_words: Mapping[str, str] | None = None,
    console_words: Mapping[str, str] | None = None,
    test_languages: bool = False,
) -> ReleaseInfo:
    """Compile, sign and write the pack; make it current. Returns what is current then. Raises PackFaults.

    Earlier releases stay. A release that was gone back from is written but not made current; `use_release` does that.
    """
    compiled = compile_pack(
        pack_dir, overlays, app_words=app_words, console_words=console_words, test_languages=test_languages
    )
    out = Path(out_dir)
    out.mkdir(parents=True, exist_ok=True)
    _write_release(out, compiled.release, bundle_files(compiled), key)
    _write(out / "bundle-key.json", canonical(as_jwk(key.public_key())))
    _write_withdrawn(out, compiled.guide, key)
    _write(out / "console-words.json", canonical(dict(compiled.console_words)))
    current = read_current(out)
    if current is not None and compiled.release in current.set_aside:
        return current
    return _make_current(out, compiled.release, current)


def use_release(out_dir: Path | str, release: str) -> ReleaseInfo:
    """Make a release that is kept the current one. Mends a `current.json` that cannot be read."""
    out = Path(out_dir)
    try:
        before = read_current(out)
    except BundleCutShort:
        before = None
    return _make_current(out, release, before)


def rollback(out_dir: Path | str) -> ReleaseInfo:
    """Go back to the release before the current one; the current one is set aside until `use_release` names it."""
    out = Path(out_dir)
    current = read_current(out)
    back = (
        next((name for name in current.previous if name not in current.set_aside), None) if current else None
    )
    if current is None or back is None:
        raise NoSuchRelease("There is no earlier release to go back to.")
    found = _make_current(out, back, current)
    aside = (current.release, *(name for name in current.set_aside if name != current.release))
    changed = replace(found, set_aside=aside)
    _write(out / "current.json", canonical(changed.as_json()))
    return changed


def read_current(out_dir: Path | str) -> ReleaseInfo | None:
    """What is in force; None before the first release. Raises BundleCutShort if the file cannot be read."""
    path = Path(out_dir) / "current.json"
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_bytes())
        return ReleaseInfo(
            found["release"],
            found["version"],
            found["format"],
            found["least_app"],
            tuple(found["previous"]),
            tuple(found.get("set_aside", ())),
        )
    except (ValueError, KeyError, TypeError):
        raise BundleCutShort(f"{path} cannot be read. `attune bundle use RELEASE` writes it anew.") from None


def releases(out_dir: Path | str) -> list[str]:
    """Every release that is kept, by name."""
    return sorted(path.parent.name for path in Path(out_dir).glob("*/manifest.json"))


def verify_bundle(folder: Path | str, key: PublicKey, app: str) -> Json:
    """The manifest of the release in `folder`, if all of it is there, untouched and fit for an app of version `app`.

    Raises BundleCutShort, BundleTampered, UnknownFormat or AppTooOld, whose words say what to do.
    """
    folder = Path(folder)
    content = _there(folder / "manifest.json")
    manifest = _manifest(content)
    if not is_signed(content, _there(folder / "manifest.sig"), key):
        raise BundleTampered(
            "The bundle's signature does not fit its manifest. Fetch it again from your own server."
        )
    if manifest.get("format") != FORMAT:
        raise UnknownFormat(
            f"The bundle has format {manifest.get('format')}, this app reads format {FORMAT}. Update the app."
        )
    if _version(app) < _version(manifest["least_app"]):
        raise AppTooOld(
            f"The bundle needs app {manifest['least_app']}, this is {app}. Update the app; the old bundle still works."
        )
    for part in manifest["parts"]:
        _verify_part(folder, part)
    return manifest


# ---------------------------------------------------------------- reading


def _manifest(content: bytes) -> Json:
    try:
        found = json.loads(content)
    except ValueError:
        raise BundleCutShort("The bundle's manifest is cut short. Fetch the bundle again.") from None
    if not isinstance(found, dict):
        raise BundleTampered("The bundle's manifest is no manifest. Fetch it again from your own server.")
    return found


def _there(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BundleCutShort(f"The bundle lacks {path.name}. Fetch the bundle again.") from None


def _verify_part(folder: Path, part: Mapping[str, Any]) -> None:
    content = _there(folder / part["name"])
    if len(content) < part["bytes"]:
        raise BundleCutShort(
            f"The part {part['name']} is cut short: {len(content)} of {part['bytes']} bytes. Fetch the bundle again."
        )
    if hashlib.sha256(content).hexdigest() != part["sha256"]:
        raise BundleTampered(
            f"The part {part['name']} is not the one that was signed. Fetch it again from your own server."
        )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.partition("+")[0].split("."))


# ---------------------------------------------------------------- writing


def _make_current(out: Path, release: str, before: ReleaseInfo | None) -> ReleaseInfo:
    path = out / release / "manifest.json"
    if not path.is_file():
        known = ", ".join(releases(out)) or "none"
        raise NoSuchRelease(f"There is no release {release} here. Kept are: {known}.")
    manifest = _manifest(path.read_bytes())
    earlier = [before.release, *before.previous] if before is not None else []
    found = ReleaseInfo(
        release,
        manifest["version"],
        manifest["format"],
        manifest["least_app"],
        tuple(name for name in _unique(earlier) if name != release),
        tuple(name for name in (before.set_aside if before else ()) if name != release),
    )
    if found != before:
        _write(out / "current.json", canonical(found.as_json()))
    return found


def _write_release(out: Path, release: str, files: Mapping[str, bytes], key: PrivateKey) -> None:
    """Write the release's folder as a whole or not at all. One that is there already has the same bytes."""
    target = out / release
    signature = sign(files["manifest.json"], key)
    if _is_complete(target, files):
        if not is_signed(files["manifest.json"], _bytes(target / "manifest.sig"), key.public_key()):
            _write(target / "manifest.sig", signature)  # a new key signs what is there
            for stale in target.glob("manifest.sig.*"):  # compressed copies that the server keeps
                stale.unlink()
        return
    made = Path(tempfile.mkdtemp(prefix=".making-", dir=out))
    for name, content in {**files, "manifest.sig": signature}.items():
        (made / name).write_bytes(content)
    made.chmod(0o755)
    shutil.rmtree(target, ignore_errors=True)  # a broken copy of the same release
    made.rename(target)


def _is_complete(folder: Path, files: Mapping[str, bytes]) -> bool:
    return all(_bytes(folder / name) == content for name, content in files.items())


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _write_withdrawn(out: Path, guide: Json, key: PrivateKey) -> None:
    """The list travels beside the releases, so that it reaches phones that keep an older one."""
    content = canonical({"format": FORMAT, "pack": guide["pack"]["id"], "lines": sorted(guide["withdrawn"])})
    old = _bytes(out / "withdrawn.json")
    if old != content or not is_signed(content, _bytes(out / "withdrawn.sig"), key.public_key()):
        _write(out / "withdrawn.sig", sign(content, key))
        _write(out / "withdrawn.json", content)


def _write(path: Path, content: bytes) -> None:
    """Replace the file at once, so that nobody reads half of it."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
