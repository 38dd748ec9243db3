"""``backup``: what is in a copy, and when there is none."""

import errno
import json
import os

import pytest

from moothall.core.storage.backup_times import times_in


def test_a_backup_is_made_while_the_server_runs(moothall, serving, tmp_path):
    assert moothall("backup", tmp_path / "copy")[0] == 0


def test_a_backup_needs_a_folder_of_its_own(moothall, backup):
    code, _said, complaint = moothall("backup", backup)
    assert code == 1 and "not empty" in complaint


def test_the_manifest_says_what_is_in_it(backup):
    manifest = json.loads((backup / "backup.json").read_text())
    assert manifest["people"] == 3 and manifest["blobs"] == 1
    assert (backup / "content.fs").stat().st_size == manifest["databases"]["content"]["size"]


def test_there_is_nothing_to_back_up_before_there_is_a_site(moothall, tmp_path):
    moothall.var = tmp_path / "empty"
    code, _said, complaint = moothall("backup", tmp_path / "copy")
    assert code == 1 and "There are no databases" in complaint


def test_backups_by_other_means_are_recorded(moothall):
    assert moothall("backup", "--done")[0] == moothall("restore", "--tested")[0] == 0
    assert set(times_in(moothall.var / "backups.json")) == {"backup", "restore"}
    assert moothall("backup")[0] == 2 and moothall("restore")[0] == 1


@pytest.mark.parametrize("exists", [False, True])
def test_a_copy_that_breaks_off_leaves_nothing(moothall, monkeypatch, tmp_path, exists):
    def full(_file):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    copy = tmp_path / "copy"
    if exists:
        copy.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        code, _said, complaint = moothall("backup", copy)
    assert code == 1 and "No space left" in complaint
    assert list(tmp_path.glob("copy/**/*")) == [] and copy.exists() is exists
    assert moothall("backup", copy)[0] == 0
