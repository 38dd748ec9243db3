"""The domain, without HTTP: thirteen folders, each importing only those before it.

Start with :mod:`moothall.core.content` (what an item is), then
:mod:`moothall.core.access` (who may do what) and :mod:`moothall.core.workflow` (the tables
that say so).  Features are not known here: they register what they add.
"""


def includeme(config):
    """Include the folders that register something."""
    # The audit log registers its periodic tasks with ``work``.
    for folder in (
        "base",
        "event_log",
        "storage",
        "access",
        "content",
        "workflow",
        "authorization",
        "search",
        "work",
        "audit",
        "operations",
        "decisions",
    ):
        config.include(f".{folder}")
