"""Delete names and addresses of reporters without an account after a year."""

from itertools import islice

from moothall.core.storage.write_lock import write
from moothall.moderation.contacts import KEPT, contacts_before, forget_contact
from moothall.people.store import store_of

#: Maximum number per run.
BATCH = 500


def forget_contacts(registry):
    """Delete old contacts; return their number."""

    def forget(databases):
        people = store_of(databases.people_connection)
        keys = list(islice(contacts_before(people, registry.clock() - KEPT), BATCH))
        for key in keys:
            forget_contact(people, key)
        return len(keys)

    return write(registry, forget)


def includeme(config):
    config.add_periodic_task("report contacts", forget_contacts, deletes=True)
