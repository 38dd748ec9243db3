"""What waits for somebody, of every kind: counted, listed oldest first, found by key, held and taken."""

from moothall.core.access import roles as R
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.errors import Conflict, Forbidden, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.core.content.versions import Versioned
from moothall.core.decisions import state_kinds
from moothall.core.decisions.kinds import KINDS, LISTING


class Decisions:
    """What ``viewer`` has to decide, in one snapshot; ``people`` finds accounts ``by_id``."""

    def __init__(self, viewer, people):
        self.viewer = viewer
        self._people = people
        self._desk = viewer.site.desk
        self._count = None

    # -- what waits

    @property
    def count(self):
        """How many decisions wait; cheap, and remembered."""
        if self._count is None:
            self._count = state_kinds.count_of(self.viewer) + sum(kind.count(self.viewer) for kind in LISTING.values())
        return self._count

    def entries(self):
        """The entries of all decisions, those that wait longest first; wakes no item that has one."""
        found = list(state_kinds.entries_of(self.viewer))
        for kind in LISTING.values():
            found.extend(kind.entries(self.viewer))
        found.sort(key=lambda entry: (entry.since, entry.key))
        return found

    def list(self, limit=None):
        """The decisions, those that wait longest first."""
        return [self.find(entry.key) for entry in self.entries()[:limit]]

    def find(self, key):
        """The decision with this key, or ``None`` when it is not, or no longer, this person's to take."""
        name, _dash, rest = key.partition("-")
        uid = uid_from_name(name)
        if uid is None:
            return None
        if not rest:
            return state_kinds.find(self.viewer, uid)
        id, _dash, rest = rest.partition("-")
        kind = KINDS.get(id)
        return kind.find(self.viewer, key, uid, rest) if kind is not None else None

    def error_for(self, key):
        """The error to raise where :meth:`find` finds nothing.

        Those who decide about such things hear that somebody else has done it, those
        who see the item that it is not for them, and nobody else hears that there is
        such an item.
        """
        name, _dash, rest = key.partition("-")
        uid = uid_from_name(name)
        item = self.viewer.site.uids.get(uid) if uid is not None else None
        if item is None or not self.viewer.sees(item):
            return NotFound()
        if not rest and state_kinds.has_approved(self.viewer, uid):
            return Forbidden(_("You have approved it. It is waiting for other people to approve."))
        named = KINDS.get(rest.partition("-")[0]) if rest else None
        kinds = [named] if named is not None else [] if rest else list(state_kinds.BY_STATE.values())
        if any(kind.decides_at(self.viewer, item) for kind in kinds):
            return Conflict(_("Someone else has already decided this."))
        refused = Forbidden(_("You cannot decide this."))
        step = state_kinds.first_step(self.viewer, uid) if not rest else None
        refused.step = (item, step.id) if step is not None else None
        return refused

    # -- taking them

    def steps(self, waiting):
        """The steps this person may take now, the one that grants what was asked for first."""
        return waiting.kind.steps(self.viewer, waiting)

    def check(self, waiting, step):
        """The step with that id; raises the error of what stands against it, somebody else's claim included."""
        found = waiting.kind.require(self.viewer, waiting, step)
        self._check_hold(waiting)
        return found

    def take(self, act, waiting, step, notify):
        """Take a step, see :meth:`check` for what may stand against it; returns whether it is decided now."""
        self.check(waiting, step)
        decided = waiting.kind.take(self.viewer, act, waiting, step, notify)
        self._desk.release(waiting.key)
        return decided is not False

    # -- having them in hand

    def assignee(self, waiting):
        """The claim on a decision, or ``None``."""
        return self.assignee_of(waiting.key)

    def assignee_of(self, key):
        """The claim on the decision with ``key``, or ``None``."""
        return held(self.viewer, self._people, key)

    def blocked_by(self, waiting):
        """The claim that keeps this person from deciding: somebody else's, unless one is an administrator."""
        claim = self.assignee(waiting)
        if claim is None or claim.person == self.viewer.person.id or self._looks_after_all():
            return None
        return claim

    def claim(self, act, waiting):
        """Have a decision in hand, or for longer; raises :class:`Conflict` while somebody else has."""
        self._check_hold(waiting)
        return self._desk.claim(act, waiting.key)

    def release(self, act, waiting):
        """Let go of a decision; raises :class:`Forbidden` for somebody else's."""
        claim = self.assignee(waiting)
        if claim is not None and claim.person != act.person and not self._looks_after_all():
            raise Forbidden(_("Only the person it is assigned to can unassign it."))
        self._desk.release(waiting.key)

    def notes(self, waiting):
        """What those who decide have noted about it, oldest first."""
        return self._desk.notes(waiting.key, self.viewer.now)

    def note(self, act, waiting, text):
        """Note something for the others who decide; whoever has it in hand has it for longer."""
        self._desk.note(act, waiting.key, text)
        claim = self.assignee(waiting)
        if claim is not None and claim.person == act.person:
            self._desk.claim(act, waiting.key)

    def _check_hold(self, waiting):
        claim = self.blocked_by(waiting)
        if claim is not None:
            minutes = max(1, -int((self.viewer.now - claim.until).total_seconds() // 60))
            raise Conflict(
                _(
                    "This is assigned to ${person}. You can decide once they unassign it, or in ${minutes} minutes.",
                    mapping={"person": self._people.by_id(claim.person).name, "minutes": minutes},
                )
            )

    def _looks_after_all(self):
        return R.ADMINISTRATOR in self.viewer.person.site_roles


def held(viewer, people, key):
    """The claim on the decision with ``key``, or ``None``.

    Only a claim on what waits now counts, and only while the one who made it may
    decide about it.
    """
    claim = viewer.site.desk.claim_on(key, viewer.now)
    account = people.by_id(claim.person) if claim is not None else None
    if account is None or not account.enabled:
        return None
    waiting = Decisions(AccessContext(viewer.site, account.person, viewer.now), people).find(key)
    return claim if waiting is not None and claim.since >= waiting.at else None


def held_item(viewer, people, item):
    """The claim on what this person sees of ``item``, for those concerned: who asked for it, and who decides."""
    if not viewer.site.desk.claims or viewer.person.id is None:
        return None
    edition = viewer.shown(item) if isinstance(item, Versioned) else item
    if edition is None:
        return None
    key = uid_name(edition.uid)
    claim = held(viewer, people, key)
    if claim is None or item.creator == viewer.person.id or Decisions(viewer, people).find(key) is not None:
        return claim
    holder = Decisions(AccessContext(viewer.site, people.by_id(claim.person).person, viewer.now), people)
    return claim if holder.find(key).asker == viewer.person.id else None
