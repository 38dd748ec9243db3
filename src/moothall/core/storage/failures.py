"""What is the matter when a database fails: no room, a broken disk, a server that is away."""

import errno

from ZODB.POSException import ConflictError, StorageError

try:
    from psycopg2 import Error as PostgreSQLError
except ImportError:
    # Without PostgreSQL its driver need not be there, and nobody raises its errors.
    class PostgreSQLError(Exception):
        pass


#: The last is said where a limit for one file or process is reached instead of the disk's.
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: A disk that fails, and what the system makes of it to save the rest.
_DISK_BROKEN = (errno.EIO, errno.EROFS)


def is_disk_full(error) -> bool:
    """Whether there was no room left to write to."""
    return isinstance(error, OSError) and error.errno in _DISK_FULL


def is_storage_trouble(error) -> bool:
    """Whether the storage failed; two writes that met are no failure."""
    if isinstance(error, OSError):
        return is_disk_full(error) or error.errno in _DISK_BROKEN
    return isinstance(error, (StorageError, PostgreSQLError)) and not isinstance(error, ConflictError)
