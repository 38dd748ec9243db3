"""An unsaved change laid over the facts: what :func:`~moothall.core.access.decide` would answer after it.

Nothing is stored and no stored object is touched: records are copied before they are
changed, and items appear as the subjects they would describe.
"""

from BTrees.OOBTree import OOBTree

from moothall.core.access.held_roles import AccessData
from moothall.core.access.records import ITEM, AccessRecord
from moothall.core.authorization.access_context import definitions_of
from moothall.core.content.items import is_within


def copy_of(record):
    """A record that can be changed, for an overlay only."""
    copy = AccessRecord(record.uid, record.kind, record.parent, record.leaf, record.dials, record.state)
    copy.inherits = record.inherits
    copy.definitions = dict(record.definitions)
    copy.grants = OOBTree(record.grants)
    copy.bans = OOBTree(record.bans)
    return copy


def scope_record(site, item, scope):
    """A copy of the access record of ``item``, or the one it would get; ``scope`` is the uid of its scope now."""
    record = site.access.get(item.uid)
    return copy_of(record) if record is not None else AccessRecord(item.uid, ITEM, scope, leaf=item.leaf)


class Overlay(AccessData):
    """The facts as a change would leave them.

    ``records``: changed copies of access records.  ``root``: the item in whose subtree
    ``rescoped`` (a pair of scope uids, before and after) and ``masked`` (permissions
    taken away from everything in it) hold.  ``changed``: uid → subjects of single items.
    ``tables``: workflow → {uid of a scope, or ``None`` for the whole site: (``None``, the
    :class:`~moothall.core.workflow.definition.Definition` that holds there)}.
    ``states``: (workflow, state) → state into which items go.
    """

    def __init__(self, site, records=(), root=None, rescoped=None, masked=None, changed=None, tables=None, states=None):
        self.tables = dict(tables or {})
        known = definitions_of(site)
        super().__init__(site.access, lambda uid, version: version if uid is None else known(uid, version))
        self.replaced = {record.uid: record for record in records}
        self.root, self._rescoped, self._masked = root, rescoped, masked
        self.changed = dict(changed or {})
        self._states = dict(states or {})

    def record(self, uid):
        return self.replaced.get(uid) or super().record(uid)

    def pointer(self, workflow, scope):
        tables = self.tables.get(workflow)
        if tables is None:
            return super().pointer(workflow, scope)
        named = (tables.get(record.uid, record.definitions.get(workflow)) for record in self.chain(scope))
        return next(filter(None, named), None) or tables.get(None) or self._records.definitions[workflow]

    def access_subjects(self, item):
        """The subjects of ``item`` after the change."""
        if item.uid in self.changed:
            return self.changed[item.uid]
        inside = self.root is not None and is_within(item, self.root)
        return self.after(item.access_subjects(), inside, inside and item is not self.root)

    def moved_scope(self, scope):
        """The scope under which what stands under ``scope`` in the root would stand."""
        before, after = self._rescoped or (None, None)
        return after if scope == before else scope

    def after(self, subjects, inside=True, below=True):
        """``subjects`` after the change; ``inside``: at or below the root, ``below``: truly below it."""
        if inside and self._rescoped is not None:
            before, after = self._rescoped
            subjects = tuple(each._replace(scope=after) if each.scope == before else each for each in subjects)
        if below and self._masked is not None:
            subjects = tuple(each._replace(masked=self._masked) for each in subjects)
        if self._states:
            subjects = tuple(self._in_new_state(each) for each in subjects)
        return subjects

    def _in_new_state(self, subject):
        if not self.is_unsaved(subject.workflow, subject.scope):
            return subject
        state, behind = (
            self._states.get((subject.workflow, one), one) for one in (subject.state, subject.published_state)
        )
        return subject._replace(state=state, published_state=behind)

    def state_of(self, record):
        """The state of a space, which leaves one that is gone."""
        after = self._states.get(("space", record.state))
        return after if after is not None and self.is_unsaved("space", record.uid) else record.state

    def is_unsaved(self, workflow, scope):
        """Whether the table that holds for ``workflow`` at ``scope`` is one of this change."""
        return self.pointer(workflow, scope)[0] is None

    def touches(self, scope):
        """Whether any record along the chain of ``scope``, or one it refers to, is changed, or who sees the spaces."""
        if "space" in self.tables:
            return True
        for record in self.chain(scope):
            if record.uid in self.replaced:
                return True
            if any(int(name[6:]) in self.replaced for name in record.grants.keys("space:", "space;")):
                return True
        return False
