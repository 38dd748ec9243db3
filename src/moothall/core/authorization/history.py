"""The facts of access as they stood at a moment, so that ``decide`` can be asked about a past date.

What has one value (a dial, a state, a place) is what the first later fact says was there
before, or what is there now; what is held is read from the facts up to the moment.
Nothing that has been removed for good can be asked about, since it is not there to be
named; that it was there, the facts of what was around it say.
"""

from datetime import UTC, datetime, time
from types import MappingProxyType

from BTrees.OOBTree import OOBTree

from moothall.core.access.held_roles import AccessData
from moothall.core.access.log_events import BAN, BREAK, DIAL, GRANT, GROUP, MEMBERSHIP, SITE_ROLE
from moothall.core.access.person import Person
from moothall.core.access.records import ITEM, SPACE, AccessRecord, Ban, Grant
from moothall.core.authorization.access_context import AccessContext, definitions_of
from moothall.core.base.errors import NotFound
from moothall.core.content.log_events import CREATED, DELETED, ERASED, MOVED, STATE
from moothall.core.workflow.log_events import WORKFLOW_ASSIGNMENT

HELD = frozenset({MEMBERSHIP.id, GRANT.id})
GONE = frozenset({DELETED.id, ERASED.id})
#: The rule of facts that bring items out of states which a table no longer has.
TABLE_CHANGED = "workflow"


class Past:
    """What the facts of ``site`` say about ``moment`` (aware): places, states, records.

    What happened at that very moment has happened.
    """

    def __init__(self, site, moment):
        self.site = site
        self.moment = moment.astimezone(UTC)
        self._records = {}
        self._parents = {}

    # -- single values

    def value(self, uid, kind, key=None, now=None):
        """The value of what facts of ``kind`` (about ``key``) change; ``now`` is what it is today."""
        for fact in self.later(uid, kind):
            if fact.key == key:
                return fact.before
        return now

    def later(self, uid, *kinds):
        """The facts about ``uid`` after the moment, oldest first."""
        return (
            fact
            for fact in self.site.facts.about(uid, kinds, since=self.moment)
            if self._counts_from(fact) > self.moment
        )

    def _counts_from(self, fact):
        """The moment of a fact; what was moved since its table changed counts as moved from that change on."""
        cause = self.site.facts.get(fact.cause) if fact.rule == TABLE_CHANGED else None
        return cause.at if cause is not None else fact.at

    def earlier(self, uid, kinds):
        """The facts about ``uid`` up to the moment, oldest first."""
        return self.site.facts.about(uid, kinds, until=self.moment)

    # -- places

    def is_there(self, uid):
        """Whether something with this uid stood in the tree."""
        if next(self.later(uid, CREATED.id), None) is not None:
            return False
        return self.site.uids.get(uid) is not None or next(self.later(uid, *GONE), None) is not None

    def parent_of(self, uid):
        """The uid of what something stood in; ``None`` for the site and for what the facts know nothing of."""
        if uid not in self._parents:
            self._parents[uid] = self._parent_of(uid)
        return self._parents[uid]

    def _parent_of(self, uid):
        for fact in self.later(uid, MOVED.id, *GONE):
            if fact.before is not None:
                return fact.before[0]
        item = self.site.uids.get(uid)
        if item is not None:
            return item.__parent__.uid if item.__parent__ is not None else None
        places = list(self.site.facts.about(uid, {CREATED.id, MOVED.id, *GONE}))
        return next((place[0] for fact in reversed(places) if (place := fact.after or fact.before)), None)

    def around(self, uid):
        """``uid`` and the uids of everything it stood in, nearest first."""
        while uid is not None:
            yield uid
            uid = self.parent_of(uid)

    def scope_of(self, uid):
        """The uid of the nearest scope around something, or its own."""
        return next(each for each in self.around(uid) if self.record(each) is not None)

    def space_of(self, uid):
        """The uid of the nearest space around something, or its own; ``None`` outside of spaces."""
        return next((each for each in self.around(uid) if self._kind_of(each) == SPACE), None)

    # -- records

    def record(self, uid):
        """The access record of a scope, ``None`` for what was none."""
        if uid not in self._records:
            self._records[uid] = self._record(uid)
        return self._records[uid]

    def _record(self, uid):
        if not self.is_there(uid):
            return None
        now, kind = self.site.access.get(uid), self._kind_of(uid)
        grants, bans = self._grants(uid, now), self._bans(uid, now)
        inherits = self.value(uid, BREAK.id, now=now is None or now.inherits)
        definitions = self._definitions(uid, now.definitions if now is not None else {})
        if kind == ITEM and inherits and not grants and not definitions:
            return None
        item, parent = self.site.uids.get(uid), self.parent_of(uid)
        record = AccessRecord(
            uid,
            kind,
            self.scope_of(parent) if parent is not None else None,
            leaf=item is not None and item.leaf,
            dials=self._dials(uid, now),
            state=self.value(uid, STATE.id, now=now.state) if now is not None else self._last_state(uid),
        )
        record.inherits, record.definitions = inherits, definitions
        record.grants, record.bans = OOBTree(grants), OOBTree(bans)
        return record

    def _kind_of(self, uid):
        now = self.site.access.get(uid)
        if now is not None:
            return now.kind
        if self.site.uids.get(uid) is not None:
            return ITEM
        return SPACE if next(self.site.facts.about(uid, {DIAL.id}), None) is not None else ITEM

    def _dials(self, uid, now):
        if now is not None:
            return {name: self.value(uid, DIAL.id, name, value) for name, value in now.dials.items()}
        return {fact.key: fact.after for fact in self.earlier(uid, {DIAL.id})}

    def _last_state(self, uid):
        states = [fact.after for fact in self.earlier(uid, {STATE.id})]
        return states[-1] if states else "active"

    def _grants(self, uid, now):
        changed = {fact.key for fact in self.later(uid, *HELD)}
        known = {} if now is None else {who: tuple(held) for who, held in now.grants.items() if who not in changed}
        found = dict(known)
        for fact in self.earlier(uid, HELD):
            # What has ended by itself may have been cleared away without a fact.
            if fact.key not in known:
                found[fact.key] = _held_after(fact, found.get(fact.key, ()))
        for fact in self.later(uid, *HELD):
            # What was given before there were facts is only known from what the first one says was there.
            if fact.key in changed and fact.key not in found and fact.before:
                found[fact.key] = tuple(Grant(role, self.moment) for role in fact.before)
            changed.discard(fact.key)
        return {who: held for who, held in found.items() if held}

    def _bans(self, uid, now):
        changed = {fact.key for fact in self.later(uid, BAN.id)}
        known = {} if now is None else {who: ban for who, ban in now.bans.items() if who not in changed}
        found = dict(known)
        for fact in self.earlier(uid, {BAN.id}):
            if fact.key not in known:
                found[fact.key] = Ban(fact.since, fact.until, fact.reason, fact.actor) if fact.after else None
        return {who: ban for who, ban in found.items() if ban is not None}

    def _definitions(self, uid, now):
        known = set(now) | {fact.key for fact in self.later(uid, WORKFLOW_ASSIGNMENT.id)}
        values = {workflow: self.value(uid, WORKFLOW_ASSIGNMENT.id, workflow, now.get(workflow)) for workflow in known}
        return {workflow: tuple(value) for workflow, value in values.items() if value is not None}

    # -- what AccessData asks of records

    get = record
    #: Tables that are about to take effect: of the past it is known which did.
    changes = MappingProxyType({})

    def values(self):
        """The records of all scopes there are today."""
        return filter(None, map(self.record, [record.uid for record in self.site.access.values()]))

    @property
    def definitions(self):
        """Workflow id → (uid of the definition, version) that held where a scope said nothing else."""
        return self._definitions(self.site.uid, self.site.access.definitions)


def _held_after(fact, before):
    """The grants that a fact has left somebody with, who held ``before`` until then."""
    if fact.held is not None:
        return tuple(Grant(*one) for one in fact.held)
    since = {grant.role: grant.since for grant in before}
    return tuple(
        Grant(
            role,
            since.get(role, fact.since or fact.at) if role in (fact.before or ()) else fact.since or fact.at,
            fact.until,
            fact.sponsor,
            fact.actor,
        )
        for role in fact.after or ()
    )


class PastAccessContext(AccessContext):
    """Somebody looking at the site as it was at ``moment``: what they could do then, not what was written there."""

    def __init__(self, site, person, moment, past=None):
        self.past = past if past is not None else Past(site, moment)
        super().__init__(site, person, moment, AccessData(self.past, definitions_of(site)))

    def access_subjects_of(self, item):
        """The subjects of its editions as of then; raises :class:`NotFound` for what was not there yet."""
        if not self.past.is_there(item.uid):
            raise NotFound()
        return item.access_subjects_at(self.past)

    def verdict(self, permission, item):
        return self.verdict_on(self.access_subjects_of(item), permission)


def moment_of(text):
    """The moment that a date stands for, which is its end, or a date and a time; UTC where it says nothing else.

    Raises :class:`ValueError` for anything else.
    """
    at = datetime.fromisoformat(text)
    if len(text) <= len("2026-12-31"):
        at = datetime.combine(at, time.max)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def person_at(site, account, moment):
    """The person as the access policy saw them at ``moment``, as far as it was recorded."""
    past = Past(site, moment)
    groups, site_roles = set(account.groups), set(account.site_roles)
    for held, kind in ((groups, GROUP.id), (site_roles, SITE_ROLE.id)):
        known = set()
        for fact in past.later(site.uid, kind):
            who, what = fact.key
            # The first change after the moment says what was held until then.
            if who == account.id and what not in known:
                known.add(what)
                (held.add if fact.before else held.discard)(what)
    return Person(account.id, frozenset(groups), frozenset(site_roles))
