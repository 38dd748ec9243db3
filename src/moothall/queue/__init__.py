"""The queue: every decision that waits for the person.

Features register types of decisions with ``config.add_decision_type`` (see :mod:`moothall.core.decisions`).  The
entries are computed from the catalog and the access data and not stored, so they always match what a person may
decide.
"""


def includeme(config):
    for room in ("editions", "emails", "personal_data", "subscribers", "periodic_tasks", "views", "api", "panels"):
        config.include(f".{room}")
