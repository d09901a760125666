"""A backup in one file: what is in it, what becomes of one that is not right, and when phones are told."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from datetime import UTC, datetime

import pytest

from attune.server.operate import archive, backup, postgres
from attune.server.operate.errors import BackupFailed, NotReadBack, RestoreRefused
from attune.server.operate.tally import Tally
from attune.server.sync import facts

NOW = datetime(2026, 11, 25, 21, 45, tzinfo=UTC)


@pytest.fixture
def stocked(real_district, settings, tmp_path):
    """A district with an entry, and published content."""
    from district import Entries, Field

    phone = real_district.phones["amina"]
    field = Field(Entries())
    field.sync(phone, [field.entry(phone)])
    settings.BUNDLE_DIR = tmp_path / "bundle"
    (settings.BUNDLE_DIR / "1.0").mkdir(parents=True)
    for name in ("current.json", "1.0/guide.json", "1.0/guide.json.br"):
        (settings.BUNDLE_DIR / name).write_text(name)
    return real_district


def test_one_file_holds_database_content_and_what_is_in_them(stocked, tmp_path):
    made = backup.make(tmp_path / "file", now=NOW)

    assert made.entries == 1
    assert (tmp_path / "file").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "file"]  # nothing is left over
    manifest = archive.read_manifest(tmp_path / "file")
    assert manifest["tally"]["tables"]["people_account"] == 9
    assert manifest["made_at"] == "2026-11-25T21:45:00.000Z"
    names = {one["name"] for one in manifest["files"]}
    assert names == {backup.engine().FILE, "bundle/current.json", "bundle/1.0/guide.json"}
    # The secret itself stands nowhere in it, nor what it seals things with.
    assert "for tests alone" not in json.dumps(manifest)


def test_phones_are_told_once_it_was_read_back_and_not_of_the_last_minutes(stocked, tmp_path):
    assert facts.backed_up() is None
    backup.make(tmp_path / "one", now=NOW)
    assert facts.backed_up() == "2026-11-25T21:35:00.000Z"
    backup.make(tmp_path / "two", now=NOW.replace(hour=20))  # a clock that went back takes nothing away
    assert facts.backed_up() == "2026-11-25T21:35:00.000Z"


@pytest.mark.parametrize("wrong", ["entry lost", "damaged", "cut short"])
def test_a_backup_that_cannot_be_read_back_is_thrown_away_and_told_to_nobody(
    stocked, tmp_path, monkeypatch, wrong
):
    if wrong == "entry lost":
        monkeypatch.setattr(backup.engine(), "read_back", lambda file: Tally({"sync_storedentry": 0}, "", ""))
    else:
        write = archive.write

        def badly(path, files, about):
            write(path, files, about)
            content = bytearray(path.read_bytes())
            if wrong == "damaged":
                content[len(content) // 2] ^= 1
            path.write_bytes(content if wrong == "damaged" else content[: len(content) // 2])

        monkeypatch.setattr(archive, "write", badly)
    with pytest.raises(NotReadBack):
        backup.make(tmp_path / "file", now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]
    assert facts.backed_up() is None


def test_nothing_is_overwritten_and_a_missing_folder_is_named(stocked, tmp_path):
    (tmp_path / "file").write_text("somebody's")
    with pytest.raises(BackupFailed, match="is there already"):
        backup.make(tmp_path / "file", now=NOW)
    with pytest.raises(BackupFailed, match="There is no folder"):
        backup.make(tmp_path / "nowhere" / "file", now=NOW)
    assert (tmp_path / "file").read_text() == "somebody's"


def test_a_full_disk_leaves_no_half_backup(stocked, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "write", full)
    with pytest.raises(BackupFailed, match="No space left on device"):
        backup.make(tmp_path / "file", now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["bundle"]
    assert facts.backed_up() is None


def test_without_pg_dump_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(postgres.Path, "glob", lambda *_: iter(()))
    with pytest.raises(BackupFailed, match="pg_dump is not installed"):
        postgres._program("pg_dump")


def test_the_newest_are_kept(tmp_path):
    names = [backup.name_for(NOW.replace(day=day)) for day in range(1, 6)]
    for name in (*names, "mine.attune-backup"):
        (tmp_path / name).touch()
    assert [path.name for path in backup.prune(tmp_path, 2)] == names[:3]
    assert sorted(path.name for path in tmp_path.iterdir()) == [*names[3:], "mine.attune-backup"]


@pytest.mark.parametrize("name", ["../outside", "/outside", "unlisted"])
def test_an_archive_that_somebody_changed_writes_nothing_elsewhere(tmp_path, name):
    (tmp_path / "content").write_text("x")
    archive.write(tmp_path / "file", {name if name != "unlisted" else "listed": tmp_path / "content"}, {})
    if name == "unlisted":
        with tarfile.open(tmp_path / "file", "r:gz") as tar:
            kept = [(member, tar.extractfile(member).read()) for member in tar]
        with tarfile.open(tmp_path / "file", "w:gz") as tar:
            for member, content in kept:
                member.name = {"listed": "unlisted"}.get(member.name, member.name)
                tar.addfile(member, io.BytesIO(content))
    (tmp_path / "into" / "deep").mkdir(parents=True)
    with pytest.raises(RestoreRefused, match="not list"):
        archive.extract(tmp_path / "file", tmp_path / "into" / "deep")
    assert not (tmp_path / "into" / "outside").exists()
