"""Files are on disk before the commit that names them, so that a power cut leaves no name without its file."""

import errno
import os
import sys
from pathlib import Path

import pytest
from ZODB.blob import Blob
from ZODB.FileStorage import FileStorage

from moothall.core.storage import blobs
from tests.factories import GROUP
from tests.serving import Place, a_file


@pytest.fixture
def site(base, tmp_path):
    """The site over real files, with nobody serving it."""
    with Place(base, tmp_path / "var").site() as site:
        yield site


@pytest.fixture
def synced(monkeypatch):
    """The paths that are forced to disk, in order."""
    paths = []
    fsync = os.fsync

    def noted(handle):
        paths.append(os.readlink(f"/proc/self/fd/{handle}"))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    # FileStorage has taken the function as its own.
    monkeypatch.setattr(sys.modules[FileStorage.__module__], "fsync", noted)
    return paths


def upload(site, **kw):
    fields = {"@type": "file", "title": "Notes", "file": a_file("What was said.")}
    return site.program("author").post_json(GROUP + "/documents", fields, **kw)


def test_a_file_and_its_folder_are_forced_to_disk_before_the_database(site, synced):
    upload(site, status=201)
    database = site.databases[""].storage._storage.getName()
    (blob,) = Path(database).parent.joinpath("blobs").rglob("*.blob")
    commit = synced.index(database)
    assert str(blob) in synced[:commit]
    # The names on the way to it were new as well.
    for folder in blob.parents:
        assert str(folder) in synced[:commit]
        if folder.name == "blobs":
            break


def test_what_cannot_be_forced_to_disk_is_not_saved(site, monkeypatch):
    def fail(path, flags):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(blobs, "_sync", fail)
    answer = upload(site, status=503)
    monkeypatch.undo()
    assert "Try again" in answer.json["message"]
    assert site.program("author").get(GROUP + "/documents").json["items_total"] == 0
    database = Path(site.databases[""].storage._storage.getName())
    assert not list(database.parent.joinpath("blobs").rglob("*.blob"))
    # And the next one is.
    upload(site, status=201)


def test_a_blob_is_forced_to_disk_after_it_has_its_name_and_before_any_storage_finishes(site):
    """The order of the two phases: the storages get the data, vote, and finish only when all have voted."""
    with site.connection() as (connection, manager):
        blob = blobs.store([b"Some bytes."])
        connection.root()["blob"] = blob
        transaction = manager.get()
        blobs.force_to_disk(connection)
        seen = []
        for name, database in (("content", site.databases[""]), ("people", site.databases["people"])):
            storage = database.storage._storage
            if name == "people":
                connection.get_connection("people").root()["touched"] = True
            for phase in ("tpc_vote", "tpc_finish"):
                note(storage, phase, name, seen)
        sync = next(one for one in transaction._resources if isinstance(one, blobs._Sync))
        note(sync, "tpc_vote", "blobs", seen)
        manager.commit()
        manager.begin()
    assert seen.index("blobs tpc_vote") < min(seen.index("content tpc_finish"), seen.index("people tpc_finish"))
    assert seen.index("content tpc_vote") < seen.index("blobs tpc_vote")
    assert isinstance(blob, Blob)


def note(storage, phase, name, seen):
    there = getattr(storage, phase)

    def noted(*args, **kw):
        seen.append(f"{name} {phase}")
        return there(*args, **kw)

    setattr(storage, phase, noted)
