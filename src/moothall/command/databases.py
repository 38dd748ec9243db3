"""The databases of an application, opened for a command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ZODB.Connection import Connection
from ZODB.FileStorage import FileStorage

from moothall.core.storage.databases import OpenDatabases, open_databases
from moothall.core.work.workers import snapshot_tid


@contextmanager
def opened(app: Any) -> Iterator[OpenDatabases]:
    """Open the site of ``app`` in one transaction, which is aborted at the end; stop the command without a site."""
    with open_databases(app.registry) as databases:
        if databases.site is None:
            sys.exit("There is no site yet; bin/moothall init creates one.")
        yield databases


def has_newer_state(connection: Connection) -> bool:
    """Return True if another process has written since the transaction of ``connection`` began."""
    storage = connection.db().storage
    before = snapshot_tid(connection)
    if hasattr(storage, "getName") and storage.isReadOnly():
        # A FileStorage that is opened for reading does not see what others write later.
        fresh = FileStorage(storage.getName(), read_only=True)
        try:
            return fresh.lastTransaction() > before
        finally:
            fresh.close()
    return storage.lastTransaction() > before
