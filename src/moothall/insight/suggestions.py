"""The smallest changes that would reverse a result: each is simulated before it is suggested."""

from itertools import islice
from typing import NamedTuple

from pyramid.location import lineage

from moothall.core.access import roles as R
from moothall.core.access import space_policies as D
from moothall.core.access.permissions import Permission
from moothall.core.access.person import Person
from moothall.core.authorization import sharing
from moothall.core.authorization.knowledge import KnownContext
from moothall.core.base.errors import BadInput, MoothallError
from moothall.core.content.items import Item
from moothall.core.content.versioned import Versioned
from moothall.insight.changes import (
    AccessChange,
    BanChange,
    GrantChange,
    InheritChange,
    MemberChange,
    PolicyChange,
    TransitionChange,
)
from moothall.space.content import Space

#: Maximum number of suggestions.
OFFERED = 5
#: Stands for an administrator of the site; every site has one.
ADMINISTRATOR = Person("-", frozenset(), frozenset({R.ADMINISTRATOR}))


class Suggestion(NamedTuple):
    """A change that reverses the result; ``own`` is True if the asker can make it."""

    change: AccessChange
    own: bool


def suggestions(explanation, limit=OFFERED):
    """Return changes that would reverse an :class:`~moothall.core.authorization.explain.Explanation`, smallest first.

    Among the suggested ones, those the asker can make come first.  They are computed from what the asker may know;
    if something hidden from them can decide, there are none.
    """
    if not explanation.is_decided:
        return []
    found = sorted(islice(_Search(explanation).found(), OFFERED), key=lambda fix: not fix.own)
    return found[:limit]


class _Search:
    """Try changes, from the least to the widest: one person, one item, everyone."""

    def __init__(self, explanation):
        self._asked, self._asker, self._person = explanation, explanation.asker, explanation.known.person
        self._item, self._site, self._now = explanation.item, explanation.viewer.site, explanation.viewer.now
        self._access_data, self._knowledge = explanation.access_data, explanation.knowledge
        creator = self._item.creator
        people = [ADMINISTRATOR, *([Person(creator)] if creator is not None else [])]
        # Others act on the editions that the asker can see.
        others = (KnownContext(self._site, one, self._now, self._access_data, self._knowledge) for one in people)
        self._actors = [self._asker, *others]
        self._path = [node for node in lineage(self._item) if isinstance(node, Item)]

    def found(self):
        known = set()
        for change in self._candidates():
            # The first of a kind in a place that works is the smallest; others of the same kind are no better.
            sort = change.kind, change.item, getattr(change, "principal", None)
            if sort not in known and self._asker.sees(change.item):
                for actor in self._actors:
                    if self._works(change, actor):
                        known.add(sort)
                        yield Suggestion(change, actor is self._asker)
                        break

    def _works(self, change, actor):
        try:
            change.check(actor)
        except MoothallError:
            return False
        if isinstance(change, GrantChange) and change.principal == actor.person.id:
            # A role that people give themselves counts only while they have it from elsewhere; from others it counts.
            return False
        if isinstance(change, TransitionChange) and change.access_subject(actor) != change.access_subject(self._asker):
            # The transition would change a version that the asker does not work with.
            return False
        overlay = change.overlay(actor)
        access_data = self._knowledge.of(overlay)
        viewer = KnownContext(self._site, self._person, self._now, access_data, self._knowledge)
        before, after = self._item.access_subjects(), overlay.access_subjects(self._item)
        subjects = self._knowledge.subjects_after(before, after, self._item.uid in overlay.changed)
        return self._asked.question.answer(viewer, self._item, subjects) != self._asked.known_allowed

    def _candidates(self):
        if self._person.id is not None:
            yield from self._grants()
            yield from self._memberships()
            yield from self._bans()
        asking, deleting = [], []
        for item in (*self._path, *self._first_posts()):
            for step in self._leaving(item):
                change = TransitionChange(item, step.id)
                if step.permission == Permission.DELETE:
                    deleting.append(change)
                elif step.needs_reason:
                    asking.append(change)
                else:
                    yield change
        # The first transition that works is suggested: deletion only if there is no other.
        yield from asking
        yield from deleting
        yield from self._breaks()
        yield from self._policies()

    def _first_posts(self):
        """Yield changes of the first post: as long as that waits, so does the discussion."""
        firsts = (item.first for item in self._path if item.type_id == "discussion")
        return [first for first in firsts if first is not None and self._asker.sees(first)]

    def _grants(self):
        """Yield changes of grants, nearest first, to give or remove as little as possible."""
        for item in self._path:
            if isinstance(item, Space):
                break
            roles = sharing.roles_for(item)
            record = self._access_data.record(item.uid)
            given = [name for name in record.grants if self._means(name)] if record is not None else []
            for principal in dict.fromkeys((self._person.id, *given)):
                for role in self._in_turn(roles, [*reversed(roles), None]) if principal in given else roles:
                    yield GrantChange(item, principal, role, reader=self._asker)

    def _means(self, principal):
        """Return True if a grant to a principal applies to this person."""
        if principal.startswith("space:"):
            space = self._access_data.record(int(principal[6:]))
            return space is not None and self._access_data.belongs(space, self._person, self._now)[0]
        return principal == self._person.id or principal in self._person.groups

    def _memberships(self):
        for space in self._spaces():
            record = self._access_data.record(space.uid)
            held = [grant.role for grant in record.grants.get(self._person.id, ()) if grant.holds(self._now)]
            more = [
                [*(one for one in held if one not in R.HOLDS[role]), role]
                for role in R.SPACE_ROLES
                if role not in R.expand(held)
            ]
            less = [[role] for role in reversed(R.SPACE_ROLES) if role in R.expand(held)] + [[]] if held else []
            for roles in self._in_turn([*more, *less], [*less, *more]):
                if set(roles) != set(held):
                    yield MemberChange(space, self._person.id, roles)

    def _bans(self):
        """Yield the lifting of bans that restore access."""
        if not self._asked.known_allowed:
            for space in self._spaces():
                if self._person.id in self._access_data.record(space.uid).bans:
                    yield BanChange(space, self._person.id, banned=False)

    def _breaks(self):
        """Yield changes that restrict access or remove a restriction."""
        for item in self._path:
            if not isinstance(item, Space) and item.__parent__ is not None:
                record = self._site.access.get(item.uid)
                inherits = record is None or record.inherits
                if inherits == self._asked.known_allowed:
                    yield InheritChange(item, not inherits)

    def _spaces(self):
        """Return the spaces the item is in, and those whose members were given access on the way."""
        found = [item for item in self._path if isinstance(item, Space)]
        for item in self._path:
            record = self._access_data.record(item.uid)
            if record is not None:
                found += [
                    space
                    for name in record.grants.keys("space:", "space;")
                    if (space := self._site.uids.get(int(name[6:]))) is not None
                ]
        return dict.fromkeys(found)

    def _policies(self):
        for space in self._path:
            if isinstance(space, Space):
                for name, (_title, values) in D.POLICIES.items():
                    wider = list(reversed(values)) if name == "visibility" else list(values)
                    for value in self._in_turn(wider, list(reversed(wider))):
                        if value != space.record.policies[name] and _is_valid({**space.record.policies, name: value}):
                            yield PolicyChange(space, {name: value})

    def _leaving(self, item):
        subject = (
            self._asker.shown(item).subject()
            if isinstance(item, Versioned) and self._asker.shown(item)
            else item.subject()
        )
        definition = self._asker.access_data.definition(subject.workflow, subject.scope)
        return definition.transitions_from(subject.state)

    def _in_turn(self, giving, taking):
        return taking if self._asked.known_allowed else giving


def _is_valid(policies):
    try:
        D.checked(policies)
    except BadInput:
        return False
    return True
