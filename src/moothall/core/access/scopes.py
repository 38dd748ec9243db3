"""What applies at the scopes of an item: workflow versions, visibility, policies and masks.

A *scope* is a space, or an item with an access record of its own.  Everything here is read from the
access records of one snapshot and does not depend on a person.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from moothall.core.access.permissions import Permission
from moothall.core.access.person import Person
from moothall.core.access.records import ITEM, SPACE, AccessRecord, AccessRecords
from moothall.core.access.roles import PERSON
from moothall.core.access.space_policies import PRIVATE, SIGNED_IN, VISIBILITY_ORDER

#: States of a space that mask permissions of all items in it.
MASKING_SPACE_STATES = frozenset({"archived", "suspended"})


class CompiledDefinition(Protocol):
    """The methods of a compiled workflow version that access decisions use."""

    def row(self, state: str, permission: str) -> tuple[str, ...]:
        """Return the tokens of a permission in a state."""
        ...

    def is_read(self, state: str) -> bool:
        """Return True if all readers of a space can see it in this state."""
        ...

    def personal(self, state: str, published_state: str | None = None, before: str | None = None) -> tuple[str, ...]:
        """Return which of creator and deleter the access in a state depends on."""
        ...


class ScopeData:
    """The scopes of one snapshot, with caches.  Create one per request."""

    def __init__(self, records: AccessRecords, definitions: Callable[[int, int], Any]) -> None:
        """Use ``definitions(uid, version)`` to get compiled definitions."""
        self._records = records
        self._definitions = definitions
        self._roles: dict[tuple[Person, int], frozenset[str]] = {}
        self._scopes: dict[int, tuple[str, bool, AccessRecord, Mapping[str, str]]] = {}
        self._tables: dict[tuple[str, int], Any] = {}
        self._active: dict[int, bool] = {}

    def record(self, uid: int) -> AccessRecord | None:
        """Return the access record of a scope, or None."""
        return self._records.get(uid)

    def definition(self, workflow: str, scope: int) -> Any:
        """Return the compiled definition in use for ``workflow`` at ``scope``.  Cached."""
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

    def pointer(self, workflow: str, scope: int) -> tuple[int, int]:
        """Return (uid of the definition, version) in use for ``workflow`` at ``scope``."""
        chosen = (record.definitions[workflow] for record in self.chain(scope) if workflow in record.definitions)
        return next(chosen, None) or self._records.definitions[workflow]

    def table(self, uid: int, version: int) -> Any:
        """Return the compiled version of a definition, in use or not."""
        return self._definitions(uid, version)

    def first(self, workflow: str) -> tuple[int, int]:
        """Return (uid of the definition, version) of transitions that recorded none: there was only one."""
        return self._records.definitions[workflow][0], 1

    def chain(self, scope: int) -> Iterator[AccessRecord]:
        """Yield the records from ``scope`` up to the site."""
        record = self.record(scope)
        while record is not None:
            yield record
            record = self.record(record.parent) if record.parent is not None else None

    def inherited(self, scope: int) -> tuple[str, bool, AccessRecord, Mapping[str, str]]:
        """Return (visibility, whether masked, record with the members, policies) at ``scope``.  Cached."""
        found = self._scopes.get(scope)
        if found is None:
            found = self._scopes[scope] = self._look_around(scope)
        return found

    def _look_around(self, scope: int) -> tuple[str, bool, AccessRecord, Mapping[str, str]]:
        visibility, masked, broken = 0, False, False
        members: Any = None
        policies: Any = None
        for record in self.chain(scope):
            if record.kind == SPACE:
                masked = masked or self.state_of(record) in MASKING_SPACE_STATES
                visibility = max(visibility, VISIBILITY_ORDER.index(self.visibility_of(record)))
            if record.kind == ITEM:
                broken = broken or not record.inherits
            elif members is None:
                members, policies = record, record.policies
                if broken:
                    visibility = VISIBILITY_ORDER.index(PRIVATE)
        return VISIBILITY_ORDER[visibility], masked, members, policies

    def visibility_of(self, record: AccessRecord) -> str:
        """Return the visibility of a space: that of its policy, or a narrower one required by its state."""
        definition, state = self.definition("space", record.uid), self.state_of(record)
        if definition.is_read(state):
            return record.policies["visibility"]
        row = definition.row(state, Permission.VIEW)
        return max(record.policies["visibility"], SIGNED_IN if PERSON in row else PRIVATE, key=VISIBILITY_ORDER.index)

    def is_active(self, scope: int) -> bool:
        """Return True if the space of ``scope``, and every space around it, is open and not suspended.  Cached.

        Only then its members have what was given to the space.
        """
        found = self._active.get(scope)
        if found is None:
            found = self._active[scope] = all(
                self.state_of(record) not in MASKING_SPACE_STATES
                and self.definition("space", record.uid).is_read(self.state_of(record))
                for record in self.chain(scope)
                if record.kind == SPACE
            )
        return found

    def state_of(self, record: AccessRecord) -> str:
        """Return the state of the space with this record."""
        return record.state
