"""``pack``: what was erased is in no database, no file of it and no index; also beside a running server."""

import threading
from datetime import UTC, datetime

import pytest

from moothall.core.event_log.log import ActionContext
from moothall.core.work.packing import maintenance_lock, serve_request

WORD = "Wallabyquokka"


def everywhere(folder):
    """The files below a folder that still have the word."""
    words = (WORD.encode(), WORD.lower().encode())
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in words)
    )


@pytest.fixture
def erased(moothall):
    """A document with a word and a person of that name were there, and are permanently deleted."""
    act = ActionContext(None, datetime.now(UTC))
    with moothall.open() as databases:
        library = databases.site["workspaces"]["women-in-ict"]["documents"]
        library["draft"].save(act, {"title": WORD, "text": f"<p>{WORD}</p>"})
        databases.people.add("shy", None, f"{WORD}@example.org", WORD)
    moothall.index()
    with moothall.open() as databases:
        databases.site["workspaces"]["women-in-ict"]["documents"]["draft"].delete_permanently(act)
        databases.people.erase(act, databases.people.by_login("shy"))
    moothall.index()
    assert {"filestorage/content.fs", "filestorage/people.fs"} <= set(everywhere(moothall.var))


def test_after_it_erasure_is_complete(moothall, erased):
    code, said, err = moothall("pack")
    assert code == 0, err
    assert "Packed content: " in said and "Packed people: " in said and "Packed audit: " in said
    assert "Erasure is complete." in said and "backups" in said
    assert everywhere(moothall.var) == []
    assert moothall("check")[0] == 0


def test_a_running_server_does_it_itself(moothall, erased, serving):
    ended = threading.Event()

    def work():
        while not ended.wait(0.05):
            serve_request(serving.registry)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        code, said, err = moothall("pack")
    finally:
        ended.set()
        worker.join(30)
    assert code == 0, err
    assert "Packed content: " in said and "Erasure is complete." in said
    assert not [name for name in everywhere(moothall.var) if name.startswith("filestorage/")]


def test_it_says_that_nobody_does_it(moothall, serving, monkeypatch):
    monkeypatch.setattr("moothall.command.subcommands.pack.TAKEN_WITHIN", 0.5)
    code, said, complaint = moothall("pack")
    assert code == 1 and "does not pack them" in complaint and "complete" not in said
    assert not serve_request(serving.registry)


@pytest.mark.parametrize(("doing", "command"), [("A backup", ("pack",)), ("A pack", ("backup", "copy"))])
def test_a_backup_and_a_pack_exclude_each_other(moothall, tmp_path, monkeypatch, doing, command):
    monkeypatch.chdir(tmp_path)
    with maintenance_lock(moothall.var, doing):
        code, _said, complaint = moothall(*command)
    assert code == 1 and f"{doing} is running" in complaint
    assert moothall(*command)[0] == 0


def test_databases_that_were_moved_aside_are_named(moothall, erased, tmp_path):
    moothall("backup", tmp_path / "copy")
    moothall("restore", "--force", tmp_path / "copy")
    code, said, _err = moothall("pack")
    assert code == 0 and said.count("contains earlier databases") == 3
