"""Permanently delete items that were deleted too long ago to be restored."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.content.items import Item
from moothall.core.content.log_events import ERASED
from moothall.core.content.site import Site
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import OpenDatabases
from moothall.core.storage.index_maps import uids_by_value
from moothall.core.storage.write_lock import write_in_batches

log = logging.getLogger(__name__)

#: Time during which a deleted item can be restored.
RESTORABLE = timedelta(days=30)
#: Number of items per transaction, so that other writers wait only briefly for the write lock.
BATCH = 50


def purge_deleted(registry: Registry) -> int:
    """Permanently delete items that were deleted more than 30 days ago; return their number."""
    gone = write_in_batches(registry, lambda databases: _erase_some(databases, registry.clock()))
    if gone:
        log.info("Permanently deleted %d items that were deleted more than %d days ago.", gone, RESTORABLE.days)
    return gone


def _erase_some(databases: OpenDatabases, now: datetime) -> int:
    site = databases.site
    if site is None:
        return 0
    act = ActionContext(None, now, rule=f"deleted for {RESTORABLE.days} days")
    items = list(_ended(site, act.at - RESTORABLE))[:BATCH]
    for item in items:
        place = item.__parent__.uid, item.__name__
        item.delete_permanently(act)
        site.event_log.append(act, ERASED, item.uid, key=item.type_id, before=place)
    return len(items)


def _ended(site: Site, before: datetime) -> Iterator[Item]:
    """Yield the items deleted before a time."""
    for uid in list(uids_by_value(site.catalog["state"]).get("deleted", ())):
        item = site.uids.get(uid)
        if item is not None and item.uid == uid and item.deleted and item.deleted[1] < before:
            yield item


def includeme(config: Configurator) -> None:
    """Register the periodic task."""
    config.add_periodic_task("deleted items", purge_deleted, deletes=True)
