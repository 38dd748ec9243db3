"""``restore``: a backup in the place of the databases, or tested beside them."""

import json

import pytest

from moothall.command import main
from moothall.core.audit.copying import copy_all
from moothall.core.storage.backup_times import times_in
from tests.settings_files import shipped


def titles(moothall):
    with moothall.open() as databases:
        library = databases.site["workspaces"]["women-in-ict"]["documents"]
        return sorted(item.title for item in library.values())


def test_a_backup_is_restored_where_there_is_nothing(moothall, backup, tmp_path):
    moothall.var = tmp_path / "elsewhere"
    assert moothall("restore", backup)[0] == 0
    assert titles(moothall) == ["A draft", "A picture", "Plan 0", "Plan 1", "Plan 2"]
    moothall.index()
    assert moothall("check")[0] == 0


def test_the_files_are_restored_with_their_bytes(moothall, backup, tmp_path):
    moothall.var = tmp_path / "elsewhere"
    moothall("restore", backup)
    with moothall.open() as databases:
        stored = databases.site["workspaces"]["women-in-ict"]["documents"]["picture"].primary.version.get("file")
        with stored.blob.open() as file:
            assert len(file.read()) == stored.size


def test_restoring_does_not_overwrite(moothall, backup):
    code, _said, complaint = moothall("restore", backup)
    assert code == 1 and "--force" in complaint


def test_restoring_by_force_moves_aside_what_was_there(moothall, backup):
    with moothall.open() as databases:
        databases.site.title = "Another title"
    code, said, _err = moothall("restore", backup, "--force")
    assert code == 0 and "before-restore-" in said
    assert not (moothall.var / "index").exists()
    with moothall.open() as databases:
        assert databases.site.title == "Moothall"
    (aside,) = (moothall.var / "filestorage").glob("before-restore-*")
    assert (aside / "content.fs").is_file()


def test_nothing_is_restored_under_a_running_server(moothall, backup, serving):
    code, _said, complaint = moothall("restore", backup, "--force")
    assert code == 1 and "Stop it first" in complaint


@pytest.mark.parametrize("harm", ["cut", "changed", "without manifest", "without blob"])
def test_a_damaged_backup_is_refused(moothall, backup, harm, tmp_path):
    file = backup / "content.fs"
    if harm == "cut":
        file.write_bytes(file.read_bytes()[:-10])
    elif harm == "changed":
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(bytes(data))
    elif harm == "without manifest":
        (backup / "backup.json").unlink()
    else:
        next(backup.rglob("*.blob")).unlink()
    moothall.var = tmp_path / "elsewhere"
    code, _said, complaint = moothall("restore", backup)
    assert code == 1 and complaint
    assert not (moothall.var / "filestorage" / "content.fs").exists()


def test_the_audit_trail_is_in_it_and_goes_on_where_it_was(moothall, backup, tmp_path):
    manifest = json.loads((backup / "backup.json").read_text())
    assert manifest["entries"] > 20
    moothall.var = tmp_path / "elsewhere"
    moothall("restore", backup)
    moothall.index()
    with moothall.app() as app:
        assert copy_all(app.registry) > 0
    code, said, _err = moothall("check")
    assert code == 0 and "Everything agrees." in said


def test_a_backup_without_its_audit_trail_is_refused(moothall, backup, tmp_path):
    (backup / "audit.fs").unlink()
    moothall.var = tmp_path / "elsewhere"
    code, _said, complaint = moothall("restore", backup)
    assert code == 1 and "a database is missing" in complaint


def test_a_backup_from_before_there_was_an_audit_trail_is_restored(moothall, backup, tmp_path):
    manifest = json.loads((backup / "backup.json").read_text())
    del manifest["databases"]["audit"], manifest["entries"]
    (backup / "backup.json").write_text(json.dumps(manifest))
    (backup / "audit.fs").unlink()
    moothall.var = tmp_path / "elsewhere"
    assert moothall("restore", backup)[0] == 0


def test_a_restore_is_tested_beside_the_running_site_and_leaves_nothing(moothall, backup, serving):
    before = sorted(moothall.var.iterdir())
    code, said, err = moothall("restore", "--test", backup)
    assert code == 0, err
    assert "The restore was tested: " in said and "3 people" in said
    assert sorted(moothall.var.iterdir()) == before
    times = times_in(moothall.var / "backups.json")
    assert times["restore"] >= times["backup"]


def test_a_damaged_backup_is_no_tested_restore(moothall, backup):
    next(backup.rglob("*.blob")).unlink()
    assert moothall("restore", "--test", backup)[0] == 1
    assert set(times_in(moothall.var / "backups.json")) == {"backup"}


def test_an_index_that_cannot_be_dropped_keeps_the_databases_as_they_were(tmp_path, capsys, monkeypatch):
    config = shipped(tmp_path / "conf" / "site.ini", var=str(tmp_path / "var"))
    assert not main(["init", "-c", str(config)])
    assert not main(["backup", "-c", str(config), str(tmp_path / "copy")])
    index = tmp_path / "var" / "index"
    index.mkdir(exist_ok=True)

    def refuse(path, *args, **kw):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("moothall.command.subcommands.restore.shutil.rmtree", refuse)
    capsys.readouterr()
    assert main(["restore", "-c", str(config), "--force", str(tmp_path / "copy")]) == 1
    said = capsys.readouterr()
    assert f"{index} cannot be used: Permission denied" in said.err and "dropped" not in said.out
    assert (tmp_path / "var" / "filestorage" / "content.fs").exists()
