"""The stored access data: one record per scope.

A *scope* is a space, the site, the site's repository, or any item with grants
or restricted access of its own.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from BTrees.Length import Length
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent
from persistent.mapping import PersistentMapping

from moothall.core.storage.renamed import RenamedAttributes

SITE, SPACE, REPOSITORY, ITEM = "site", "space", "repository", "item"


class Grant(NamedTuple):
    """A role given at a scope from ``since`` until ``until`` (aware UTC; None means no end)."""

    role: str
    since: datetime
    until: datetime | None = None
    sponsor: str | None = None
    by: str | None = None

    def holds(self, now: datetime) -> bool:
        """Return True if the grant has begun and not ended."""
        return self.since <= now and (self.until is None or now < self.until)

    def has_ended(self, now: datetime) -> bool:
        """Return True if the end of the grant is past."""
        return self.until is not None and self.until <= now

    def is_kept_by(self, principal: str | None) -> bool:
        """Return True if ``principal`` gave the grant."""
        return self.by == principal


class Ban(NamedTuple):
    """A person counts as a visitor in a space until ``until`` (None: until the ban is lifted)."""

    since: datetime
    until: datetime | None
    reason: str
    by: str | None

    def holds(self, now: datetime) -> bool:
        """Return True if the ban has begun and not ended."""
        return self.since <= now and (self.until is None or now < self.until)


class Silence(NamedTuple):
    """A person reads a space but cannot write in it until ``until`` (None: until the silence is lifted).

    ``rule`` is the ID of the rule on which it is based, ``ground`` its number and title at that time.
    """

    since: datetime
    until: datetime | None
    reason: str
    by: str | None
    rule: str = ""
    ground: tuple[int, str] | None = None

    def holds(self, now: datetime) -> bool:
        """Return True if the silence has begun and not ended."""
        return self.since <= now and (self.until is None or now < self.until)


class AccessRecord(RenamedAttributes, Persistent):
    """The access data of one scope.

    ``kind`` is site, space, repository or item; ``parent`` the uid of the enclosing scope;
    ``leaf`` is True if the item contains no others, so that a grant on it means "shared with".
    Change records through :class:`AccessRecords` only.
    """

    renamed_attributes = MappingProxyType({"dials": "policies", "turns": "forced_conflicts"})

    state = "active"
    inherits = True
    #: Person → :class:`Silence`; most records have none, and those of earlier versions have no such attribute.
    silences: Mapping[str, Silence] = MappingProxyType({})
    #: Number of changes that depend on all other members, see :meth:`AccessRecords.force_conflict`.
    forced_conflicts = 0

    def __init__(
        self,
        uid: int,
        kind: str,
        parent: int | None,
        leaf: bool = False,
        policies: Mapping[str, str] | None = None,
        state: str = "active",
    ) -> None:
        self.uid = uid
        self.kind = kind
        self.parent = parent
        self.leaf = leaf
        self.state = state
        self.policies = dict(policies or {})
        self.definitions: dict[str, tuple[int, int]] = {}
        self.grants = OOBTree()
        self.bans = OOBTree()

    def roles_of(self, principals: Iterable[str], now: datetime) -> set[str]:
        """Return the roles granted here to any of ``principals`` (ids of persons or groups) at ``now``."""
        return {grant.role for principal in principals for grant in self.grants.get(principal, ()) if grant.holds(now)}


class AccessRecords(Persistent):
    """All records by scope uid, and a stamp that every change of access increases."""

    #: Workflow id → the activation in progress.
    changes: Mapping[str, Any] = MappingProxyType({})
    #: Uid of a definition → the uids of the scopes that chose it.
    _users: Mapping[int, frozenset[int]] = MappingProxyType({})

    def __init__(self) -> None:
        self._records = LOBTree()
        self._stamp = Length()
        #: Workflow id → (uid of the definition, version) in use where no scope chose another.
        self.definitions = PersistentMapping()

    @property
    def stamp(self) -> tuple[bytes, int, bytes]:
        """Return a value that differs after any change of access: the cache key of everything computed from it."""
        # An object that is not loaded has serial 0.
        for one in (self._stamp, self.definitions):
            one._p_activate()
        return self._stamp._p_serial, self._stamp.value, self.definitions._p_serial

    @property
    def is_changing(self) -> bool:
        """Return True if this transaction has changed access."""
        return bool(self._stamp._p_changed)

    def touch(self) -> None:
        """Increase the stamp."""
        self._stamp.change(1)

    def get(self, uid: int) -> AccessRecord | None:
        """Return the record of a scope, or None."""
        return self._records.get(uid)

    def __contains__(self, uid: object) -> bool:
        return uid in self._records

    def __len__(self) -> int:
        return len(self._records)

    def values(self) -> Iterable[AccessRecord]:
        """Return all records."""
        return self._records.values()

    def add(self, record: AccessRecord) -> AccessRecord:
        """Add and return a record."""
        self._records[record.uid] = record
        self.touch()
        return record

    def remove(self, uid: int) -> None:
        """Remove a record; raise KeyError if there is none."""
        record = self._records.pop(uid)
        for definition, _version in record.definitions.values():
            self._note_user(definition, record)
        self.touch()

    def set_grants(self, record: AccessRecord, principal: str, grants: Iterable[Grant]) -> None:
        """Replace the grants of ``principal`` at ``record``; an empty list removes all."""
        if grants:
            record.grants[principal] = tuple(grants)
        elif principal in record.grants:
            del record.grants[principal]
        self.touch()

    def force_conflict(self, record: AccessRecord) -> None:
        """Make concurrent changes that call this conflict, so that the later one is retried on the new state.

        Trees merge concurrent changes of different keys.  Two owners who remove each other must
        not be merged.
        """
        record.forced_conflicts += 1

    def set_policies(self, record: AccessRecord, policies: Mapping[str, str]) -> None:
        """Replace the policies of a space."""
        record.policies = dict(policies)
        self.touch()

    def set_state(self, record: AccessRecord, state: str) -> None:
        """Set the state of a space."""
        record.state = state
        self.touch()

    def set_inherits(self, record: AccessRecord, inherits: bool) -> None:
        """Restrict the access to an item, or remove the restriction."""
        record.inherits = inherits
        self.touch()

    def set_parent(self, record: AccessRecord, parent: int | None) -> None:
        """Set the enclosing scope."""
        record.parent = parent
        self.touch()

    def set_ban(self, record: AccessRecord, person: str, ban: Ban | None) -> None:
        """Ban ``person`` from the space of ``record``, or lift the ban with None."""
        if ban is None:
            record.bans.pop(person, None)
        else:
            record.bans[person] = ban
        self.touch()

    def set_silence(self, record: AccessRecord, person: str, silence: Silence | None) -> None:
        """Silence ``person`` in the space of ``record``, or lift the silence with None."""
        kept = {who: one for who, one in record.silences.items() if who != person}
        record.silences = kept if silence is None else {**kept, person: silence}
        self.touch()

    def set_definition(self, record: AccessRecord, workflow: str, version: tuple[int, int] | None) -> None:
        """Choose (uid of the definition, version) for the scope of ``record``, or with None inherit it again."""
        others = {kind: pointer for kind, pointer in record.definitions.items() if kind != workflow}
        before = record.definitions.get(workflow)
        record.definitions = others if version is None else {**others, workflow: version}
        for pointer in filter(None, (before, version)):
            self._note_user(pointer[0], record)
        self.touch()

    def under(self, definition: int) -> frozenset[int]:
        """Return the uids of the scopes that chose a definition (by its uid) themselves."""
        return self._users.get(definition, frozenset())

    def _note_user(self, definition: int, record: AccessRecord) -> None:
        """Update the scopes that chose a definition, so that :meth:`under` loads no other record."""
        users = self.under(definition) - {record.uid}
        if record.uid in self and any(pointer[0] == definition for pointer in record.definitions.values()):
            users |= {record.uid}
        self._users = {**self._users, definition: users}

    # -- during an activation of workflow versions, see `moothall.core.operations.activation`

    def begin_change(self, change: Any) -> None:
        """Begin the activation of another definition of a workflow."""
        self.changes = {**self.changes, change.kind: change}
        self.note_change()

    def end_change(self, kind: str) -> None:
        """End the activation of a definition of the workflow with id ``kind``."""
        self.changes = {other: change for other, change in self.changes.items() if other != kind}
        self.note_change()

    def note_change(self) -> None:
        """Make concurrent transactions that have not seen the activation conflict: see :meth:`read_current`."""
        self.definitions._p_changed = True
        self.touch()

    def read_current(self, connection: Any) -> None:
        """Make this transaction conflict with changes of the definitions in use that it has not seen."""
        if connection is not None and self.definitions._p_jar is connection and not self.definitions._p_changed:
            self.definitions._p_activate()
            connection.readCurrent(self.definitions)
