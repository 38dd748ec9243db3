"""What the scopes around an item say: workflow versions, visibility, policies, masks.

A *scope* is a space, or an item with an access record of its own.  Everything here is read from the
access records of one snapshot and does not depend on a person.
"""

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.access.records import ITEM, SPACE
from moothall.core.access.space_policies import PRIVATE, SIGNED_IN, VISIBILITY_ORDER

#: States of a space that take permissions away from everything in it.
MASKING_SPACE_STATES = frozenset({"archived", "suspended"})


class ScopeData:
    """The scopes of one snapshot, read through small caches.  Make one per request."""

    def __init__(self, records, definitions):
        """``definitions``: a callable of (uid of a definition, version) → compiled definition."""
        self._records = records
        self._definitions = definitions
        self._roles = {}
        self._scopes = {}
        self._tables = {}

    def record(self, uid):
        return self._records.get(uid)

    def definition(self, workflow, scope):
        """The compiled table that holds for ``workflow`` at ``scope``.  Cached."""
        found = self._tables.get((workflow, scope))
        if found is None:
            pointer = self.pointer(workflow, scope)
            found = self._definitions(*pointer)
            change = self._records.changes.get(workflow)
            if change is not None:
                default = self._records.definitions[workflow]
                found = change.around(found, pointer, self.chain(scope), default, self._definitions)
            self._tables[workflow, scope] = found
        return found

    def pointer(self, workflow, scope):
        """(uid of the definition, version) of the table that holds for ``workflow`` at ``scope``."""
        chosen = (record.definitions[workflow] for record in self.chain(scope) if workflow in record.definitions)
        return next(chosen, None) or self._records.definitions[workflow]

    def table(self, uid, version):
        """The compiled table of one version of a definition, whether it holds anywhere or not."""
        return self._definitions(uid, version)

    def first(self, workflow):
        """(uid of the definition, version) under which steps ran that do not say so: there was only one."""
        return self._records.definitions[workflow][0], 1

    def chain(self, scope):
        """The records from ``scope`` up to the site."""
        record = self.record(scope)
        while record is not None:
            yield record
            record = self.record(record.parent) if record.parent is not None else None

    def inherited(self, scope):
        """What the scopes around say: (visibility, masked, roster record, dials).  Cached."""
        found = self._scopes.get(scope)
        if found is None:
            found = self._scopes[scope] = self._look_around(scope)
        return found

    def _look_around(self, scope):
        visibility, masked, roster, dials, broken = 0, False, None, None, False
        for record in self.chain(scope):
            if record.kind == SPACE:
                masked = masked or self.state_of(record) in MASKING_SPACE_STATES
                visibility = max(visibility, VISIBILITY_ORDER.index(self.visibility_of(record)))
            if record.kind == ITEM:
                broken = broken or not record.inherits
            elif roster is None:
                roster, dials = record, record.dials
                if broken:
                    visibility = VISIBILITY_ORDER.index(PRIVATE)
        return VISIBILITY_ORDER[visibility], masked, roster, dials

    def visibility_of(self, record):
        """The visibility of a space: its dial's, or a narrower one where its state hides it from some readers."""
        definition, state = self.definition("space", record.uid), self.state_of(record)
        if definition.is_read(state):
            return record.dials["visibility"]
        row = definition.row(state, Permission.VIEW)
        return max(record.dials["visibility"], SIGNED_IN if R.PERSON in row else PRIVATE, key=VISIBILITY_ORDER.index)

    def state_of(self, record):
        """The state of the space with this record."""
        return record.state
