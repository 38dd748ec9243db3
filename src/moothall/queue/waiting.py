"""What waits for somebody: counted from sets of the catalog, and listed oldest first.

The state is part of an item's access class.  So whoever may decide about one item
of a class may decide about all of them, and the number of decisions is the size of
a few sets: nothing has to be woken to show it on every page.
"""

import threading
from datetime import UTC, datetime
from typing import NamedTuple

from moothall.core.access import Subject
from moothall.core.catalog import microseconds, subject_of_class
from moothall.core.permissions import Permission
from moothall.core.standing import last_step
from moothall.core.uids import uid_from_name, uid_name
from moothall.core.versions import Versioned
from moothall.core.workflow.transition import available, history_of
from moothall.queue.kinds import BY_STATE, JOIN
from moothall.space.roster import requests_of


class Waiting(NamedTuple):
    """One decision: about ``item``, asked for by ``asker`` (an opaque id) at ``at``."""

    key: str
    kind: object
    item: object
    edition: object
    asker: str | None
    at: datetime
    message: str = ""

    @property
    def title(self):
        return self.edition.version.title if self.edition is not None else self.item.title


class Decisions:
    """What ``viewer`` has to decide, in one snapshot."""

    def __init__(self, viewer):
        self._viewer = viewer
        self._site = viewer.site
        self._known = _known.of(viewer)
        self._count = None

    @property
    def count(self):
        """How many decisions wait; cheap, and remembered."""
        if self._count is None:
            sets = self._site.catalog["access_class"]._fwd_index
            self._count = sum(len(sets.get(value, ())) for value in self._known.classes) + len(self._joins())
        return self._count

    def keys(self, limit=None):
        """The keys of all decisions, those that wait longest first; wakes no item."""
        catalog = self._site.catalog
        sets, modified = catalog["access_class"]._fwd_index, catalog["modified"]._rev_index
        found = [(modified[uid], uid_name(uid)) for value in self._known.classes for uid in sets.get(value, ())]
        for uid, person in self._joins():
            asked = requests_of(self._site.uids.get(uid))[person]
            found.append((microseconds(asked.at), f"{uid_name(uid)}-{person}"))
        return [key for _at, key in sorted(found)[:limit]]

    def list(self, limit=None):
        """The decisions, those that wait longest first."""
        return [self.find(key) for key in self.keys(limit)]

    def find(self, key):
        """The decision with this key, or ``None`` when it is not, or no longer, this person's to take."""
        name, _dash, person = key.partition("-")
        uid = uid_from_name(name)
        if uid is None:
            return None
        return self._join(uid, person, key) if person else self._about(uid, key)

    def steps(self, waiting):
        """The steps this person may take now; none while a newer version of the item waits as well."""
        if waiting.kind is JOIN:
            return []
        item = waiting.item
        if waiting.edition is not None and self._viewer.shown(item) != waiting.edition:
            return []
        return [step for step in available(self._viewer, item) if step.id in waiting.kind.steps]

    def _about(self, uid, key):
        value = self._site.catalog["access_class"]._rev_index.get(uid)
        if value not in self._known.classes:
            return None
        item = self._site.uids.get(uid)
        subject = subject_of_class(value)
        kind = BY_STATE[subject.workflow, subject.state]
        if isinstance(item, Versioned):
            edition = next(one for one in item.editions if one.uid == uid)
            step = last_step(edition)
            # What was asked for last; an import may have put it there without a step.
            asker, at, said = (step.actor, step.at, step.reason) if step else (item.creator, item.modified, "")
            return Waiting(key, kind, item, edition, asker, at, said)
        step = next((fact for fact in reversed(history_of(item)) if fact.after == subject.state), None)
        asker, at, said = (step.actor, step.at, step.reason) if step else (item.creator, item.created, "")
        return Waiting(key, kind, item, None, asker, at, said)

    def _joins(self):
        return [one for one in self._site.join_requests if self._known.manages(one[0], self._viewer)]

    def _join(self, uid, person, key):
        if (uid, person) not in self._site.join_requests or not self._known.manages(uid, self._viewer):
            return None
        space = self._site.uids.get(uid)
        asked = requests_of(space)[person]
        return Waiting(key, JOIN, space, None, person, asked.at.astimezone(UTC), asked.message)


class _Known:
    """What one person may decide about, for as long as the facts of access stay as they are."""

    def __init__(self, viewer, visible):
        self.visible = visible
        self.classes = frozenset(value for value in visible if _decides(viewer, value))
        self._manages = {}

    def manages(self, uid, viewer):
        """Whether this person answers requests to join the space ``uid``."""
        known = self._manages.get(uid)
        if known is None:
            record = viewer.facts.record(uid)
            subject = Subject(uid, "space", record.state)
            known = self._manages[uid] = viewer.decide(subject, Permission.MANAGE).allowed
        return known


def _decides(viewer, value):
    _scope, workflow, state, *_person = value.split(":")
    kind = BY_STATE.get((workflow, state))
    if kind is None:
        return False
    subject = subject_of_class(value)
    definition = viewer.facts.definition(workflow, subject.scope)
    # A space's own state does not stop its own steps; what is around it does.
    around = viewer.facts.record(subject.scope).parent if workflow == "space" else subject.scope
    if viewer.facts.surroundings(around)[1]:
        return False
    return any(step.id in kind.steps and viewer.holds(definition.who(step, state), subject)
               for step in definition.leaving(state))


class _Memory:
    """Keeps what people may decide about; whoever sees something else than before is asked anew.

    The viewer makes another set of visible classes at each change of access, of
    the classes in use and at each end date: the very set is what is compared.
    """

    LIMIT = 4096

    def __init__(self):
        self._lock = threading.Lock()
        self._people = {}

    def of(self, viewer):
        visible = viewer.visible_classes()
        known = self._people.get(viewer.person)
        if known is None or known.visible is not visible:
            known = _Known(viewer, visible)
            with self._lock:
                if len(self._people) >= self.LIMIT:
                    self._people.clear()
                self._people[viewer.person] = known
        return known


_known = _Memory()
