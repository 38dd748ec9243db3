"""The databases of an application, opened for a command."""

import sys
from contextlib import contextmanager
from functools import cached_property

from moothall.core.storage.databases import OpenDatabases, databases_of
from moothall.people.store import PeopleStore, store_of


class CommandDatabases(OpenDatabases):
    """The databases of an application, with the people a command works on; what is changed is kept by ``commit()``."""

    def __init__(self, registry):
        super().__init__(databases_of(registry)[""])
        self._passwords = registry.moothall_passwords

    @cached_property
    def people(self) -> PeopleStore:
        """The store of people, which can also set passwords."""
        return store_of(self.people_connection, self._passwords)


@contextmanager
def opened(app):
    """The site of ``app`` in one transaction, aborted at the end; stops the command where there is no site."""
    with CommandDatabases(app.registry) as databases:
        if databases.site is None:
            sys.exit("There is no site yet; bin/moothall init makes one.")
        yield databases


def item_at(site, path):
    """The item at ``path``, or the end of the command where there is none."""
    item = site
    for name in filter(None, path.split("/")):
        try:
            item = item[name]
        except (KeyError, TypeError):
            sys.exit(f"There is nothing at {path}.")
    return item
