"""Move an item with its content, as ``@move`` does."""

from pyramid.traversal import resource_path

from moothall.core.operations import moving
from moothall.insight.changes.base import AccessChange, only


class MoveChange(AccessChange):
    """``{"kind": "move", "target": path or address}``."""

    kind = "move"

    def __init__(self, item, target):
        super().__init__(item)
        self.target = target

    @classmethod
    def read(cls, asker, item, sent):
        only(sent, "target")
        return cls(item, moving.item_named(asker.viewer, sent.get("target")))

    def check(self, viewer):
        moving.check_may_move(viewer, self.item, self.target)

    def overlay(self, _viewer):
        return moving.access_data_after(self.item, self.target)

    def perform(self, viewer, act, _notify):
        moving.move(act, self.item, self.target, viewer=viewer)

    def fields(self, _people):
        return {"target": resource_path(self.target)}
