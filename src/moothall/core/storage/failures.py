"""Recognize why a database fails: a full disk, a broken disk, or a server that cannot be reached."""

import errno

from ZODB.POSException import ConflictError, POSError, StorageError

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
#: Packages that connect to a database server.
_DRIVERS = frozenset({"relstorage", "psycopg2"})


def is_disk_full(error: BaseException | None) -> bool:
    """Return True if there was no space left to write to."""
    return isinstance(error, OSError) and error.errno in _DISK_FULL


def is_storage_failure(error: BaseException | None) -> bool:
    """Return True if the storage failed; a write conflict is not a failure."""
    if isinstance(error, OSError):
        return is_disk_full(error) or error.errno in _DISK_BROKEN
    if isinstance(error, ConflictError):
        return False
    return isinstance(error, (StorageError, PostgreSQLError)) or _is_lost_connection(error)


def _is_lost_connection(error: BaseException | None) -> bool:
    """Return True for an error without a type of its own that RelStorage raised itself, as for a lost connection."""
    if error is None or isinstance(error, POSError):
        return False
    raised = error.__traceback__
    while raised is not None and raised.tb_next is not None:
        raised = raised.tb_next
    return raised is not None and str(raised.tb_frame.f_globals.get("__name__")).split(".")[0] in _DRIVERS
