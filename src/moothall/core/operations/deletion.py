"""Permanently delete items that were deleted too long ago to be restored."""

import logging
from datetime import timedelta

from moothall.core.content.log_events import ERASED
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.index_maps import uids_by_value
from moothall.core.storage.write_lock import write

log = logging.getLogger(__name__)

#: How long a deleted item can be restored.
RESTORABLE = timedelta(days=30)
#: So many items go in one transaction, so that nobody waits long for their turn to write.
BATCH = 50


def purge_deleted(registry):
    """Remove items deleted more than 30 days ago; returns how many."""
    gone = 0
    while done := write(registry, lambda databases: _erase_some(databases, registry.clock())):
        gone += done
    if gone:
        log.info("%d items that were deleted %d days ago are gone for good.", gone, RESTORABLE.days)
    return gone


def _erase_some(databases, now):
    site = databases.site
    if site is None:
        return 0
    act = ActionContext(None, now, rule=f"deleted for {RESTORABLE.days} days")
    items = list(_ended(site, act.at - RESTORABLE))[:BATCH]
    for item in items:
        place = item.__parent__.uid, item.__name__
        item.delete_permanently(act)
        site.facts.append(act, ERASED, item.uid, key=item.type_id, before=place)
    return len(items)


def _ended(site, before):
    """The items deleted before a moment."""
    for uid in list(uids_by_value(site.catalog["state"]).get("deleted", ())):
        item = site.uids.get(uid)
        if item is not None and item.uid == uid and item.deleted and item.deleted[1] < before:
            yield item


def includeme(config):
    config.add_periodic_task("deleted items", purge_deleted)
