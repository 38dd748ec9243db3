"""Files on disk before the commit that names them.

FileStorage forces its own file to disk at a commit, but neither the blobs nor
their folders; after a power cut the database could name a file that is not there.
"""

import os

from ZODB.blob import Blob


class _Sync:
    """Joins a transaction as its last participant and forces new blobs to disk before the vote is over."""

    transaction_manager = None

    def __init__(self, blobs):
        self._blobs = blobs

    def tpc_vote(self, transaction):
        for blob in self._blobs:
            path = getattr(blob, "_p_blob_committed", None) or getattr(blob, "_p_blob_uncommitted", None)
            if path:
                _sync(path, os.O_RDONLY)
                _sync(os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY)

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
        target.flush()
        os.fsync(target.fileno())
    return blob


def force_to_disk(transaction, blobs):
    """Let ``transaction`` force these new blobs and their folders to disk before it commits."""
    transaction.join(_Sync(blobs))


def _sync(path, flags):
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
