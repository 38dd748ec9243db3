"""Moving an item with everything in it: what ``@move`` does."""

from pyramid.traversal import resource_path

from moothall.core import moving
from moothall.core.access.overlay import Overlay, copy_of
from moothall.core.content import scope_of, site_of
from moothall.insight.changes.base import Change, only


class MoveChange(Change):
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

    def overlay(self, viewer):
        site, before, after = site_of(self.item), scope_of(self.item.__parent__), scope_of(self.target)
        records = [copy_of(one) for one in moving.scopes_within(site, self.item, before)]
        for record in records:
            record.parent = after
        return Overlay(site, records, self.item, rescoped=(before, after))

    def make(self, viewer, act, notify):
        moving.move(act, self.item, self.target)

    def fields(self, people):
        return {"target": resource_path(self.target)}
