"""Pending decisions of all types: count, list oldest first, find by key, assign and perform."""

from collections.abc import Callable, Sequence
from typing import Any

from moothall.core.access import roles as R
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.errors import Conflict, Forbidden, MoothallError, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.core.content.versioned import Versioned
from moothall.core.decisions import state_kinds
from moothall.core.decisions.claims import Claim, Note
from moothall.core.decisions.kinds import DecisionOption, DecisionType, PendingDecision, QueueEntry, decision_types
from moothall.core.event_log.log import ActionContext


class Decisions:
    """The pending decisions of ``viewer`` in one snapshot; ``people`` finds accounts ``by_id``."""

    def __init__(self, viewer: AccessContext, people: Any) -> None:
        self.viewer = viewer
        self._people = people
        self._claims = viewer.site.claims
        self._count: int | None = None

    # -- what waits

    @property
    def count(self) -> int:
        """Return the number of pending decisions; it is cheap, and cached."""
        if self._count is None:
            self._count = state_kinds.count_of(self.viewer) + sum(kind.count(self.viewer) for kind in self._listing())
        return self._count

    def _listing(self) -> Sequence[DecisionType]:
        """Return the types that are not states of items and keep their own lists."""
        return [kind for kind in decision_types(self.viewer.site).values() if not kind.of_states]

    def entries(self) -> Sequence[QueueEntry]:
        """Return the entries of all decisions, those that wait longest first, without loading items."""
        found = list(state_kinds.entries_of(self.viewer))
        for kind in self._listing():
            found.extend(kind.entries(self.viewer))
        found.sort(key=lambda entry: (entry.since, entry.key))
        return found

    def list(self, limit: int | None = None) -> Sequence[PendingDecision | None]:
        """Return the decisions, those that wait longest first."""
        return [self.find(entry.key) for entry in self.entries()[:limit]]

    def find(self, key: str) -> PendingDecision | None:
        """Return the decision with this key, or None if this person cannot decide it, or not any more."""
        name, _dash, rest = key.partition("-")
        uid = uid_from_name(name)
        if uid is None:
            return None
        if not rest:
            return state_kinds.find(self.viewer, uid)
        id, _dash, rest = rest.partition("-")
        kind = decision_types(self.viewer.site).get(id)
        return kind.find(self.viewer, key, uid, rest) if kind is not None else None

    def error_for(self, key: str) -> MoothallError:
        """Return the error to raise where :meth:`find` returns None.

        People who can make such decisions learn that someone else has decided; people who see the item,
        that they cannot decide it; all others do not learn that the item exists.
        """
        name, _dash, rest = key.partition("-")
        uid = uid_from_name(name)
        item = self.viewer.site.uids.get(uid) if uid is not None else None
        if uid is None or item is None or not self.viewer.sees(item):
            return NotFound()
        if not rest and state_kinds.has_approved(self.viewer, uid):
            return Forbidden(_("You have approved it. It is waiting for other people to approve."))
        types = decision_types(self.viewer.site)
        named = types.get(rest.partition("-")[0]) if rest else None
        of_states = [kind for kind in types.values() if kind.of_states]
        kinds = [named] if named is not None else [] if rest else of_states
        if any(kind.decides_at(self.viewer, item) for kind in kinds):
            return Conflict(_("Someone else has already decided this."))
        refused = Forbidden(_("You cannot decide this."))
        step = state_kinds.first_step(self.viewer, uid) if not rest else None
        refused.step = (item, step.id) if step is not None else None
        return refused

    # -- taking them

    def steps(self, waiting: PendingDecision) -> Sequence[DecisionOption]:
        """Return the options this person has now, the one that grants the request first."""
        return waiting.kind.steps(self.viewer, waiting)

    def check(self, waiting: PendingDecision, step: str) -> DecisionOption:
        """Return the option with that id; raise the error that prevents it, including another person's claim."""
        found = waiting.kind.require(self.viewer, waiting, step)
        self._check_hold(waiting)
        return found

    def perform(self, act: ActionContext, waiting: PendingDecision, step: str, notify: Callable[[Any], Any]) -> bool:
        """Perform an option after :meth:`check`; return True if the decision is made."""
        self.check(waiting, step)
        decided = waiting.kind.perform(self.viewer, act, waiting, step, notify)
        self._claims.release(waiting.key)
        return decided is not False

    # -- having them in hand

    def assignee(self, waiting: PendingDecision) -> Claim | None:
        """Return the claim on a decision, or None."""
        return self.assignee_of(waiting.key)

    def assignee_of(self, key: str) -> Claim | None:
        """Return the claim on the decision with ``key``, or None."""
        return valid_claim(self.viewer, self._people, key)

    def blocked_by(self, waiting: PendingDecision) -> Claim | None:
        """Return another person's claim; None for administrators, who can decide anyway."""
        claim = self.assignee(waiting)
        if claim is None or claim.person == self.viewer.person.id or self._looks_after_all():
            return None
        return claim

    def claim(self, act: ActionContext, waiting: PendingDecision) -> Claim:
        """Assign a decision to the person who acts; raise :class:`Conflict` if it is assigned to someone else."""
        self._check_hold(waiting)
        return self._claims.claim(act, waiting.key)

    def release(self, act: ActionContext, waiting: PendingDecision) -> None:
        """Unassign a decision; raise :class:`Forbidden` if it is assigned to someone else."""
        claim = self.assignee(waiting)
        if claim is not None and claim.person != act.person and not self._looks_after_all():
            raise Forbidden(_("Only the person it is assigned to can unassign it."))
        self._claims.release(waiting.key)

    def notes(self, waiting: PendingDecision) -> Sequence[Note]:
        """Return the notes of the people who decide, oldest first."""
        return self._claims.notes(waiting.key, self.viewer.now)

    def note(self, act: ActionContext, waiting: PendingDecision, text: str) -> None:
        """Add a note for the others who decide; this extends the author's claim."""
        self._claims.note(act, waiting.key, text)
        claim = self.assignee(waiting)
        if claim is not None and claim.person == act.person:
            self._claims.claim(act, waiting.key)

    def _check_hold(self, waiting: PendingDecision) -> None:
        claim = self.blocked_by(waiting)
        if claim is not None:
            minutes = max(1, -int((self.viewer.now - claim.until).total_seconds() // 60))
            raise Conflict(
                _(
                    "This is assigned to ${person}. You can decide once they unassign it, or in ${minutes} minutes.",
                    mapping={"person": self._people.by_id(claim.person).name, "minutes": minutes},
                )
            )

    def _looks_after_all(self) -> bool:
        return R.ADMINISTRATOR in self.viewer.person.site_roles


def valid_claim(viewer: AccessContext, people: Any, key: str) -> Claim | None:
    """Return the claim on the decision with ``key``, or None.

    A claim counts if it was made since the decision was requested, and while its person can decide.
    """
    claim = viewer.site.claims.claim_on(key, viewer.now)
    account = people.by_id(claim.person) if claim is not None else None
    if account is None or not account.enabled:
        return None
    waiting = Decisions(AccessContext(viewer.site, account.person, viewer.now), people).find(key)
    return claim if waiting is not None and claim.since >= waiting.at else None


def claim_on_item(viewer: AccessContext, people: Any, item: Item) -> Claim | None:
    """Return the claim on ``item``, if this person requested the decision or can decide; otherwise None."""
    if not viewer.site.claims.claims or viewer.person.id is None:
        return None
    edition = viewer.shown(item) if isinstance(item, Versioned) else item
    if edition is None:
        return None
    key = uid_name(edition.uid)
    claim = valid_claim(viewer, people, key)
    if claim is None or item.creator == viewer.person.id or Decisions(viewer, people).find(key) is not None:
        return claim
    holder = Decisions(AccessContext(viewer.site, people.by_id(claim.person).person, viewer.now), people)
    found = holder.find(key)
    return claim if found is not None and found.asker == viewer.person.id else None
