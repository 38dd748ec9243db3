"""Which changes of access to one item somebody hears of; pages and API ask here."""

from moothall.core.access.permissions import Permission
from moothall.core.audit.entries import CATEGORIES, entry_of
from moothall.core.content.items import site_of


def access_entries(viewer, item):
    """Changes of access to an item, oldest first, for those who may share or manage it; nothing for others."""
    if not (viewer.allowed(Permission.MANAGE, item) or viewer.allowed(Permission.SHARE, item)):
        return []
    return [entry_of(fact) for fact in site_of(item).facts.about(item.uid, CATEGORIES["access"])]
