"""The queue: everything that waits for a decision of the person looking.

Features register the kinds there are with ``config.add_decision_type`` (see
:mod:`moothall.core.decisions`).  What is in it is worked out from the catalog and the
facts of access; nothing of it is stored, so it cannot be out of step with what a
person may decide.
"""

from moothall.queue.rows import decision_rows, own_item_rows


def includeme(config):
    # The front page is below this feature: it finds it here if it is there.
    config.registry.home_decisions = decision_rows
    config.registry.home_own_items = own_item_rows
    for room in ("editions", "emails", "personal_data", "subscribers", "periodic_tasks", "views", "api", "panels"):
        config.include(f".{room}")
