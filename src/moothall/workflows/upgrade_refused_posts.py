"""Upgrade stored workflows of posts: authors edit rejected posts, and moderators can publish them after all."""

from moothall.workflows.upgrade_creators import Upgrade

REFUSED = "refused"


def with_second_chance(kind, data):
    """Return the data of a workflow of posts in which a rejected post can be edited and published."""
    if kind != "post" or REFUSED not in data["states"]:
        return data
    rows = data["matrix"].get(REFUSED, {})
    found = {**data, "matrix": {**data["matrix"], REFUSED: {**rows, "edit": rows.get("edit", ["creator"])}}}
    approve = data["transitions"].get("approve")
    if approve is not None and approve["to"] == "published" and REFUSED not in approve["from"]:
        approve = {**approve, "from": [*approve["from"], REFUSED]}
        found["transitions"] = {**data["transitions"], "approve": approve}
    return found


def upgrade(site, registry):
    """Add the permission and the transition to stored workflows of posts."""
    Upgrade(site, registry.clock(), with_second_chance).run()
