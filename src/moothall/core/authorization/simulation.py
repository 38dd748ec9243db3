"""Who gains and who loses what by a change, before it is made.

It is ``decide`` over the facts and once more over the facts with the change laid over
them, asked once per kind of item and group of people with equal roles.  Nothing is
tried out and taken back, and no item is woken.
"""

from typing import NamedTuple

from moothall.core.access.permissions import PERMISSIONS, Permission
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.authorization.audience import Population, RoleClasses
from moothall.core.authorization.population import item_classes_of

#: So many rows are answered in full; the file has all of them.
MAX_ROWS = 50_000
GAINS, LOSSES = "gains", "losses"


class EffectRow(NamedTuple):
    """One person gains or loses one permission on one item; a guest's id is ``None``."""

    person: str | None
    permission: str
    uid: int


class AffectedIds(NamedTuple):
    """The ids of people and the uids of items."""

    people: set
    uids: set


class Block(NamedTuple):
    """Every one of ``people`` gains or loses ``permissions`` on each of ``uids``, but for what is their own."""

    permissions: frozenset
    people: frozenset
    uids: list
    kin: object

    def own(self):
        """Person → the uids that are their own, and so not meant here."""
        if self.kin is None:
            return {}
        return {
            person: frozenset(uid for uids in theirs.values() for uid in uids)
            for person, theirs in self.kin.own.items()
            if person in self.people
        }

    def rows(self):
        own = self.own()
        people = sorted(self.people, key=lambda person: person or "")
        for uid in self.uids:
            for person in people:
                if uid not in own.get(person, ()):
                    for permission in sorted(self.permissions, key=_place):
                        yield EffectRow(person, permission, uid)


class Effect:
    """What a change would do: exact numbers, and the rows one by one."""

    def __init__(self):
        self.blocks = {GAINS: [], LOSSES: []}

    def add(self, gained, lost, people, uids, kin=None):
        for direction, permissions in ((GAINS, gained), (LOSSES, lost)):
            if permissions:
                self.blocks[direction].append(Block(permissions, people, uids, kin))

    def __bool__(self):
        return any(self._pairs(block) for blocks in self.blocks.values() for block in blocks)

    def rows(self, direction):
        """All rows of one direction, those about one item together where they come from one rule."""
        for block in self.blocks[direction]:
            yield from block.rows()

    def total(self, direction):
        """How many rows there are."""
        return sum(self._pairs(block) * len(block.permissions) for block in self.blocks[direction])

    @property
    def is_truncated(self):
        return self.total(GAINS) + self.total(LOSSES) > MAX_ROWS

    def affected(self, directions=(GAINS, LOSSES), permission=None):
        """Whom and what a change makes a difference to, or in one ``permission`` only."""
        return self._affected(
            block
            for direction in directions
            for block in self.blocks[direction]
            if permission is None or permission in block.permissions
        )

    def without(self, direction, permission):
        """Whom it makes a difference to, and on what, where it makes none to ``permission``."""
        return self._affected(block for block in self.blocks[direction] if permission not in block.permissions)

    def _affected(self, blocks):
        found = AffectedIds(set(), set())
        for block in blocks:
            self._collect(block, *found)
        return found

    def _collect(self, block, people, uids):
        if block.kin is None:
            people |= block.people
            uids.update(block.uids)
            return
        own = block.own()
        everywhere = {person for person, theirs in own.items() if len(theirs) == len(block.uids)}
        people |= block.people - everywhere
        if len(block.people) > 2:
            # Nothing belongs to more than two people: who made it, and who deleted it.
            uids.update(block.uids)
        else:
            uids.update(uid for uid in block.uids if any(uid not in own.get(person, ()) for person in block.people))

    def _pairs(self, block):
        pairs = len(block.people) * len(block.uids)
        if block.kin is not None:
            pairs -= sum(block.kin.owned_by(person) for person in block.kin.own if person in block.people)
        return pairs


def simulate(site, types, people, overlay, roots, now, seen_by=None):
    """Return the :class:`Effect` that ``overlay`` has on everything at and below ``roots``.

    ``types``: the registered item types.
    ``people``: everybody there is, as the policy sees them; a guest is added.
    ``seen_by``: a viewer; what they can see neither before nor after is left out.
    """
    return _Simulation(site, types, people, overlay, now).run(roots, seen_by)


class _Simulation:
    """One run: it remembers the answers to each question."""

    def __init__(self, site, types, people, overlay, now):
        self._types = types
        self._site, self._overlay, self._now = site, overlay, now
        self._facts = access_data_of(site)
        self._crowd = Population(people)
        self._before = RoleClasses(self._crowd, self._facts, now)
        self._after = RoleClasses(self._crowd, overlay, now, self._before)
        self._answers = {}
        self._same = {}

    def run(self, roots, seen_by):
        effect = Effect()
        for (before, after), kin in item_classes_of(self._site, self._types, self._facts, self._overlay, roots).items():
            if before == after and self._nothing_changes(before):
                continue
            if seen_by is not None:
                kin = self._visible(kin, before, after, seen_by)
            if kin.uids:
                self._compare(effect, before, after, kin)
        return effect

    def _nothing_changes(self, subjects):
        return all(self._is_same(each.scope, each.workflow) for each in subjects)

    def _is_same(self, scope, workflow):
        """Whether the change makes no difference to rosters, dials and table at a scope."""
        known = self._same.get((scope, workflow))
        if known is None:
            facts, overlay = self._facts, self._overlay
            known = self._same[scope, workflow] = (
                not overlay.is_unsaved(workflow, scope)
                and facts.definition(workflow, scope) is overlay.definition(workflow, scope)
                and self._before.at(scope) is self._after.at(scope)
                and _plain(facts.inherited(scope)) == _plain(overlay.inherited(scope))
            )
        return known

    def _visible(self, kin, before, after, viewer):
        """What of ``kin`` this viewer sees, before or after."""
        person, found = viewer.person, type(kin)()
        generic = self._sees(person, before, after, (False, False))
        own = {
            uid: self._sees(person, before, after, flags)
            for flags, uids in kin.own.get(person.id, {}).items()
            for uid in uids
        }
        if generic and all(own.values()):
            return kin
        found.uids = [uid for uid in kin.uids if own.get(uid, generic)]
        kept = frozenset(found.uids)
        for owner, theirs in kin.own.items():
            rest = {flags: left for flags, uids in theirs.items() if (left := [uid for uid in uids if uid in kept])}
            if rest:
                found.own[owner] = rest
        return found

    def _sees(self, person, before, after, flags):
        return any(
            Permission.VIEW in self._held(facts, person, subjects, flags)
            for facts, subjects in ((self._facts, before), (self._overlay, after))
        )

    def _compare(self, effect, before, after, kin):
        for people in self._alike(before[0].scope, after[0].scope):
            someone = self._crowd.by_id[next(iter(people))]
            effect.add(*self._difference(someone, before, after, (False, False)), people, kin.uids, kin)
        for person, theirs in kin.own.items():
            someone = self._crowd.by_id.get(person)
            if someone is not None:
                for flags, uids in theirs.items():
                    effect.add(*self._difference(someone, before, after, flags), frozenset((person,)), uids)

    def _alike(self, scope_before, scope_after):
        """Sets of people who hold the same before, and the same after."""
        before, after = self._before.at(scope_before), self._after.at(scope_after)
        if before is after:
            return before.values()
        after_of = {person: key for key, people in after.items() for person in people}
        found = {}
        for key, people in before.items():
            for person in people:
                found.setdefault((key, after_of[person]), set()).add(person)
        return found.values()

    def _difference(self, person, before, after, flags):
        held = self._held(self._facts, person, before, flags)
        holds = self._held(self._overlay, person, after, flags)
        return holds - held, held - holds

    def _permissions(self, facts, subjects):
        """The permissions that anyone can have on these subjects."""
        return {permission for one in subjects for permission in facts.definition(one.workflow, one.scope).permissions}

    def _held(self, facts, person, subjects, flags):
        """The permissions somebody has on something of theirs, or not of theirs."""
        scope = subjects[0].scope
        around = facts.inherited(scope)[2].uid
        question = (
            facts is self._overlay,
            subjects,
            flags,
            facts.roles(person, scope, self._now),
            facts.roles(person, around, self._now),
        )
        held = self._answers.get(question)
        if held is None:
            is_creator, is_deleter = flags
            asked = tuple(
                each._replace(creator=person.id if is_creator else None, deleter=person.id if is_deleter else None)
                for each in subjects
            )
            viewer = AccessContext(self._site, person, self._now, facts)
            held = self._answers[question] = frozenset(
                permission
                for permission in self._permissions(facts, asked)
                if viewer.verdict_on(asked, permission).allowed
            )
        return held


def _place(permission):
    """The platform's own permissions first, in their order."""
    known = permission in PERMISSIONS
    return (not known, PERMISSIONS.index(permission) if known else permission)


def _plain(inherited):
    visibility, masked, roster, dials = inherited
    return visibility, masked, roster.uid, roster.kind, dials
