"""Which earlier versions of an item a person may read.

Access to what an item shows now is decided at its current place.  Access to an earlier version is decided at the
place where it was made, with current roles but with the policies and restrictions of that time.  It is shown to those
who work on the item here and would work on it there; if it was published, also to those who
could read it just before it was replaced.  Access given on the item alone counts only if it was given while the version
was current.  A state that the workflow of a place does not have, or not any more, has the rules of the workflow version
that had it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from BTrees.OOBTree import OOBTree

from moothall.core.access import Subject
from moothall.core.access.permissions import Permission
from moothall.core.access.records import ITEM, AccessRecord
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.history import PastSite
from moothall.core.authorization.overlay import Overlay
from moothall.core.content.items import Item, site_of
from moothall.core.content.site import Site
from moothall.core.content.version_places import PastScope, Place, Superseded, place_from
from moothall.core.content.versioned import Versioned
from moothall.core.content.versions import Version
from moothall.core.workflow.definition import Definition
from moothall.core.workflow.history import begun_unseen, definition_of_state, is_involved, once_live, reads_in
from moothall.core.workflow.transition import transition_target

#: The permissions of people who work on an item.
WORKING_ON = (Permission.EDIT, Permission.MODERATE, Permission.MANAGE)


def versions_for(viewer: AccessContext, item: Item) -> list[Version]:
    """Return the versions of an item that ``viewer`` may read, oldest first.

    Versions of a working copy are only visible to people who see that edition.
    """
    if not isinstance(item, Versioned):
        return []
    shown = {edition.version.number for edition in item.editions if viewer.decide(edition.subject(), Permission.VIEW)}
    involved, known = is_involved(viewer, item), _seen_here(viewer, item)
    return [
        version
        for version in item.versions.values()
        if version.number in known and (version.number in shown or _may_read(viewer, item, version, involved))
    ]


def version_for(viewer: AccessContext, item: Item, number: int) -> Version | None:
    """Return the version with this number, or None if there is none that ``viewer`` may read."""
    return next((version for version in versions_for(viewer, item) if version.number == number), None)


def _seen_here(viewer: AccessContext, item: Versioned) -> set[int]:
    """Return the numbers of the versions that the access to the item allows: all, or those once live."""
    if is_involved(viewer, item):
        begun = begun_unseen(viewer, item)
        live = {number for number, _step in once_live(item)}
        return {
            version.number
            for version in item.versions.values()
            if begun is None or version.at < begun or version.number in live
        }
    _edition, subject, definition = transition_target(viewer, item)
    return {number for number, step in once_live(item) if step is None or reads_in(viewer, subject, definition, step)}


def _may_read(viewer: AccessContext, item: Versioned, version: Version, involved: bool) -> bool:
    past = (item.superseded or {}).get(version.number)
    place = version.place or made_in(item, version)
    granted = past.place[:1] if past is not None else ()
    return may_read_earlier(viewer, item, past, _with_own(item, place, granted) if involved else None)


def may_read_earlier(viewer: AccessContext, item: Item, superseded: Superseded | None, made: Place | None) -> bool:
    """Return True if ``viewer``, who sees ``item``, may read what it showed at an earlier time.

    ``superseded`` says where and in which state that ended; ``made`` is where it was made, None for people who do not
    work on the item now.
    """
    if superseded is not None and superseded.state is not None:
        there = _There(viewer, item, superseded.place)
        if there.allows(Permission.VIEW, superseded.state):
            return True
    return made is not None and _There(viewer, item, made).is_involved()


def _with_own(item: Item, place: Place, granted: Iterable[PastScope]) -> Place:
    """Return ``place`` with the access given on the item alone until the version was replaced."""
    own = tuple(scope for scope in granted if scope.uid == item.uid)
    return (*own, *(scope for scope in place if scope.uid != item.uid)) if own else place


class _There:
    """A person's access to an item in the place of an earlier version, with current roles."""

    def __init__(self, viewer: AccessContext, item: Item, place: Place) -> None:
        self._records = tuple(_records(viewer, item, place))
        self._scope = place[0].uid if place else viewer.site.uid
        self._viewer, self._item = viewer, item
        self._context = self._context_with({})

    def _context_with(self, tables: dict[str, Any]) -> AccessContext:
        access_data = Overlay(self._viewer.site, self._records, tables=tables)
        return AccessContext(self._viewer.site, self._viewer.person, self._viewer.now, access_data)

    def _context_of(self, state: str, known: Callable[[], Definition | None]) -> AccessContext:
        """Return the context there, with the definition that ``known`` returns if that there has no such state."""
        workflow = self._item.workflow
        definition = self._context.access_data.definition(workflow, self._scope)
        other = known() if definition.now(state) not in definition.states else None
        if other is None:
            return self._context
        return self._context_with({workflow: {None: (None, other), self._scope: (None, other)}})

    def allows(self, permission: str, state: str) -> bool:
        """Return True if the person has a permission in a state, which may have been removed since."""
        subject = Subject(self._scope, self._item.workflow, state, self._item.creator)
        context = self._context_of(state, lambda: definition_of_state(self._viewer, self._item, state))
        return context.decide(subject, permission).allowed

    def is_involved(self) -> bool:
        """Return True if the person would work on the item, in the state in which they see it now."""
        edition = self._viewer.shown(self._item) if isinstance(self._item, Versioned) else self._item
        if edition is None or self._viewer.person.id is None:
            return False
        here = edition.subject()
        subject = here._replace(scope=self._scope)
        context = self._context_of(here.state, lambda: self._viewer.access_data.definition(here.workflow, here.scope))
        return context.holds(("creator",), subject) or any(
            context.decide(subject, permission).allowed for permission in WORKING_ON
        )


def _records(viewer: AccessContext, item: Item, place: Place) -> Iterable[AccessRecord]:
    """Yield the access records of a place: as they were then, with current grants and bans."""
    parents = [*(scope.uid for scope in place[1:]), viewer.site.uid]
    for scope, parent in zip(place, parents, strict=True):
        today = viewer.access_data.record(scope.uid)
        leaf = scope.uid == item.uid and scope.kind == ITEM and item.leaf
        record = AccessRecord(scope.uid, scope.kind, parent, leaf, dict(scope.policies), scope.state)
        record.inherits, record.definitions = scope.inherits, dict(scope.definitions)
        if today is not None:
            record.grants = _still_granted(today, scope.granted) if leaf else today.grants
            record.bans, record.silences = today.bans, today.silences
        yield record


def _still_granted(today: AccessRecord, granted: frozenset[tuple[str, str]]) -> OOBTree:
    """Return the grants on an item alone that existed then and still exist."""
    kept = (
        (principal, tuple(grant for grant in grants if (principal, grant.role) in granted))
        for principal, grants in today.grants.items()
    )
    return OOBTree({principal: grants for principal, grants in kept if grants})


# -- versions of sites that did not store their places


def made_in(item: Versioned, version: Version) -> Place:
    """Return where a version was made, as the event log says."""
    site = site_of(item)
    return place_at(site, item, version.at)


def place_at(site: Site, item: Item, moment: datetime) -> Place:
    """Return the scopes around an item at a past time, or around the new item if it is younger."""
    past = PastSite(site, max(moment, item.created))
    return place_from(past, past.record(past.scope_of(item.uid)))
