"""The domain, without HTTP: thirteen folders, each importing only those before it.

Start with :mod:`moothall.core.content` (items), then :mod:`moothall.core.access` (access decisions) and
:mod:`moothall.core.workflow` (the definitions they depend on).  The domain names no feature; features
register what they add.
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
