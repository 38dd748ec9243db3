"""Restrict access to the people named on an item, or remove the restriction, as ``inherit`` of ``@sharing``."""

from moothall.core.access.permissions import Permission
from moothall.core.authorization import sharing
from moothall.core.authorization.overlay import Overlay, scope_record
from moothall.core.content.items import scope_of, site_of
from moothall.core.operations.authoring import require_of
from moothall.insight.changes.base import AccessChange, flag_named, only, with_access_record


class InheritChange(AccessChange):
    """``{"kind": "inherit", "inherit": false}``: True if the item inherits access."""

    kind = "inherit"

    def __init__(self, item, inherits):
        super().__init__(item)
        self.inherits = inherits

    @classmethod
    def require_right(cls, viewer, item):
        require_of(viewer, Permission.SHARE, item)

    @classmethod
    def read(cls, _asker, item, sent):
        only(sent, "inherit")
        return cls(item, flag_named(sent, "inherit"))

    def check(self, viewer):
        require_of(viewer, Permission.SHARE, self.item)
        sharing.check_may_change_inheritance(viewer, self.item)

    def overlay(self, viewer):
        item, now = self.item, viewer.now
        record = scope_record(site_of(item), item, scope_of(item))
        if record.inherits == self.inherits:
            return Overlay(site_of(item))
        record.inherits = self.inherits
        kept = (
            dict.fromkeys(record.grants, ())
            if self.inherits
            else sharing.roles_kept(
                item, viewer.person, sharing.roles_held(viewer, item), with_access_record(item, record), now
            )
        )
        for principal, roles in kept.items():
            record.grants[principal] = sharing.grants_keeping(record.grants.get(principal, ()), principal, roles, now)
        # A new overlay: the one above has cached who had access before.
        return with_access_record(item, record)

    def perform(self, viewer, act, _notify):
        sharing.set_inherits(viewer, act, self.item, self.inherits)

    def fields(self, _people):
        return {"inherit": self.inherits}
