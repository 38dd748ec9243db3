"""Changes of the parts of an item, such as the posts of a discussion, for pages that are open while they happen.

A feature makes its items streamed by ``config.add_streamed(Class, shows)`` and records each change by
:func:`.changes.record`.  The service ``@stream`` of such an item responds with what changed since a cursor.
"""

from moothall.streaming.api import add_streamed
from moothall.streaming.changes import RecentChanges


def includeme(config):
    """Register the store and the directive."""
    config.add_site_store("recent_changes", RecentChanges)
    config.add_directive("add_streamed", add_streamed)
