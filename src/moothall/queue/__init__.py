"""The queue: everything that waits for a decision of the person looking.

Features register the kinds there are with ``config.add_decision_type`` (see
:mod:`moothall.core.decisions`).  What is in it is worked out from the catalog and the
facts of access; nothing of it is stored, so it cannot be out of step with what a
person may decide.
"""


def includeme(config):
    for room in ("editions", "emails", "personal_data", "subscribers", "periodic_tasks", "views", "api", "panels"):
        config.include(f".{room}")
