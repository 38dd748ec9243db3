"""What a viewer may know of the access of others: the basis of explanations and simulations.

A viewer knows the people they could list, the editions they can see, and what was decided about
themselves.  Everything else is absent from the access data of :class:`KnownData`.  So no answer that is
computed from them differs if only hidden content differs.

A group or a space whose people the viewer cannot list is one *unit*, "everyone in it": an artificial person
who is in it and has no other role.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree

from moothall.core.access import roles as R
from moothall.core.access.held_roles import AccessData
from moothall.core.access.permissions import Permission
from moothall.core.access.person import Person, is_person_id
from moothall.core.access.principals import SPACE as SPACE_PREFIX
from moothall.core.access.principals import group_name, space_uid
from moothall.core.access.records import ITEM, SPACE, AccessRecord, Grant
from moothall.core.access.space_policies import PRIVATE
from moothall.core.access.subjects import AccessResult, Subject
from moothall.core.authorization.access_context import AccessContext, access_data_of, definitions_of
from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.content.editions import Edition
from moothall.core.content.items import Item
from moothall.core.content.site import Site
from moothall.core.content.versioned import Versioned

#: Begins the id of a unit, followed by its principal; no id of a person and no principal begins like this.
_UNIT = "*"
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def unit_of(principal: str) -> Person:
    """Return everyone in a group or a space as one person."""
    groups = (principal,) if group_name(principal) is not None else ()
    return Person(_UNIT + principal, frozenset(groups))


def principal_of_unit(person: str | None) -> str | None:
    """Return the group or space for which a person's id stands, or None for people."""
    return person.removeprefix(_UNIT) if person is not None and person.startswith(_UNIT) else None


class ReadableParts(NamedTuple):
    """Which parts of an access record a viewer could read: its place, people, other principals and bans."""

    place: bool
    people: bool
    principals: bool
    bans: bool


_ALL = ReadableParts(True, True, True, True)
_NONE = ReadableParts(False, False, False, False)


class Knowledge:
    """What ``asker`` may know."""

    def __init__(self, asker: AccessContext) -> None:
        self.asker = asker
        #: True for those who can list all groups and rosters.
        self.is_full = asker.lists_everyone
        self._listed: dict[int, ReadableParts] = {}

    def of(self, access_data: AccessData) -> AccessData:
        """Return access data as far as the asker may know them."""
        if self.is_full or (isinstance(access_data, KnownData) and access_data.knowledge is self):
            return access_data
        return KnownData(access_data, self)

    def listed(self, record: AccessRecord) -> ReadableParts:
        """Return which parts of a record the asker can list."""
        found = self._listed.get(record.uid)
        if found is None:
            found = self._listed[record.uid] = self._work_out(record)
        return found

    def _work_out(self, record: AccessRecord) -> ReadableParts:
        asker, item = self.asker, self.asker.site.uids.get(record.uid)
        if item is None or not asker.sees(item):
            return _NONE
        in_charge = R.FACILITATOR in asker.roles(item)
        if in_charge or asker.allowed(Permission.MANAGE, item):
            return _ALL
        shares = asker.allowed(Permission.SHARE, item)
        if record.kind == ITEM:
            return ReadableParts(True, shares, shares, shares)
        is_reader = asker.person.id is not None and not asker.counts_as_visitor(item)
        return ReadableParts(True, record.kind == SPACE and is_reader, shares, False)

    def person(self, person: Person) -> Person:
        """Return a person without the groups that the asker cannot list."""
        if self.is_full or person.id == self.asker.person.id:
            return person
        return Person(person.id, frozenset(), person.site_roles)

    def viewer(self, viewer: AccessContext) -> "KnownContext":
        """Return the access of a person as far as the asker may know it."""
        access_data = self.of(viewer.access_data)
        return KnownContext(viewer.site, self.person(viewer.person), viewer.now, access_data, self)

    def doubts(self, access_data: AccessData, scope: int, person: Person) -> frozenset[str] | None:
        """Return the groups that may decide about ``person`` at a scope, since the asker cannot list who is in them.

        None if something else that is hidden may decide.
        """
        if self.is_full or person.id is None or person.id == self.asker.person.id:
            return frozenset()
        found: set[str] = set()
        for record in access_data.chain(scope):
            if self.listed(record) != _ALL:
                return None
            for principal in record.grants:
                if _is_group(principal):
                    found.add(principal)
                elif (uid := space_uid(principal)) is not None:
                    space = access_data.record(uid)
                    if space is not None and self.listed(space) != _ALL:
                        return None
                    found.update(filter(_is_group, space.grants if space is not None else ()))
            if record.kind != ITEM:
                break
        return frozenset(found)

    def units_in(self, access_data: AccessData, record: AccessRecord) -> Iterator[str]:
        """Yield the groups and spaces that decide in a known record, and whose people the asker cannot list."""
        if self.is_full:
            return
        for principal in record.grants:
            if principal.startswith(_UNIT):
                yield principal.removeprefix(_UNIT)
            elif (uid := space_uid(principal)) is not None:
                space = access_data.record(uid)
                if space is not None:
                    yield from (one.removeprefix(_UNIT) for one in space.grants if one.startswith(_UNIT))
                    yield from filter(_is_group, space.grants)
            elif _is_group(principal):
                yield principal

    # -- editions

    def subjects(self, before: tuple[Subject, ...]) -> tuple[Subject, ...]:
        """Return the subjects that the asker can see."""
        return tuple(each for each in before if self.asker.decide(each, Permission.VIEW))

    def subjects_after(
        self, before: tuple[Subject, ...], after: tuple[Subject, ...], is_changed: bool
    ) -> tuple[Subject, ...]:
        """Return ``after``, the subjects after a change, without those that were hidden from the asker before it.

        ``is_changed``: the change is a transition of this very item.
        """
        hidden = len(before) - len(self.subjects(before))
        if not hidden or len(after) < len(before):
            return after
        if is_changed and after[-1] == before[-1]:
            # The published edition stays, and the transition has put another one before it.
            return after
        return after[hidden:]


def _is_group(principal: str) -> bool:
    return group_name(principal) is not None


class KnownData(AccessData):
    """The access data without the grants, bans and silences that are hidden from the asker."""

    def __init__(self, access_data: Any, knowledge: Knowledge) -> None:
        site = knowledge.asker.site
        super().__init__(site.access, definitions_of(site))
        self._access_data, self.knowledge = access_data, knowledge
        self._stored = access_data_of(site) if isinstance(access_data, Overlay) else access_data
        self._known: dict[int, AccessRecord | None] = {}

    def record(self, uid: int) -> AccessRecord | None:
        """Return the access record as far as it is known."""
        if uid not in self._known:
            record = self._access_data.record(uid)
            self._known[uid] = self._without_hidden(record) if record is not None else None
        return self._known[uid]

    def _without_hidden(self, record: AccessRecord) -> AccessRecord:
        listed = self.knowledge.listed(record)
        if listed == _ALL:
            return record
        known, stored = copy_of(record), self._stored.record(record.uid)
        known.grants, known.bans = OOBTree(), OOBTree()
        asker = self.knowledge.asker.person
        for principal in (asker.id, *asker.groups):
            if principal is not None and (grants := record.grants.get(principal)):
                known.grants[principal] = grants
        for principal, grants in record.grants.items():
            if listed.people if is_person_id(principal) else listed.principals or self._is_in(principal):
                known.grants[principal] = grants
            elif principal not in known.grants:
                # What the change itself would give is not secret.
                before = stored.grants.get(principal, ()) if stored is not None else ()
                given = tuple(grant for grant in grants if grant not in before)
                if given:
                    known.grants[principal] = given
        for person, ban in record.bans.items():
            if listed.bans or person == asker.id or stored is None or stored.bans.get(person) != ban:
                known.bans[person] = ban
        before = stored.silences if stored is not None else {}
        known.silences = {
            person: silence
            for person, silence in record.silences.items()
            if listed.bans or person == asker.id or before.get(person) != silence
        }
        if record.kind == SPACE and not listed.people:
            known.grants[f"{_UNIT}{SPACE_PREFIX}{record.uid}"] = (Grant(R.READER, _ALWAYS),)
        if record.kind == ITEM and not listed.place:
            # In a space that one sees, a place is hidden because access to it is restricted.
            known.inherits = not self.knowledge.listed(self._access_data.inherited(record.uid)[2]).place
        return known

    def _is_in(self, principal: str) -> bool:
        """Return True if the asker is in the space that is the principal."""
        if (uid := space_uid(principal)) is None:
            return False
        space = self._access_data.record(uid)
        asker = self.knowledge.asker
        return space is not None and self._access_data.belongs(space, asker.person, asker.now)[0]

    def visibility_of(self, record: AccessRecord) -> str:
        """Return the visibility of a space; one that is hidden counts as private."""
        if not self.knowledge.listed(record).place:
            return PRIVATE
        return super().visibility_of(record)

    # -- what does not depend on people

    def pointer(self, workflow: str, scope: int) -> Any:
        """Return the definition in effect, as the access data below do."""
        return self._access_data.pointer(workflow, scope)

    def definition(self, workflow: str, scope: int) -> Any:
        """Return the compiled definition in effect, as the access data below do."""
        return self._access_data.definition(workflow, scope)

    def state_of(self, record: AccessRecord) -> str:
        """Return the state of a space, as the access data below do."""
        return self._access_data.state_of(record)

    def is_unsaved(self, workflow: str, scope: int) -> bool:
        """Return True if the change below brings another definition."""
        return self._access_data.is_unsaved(workflow, scope)

    def touches(self, scope: int) -> bool:
        """Return True if the change below affects the scope."""
        return self._access_data.touches(scope)


class KnownContext(AccessContext):
    """The access of a person as far as the asker may know it, to items that the asker can see."""

    def __init__(
        self, site: Site, person: Person, now: datetime, access_data: AccessData, knowledge: Knowledge
    ) -> None:
        super().__init__(site, person, now, access_data)
        self.knowledge = knowledge

    def access_subjects_of(self, item: Item) -> tuple[Subject, ...]:
        """Return the subjects of the editions that the asker can see; of none, the last."""
        subjects = item.access_subjects()
        return self.knowledge.subjects(subjects) or subjects[-1:]

    def result(self, permission: str, item: Item) -> AccessResult:
        """Return the access result for the editions that the asker can see."""
        return self.result_for(self.access_subjects_of(item), permission)

    def shown(self, item: Versioned) -> Edition | None:
        """Return the edition this person works with, of those that the asker can see."""
        return next((each for each in self._editions(item) if self.decide(each.subject(), Permission.VIEW)), None)

    def live(self, item: Versioned) -> Edition | None:
        """Return the published version, if both can read it."""
        edition = super().live(item)
        return edition if edition is not None and edition in self._editions(item) else None

    def _editions(self, item: Versioned) -> Iterable[Edition]:
        asker = self.knowledge.asker
        return [each for each in item.editions if asker.decide(each.subject(), Permission.VIEW)]
