"""The databases of an application, opened for a command."""

import sys
from contextlib import contextmanager
from typing import NamedTuple

import transaction

from moothall.core.storage.databases import open_site
from moothall.people.store import PeopleStore, store_of


class Opened(NamedTuple):
    """A snapshot to work on; what is changed is kept by ``manager.commit()`` only."""

    site: object
    people: PeopleStore
    manager: object
    connection: object

    def refresh(self):
        """Throw away what was not committed, and look at the newest state."""
        self.manager.abort()
        self.manager.begin()


@contextmanager
def opened(app):
    """The site of ``app`` in one transaction, aborted at the end; stops the command where there is no site."""
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection, site, people = open_site(app.registry, manager)
    try:
        if site is None:
            sys.exit("There is no site yet; bin/moothall init makes one.")
        yield Opened(site, store_of(people, app.registry.moothall_passwords), manager, connection)
    finally:
        manager.abort()
        connection.close()


def item_at(site, path):
    """The item at ``path``, or the end of the command where there is none."""
    item = site
    for name in filter(None, path.split("/")):
        try:
            item = item[name]
        except (KeyError, TypeError):
            sys.exit(f"There is nothing at {path}.")
    return item
