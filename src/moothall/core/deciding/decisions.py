"""What waits for somebody, of every kind: counted, listed oldest first, found by key."""

from moothall.core.deciding import KINDS, StateKind, states
from moothall.core.errors import BadInput, Conflicting
from moothall.core.i18n import _
from moothall.core.uids import uid_from_name


class Decisions:
    """What ``viewer`` has to decide, in one snapshot."""

    def __init__(self, viewer):
        self.viewer = viewer
        self._count = None

    @property
    def count(self):
        """How many decisions wait; cheap, and remembered."""
        if self._count is None:
            self._count = states.count_of(self.viewer) + sum(kind.count(self.viewer) for kind in _other_kinds())
        return self._count

    def entries(self):
        """The entries of all decisions, those that wait longest first; wakes no item."""
        found = list(states.entries_of(self.viewer))
        for kind in _other_kinds():
            found.extend(kind.entries(self.viewer))
        found.sort(key=lambda entry: (entry.since, entry.key))
        return found

    def keys(self, limit=None):
        """The keys of all decisions, those that wait longest first."""
        return [entry.key for entry in self.entries()[:limit]]

    def list(self, limit=None):
        """The decisions, those that wait longest first."""
        return [self.find(key) for key in self.keys(limit)]

    def find(self, key):
        """The decision with this key, or ``None`` when it is not, or no longer, this person's to take."""
        name, _dash, rest = key.partition("-")
        uid = uid_from_name(name)
        if uid is None:
            return None
        if not rest:
            return states.find(self.viewer, uid)
        id, _dash, rest = rest.partition("-")
        kind = KINDS.get(id)
        return kind.find(self.viewer, key, uid, rest) if kind is not None else None

    def steps(self, waiting):
        """The steps this person may take now, the one that grants what was asked for first."""
        return waiting.kind.steps(self.viewer, waiting)

    def take(self, act, waiting, step, notify):
        """Take a step; raises :class:`BadInput` for one that is not among :meth:`steps`."""
        steps = self.steps(waiting)
        if not any(one.id == step for one in steps):
            # What decides nothing was never offered; what would, waits behind something newer.
            raise BadInput(_("There is no step “${name}” here.", mapping={"name": step})) if steps else Conflicting()
        waiting.kind.take(self.viewer, act, waiting, step, notify)


def _other_kinds():
    return [kind for kind in KINDS.values() if not isinstance(kind, StateKind)]
