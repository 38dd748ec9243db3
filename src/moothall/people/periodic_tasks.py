"""Delete sessions that have ended and failed logins that no longer count."""

from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.write_lock import write_apart
from moothall.people.store import PeopleStore


def purge(registry):
    """Delete them; return their number."""
    return write_apart(registry, PEOPLE, lambda root: PeopleStore(root[PEOPLE]).purge(registry.clock()))


def includeme(config):
    config.add_periodic_task("ended sessions", purge, deletes=True)
