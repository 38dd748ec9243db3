"""The databases of an application, opened for a command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from ZODB.Connection import Connection
from ZODB.FileStorage import FileStorage

from moothall.core.storage.databases import OpenDatabases, databases_of
from moothall.core.work.workers import snapshot_tid
from moothall.people.store import PeopleStore, store_of


class CommandDatabases(OpenDatabases):
    """The databases of an application, with its store of people; only ``commit()`` saves changes."""

    def __init__(self, registry: Any) -> None:
        super().__init__(databases_of(registry)[""])
        self._passwords = registry.moothall_passwords

    @cached_property
    def people(self) -> PeopleStore:
        """Return the store of people, which can also set passwords."""
        return store_of(self.people_connection, self._passwords)


@contextmanager
def opened(app: Any) -> Iterator[CommandDatabases]:
    """Open the site of ``app`` in one transaction, which is aborted at the end; stop the command without a site."""
    with CommandDatabases(app.registry) as databases:
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


def item_at(site: Any, path: str) -> Any:
    """Return the item at ``path``; stop the command if there is none."""
    item = site
    for name in filter(None, path.split("/")):
        try:
            item = item[name]
        except (KeyError, TypeError):
            sys.exit(f"There is nothing at {path}.")
    return item
