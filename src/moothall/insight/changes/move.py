"""Moving an item with everything in it: what ``@move`` does."""

from urllib.parse import urlsplit

from pyramid.traversal import find_resource, resource_path

from moothall.core import moving
from moothall.core.access.overlay import Overlay, copy_of
from moothall.core.content import scope_of, site_of
from moothall.core.errors import BadInput
from moothall.core.i18n import _
from moothall.core.uids import uid_from_name
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
        return cls(item, item_named(asker.viewer, sent.get("target")))

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


def item_named(viewer, name):
    """What ``viewer`` sees at a path, an address or under a UID; raises :class:`BadInput` where that is nothing."""
    if isinstance(name, str) and name:
        uid = uid_from_name(name)
        try:
            path = urlsplit(name).path or "/"
            item = viewer.site.uids.get(uid) if uid is not None else find_resource(viewer.site, path)
        except (KeyError, ValueError):
            item = None
        if item is not None and viewer.sees(item):
            return item
    raise BadInput(_("There is nothing at “${path}”.", mapping={"path": str(name)[:200]}))
