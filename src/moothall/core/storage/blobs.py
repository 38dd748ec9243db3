"""Write blobs to disk before the commit that refers to them.

FileStorage synchronizes its own file at a commit, but neither the blobs nor their folders; after a power
failure the database could refer to a missing file.  Storages that keep blobs elsewhere, such as
PostgreSQL, synchronize them themselves.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Any

from ZODB.blob import Blob
from ZODB.Connection import Connection


class _Sync:
    """A data manager that synchronizes the new blobs of a transaction before the vote ends.

    By then each blob has its final name, since storages get their data before the vote.
    """

    transaction_manager = None

    def __init__(self, connection: Connection) -> None:
        self._storage = getattr(connection._storage, "_storage", connection._storage)  # noqa: SLF001 - of ZODB's own

    def tpc_vote(self, _transaction: Any) -> None:
        """Write the new blobs and their folders to disk."""
        # These are blobs of this transaction only, since the storage handles one transaction at a time.
        new = getattr(self._storage, "dirty_oids", ())
        folders: dict[str, None] = {}
        for oid, tid in new:
            helper = self._storage.fshelper
            path = helper.getBlobFilename(oid, tid)
            _sync(path, os.O_RDONLY)
            folders.update(dict.fromkeys(_folders(path, helper.base_dir)))
        for folder in folders:
            _sync(folder, os.O_RDONLY | os.O_DIRECTORY)

    def sortKey(self) -> str:
        """Return a key that sorts after all storages."""
        return "~~~ blobs last"

    def abort(self, _transaction: Any) -> None:
        """Do nothing, since the storage removes uncommitted blobs."""

    tpc_begin = commit = tpc_finish = tpc_abort = abort


def store(chunks: Iterable[bytes]) -> Blob:
    """Return a new :class:`~ZODB.blob.Blob` with ``chunks``; call :func:`force_to_disk` before the commit."""
    blob = Blob()
    with blob.open("w") as target:
        for chunk in chunks:
            target.write(chunk)
    return blob


def force_to_disk(connection: Connection) -> None:
    """Make the transaction of ``connection`` write its new blobs and their folders to disk before it commits."""
    connection.transaction_manager.get().join(_Sync(connection))


def _folders(path: str, top: str) -> Iterator[str]:
    """Yield the folders of ``path``, the innermost first, up to ``top``; each of them may be new."""
    folder = os.path.dirname(path)
    while len(folder) >= len(top.rstrip(os.sep)):
        yield folder
        folder = os.path.dirname(folder)


def _sync(path: str, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
