"""Upgrade stored workflows of posts: deleted posts can be restored.

Earlier versions deleted posts permanently: their workflows have neither the state nor the transitions.
"""

from moothall.workflows.upgrade_creators import Upgrade

DELETED = "deleted"


def with_deleted_posts(kind, data):
    """Return the data of a workflow of posts with the state of deleted ones, and how to delete and restore them."""
    if kind != "post" or DELETED in data["states"]:
        return data
    deletable = [state for state, rows in data["matrix"].items() if rows.get("delete")]
    steps = {
        "delete": {"title": "Delete", "from": deletable or ["published"], "to": DELETED, "permission": "delete"},
        "restore": {"title": "Restore", "from": [DELETED], "to": "before", "who": ["deleter", "moderator"]},
    }
    return {
        **data,
        "states": {**data["states"], DELETED: {"title": "Deleted", "hue": "closed"}},
        "matrix": {**data["matrix"], DELETED: {"view": ["deleter", "moderator"]}},
        "transitions": {**data["transitions"], **steps},
    }


def upgrade(site, registry):
    """Add to stored workflows of posts the state of deleted ones and the transitions to and from it."""
    Upgrade(site, registry.clock(), with_deleted_posts).run()
