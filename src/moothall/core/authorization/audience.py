"""People in groups of equal roles: what is true for one is true for all in the group.

Who is named nowhere along the records of a scope differs from others only by what they
hold on the whole site; so the work grows with the roster, not with everybody there is.
"""

from moothall.core.access import roles as R
from moothall.core.access.person import GUEST, is_person_id
from moothall.core.access.records import ITEM


def holders(record, role, now):
    """Return the IDs of the people to whom an access record gives ``role``, or a role that includes it."""
    return [
        person
        for person, grants in record.grants.items()
        if is_person_id(person) and any(role in R.HOLDS[grant.role] and grant.holds(now) for grant in grants)
    ]


class Population:
    """The people about whom something is asked, a guest among them (``None`` as id)."""

    def __init__(self, people):
        self.by_id = {person.id: person for person in (GUEST, *people)}
        self.in_group = {}
        self.alike = {}
        for person in self.by_id.values():
            for group in person.groups:
                self.in_group.setdefault(group, set()).add(person.id)
            self.alike.setdefault((person.id is None, person.site_roles), set()).add(person.id)

    def named_in(self, record, facts):
        """The ids of those to whom grants and bans of a record can make a difference."""
        named = set(record.bans)
        for principal in record.grants:
            if principal.startswith("space:"):
                space = facts.record(int(principal[6:]))
                if space is not None:
                    named |= self._named_plainly(space)
            else:
                self._add(named, principal)
        return named & self.by_id.keys()

    def _named_plainly(self, record):
        named = set(record.bans)
        for principal in record.grants:
            self._add(named, principal)
        return named

    def _add(self, named, principal):
        named.add(principal)
        named |= self.in_group.get(principal, frozenset())


class RoleClasses:
    """The crowd in groups, by scope, under one set of facts.

    A group's key is the roles of its people at each scope of the chain, the nearest
    last: nothing else of a person is looked at by ``decide``, beside what is their own.
    """

    def __init__(self, crowd, facts, now, base=None):
        """``base``: groups under other facts, asked where an overlay changes nothing."""
        self.crowd, self.facts, self.now, self._base = crowd, facts, now, base
        self._known = {}

    def at(self, scope):
        """Key → set of ids."""
        found = self._known.get(scope)
        if found is None:
            if self._base is not None and not self.facts.touches(scope):
                found = self._base.at(scope)
            else:
                found = self._work_out(scope)
            self._known[scope] = found
        return found

    def _work_out(self, scope):
        record = self.facts.record(scope)
        named = self.crowd.named_in(record, self.facts)
        if record.kind == ITEM:
            around = self.at(record.parent)
        else:
            around = {(key,): ids for key, ids in self.crowd.alike.items()}
        groups = {}
        by_id, roles_of = self.crowd.by_id, self.facts.roles
        for key, ids in around.items():
            rest = ids if ids.isdisjoint(named) else ids - named
            if rest:
                roles = roles_of(by_id[next(iter(rest))], scope, self.now)
                self._put(groups, (*key, roles), rest)
            for id in ids & named:
                self._put(groups, (*key, roles_of(by_id[id], scope, self.now)), {id})
        return groups

    def _put(self, groups, key, ids):
        known = groups.get(key)
        groups[key] = ids if known is None else known | ids
