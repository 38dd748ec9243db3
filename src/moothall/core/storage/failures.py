"""Recognize why a database fails: a full disk, a broken disk, or a server that cannot be reached."""

import errno

from ZODB.POSException import ConflictError, StorageError

try:
    from psycopg2 import Error as PostgreSQLError
except ImportError:
    # The driver is only installed for sites on PostgreSQL; without it, this error is never raised.
    class PostgreSQLError(Exception):  # type: ignore[no-redef]
        """Stand-in for the error of the missing driver."""


#: Error numbers of a full disk; the last one is for the limit of a file or process.
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: Error numbers of a failing disk, and of a file system that has become read-only because of it.
_DISK_BROKEN = (errno.EIO, errno.EROFS)


def is_disk_full(error: BaseException | None) -> bool:
    """Return True if there was no space left to write to."""
    return isinstance(error, OSError) and error.errno in _DISK_FULL


def is_storage_trouble(error: BaseException | None) -> bool:
    """Return True if the storage failed; a write conflict is not a failure."""
    if isinstance(error, OSError):
        return is_disk_full(error) or error.errno in _DISK_BROKEN
    return isinstance(error, (StorageError, PostgreSQLError)) and not isinstance(error, ConflictError)
