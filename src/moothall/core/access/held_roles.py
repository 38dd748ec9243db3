"""Which roles a person holds at a scope, through memberships, grants, groups, spaces and site roles."""

from moothall.core.access import roles as R
from moothall.core.access.records import ITEM, REPOSITORY
from moothall.core.access.scopes import ScopeData
from moothall.core.access.space_policies import PRIVATE, PUBLIC, SIGNED_IN

#: Visibility of a space → the role that reads it.
VISIBILITY_ROLES = {PUBLIC: R.GUEST, SIGNED_IN: R.PERSON, PRIVATE: R.READER}


class AccessData(ScopeData):
    """The access data of one snapshot: scopes, and the roles that people hold at them.

    Simulations subclass it and answer :meth:`record` with an overlay.
    """

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
