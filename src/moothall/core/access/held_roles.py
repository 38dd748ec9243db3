"""The roles of a person at a scope, through memberships, grants, groups, spaces and site roles."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import cast

from moothall.core.access.person import Person
from moothall.core.access.records import ITEM, REPOSITORY, SITE, SPACE, AccessRecord, Grant
from moothall.core.access.roles import (
    ADDS,
    ADMINISTRATOR,
    AUTHOR,
    COAUTHOR,
    FACILITATOR,
    GUEST,
    HOLDS,
    MEMBER,
    OWNER,
    PERSON,
    READER,
    REVIEWER,
    SHARED,
    SILENCED,
    SITE_MODERATOR,
    SPACE_ROLES,
    TAKES_PART,
    expand,
)
from moothall.core.access.scopes import ScopeData
from moothall.core.access.space_policies import PRIVATE, PUBLIC, SIGNED_IN

#: Visibility of a space → the role that reads it.
VISIBILITY_ROLES = {PUBLIC: GUEST, SIGNED_IN: PERSON, PRIVATE: READER}
#: Value of the space policy "creation" → the role that can add items.
CREATION_ROLES = {"members": MEMBER, "authors": AUTHOR, "signed-in": PERSON}


def around_marker(role: str) -> str:
    """Return the marker of a person who has ``role`` around a single item with restricted access."""
    return f"around:{role}"


def can_add(access_data: ScopeData, scope: int, roles: Collection[str]) -> bool:
    """Return True if the policies let people with ``roles`` at ``scope`` add items there."""
    visibility, _masked, _members, policies = access_data.inherited(scope)
    needed = CREATION_ROLES[policies.get("creation", "members")]
    return needed in roles and VISIBILITY_ROLES[visibility] in roles


class AccessData(ScopeData):
    """The access data of one snapshot: scopes, and the roles of people at them.

    Simulations override :meth:`record` to return changed records.
    """

    def roles(self, person: Person, scope: int, now: datetime) -> frozenset[str]:
        """Return all roles of ``person`` at ``scope``, with the included ones.  Cached."""
        key = (person, scope)
        found = self._roles.get(key)
        if found is None:
            found = self._roles[key] = frozenset(self._work_out_roles(person, scope, now))
        return found

    def _work_out_roles(self, person: Person, scope: int, now: datetime) -> set[str]:
        held = {GUEST}
        if person.id is None:
            return held
        given: set[str] = set()
        shared: set[str] = set()
        banned = self.is_banned(person, scope, now)
        if not banned:
            for record, role, _until in self.holdings(person, scope, now):
                (shared if record.leaf else given).add(role)
        given_by_site = self._from_site_roles(person, scope)
        given |= given_by_site
        if given or not banned:
            # A person with a role here is no visitor, because a ban does not affect site roles.
            held.add(PERSON)
        held |= expand(given)
        if shared:
            held |= shared_roles(shared)
        held |= person.site_roles
        held |= self._own_markers(person, scope, held, now)
        if not given_by_site and self.is_silenced(person, scope, now):
            held.add(SILENCED)
            held.discard(ADDS)
        return held

    def _own_markers(self, person: Person, scope: int, held: set[str], now: datetime) -> set[str]:
        """Return what ``person``, with the roles ``held`` at ``scope``, can do with items they created.

        For a single item with an access record of its own, this comes from the place it is in.
        """
        record = self.record(scope)
        if record is not None and record.leaf:
            outer = self.roles(person, cast(int, record.parent), now)
            found = {TAKES_PART, ADDS} & outer
            if not record.inherits:
                found.update(around_marker(role) for role in SPACE_ROLES if role in outer)
            return found
        if PERSON not in held:
            return set()
        if self.inherited(scope)[2].kind == SITE or can_add(self, scope, held):
            return {TAKES_PART, ADDS}
        return {TAKES_PART} if MEMBER in held else set()

    def is_banned(self, person: Person, scope: int, now: datetime) -> bool:
        """Return True if ``person`` is banned from the space of ``scope`` and counts as a visitor."""
        ban = self.inherited(scope)[2].bans.get(person.id)
        return ban is not None and ban.holds(now)

    def is_silenced(self, person: Person, scope: int, now: datetime) -> bool:
        """Return True if ``person`` is silenced in the space of ``scope``; site roles are not considered."""
        silence = self.inherited(scope)[2].silences.get(cast(str, person.id))
        return silence is not None and silence.holds(now)

    def holdings(
        self, person: Person, scope: int, now: datetime
    ) -> Iterator[tuple[AccessRecord, str, datetime | None]]:
        """Yield (record, role, until) that give ``person`` a role at ``scope``, nearest first, ignoring bans.

        Restricted access excludes roles given above, except those of the facilitators and owners
        of the space: they are responsible for everything in it.
        """
        broken = False
        for record in self.chain(scope):
            if record.kind != ITEM:
                for role, until in self._given(record, person, now):
                    if not broken or FACILITATOR in HOLDS[role]:
                        yield record, role, until
                return
            if not broken:
                for role, until in self._given(record, person, now):
                    yield record, role, until
                broken = not record.inherits

    def is_inheritance_off(self, scope: int) -> bool:
        """Return True if access is restricted anywhere between ``scope`` and its space."""
        for record in self.chain(scope):
            if record.kind != ITEM:
                return False
            if not record.inherits:
                return True
        return False

    def _given(self, record: AccessRecord, person: Person, now: datetime) -> Iterator[tuple[str, datetime | None]]:
        """Yield (role, until) of each grant in ``record`` that applies to ``person``."""
        for _principal, role, until in self.ways(record, person, now):
            yield role, until

    def ways(self, record: AccessRecord, person: Person, now: datetime) -> Iterator[tuple[str, str, datetime | None]]:
        """Yield (principal, role, until) of each grant in ``record`` that applies to ``person``."""
        for principal in (cast(str, person.id), *person.groups):
            for grant in record.grants.get(principal, ()):
                if self.counts(record, principal, grant, person, now):
                    yield principal, grant.role, grant.until
        for principal, grants in record.grants.items("space:", "space;"):
            there = self.record(int(principal[6:]))
            held = [grant for grant in grants if self.counts(record, principal, grant, person, now)]
            if there is None or not held or not self.is_active(there.uid):
                continue
            belongs, until = self.belongs(there, person, now)
            if belongs:
                for grant in held:
                    yield principal, grant.role, earlier_end(grant.until, until)

    def belongs(self, space: AccessRecord, person: Person, now: datetime) -> tuple[bool, datetime | None]:
        """Return (whether ``person`` is a member of the space with this record now, until when)."""
        ban = space.bans.get(person.id)
        if ban is not None and ban.holds(now):
            return False, None
        ends = [
            grant.until
            for principal in (person.id, *person.groups)
            for grant in space.grants.get(principal, ())
            if self.counts(space, principal, grant, person, now)
        ]
        return bool(ends), None if None in ends else max(ends, default=None)

    def counts(self, record: AccessRecord, principal: str | None, grant: Grant, person: Person, now: datetime) -> bool:
        """Return True if a grant in ``record`` to ``principal`` applies to ``person`` now.

        No one can give themselves access: through a group or a space, people have nothing of what they gave it
        themselves.  A role that people gave themselves on an item, such as when they restricted the access
        to it, applies only as long as they have it from the parent scope.
        """
        if not grant.holds(now):
            return False
        if grant.by is None or grant.by != person.id:
            return True
        if principal != person.id:
            return False
        if record.kind != ITEM:
            # Founding and joining a space is a membership; people in charge of the site need no role of their own.
            return record.kind == SPACE
        parent = cast(int, record.parent)
        if grant.role == READER:
            return self.may_read(person, parent, now)
        return grant.role in self.roles(person, parent, now)

    def may_read(self, person: Person, scope: int, now: datetime) -> bool:
        """Return True if ``person`` can read items at ``scope``, by the visibility of its space."""
        roles = self.roles(person, scope, now)
        return PERSON in roles and VISIBILITY_ROLES[self.inherited(scope)[0]] in roles

    def _from_site_roles(self, person: Person, scope: int) -> set[str]:
        if ADMINISTRATOR in person.site_roles:
            return {OWNER}
        if SITE_MODERATOR in person.site_roles:
            return {FACILITATOR}
        if REVIEWER in person.site_roles and self.inherited(scope)[2].kind == REPOSITORY:
            return {FACILITATOR}
        return set()

    def site_roles_at(self, person: Person, scope: int) -> set[str]:
        """Return the roles that ``person`` has at ``scope`` by their roles on the site, with the included ones."""
        return expand(self._from_site_roles(person, scope))

    def until(self, person: Person, now: datetime) -> datetime | None:
        """Return the next time at which a grant or ban of ``person`` begins or ends, or None."""
        moments: list[datetime | None] = []
        principals = (person.id, *person.groups)
        for record in self._records.values():
            held = [grants for principal in principals if (grants := record.grants.get(principal))]
            held += [grants for _space, grants in record.grants.items("space:", "space;")]
            moments.extend(at for grants in held for grant in grants for at in (grant.since, grant.until))
            ban = record.bans.get(person.id) if person.id is not None else None
            if ban is not None:
                moments.extend((ban.since, ban.until))
            silence = record.silences.get(person.id) if person.id is not None else None
            if silence is not None:
                moments.extend((silence.since, silence.until))
        return min((at for at in moments if at is not None and at > now), default=None)

    def end_of_part(self, person: Person, scope: int, now: datetime) -> datetime | None:
        """Return until when ``person``, who takes part in the place of an item at ``scope``, does so; None: no end."""
        record = self.record(scope)
        if record is not None and record.leaf:
            scope = cast(int, record.parent)
        if MEMBER not in self.roles(person, scope, now):
            # The policies let everyone who is logged in take part.
            return None
        return None if can_add(self, scope, {GUEST, PERSON}) else self.end_of(person, scope, MEMBER, now)[1]

    def end_of(self, person: Person, scope: int, role: str, now: datetime) -> tuple[bool, datetime | None]:
        """Return (whether ``person`` has ``role`` at ``scope``, until when or None)."""
        if role not in self.roles(person, scope, now):
            return False, None
        if role in expand(self._from_site_roles(person, scope)):
            return True, None
        ends = [
            until
            for record, given, until in self.holdings(person, scope, now)
            if role in (HOLDS[given] if not record.leaf else shared_roles((given,)))
        ]
        finite = [end for end in ends if end is not None]
        return True, max(finite) if len(finite) == len(ends) else None


def shared_roles(roles: Iterable[str]) -> set[str]:
    """Return what grants of ``roles`` on a single item let people do: read it, or write in its draft as well."""
    return {READER, SHARED, COAUTHOR} if AUTHOR in expand(roles) else {READER, SHARED}


def earlier_end(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the earlier of two ends; None means no end."""
    if one is None or other is None:
        return one or other
    return min(one, other)
