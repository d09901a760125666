"""A bundle is the same bytes each time, is believed only whole and signed, and one can go back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from attune.pack import PackFaults, canonical, compile_pack
from attune.pack.bundle import (
    bundle_files,
    read_current,
    releases,
    rollback,
    use_release,
    verify_bundle,
    write_bundle,
)
from attune.pack.errors import AppTooOld, BundleCutShort, BundleTampered, NoSuchRelease, UnknownFormat
from attune.pack.keys import PrivateKey, from_jwk, is_signed, sign

APP = "0.1.0"


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def release(minimal: Path, tmp_path: Path, key: PrivateKey) -> Path:
    """The folder of the minimal pack's release."""
    out = tmp_path / "bundle"
    return out / write_bundle(minimal, out, key).release


def rewritten(release: Path, key: PrivateKey, **changes: object) -> None:
    """The manifest with other values, and signed all the same."""
    manifest = json.loads((release / "manifest.json").read_bytes()) | changes
    (release / "manifest.json").write_bytes(canonical(manifest))
    (release / "manifest.sig").write_bytes(sign(canonical(manifest), key))


# ---------------------------------------------------------------- the same input, the same bytes

HASHES = """
import hashlib, json, sys
from attune.pack import compile_pack
from attune.pack.bundle import bundle_files
files = bundle_files(compile_pack(sys.argv[1], test_languages=True))
print(json.dumps({name: hashlib.sha256(content).hexdigest() for name, content in files.items()}))
"""


def test_same_pack_gives_the_same_bytes_in_any_process_and_any_folder(minimal: Path, copy: Path) -> None:
    def hashes(folder: Path, seed: str) -> dict[str, str]:
        command = [sys.executable, "-c", HASHES, str(folder)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return dict(json.loads(done.stdout))

    first = hashes(minimal, "0")

    assert "words.ar-XB.json" in first
    assert hashes(minimal, "1") == first
    assert hashes(copy, "12345") == first


def test_release_is_named_after_every_byte_of_its_parts(copy: Path, change: Callable[..., Path]) -> None:
    before = compile_pack(copy).release
    change("local.yaml", "supervisor_contact: null", "supervisor_contact: { text: The supervisor }")

    after = compile_pack(copy).release

    assert before.startswith("0.1.0-")
    assert before != after


def test_signing_twice_changes_no_file(minimal: Path, tmp_path: Path, key: PrivateKey) -> None:
    def files() -> dict[str, bytes]:
        return {
            str(path.relative_to(tmp_path)): path.read_bytes()
            for path in tmp_path.rglob("*")
            if path.is_file()
        }

    write_bundle(minimal, tmp_path, key)
    before = files()
    write_bundle(minimal, tmp_path, key)

    assert files() == before


def test_nobody_sees_half_a_release(minimal: Path, tmp_path: Path, key: PrivateKey) -> None:
    write_bundle(minimal, tmp_path, key)

    assert not [path.name for path in tmp_path.rglob(".*")]


# ---------------------------------------------------------------- believed only whole and signed


def test_untouched_release_is_believed_and_lists_all_its_parts(release: Path, key: PrivateKey) -> None:
    manifest = verify_bundle(release, key.public_key(), APP)

    listed = {part["name"] for part in manifest["parts"]}
    assert listed == {path.name for path in release.iterdir()} - {"manifest.json", "manifest.sig"}
    assert manifest["release"] == release.name


def test_published_key_fits_the_signatures(release: Path) -> None:
    public = from_jwk(json.loads((release.parent / "bundle-key.json").read_bytes()))

    assert verify_bundle(release, public, APP)
    assert len((release / "manifest.sig").read_bytes()) == 64


def test_another_key_is_not_believed(release: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()

    with pytest.raises(BundleTampered, match="signature does not fit"):
        verify_bundle(release, other, APP)


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sig", "guide.json", "local.json"])
def test_missing_file_is_named(release: Path, key: PrivateKey, name: str) -> None:
    (release / name).unlink()

    with pytest.raises(BundleCutShort, match=f"lacks {name}. Fetch the bundle again"):
        verify_bundle(release, key.public_key(), APP)


@pytest.mark.parametrize("kept", [0, 1, 0.5, 0.99])
def test_part_cut_short_is_named_with_its_bytes(release: Path, key: PrivateKey, kept: float) -> None:
    part = release / "guide.json"
    content = part.read_bytes()
    short = content[: int(len(content) * kept)] if kept != 1 else content[:-1]
    part.write_bytes(short)

    with pytest.raises(BundleCutShort, match=f"guide.json is cut short: {len(short)} of {len(content)}"):
        verify_bundle(release, key.public_key(), APP)


def test_manifest_cut_short_is_not_called_tampered(release: Path, key: PrivateKey) -> None:
    content = (release / "manifest.json").read_bytes()
    (release / "manifest.json").write_bytes(content[: len(content) // 2])

    with pytest.raises(BundleCutShort, match="manifest is cut short"):
        verify_bundle(release, key.public_key(), APP)


def test_any_changed_part_is_found(release: Path, key: PrivateKey) -> None:
    for part in sorted(release.glob("*.json")):
        content = part.read_bytes()
        if part.name == "manifest.json":
            continue
        part.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        with pytest.raises(BundleTampered, match=part.name):
            verify_bundle(release, key.public_key(), APP)
        part.write_bytes(content)
    assert verify_bundle(release, key.public_key(), APP)


def test_part_with_something_added_is_found(release: Path, key: PrivateKey) -> None:
    with (release / "guide.json").open("ab") as part:
        part.write(b" ")

    with pytest.raises(BundleTampered, match="The part guide"):
        verify_bundle(release, key.public_key(), APP)


def test_changed_manifest_is_found_though_it_names_the_changed_part(release: Path, key: PrivateKey) -> None:
    guide = (
        (release / "guide.json").read_bytes().replace(b"Do not leave the person", b"You may leave the person")
    )
    manifest = json.loads((release / "manifest.json").read_bytes())
    for part in manifest["parts"]:
        if part["name"] == "guide.json":
            part.update(bytes=len(guide), sha256=hashlib.sha256(guide).hexdigest())
    (release / "guide.json").write_bytes(guide)
    (release / "manifest.json").write_bytes(canonical(manifest))

    with pytest.raises(BundleTampered, match="signature does not fit its manifest"):
        verify_bundle(release, key.public_key(), APP)


@pytest.mark.parametrize("signature", [b"", b"x" * 63, b"\0" * 64, b"\xff" * 64, b"x" * 65])
def test_a_signature_of_any_length_and_value_is_only_wrong(
    release: Path, key: PrivateKey, signature: bytes
) -> None:
    (release / "manifest.sig").write_bytes(signature)

    with pytest.raises(BundleTampered):
        verify_bundle(release, key.public_key(), APP)


def test_format_of_tomorrow_asks_for_a_newer_app(release: Path, key: PrivateKey) -> None:
    rewritten(release, key, format=2)

    with pytest.raises(UnknownFormat, match="has format 2, this app reads format 1"):
        verify_bundle(release, key.public_key(), APP)


@pytest.mark.parametrize(
    ("least", "fits"), [("0.1.0", True), ("0.1.1", False), ("0.10.0", False), ("1", False)]
)
def test_bundle_for_a_newer_app_is_refused(release: Path, key: PrivateKey, least: str, fits: bool) -> None:
    rewritten(release, key, least_app=least)

    if fits:
        assert verify_bundle(release, key.public_key(), APP)
    else:
        with pytest.raises(AppTooOld, match=f"needs app {least}, this is {APP}"):
            verify_bundle(release, key.public_key(), APP)


# ---------------------------------------------------------------- keeping releases and going back


@pytest.fixture
def two(
    copy: Path, change: Callable[..., Path], tmp_path: Path, key: PrivateKey
) -> tuple[Path, Path, str, str]:
    """A bundle folder with two releases, and the pack as it is now: (pack, folder, first, second)."""
    out = tmp_path / "bundle"
    first = write_bundle(copy, out, key).release
    change("pack.yaml", "version: 0.1.0", "version: 0.2.0")
    return copy, out, first, write_bundle(copy, out, key).release


def test_earlier_release_is_kept_whole(two: tuple[Path, Path, str, str], key: PrivateKey) -> None:
    _, out, first, second = two

    assert releases(out) == sorted([first, second])
    assert verify_bundle(out / first, key.public_key(), APP)
    current = read_current(out)
    assert current is not None
    assert (current.release, current.version, current.previous) == (second, "0.2.0", (first,))


def test_rollback_brings_the_release_before_and_loses_nothing(two: tuple[Path, Path, str, str]) -> None:
    _, out, first, second = two

    found = rollback(out)

    assert (found.release, found.previous, found.set_aside) == (first, (second,), (second,))
    assert read_current(out) == found
    assert releases(out) == sorted([first, second])


def test_publishing_again_what_was_gone_back_from_does_not_bring_it_back(
    two: tuple[Path, Path, str, str], key: PrivateKey
) -> None:
    pack, out, first, second = two
    rollback(out)

    assert write_bundle(pack, out, key).release == first
    assert use_release(out, second).set_aside == ()


def test_publishing_something_new_after_a_rollback_makes_it_current(
    two: tuple[Path, Path, str, str], key: PrivateKey, change: Callable[..., Path]
) -> None:
    pack, out, _, second = two
    rollback(out)
    change("pack.yaml", "version: 0.2.0", "version: 0.3.0")

    found = write_bundle(pack, out, key)

    assert found.version == "0.3.0"
    assert found.set_aside == (second,)
    assert rollback(out).version == "0.1.0", "the release set aside is passed over"


def test_rollback_without_an_earlier_release_says_so(release: Path) -> None:
    with pytest.raises(NoSuchRelease, match="no earlier release"):
        rollback(release.parent)


def test_release_that_is_not_kept_is_named_with_those_that_are(release: Path) -> None:
    with pytest.raises(NoSuchRelease, match=f"no release 9.9.9-x here. Kept are: {release.name}"):
        use_release(release.parent, "9.9.9-x")


def test_unreadable_pointer_says_how_to_mend_it(release: Path) -> None:
    out = release.parent
    (out / "current.json").write_text('{"release": ')

    with pytest.raises(BundleCutShort, match="attune bundle use"):
        read_current(out)
    assert use_release(out, release.name).release == release.name


def test_broken_copy_of_a_release_is_mended_by_publishing_again(
    release: Path, minimal: Path, key: PrivateKey
) -> None:
    (release / "guide.json").write_bytes(b"{")

    write_bundle(minimal, release.parent, key)

    assert verify_bundle(release, key.public_key(), APP)


def test_a_new_key_signs_what_is_kept_and_current(release: Path, minimal: Path) -> None:
    new = ec.generate_private_key(ec.SECP256R1())

    write_bundle(minimal, release.parent, new)

    assert verify_bundle(release, new.public_key(), APP)


def test_faulty_pack_leaves_the_release_in_force(
    two: tuple[Path, Path, str, str], key: PrivateKey, change: Callable[..., Path]
) -> None:
    pack, out, _, second = two
    change("modules/dep.yaml", "kind: psychosocial", "kind: talking")

    with pytest.raises(PackFaults):
        write_bundle(pack, out, key)

    current = read_current(out)
    assert current is not None
    assert current.release == second


# ---------------------------------------------------------------- withdrawn


def test_withdrawn_lines_travel_beside_all_releases_and_are_signed(
    two: tuple[Path, Path, str, str], key: PrivateKey, change: Callable[..., Path]
) -> None:
    pack, out, _, _ = two
    assert json.loads((out / "withdrawn.json").read_bytes())["lines"] == []
    change("withdrawn.yaml", "", "- { id: dep_amitriptyline, reason: Not safe here., on: 2030-01-02 }\n")

    write_bundle(pack, out, key)
    rollback(out)

    content = (out / "withdrawn.json").read_bytes()
    assert json.loads(content) == {"format": 1, "pack": "minimal", "lines": ["dep_amitriptyline"]}
    assert is_signed(content, (out / "withdrawn.sig").read_bytes(), key.public_key())


def test_withdrawn_line_stays_in_the_guide_marked(copy: Path, change: Callable[..., Path]) -> None:
    change("withdrawn.yaml", "", "- { id: dep_talk, reason: A better one is there., on: 2030-01-02 }\n")

    guide = compile_pack(copy).guide

    assert guide["withdrawn"] == ["dep_talk"]
    assert "dep_talk" in {line["id"] for line in guide["plan"]}, "entries that name it can still be read"


def test_bundle_files_hold_no_rule_as_text_and_no_note(minimal: Path, tmp_path: Path) -> None:
    pack = Path(shutil.copytree(minimal, tmp_path / "noted"))
    facts = pack / "facts.yaml"
    facts.write_text(facts.read_text().replace("min: 0,", "note: only for editors, min: 0,"))

    written = b"".join(bundle_files(compile_pack(pack)).values())

    assert b"only for editors" not in written
    assert b"%dep_core" not in written
