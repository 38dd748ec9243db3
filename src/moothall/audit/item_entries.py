"""Changes of access to one item that a viewer may know of, for pages and the API."""

from moothall.core.access.permissions import Permission
from moothall.core.audit.entries import entry_of
from moothall.core.content.items import site_of
from moothall.core.event_log.kinds import ACCESS, kind_of


def access_entries(registry, viewer, item):
    """Return the changes of access to an item, oldest first, for people who may share or manage it; none for others.

    Events of unregistered kinds are included, since it is unknown what they changed.
    """
    if not (viewer.allowed(Permission.MANAGE, item) or viewer.allowed(Permission.SHARE, item)):
        return []
    events = ((event, kind_of(registry, event.kind)) for event in site_of(item).event_log.about(item.uid))
    return [entry_of(event, kind) for event, kind in events if kind is None or kind.category == ACCESS]
