"""Groups of people with equal roles, for whom access is computed once.

People who are named in no record along the chain of a scope differ only in their site roles.  So the
time grows with the number of members, not with the number of all accounts.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from moothall.core.access import roles as R
from moothall.core.access.held_roles import AccessData
from moothall.core.access.person import GUEST, Person, is_person_id
from moothall.core.access.records import ITEM, AccessRecord


def holders(record: AccessRecord, role: str, now: datetime) -> list[str]:
    """Return the IDs of the people to whom an access record gives ``role``, or a role that includes it."""
    return [
        person
        for person, grants in record.grants.items()
        if is_person_id(person) and any(role in R.HOLDS[grant.role] and grant.holds(now) for grant in grants)
    ]


class Population:
    """The people of a computation, including a visitor (whose id is ``None``)."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.by_id = {person.id: person for person in (GUEST, *people)}
        #: Group → ids of its members.
        self.in_group: dict[str, set[str | None]] = {}
        #: (is a visitor, site roles) → ids of the people.
        self.alike: dict[tuple[bool, frozenset[str]], set[str | None]] = {}
        for person in self.by_id.values():
            for group in person.groups:
                self.in_group.setdefault(group, set()).add(person.id)
            self.alike.setdefault((person.id is None, person.site_roles), set()).add(person.id)

    def named_in(self, record: AccessRecord, access_data: AccessData) -> set[str | None]:
        """Return the ids of the people whose roles can depend on the grants, bans and silences of a record."""
        named = {*record.bans, *record.silences}
        for principal in record.grants:
            if principal.startswith("space:"):
                space = access_data.record(int(principal[6:]))
                if space is not None:
                    named |= self._named_plainly(space)
            else:
                self._add(named, principal)
        return named & self.by_id.keys()

    def _named_plainly(self, record: AccessRecord) -> set:
        named = {*record.bans, *record.silences}
        for principal in record.grants:
            self._add(named, principal)
        return named

    def _add(self, named: set, principal: str) -> None:
        named.add(principal)
        named |= self.in_group.get(principal, frozenset())


#: Roles at each scope of a chain → ids of the people who have them.
Groups = dict[tuple, set[str | None]]


class RoleClasses:
    """The population in groups by scope, for one version of the access data.

    A group's key is the roles of its people at each scope of the chain, the nearest last: except for
    their own items, ``decide`` uses nothing else of a person.
    """

    def __init__(
        self, population: Population, access_data: Any, now: datetime, base: "RoleClasses | None" = None
    ) -> None:
        """Group ``population``; ``base`` has the groups for other access data, for what an overlay leaves as it is."""
        self.population, self.access_data, self.now, self._base = population, access_data, now, base
        self._known: dict[int, Groups] = {}

    def at(self, scope: int) -> Groups:
        """Return the ids of people by key at a scope."""
        found = self._known.get(scope)
        if found is None:
            if self._base is not None and not self.access_data.touches(scope):
                found = self._base.at(scope)
            else:
                found = self._work_out(scope)
            self._known[scope] = found
        return found

    def _work_out(self, scope: int) -> Groups:
        record: Any = self.access_data.record(scope)
        named = self.population.named_in(record, self.access_data)
        if record.kind == ITEM:
            around = self.at(record.parent)
        else:
            around = {(key,): ids for key, ids in self.population.alike.items()}
        groups: Groups = {}
        by_id, roles_of = self.population.by_id, self.access_data.roles
        for key, ids in around.items():
            rest = ids if ids.isdisjoint(named) else ids - named
            if rest:
                roles = roles_of(by_id[next(iter(rest))], scope, self.now)
                self._put(groups, (*key, roles), rest)
            for id in ids & named:
                self._put(groups, (*key, roles_of(by_id[id], scope, self.now)), {id})
        return groups

    def _put(self, groups: Groups, key: tuple, ids: set[str | None]) -> None:
        known = groups.get(key)
        groups[key] = ids if known is None else known | ids
