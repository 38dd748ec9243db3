"""An unsaved change on top of the access data, to compute access after it.

Nothing is stored and no stored object is changed: records are copied before they are changed, and
items are represented by the subjects they would have.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from BTrees.OOBTree import OOBTree

from moothall.core.access.held_roles import AccessData
from moothall.core.access.records import ITEM, AccessRecord
from moothall.core.access.subjects import Subject
from moothall.core.authorization.access_context import definitions_of
from moothall.core.content.items import Item, is_within
from moothall.core.content.site import Site


def copy_of(record: AccessRecord) -> AccessRecord:
    """Return a copy of a record that can be changed, for an overlay only."""
    copy = AccessRecord(record.uid, record.kind, record.parent, record.leaf, record.policies, record.state)
    copy.inherits = record.inherits
    copy.definitions = dict(record.definitions)
    copy.grants = OOBTree(record.grants)
    copy.bans, copy.silences = OOBTree(record.bans), record.silences
    return copy


def scope_record(site: Site, item: Item, scope: int) -> AccessRecord:
    """Return a copy of the access record of ``item``, or a new one; ``scope`` is the uid of its current scope."""
    record = site.access.get(item.uid)
    return copy_of(record) if record is not None else AccessRecord(item.uid, ITEM, scope, leaf=item.leaf)


class Overlay(AccessData):
    """The access data as a change would leave them.

    ``records``: changed copies of access records.  ``root``: the item in whose subtree ``rescoped`` (a pair
    of scope uids, before and after) and ``masked`` (permissions taken away from everything in it) apply.
    ``changed``: uid → subjects of single items.  ``tables``: workflow → {uid of a scope, or ``None`` for
    the whole site: (``None``, the :class:`~moothall.core.workflow.definition.Definition` in effect there)}.
    ``states``: (workflow, state) → the state that replaces it.
    """

    def __init__(
        self,
        site: Site,
        records: Iterable[AccessRecord] = (),
        root: Item | None = None,
        rescoped: tuple[int, int] | None = None,
        masked: frozenset | None = None,
        changed: Mapping[int, Any] | None = None,
        tables: Mapping[str, Any] | None = None,
        states: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self.tables = dict(tables or {})
        known = definitions_of(site)
        super().__init__(site.access, lambda uid, version: version if uid is None else known(uid, version))
        self.replaced = {record.uid: record for record in records}
        self.root, self._rescoped, self._masked = root, rescoped, masked
        self.changed = dict(changed or {})
        self._states = dict(states or {})

    def record(self, uid: int) -> AccessRecord | None:
        """Return the changed or stored access record, or None."""
        return self.replaced.get(uid) or super().record(uid)

    def pointer(self, workflow: str, scope: int) -> Any:
        """Return (uid, version) of the definition in effect, or (None, definition) for an unsaved one."""
        tables = self.tables.get(workflow)
        if tables is None:
            return super().pointer(workflow, scope)
        named = (tables.get(record.uid, record.definitions.get(workflow)) for record in self.chain(scope))
        return next(filter(None, named), None) or tables.get(None) or self._records.definitions[workflow]

    def access_subjects(self, item: Item) -> tuple[Subject, ...]:
        """Return the subjects of ``item`` after the change."""
        if item.uid in self.changed:
            return self.changed[item.uid]
        inside = self.root is not None and is_within(item, self.root)
        return self.after(item.access_subjects(), inside, inside and item is not self.root)

    def moved_scope(self, scope: int) -> int:
        """Return the scope that replaces ``scope`` for items in the root."""
        return self._rescoped[1] if self._rescoped is not None and scope == self._rescoped[0] else scope

    def after(self, subjects: tuple[Subject, ...], inside: bool = True, below: bool = True) -> tuple[Subject, ...]:
        """Return ``subjects`` after the change; ``inside``: at or below the root, ``below``: below it."""
        if inside and self._rescoped is not None:
            before, after = self._rescoped
            subjects = tuple(each._replace(scope=after) if each.scope == before else each for each in subjects)
        if below and self._masked is not None:
            subjects = tuple(each._replace(masked=self._masked) for each in subjects)
        if self._states:
            subjects = tuple(self._in_new_state(each) for each in subjects)
        return subjects

    def _in_new_state(self, subject: Subject) -> Subject:
        if not self.is_unsaved(subject.workflow, subject.scope):
            return subject

        def after(state: str) -> str:
            return self._states.get((subject.workflow, state), state)

        behind, before = subject.published_state, subject.before
        return subject._replace(
            state=after(subject.state),
            published_state=after(behind) if behind is not None else None,
            before=after(before) if before is not None else None,
        )

    def state_of(self, record: AccessRecord) -> str:
        """Return the state of a space, or the state that replaces it."""
        after = self._states.get(("space", record.state))
        return after if after is not None and self.is_unsaved("space", record.uid) else record.state

    def is_unsaved(self, workflow: str, scope: int) -> bool:
        """Return True if the definition in effect for ``workflow`` at ``scope`` is one of this change."""
        return self.pointer(workflow, scope)[0] is None

    def touches(self, scope: int) -> bool:
        """Return True if the change affects a record in the chain of ``scope``, a space named there, or all spaces."""
        if "space" in self.tables:
            return True
        for record in self.chain(scope):
            if record.uid in self.replaced:
                return True
            named = record.grants.keys("space:", "space;")
            if any(one.uid in self.replaced for name in named for one in self.chain(int(name[6:]))):
                return True
        return False
