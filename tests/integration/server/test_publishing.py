"""A release from the command line to the phone's request: published, withdrawn from, gone back from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from attune import __version__
from attune.pack.bundle import rollback, use_release, verify_bundle
from attune.pack.keys import from_jwk, is_signed
from attune.server.field.publish import publish


@pytest.fixture
def pack(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root / "tests" / "unit" / "pack" / "minimal", tmp_path / "pack"))


@pytest.fixture
def phone(site):
    """What a phone reads from the server, whose bundle folder is empty at first."""
    shutil.rmtree(site.bundle)

    def read(path: str):
        response = site.get(f"/bundle/{path}", accept_encoding="br")
        assert response.status_code == 200, response.body
        return response

    read.folder = site.bundle
    return read


def current(phone) -> str:
    return phone("current.json").json()["release"]


def test_a_phone_finds_every_part_that_the_signed_manifest_lists(phone, pack):
    found = publish(pack, phone.folder, key=None)

    release = current(phone)
    manifest = phone(f"{release}/manifest.json")
    assert release == found.release
    assert manifest["Content-Encoding"] == "br"
    for part in verify_bundle(phone.folder / release, public_key(phone), __version__)["parts"]:
        assert phone(f"{release}/{part['name']}").status_code == 200


def public_key(phone):
    return from_jwk(phone("bundle-key.json").json())


def test_both_releases_stay_reachable_through_rollback_and_return(phone, pack):
    first = publish(pack, phone.folder, key=None).release
    (pack / "local.yaml").write_text('crisis_lines: [{ id: day, text: Helpline, number: "0800 123" }]\n')
    second = publish(pack, phone.folder, key=None).release
    assert current(phone) == second

    rollback(phone.folder)

    assert current(phone) == first
    for release in (first, second):
        assert phone(f"{release}/manifest.sig")["Cache-Control"].endswith("immutable")
    publish(pack, phone.folder, key=None)
    assert current(phone) == first, "starting the demo again publishes the same content; it stays set aside"
    use_release(phone.folder, second)
    assert current(phone) == second


def test_a_withdrawal_reaches_phones_that_keep_an_older_release(phone, pack):
    first = publish(pack, phone.folder, key=None).release
    (pack / "withdrawn.yaml").write_text("- { id: dep_amitriptyline, reason: A recall., on: 2030-01-02 }\n")
    publish(pack, phone.folder, key=None)
    rollback(phone.folder)

    listed, signature = phone("withdrawn.json"), phone("withdrawn.sig")

    assert current(phone) == first
    assert listed["Cache-Control"] == "no-cache"
    assert json.loads(listed.body)["lines"] == ["dep_amitriptyline"]
    assert is_signed(listed.body, signature.body, public_key(phone))


def test_a_new_key_signs_what_the_server_sends(phone, pack):
    publish(pack, phone.folder, key=None)
    (phone.folder.parent / "bundle-key.pem").unlink()

    release = publish(pack, phone.folder, key=None).release

    manifest, signature = phone(f"{release}/manifest.json"), phone(f"{release}/manifest.sig")
    assert is_signed(
        (phone.folder / release / "manifest.json").read_bytes(), plain(signature), public_key(phone)
    )
    assert manifest.status_code == 200


def plain(response) -> bytes:
    """The body as the browser hands it on."""
    import brotli

    return (
        brotli.decompress(response.body)
        if response.headers.get("Content-Encoding") == "br"
        else response.body
    )


def test_demo_publishes_into_the_data_folder_with_the_kept_key(tmp_path, monkeypatch):
    from attune.commands.serve import _publish_default_content

    monkeypatch.delenv("ATTUNE_BUNDLE_KEY", raising=False)
    _publish_default_content(tmp_path, test_languages=True)
    before = (tmp_path / "bundle-key.pem").read_bytes()
    _publish_default_content(tmp_path, test_languages=True)

    pointer = json.loads((tmp_path / "bundle" / "current.json").read_bytes())
    words = json.loads((tmp_path / "bundle" / pointer["release"] / "words.en-XA.json").read_bytes())
    assert words["app:today.title"].startswith("[Tódáý"), "the app's own words are in it too"
    assert pointer["previous"] == []
    assert (tmp_path / "bundle-key.pem").read_bytes() == before
