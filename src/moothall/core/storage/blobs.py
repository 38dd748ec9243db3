"""Files on disk before the commit that names them.

FileStorage forces its own file to disk at a commit, but neither the blobs nor
their folders; after a power cut the database could name a file that is not there.
A storage that keeps blobs elsewhere, such as PostgreSQL, sees to them itself.
"""

import os

from ZODB.blob import Blob


class _Sync:
    """Joins a transaction and, before the vote is over, forces to disk what the storage has just taken over.

    By then each blob has its last name: the storages get their data before anybody votes.
    """

    transaction_manager = None

    def __init__(self, connection):
        self._storage = getattr(connection._storage, "_storage", connection._storage)  # noqa: SLF001 - of ZODB's own

    def tpc_vote(self, transaction):
        # Of this transaction alone: from its beginning to its end the storage serves no other.
        new = getattr(self._storage, "dirty_oids", ())
        folders = {}
        for oid, tid in new:
            helper = self._storage.fshelper
            path = helper.getBlobFilename(oid, tid)
            _sync(path, os.O_RDONLY)
            folders.update(dict.fromkeys(_folders(path, helper.base_dir)))
        for folder in folders:
            _sync(folder, os.O_RDONLY | os.O_DIRECTORY)

    def sortKey(self):
        return "~~~ blobs last"

    def abort(self, transaction):
        """Nothing to undo: the storage removes uncommitted blobs."""

    tpc_begin = commit = tpc_finish = tpc_abort = abort


def store(chunks):
    """A new :class:`~ZODB.blob.Blob` holding ``chunks`` (an iterable of bytes); :func:`force_to_disk` comes later."""
    blob = Blob()
    with blob.open("w") as target:
        for chunk in chunks:
            target.write(chunk)
    return blob


def force_to_disk(connection):
    """Let the transaction of ``connection`` force its new blobs and their folders to disk before it commits."""
    connection.transaction_manager.get().join(_Sync(connection))


def _folders(path, top):
    """The folders around ``path``, the inmost first, up to ``top``: each may have been made for it."""
    folder = os.path.dirname(path)
    while len(folder) >= len(top.rstrip(os.sep)):
        yield folder
        folder = os.path.dirname(folder)


def _sync(path, flags):
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
