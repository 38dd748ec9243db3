"""Compute who gains and who loses which permission by a change, before it is made.

``decide`` runs on the current access data and on the changed data, once per item class and group of
people with equal roles.  Nothing is written, and no item is loaded.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from moothall.core.access.held_roles import AccessData
from moothall.core.access.permissions import table_order
from moothall.core.access.person import Person
from moothall.core.access.subjects import Subject
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.authorization.audience import Population, RoleClasses
from moothall.core.authorization.item_classes import ItemClass, VisibleItems, item_classes_of
from moothall.core.authorization.knowledge import Knowledge, principal_of_unit, unit_of
from moothall.core.authorization.overlay import Overlay
from moothall.core.content.site import Site

#: Maximum number of rows in one answer; the file has all of them.
MAX_ROWS = 50_000
GAINS, LOSSES = "gains", "losses"


class EffectRow(NamedTuple):
    """One person gains or loses one permission on one item; the id of a visitor is ``None``."""

    person: str | None
    permission: str
    uid: int


class AffectedIds(NamedTuple):
    """Ids of people, uids of items, and the principals of groups and spaces that stand for their people."""

    people: set
    uids: set
    units: set


class EffectBlock(NamedTuple):
    """All ``people`` gain or lose ``permissions`` on each of ``uids``, except for their own items."""

    permissions: frozenset[str]
    people: frozenset[str | None] | set[str | None]
    uids: list[int]
    #: The class of the items; ``None`` if they are all own items of the person.
    item_class: ItemClass | None

    def own(self) -> dict[str | None, frozenset[int]]:
        """Return person → the uids of their own items, which are excluded."""
        if self.item_class is None:
            return {}
        return {
            person: frozenset(uid for uids in theirs.values() for uid in uids)
            for person, theirs in self.item_class.own.items()
            if person in self.people
        }

    def rows(self) -> Iterator[EffectRow]:
        """Yield the rows of the block."""
        own = self.own()
        people = sorted(self.people, key=lambda person: person or "")
        for uid in self.uids:
            for person in people:
                if uid not in own.get(person, ()):
                    for permission in sorted(self.permissions, key=table_order):
                        yield EffectRow(person, permission, uid)


class Effect:
    """The effect of a change: exact numbers, and the rows."""

    def __init__(self) -> None:
        self.blocks: dict[str, list[EffectBlock]] = {GAINS: [], LOSSES: []}

    def add(
        self,
        gained: frozenset[str],
        lost: frozenset[str],
        people: Any,
        uids: list[int],
        item_class: ItemClass | None = None,
    ) -> None:
        """Add the gains and losses of a group of people on a class of items."""
        for direction, permissions in ((GAINS, gained), (LOSSES, lost)):
            if permissions:
                self.blocks[direction].append(EffectBlock(permissions, people, uids, item_class))

    def __bool__(self) -> bool:
        return any(self._pairs(block) for blocks in self.blocks.values() for block in blocks)

    def rows(self, direction: str) -> Iterator[EffectRow]:
        """Yield the rows of one direction; rows of one item with one cause are adjacent."""
        for block in self.blocks[direction]:
            yield from block.rows()

    def total(self, direction: str) -> int:
        """Return the number of rows."""
        return sum(self._pairs(block) * len(block.permissions) for block in self.blocks[direction])

    @property
    def is_truncated(self) -> bool:
        """Return True if there are more rows than one answer contains."""
        return self.total(GAINS) + self.total(LOSSES) > MAX_ROWS

    def affected(self, directions: Iterable[str] = (GAINS, LOSSES), permission: str | None = None) -> AffectedIds:
        """Return the affected people and items, of one ``permission`` if given."""
        return self._affected(
            block
            for direction in directions
            for block in self.blocks[direction]
            if permission is None or permission in block.permissions
        )

    def without(self, direction: str, permission: str) -> AffectedIds:
        """Return the people and items that are affected without ``permission`` being affected."""
        return self._affected(block for block in self.blocks[direction] if permission not in block.permissions)

    def _affected(self, blocks: Iterable[EffectBlock]) -> AffectedIds:
        everyone: set = set()
        uids: set = set()
        for block in blocks:
            self._collect(block, everyone, uids)
        units = {person: principal for person in everyone if (principal := principal_of_unit(person)) is not None}
        return AffectedIds(everyone - units.keys(), uids, set(units.values()))

    def _collect(self, block: EffectBlock, people: set, uids: set) -> None:
        if block.item_class is None:
            people |= block.people
            uids.update(block.uids)
            return
        own = block.own()
        everywhere = {person for person, theirs in own.items() if len(theirs) == len(block.uids)}
        people |= block.people - everywhere
        if len(block.people) > 2:
            # An item is the own item of at most two people: its creator and its deleter.
            uids.update(block.uids)
        else:
            uids.update(uid for uid in block.uids if any(uid not in own.get(person, ()) for person in block.people))

    def _pairs(self, block: EffectBlock) -> int:
        pairs = len(block.people) * len(block.uids)
        if block.item_class is not None:
            pairs -= sum(block.item_class.owned_by(person) for person in block.item_class.own if person in block.people)
        return pairs


def simulate(
    site: Site,
    types: Mapping[str, Any],
    people: Iterable[Person],
    overlay: Overlay,
    roots: Iterable[Any],
    now: datetime,
    seen_by: AccessContext | None = None,
    with_units: bool = True,
) -> Effect:
    """Return the :class:`Effect` of ``overlay`` on all items at and below ``roots``.

    ``types`` are the registered item types; ``people`` are all people as the access policy sees them,
    to which a visitor is added.  With ``seen_by``, it is the effect as far as that person may know it: on
    items they can see before the change, and with groups and spaces as units (unless ``with_units`` is False)
    if they cannot list their people.
    """
    return _Simulation(site, types, overlay, now, seen_by).run(people, roots, with_units)


class _Simulation:
    """One simulation, with a cache of its decisions."""

    def __init__(
        self, site: Site, types: Mapping[str, Any], overlay: Overlay, now: datetime, seen_by: AccessContext | None
    ) -> None:
        self._types = types
        self._site, self._change, self._now = site, overlay, now
        self._knowledge = Knowledge(seen_by) if seen_by is not None else None
        self._access_data: Any = access_data_of(site)
        self._overlay: Any = overlay
        if self._knowledge is not None:
            self._access_data = self._knowledge.of(self._access_data)
            self._overlay = self._knowledge.of(overlay)
        self._answers: dict[tuple, frozenset[str]] = {}
        self._same: dict[tuple[int, str], bool] = {}
        self._sets: dict[tuple[int, int], list[set[str | None]]] = {}

    def run(self, people: Iterable[Person], roots: Iterable[Any], with_units: bool) -> Effect:
        knowledge = self._knowledge
        sight = VisibleItems(knowledge) if knowledge is not None else None
        classes = item_classes_of(self._site, self._types, self._change, roots, sight)
        if knowledge is not None:
            people = [knowledge.person(person) for person in people]
            people += self._units(knowledge, classes) if with_units else []
        self._population = Population(people)
        self._before = RoleClasses(self._population, self._access_data, self._now)
        self._after = RoleClasses(self._population, self._overlay, self._now, self._before)
        effect = Effect()
        for (before, after), item_class in classes.items():
            if before != after or not self._nothing_changes(before):
                self._compare(effect, before, after, item_class)
        return effect

    def _units(self, knowledge: Knowledge, classes: Iterable[tuple]) -> list[Person]:
        """Return the groups and spaces that decide about the items, and whose people may not be listed."""
        scopes = {each.scope for key in classes for subjects in key for each in subjects}
        found: dict[str, None] = {}
        for access_data in (self._access_data, self._overlay):
            records = {record.uid: record for scope in scopes for record in access_data.chain(scope)}
            for uid in sorted(records):
                found.update(dict.fromkeys(knowledge.units_in(access_data, records[uid])))
        return [unit_of(principal) for principal in sorted(found)]

    def _nothing_changes(self, subjects: Iterable[Subject]) -> bool:
        return all(self._is_same(each.scope, each.workflow) for each in subjects)

    def _is_same(self, scope: int, workflow: str) -> bool:
        """Return True if roles, policies and definition at a scope are the same after the change."""
        known = self._same.get((scope, workflow))
        if known is None:
            access_data, overlay = self._access_data, self._overlay
            known = self._same[scope, workflow] = (
                not overlay.is_unsaved(workflow, scope)
                and access_data.definition(workflow, scope) is overlay.definition(workflow, scope)
                and self._before.at(scope) is self._after.at(scope)
                and _plain(access_data.inherited(scope)) == _plain(overlay.inherited(scope))
            )
        return known

    def _compare(
        self, effect: Effect, before: tuple[Subject, ...], after: tuple[Subject, ...], item_class: ItemClass
    ) -> None:
        for people in self._alike(before[0].scope, after[0].scope):
            someone = self._population.by_id[next(iter(people))]
            effect.add(*self._difference(someone, before, after, (False, False)), people, item_class.uids, item_class)
        for person, theirs in item_class.own.items():
            owner = self._population.by_id.get(person)
            if owner is not None:
                for flags, uids in theirs.items():
                    effect.add(*self._difference(owner, before, after, flags), frozenset((person,)), uids)

    def _alike(self, scope_before: int, scope_after: int) -> list[set[str | None]]:
        """Return sets of people with the same roles before and the same roles after, always in the same order."""
        found = self._sets.get((scope_before, scope_after))
        if found is None:
            alike = self._work_out_alike(scope_before, scope_after)
            found = sorted(alike, key=lambda people: min(person or "" for person in people))
            self._sets[scope_before, scope_after] = found
        return found

    def _work_out_alike(self, scope_before: int, scope_after: int) -> Iterable[set[str | None]]:
        before, after = self._before.at(scope_before), self._after.at(scope_after)
        if before is after:
            return before.values()
        after_of = {person: key for key, people in after.items() for person in people}
        found: dict[tuple, set[str | None]] = {}
        for key, people in before.items():
            for person in people:
                found.setdefault((key, after_of[person]), set()).add(person)
        return found.values()

    def _difference(
        self, person: Person, before: tuple[Subject, ...], after: tuple[Subject, ...], flags: tuple[bool, bool]
    ) -> tuple[frozenset[str], frozenset[str]]:
        held = self._held(self._access_data, person, before, flags)
        holds = self._held(self._overlay, person, after, flags)
        return holds - held, held - holds

    def _permissions(self, access_data: AccessData, subjects: Iterable[Subject]) -> set[str]:
        """Return the permissions that anyone can have on these subjects."""
        return {
            permission for one in subjects for permission in access_data.definition(one.workflow, one.scope).permissions
        }

    def _held(
        self, access_data: AccessData, person: Person, subjects: tuple[Subject, ...], flags: tuple[bool, bool]
    ) -> frozenset[str]:
        """Return the permissions of a person on items they did or did not create or delete."""
        scope = subjects[0].scope
        around = access_data.inherited(scope)[2].uid
        question = (
            access_data is self._overlay,
            subjects,
            flags,
            access_data.roles(person, scope, self._now),
            access_data.roles(person, around, self._now),
        )
        held = self._answers.get(question)
        if held is None:
            is_creator, is_deleter = flags
            asked = tuple(
                each._replace(creator=person.id if is_creator else None, deleter=person.id if is_deleter else None)
                for each in subjects
            )
            viewer = AccessContext(self._site, person, self._now, access_data)
            held = self._answers[question] = frozenset(
                permission
                for permission in self._permissions(access_data, asked)
                if viewer.result_for(asked, permission).allowed
            )
        return held


def _plain(inherited: tuple) -> tuple:
    visibility, masked, members_record, policies = inherited
    return visibility, masked, members_record.uid, members_record.kind, policies
