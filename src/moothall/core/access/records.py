"""The stored facts of access: one record per scope.

A *scope* is a space, the site, the site's repository, or any item with grants
or a break in inheritance of its own.
"""

from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from BTrees.Length import Length
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent
from persistent.mapping import PersistentMapping

SITE, SPACE, REPOSITORY, ITEM = "site", "space", "repository", "item"


class Grant(NamedTuple):
    """A role somebody holds in a scope, between ``since`` and ``until`` (aware UTC; ``None``: without end)."""

    role: str
    since: datetime
    until: datetime | None = None
    sponsor: str | None = None
    by: str | None = None

    def holds(self, now):
        return self.since <= now and (self.until is None or now < self.until)

    def has_ended(self, now):
        return self.until is not None and self.until <= now

    def is_kept_by(self, principal):
        """Whether ``principal`` has it from nobody else."""
        return self.by == principal


class Ban(NamedTuple):
    """A person counts as a guest in a space until ``until`` (``None``: until lifted)."""

    since: datetime
    until: datetime | None
    reason: str
    by: str | None

    def holds(self, now):
        return self.since <= now and (self.until is None or now < self.until)


class AccessRecord(Persistent):
    """What is known about access at one scope.

    ``kind`` is one of site, space, repository and item; ``parent`` the uid of
    the scope around it; ``leaf`` whether the item holds nothing else, so that a
    grant on it means "shared with".  Change it through :class:`AccessRecords` only.
    """

    state = "active"
    inherits = True
    #: How often something has changed here that holds only as long as the rest of the roster is as it was.
    turns = 0

    def __init__(self, uid, kind, parent, leaf=False, dials=None, state="active"):
        self.uid = uid
        self.kind = kind
        self.parent = parent
        self.leaf = leaf
        self.state = state
        self.dials = dict(dials or {})
        self.definitions = {}
        self.grants = OOBTree()
        self.bans = OOBTree()

    def roles_of(self, principals, now):
        """The roles granted here to any of ``principals`` (ids of a person, of groups) at ``now``."""
        return {grant.role for principal in principals for grant in self.grants.get(principal, ()) if grant.holds(now)}


class AccessRecords(Persistent):
    """All records by scope uid, and a stamp that changes with every one of them."""

    #: Kind of table → the change that is under way.
    changes = MappingProxyType({})
    #: Uid of a definition → the uids of the scopes that are under it.
    _users = MappingProxyType({})

    def __init__(self):
        self._records = LOBTree()
        self._stamp = Length()
        #: Workflow id → (uid of the definition, version) that holds where a scope says nothing else.
        self.definitions = PersistentMapping()

    @property
    def stamp(self):
        """A value that differs after any change of access: the key of what is computed from the facts."""
        # The serial of what is not loaded yet is nought, whatever it is.
        for one in (self._stamp, self.definitions):
            one._p_activate()
        return self._stamp._p_serial, self._stamp.value, self.definitions._p_serial

    @property
    def is_changing(self) -> bool:
        """Return True when this transaction has itself changed access."""
        return bool(self._stamp._p_changed)

    def touch(self):
        self._stamp.change(1)

    def get(self, uid):
        return self._records.get(uid)

    def __contains__(self, uid):
        return uid in self._records

    def __len__(self):
        return len(self._records)

    def values(self):
        return self._records.values()

    def add(self, record):
        self._records[record.uid] = record
        self.touch()
        return record

    def remove(self, uid):
        record = self._records.pop(uid)
        for definition, _version in record.definitions.values():
            self._note_user(definition, record)
        self.touch()

    def set_grants(self, record, principal, grants):
        """Replace what ``principal`` holds at ``record``; an empty list takes everything away."""
        if grants:
            record.grants[principal] = tuple(grants)
        elif principal in record.grants:
            del record.grants[principal]
        self.touch()

    def force_conflict(self, record):
        """Let no other such change be made of the same moment: of two, the later is tried again and looks anew.

        Trees merge what two writers do under different keys.  That two owners
        remove each other must not be merged.
        """
        record.turns += 1

    def set_dials(self, record, dials):
        record.dials = dict(dials)
        self.touch()

    def set_state(self, record, state):
        record.state = state
        self.touch()

    def set_inherits(self, record, inherits):
        record.inherits = inherits
        self.touch()

    def set_parent(self, record, parent):
        record.parent = parent
        self.touch()

    def set_ban(self, record, person, ban):
        """Ban ``person`` from the space of ``record``, or lift the ban with ``None``."""
        if ban is None:
            record.bans.pop(person, None)
        else:
            record.bans[person] = ban
        self.touch()

    def set_definition(self, record, workflow, version):
        """Let the scope of ``record`` be under another definition than what is around it; ``None``: no longer."""
        others = {kind: pointer for kind, pointer in record.definitions.items() if kind != workflow}
        before = record.definitions.get(workflow)
        record.definitions = others if version is None else {**others, workflow: version}
        for pointer in filter(None, (before, version)):
            self._note_user(pointer[0], record)
        self.touch()

    def under(self, definition):
        """The uids of the scopes that are under a definition (its uid) of their own choice."""
        return self._users.get(definition, frozenset())

    def _note_user(self, definition, record):
        """Keep the list of who is under a definition, so that asking for it wakes no other record."""
        users = self.under(definition) - {record.uid}
        if record.uid in self and any(pointer[0] == definition for pointer in record.definitions.values()):
            users |= {record.uid}
        self._users = {**self._users, definition: users}

    # -- while other tables take effect, see `moothall.core.operations.activation`

    def begin_change(self, change):
        self.changes = {**self.changes, change.kind: change}
        self.note_change()

    def end_change(self, kind):
        self.changes = {other: change for other, change in self.changes.items() if other != kind}
        self.note_change()

    def note_change(self):
        """What is saved meanwhile by somebody who has not seen this is to be tried again: see :meth:`read_current`."""
        self.definitions._p_changed = True
        self.touch()

    def read_current(self, connection):
        """What this transaction writes follows from the tables as they are in its snapshot."""
        if connection is not None and self.definitions._p_jar is connection and not self.definitions._p_changed:
            self.definitions._p_activate()
            connection.readCurrent(self.definitions)
