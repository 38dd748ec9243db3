"""Delete drafts that were not changed for a long time."""

from moothall.core.storage.write_lock import write
from moothall.draft.store import KEPT, all_drafts
from moothall.people.store import store_of


def forget_old(registry):
    """Delete old drafts; return their number."""

    def change(databases):
        if databases.site is None:
            return 0
        before = registry.clock() - KEPT
        return sum(drafts.remove_old(before) for drafts in all_drafts(store_of(databases.people_connection)))

    return write(registry, change)


def includeme(config):
    config.add_periodic_task("old drafts", forget_old, deletes=True)
