"""``decide``: may this person do this here, now?  Pure, and asked everywhere."""

from typing import NamedTuple

from moothall.core.access import roles as R
from moothall.core.access.permissions import READING, Permission
from moothall.core.access.records import ITEM, REPOSITORY, SITE, SPACE
from moothall.core.access.space_policies import PRIVATE, PUBLIC, SIGNED_IN, VISIBILITY_ORDER

MASKING_SPACE_STATES = frozenset({"archived", "suspended"})

#: Which roles the dial "creation" lets add things, as tokens of the tables.
CREATION_ROLES = {"members": R.MEMBER, "authors": R.AUTHOR, "signed-in": R.PERSON}
VISIBILITY_ROLES = {PUBLIC: R.GUEST, SIGNED_IN: R.PERSON, PRIVATE: R.READER}


class Subject(NamedTuple):
    """What ``decide`` needs to know of an item: no persistent object, so it can come from an index as well.

    ``scope`` is the uid of the nearest scope; ``creator`` and ``deleter`` opaque
    person ids; ``masked`` permissions that its container takes away (a closed discussion);
    ``behind`` the state of the live edition behind a working one: it is seen with that or not at all.
    """

    scope: int
    workflow: str
    state: str
    creator: str | None = None
    deleter: str | None = None
    masked: frozenset = frozenset()
    published_state: str | None = None


class AccessResult(NamedTuple):
    """The answer with its trace: the row of the table asked, and the roles that met it."""

    allowed: bool
    permission: str
    subject: Subject
    row: tuple
    roles: frozenset
    masked: bool = False

    def __bool__(self):
        return self.allowed


class AccessData:
    """The facts of one snapshot, read through small caches.  Make one per request.

    Rehearsals subclass it and answer :meth:`record` with an overlay.
    """

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

    def roles(self, person, scope, now):
        """All role tokens ``person`` holds at ``scope``, included ones too; the same for every item there."""
        key = (person, scope)
        found = self._roles.get(key)
        if found is None:
            found = self._roles[key] = frozenset(self._work_out_roles(person, scope, now))
        return found

    def _work_out_roles(self, person, scope, now):
        held = {R.GUEST}
        if person.id is None:
            return held
        given, shared = set(), set()
        banned = self.is_banned(person, scope, now)
        if not banned:
            for record, role, _until in self.holdings(person, scope, now):
                given.add(role)
                if record.leaf:
                    shared.add(role)
        given |= self._from_site_roles(person, scope)
        if given or not banned:
            # Whoever holds a role here is no guest: a ban takes nothing of what somebody is on the whole site.
            held.add(R.PERSON)
        held |= R.expand(given)
        if shared:
            held.add("shared")
            if R.AUTHOR in R.expand(shared):
                held.add("coauthor")
        held |= person.site_roles
        return held

    def is_banned(self, person, scope, now):
        """Whether the space around ``scope`` counts ``person`` as a guest."""
        ban = self.inherited(scope)[2].bans.get(person.id)
        return ban is not None and ban.holds(now)

    def holdings(self, person, scope, now):
        """What gives ``person`` a role at ``scope``: (record, role, until), nearest first, bans left aside.

        A break keeps out what is given around it, but for the facilitators and owners
        of the space: they answer for all that is in it.
        """
        broken = False
        for record in self.chain(scope):
            if record.kind != ITEM:
                for role, until in self._given(record, person, now):
                    if not broken or R.FACILITATOR in R.HOLDS[role]:
                        yield record, role, until
                return
            if not broken:
                for role, until in self._given(record, person, now):
                    yield record, role, until
                broken = not record.inherits

    def is_inheritance_off(self, scope):
        """Whether something between ``scope`` and its space takes over no access."""
        for record in self.chain(scope):
            if record.kind != ITEM:
                return False
            if not record.inherits:
                return True
        return False

    def _given(self, record, person, now):
        """(role, until) of each grant in ``record`` that ``person`` has or shares in."""
        for principal in (person.id, *person.groups):
            for grant in record.grants.get(principal, ()):
                if self.counts(record, principal, grant, person, now):
                    yield grant.role, grant.until
        for principal, grants in record.grants.items("space:", "space;"):
            there = self.record(int(principal[6:]))
            if there is None or all(not grant.holds(now) for grant in grants):
                continue
            belongs, until = self.belongs(there, person, now)
            if belongs:
                for grant in grants:
                    if grant.holds(now):
                        yield grant.role, earlier_end(grant.until, until)

    def belongs(self, space, person, now):
        """(whether ``person`` is on the roster of the record ``space`` now, until when)."""
        ban = space.bans.get(person.id)
        if ban is not None and ban.holds(now):
            return False, None
        ends = [
            grant.until
            for principal in (person.id, *person.groups)
            for grant in space.grants.get(principal, ())
            if grant.holds(now)
        ]
        return bool(ends), None if None in ends else max(ends, default=None)

    def counts(self, record, principal, grant, person, now):
        """Whether a grant in ``record`` to ``principal`` counts now: nobody lets themselves in.

        What somebody gave themselves on one item they kept when they broke off its access;
        it holds as long as what they had it from.
        """
        if not grant.holds(now):
            return False
        if record.kind != ITEM or principal != person.id or not grant.is_kept_by(principal):
            return True
        if grant.role == R.READER:
            return self.may_read(person, record.parent, now)
        return grant.role in self.roles(person, record.parent, now)

    def may_read(self, person, scope, now):
        """Whether ``person`` reads what is at ``scope``, going by its visibility."""
        roles = self.roles(person, scope, now)
        return R.PERSON in roles and VISIBILITY_ROLES[self.inherited(scope)[0]] in roles

    def _from_site_roles(self, person, scope):
        if R.ADMINISTRATOR in person.site_roles:
            return {R.OWNER}
        if R.SITE_MODERATOR in person.site_roles:
            return {R.FACILITATOR}
        if R.REVIEWER in person.site_roles and self.inherited(scope)[2].kind == REPOSITORY:
            return {R.FACILITATOR}
        return set()

    def until(self, person, now):
        """The next moment at which an end or a beginning changes what ``person`` holds, or ``None``."""
        moments = []
        principals = (person.id, *person.groups)
        for record in self._records.values():
            held = [grants for principal in principals if (grants := record.grants.get(principal))]
            held += [grants for _space, grants in record.grants.items("space:", "space;")]
            moments.extend(at for grants in held for grant in grants for at in (grant.since, grant.until))
            ban = record.bans.get(person.id) if person.id is not None else None
            if ban is not None:
                moments.extend((ban.since, ban.until))
        moments = [at for at in moments if at is not None and at > now]
        return min(moments, default=None)

    def end_of(self, person, scope, role, now):
        """(whether ``person`` holds ``role`` at ``scope``, until when, as far as it was given until a date)."""
        if role not in self.roles(person, scope, now):
            return False, None
        if role in R.expand(self._from_site_roles(person, scope)):
            return True, None
        ends = [until for _record, given, until in self.holdings(person, scope, now) if role in R.HOLDS[given]]
        return True, None if None in ends else max(ends)


def earlier_end(one, other):
    """The earlier of two ends; ``None`` is no end."""
    if one is None or other is None:
        return one or other
    return min(one, other)


def tokens_match(facts, person, subject, tokens, roles, now):
    """Whether any of a row's tokens holds: a role, or a word that dials or the item itself fill.

    ``readers`` and ``creators`` follow the dials; ``creator`` and ``deleter`` the
    item, for as long as the person may read the space at all; ``own:ROLE`` asks for
    both; ``pre:TOKEN`` and ``post:TOKEN`` hold under that moderation only.
    """
    for token in tokens:
        if token in roles:
            return True
        if token == "readers":
            if VISIBILITY_ROLES[facts.inherited(subject.scope)[0]] in roles:
                return True
        elif token in ("creator", "deleter"):
            who = subject.creator if token == "creator" else subject.deleter
            own = person.id is not None and who == person.id
            if own and _may_read_around(facts, person, subject.scope, roles, now):
                return True
        elif token == "creators":
            visibility, _masked, _roster, dials = facts.inherited(subject.scope)
            needed = CREATION_ROLES[dials.get("creation", "members")]
            if needed in roles and VISIBILITY_ROLES[visibility] in roles:
                return True
        elif ":" in token:
            kind, rest = token.split(":", 1)
            if kind == "own":
                held = rest in roles and tokens_match(facts, person, subject, ("creator",), roles, now)
            else:
                dials = facts.inherited(subject.scope)[3]
                held = dials.get("moderation") == kind and tokens_match(facts, person, subject, (rest,), roles, now)
            if held:
                return True
    return False


def _may_read_around(facts, person, scope, roles, now):
    if "shared" in roles:
        return True
    if R.PERSON not in roles:
        return False
    return VISIBILITY_ROLES[facts.inherited(scope)[0]] in roles


def decide(facts, person, subject, permission, now):
    """Whether ``person`` holds ``permission`` on ``subject`` at ``now``, and why.

    Roles come from the scopes around, the row from the workflow table that holds
    there; a space that is archived or suspended, and a closed discussion, take
    permissions away from what is inside.
    """
    definition = facts.definition(subject.workflow, subject.scope)
    row = definition.row(subject.state, permission)
    roles = facts.roles(person, subject.scope, now)
    allowed = tokens_match(facts, person, subject, row, roles, now)
    if allowed and subject.published_state is not None and permission == Permission.VIEW:
        row = definition.row(subject.published_state, permission)
        allowed = tokens_match(facts, person, subject, row, roles, now)
    masked = permission in subject.masked or (permission not in READING and facts.inherited(subject.scope)[1])
    return AccessResult(allowed and not masked, permission, subject, row, roles, masked)


__all__ = ["ITEM", "REPOSITORY", "SITE", "SPACE", "AccessData", "AccessResult", "Subject", "decide", "tokens_match"]
