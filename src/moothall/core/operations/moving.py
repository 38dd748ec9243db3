"""Move an item, with everything in it, to another container.

The old address redirects to the new one for those who may see the item.  Access that was given on
the item itself is kept; inherited access comes from the new container.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pyramid.location import lineage
from pyramid.traversal import find_resource

from moothall.core.access.classes import subject_of_class
from moothall.core.access.permissions import Permission
from moothall.core.access.records import AccessRecord
from moothall.core.access.subjects import Subject
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.base.errors import BadInput, Conflict, Forbidden, MoothallError, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.editions import LIVE, WORKING
from moothall.core.content.items import Container, Item, is_within, scope_of, site_of
from moothall.core.content.log_events import MOVED
from moothall.core.content.site import Site
from moothall.core.content.slugs import name_in
from moothall.core.content.uids import uid_from_name
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext
from moothall.core.operations.authoring import permission_to_add, require_of
from moothall.core.operations.departures import log_departure, record_departure
from moothall.core.operations.move_permissions import check_may_leave, check_owner, home_of, is_masked, is_space
from moothall.core.operations.redirects import leave_redirect
from moothall.core.operations.removed_states import default_replacement
from moothall.core.storage.index_maps import uids_by_value
from moothall.core.workflow.audiences import shows_more
from moothall.core.workflow.definition import Definition


def check_may_take(viewer: AccessContext, item: Item) -> None:
    """Raise unless the person may move ``item`` out of its container.

    For the container, this is like deleting the item with the contributions of others inside.
    """
    if viewer.person.id is None:
        raise Unauthorized()
    if not isinstance(item.__parent__, Container) or not isinstance(item.__parent__, item.held_in):
        raise BadInput(_("This cannot be moved."))
    permission = _permission_to_take(viewer, item)
    if permission == Permission.DELETE and not viewer.allowed(permission, item) and not is_masked(viewer, item):
        # Unlike deleting, moving depends not only on the state but also on the creator and on who decides there.
        raise Forbidden().missing_permission(permission, item)
    require_of(viewer, permission, item)
    check_owner(viewer, item)
    item.__parent__.check_removable(item)


def may_take(viewer: AccessContext, item: Item) -> bool:
    """Return True if the person may move ``item`` out of its container."""
    try:
        check_may_take(viewer, item)
    except MoothallError:
        return False
    return True


def check_may_move(viewer: AccessContext, item: Item, target: Item) -> None:
    """Raise unless the person may move ``item`` into ``target``; both are visible to them.

    Moving must not show an item to readers who would not see it if it had been added there.
    """
    check_may_take(viewer, item)
    if not isinstance(target, Container) or not isinstance(target, item.held_in):
        raise BadInput(_("This item cannot go there."))
    if is_within(target, item):
        raise BadInput(_("An item cannot be moved into itself."))
    if item.__parent__ is target:
        raise BadInput(_("It is already there."))
    check_may_leave(viewer, item, target)
    _require_adding(viewer, item, target)
    _require_publishing(viewer, item, target)
    require_states(item, target, viewer)


def item_named(viewer: AccessContext, name: object) -> Item:
    """Return the visible item at a path, at an address or with a UID; raise :class:`BadInput` if there is none."""
    if isinstance(name, str) and name:
        uid = uid_from_name(name)
        try:
            path = urlsplit(name).path or "/"
            item = viewer.site.uids.get(uid) if uid is not None else find_resource(viewer.site, path)
        except (KeyError, ValueError):
            item = None
        if item is not None and viewer.sees(item):
            return item
    raise BadInput(_("There is nothing at “${path}”.", mapping={"path": str(name)[:200]}))


def _require_adding(viewer: AccessContext, item: Item, target: Container) -> None:
    if not item.any_user_can_add:
        require_of(viewer, permission_to_add(type(item), target), target)
    elif viewer.counts_as_visitor(target):
        raise Forbidden()
    elif viewer.access_data.inherited(scope_of(target))[1]:
        raise Conflict(_("Nothing can be changed here: the space is archived or paused."))


def _is_empty(item: Item) -> bool:
    return isinstance(item, Container) and not len(item)


def _permission_to_take(viewer: AccessContext, item: Item) -> Permission:
    if item.leaf or (_is_empty(item) and not viewer.allowed(Permission.EDIT, item)):
        return Permission.DELETE
    if _is_empty(item):
        return Permission.EDIT
    return item.permission_to_move


def _require_publishing(viewer: AccessContext, item: Item, target: Container) -> None:
    """Raise unless the person could publish in ``target`` what readers see of ``item``."""
    if not isinstance(item, Versioned):
        # Its contents were approved by the facilitators there, so a facilitator here must take them over.
        if is_space(item) and home_of(target) is None:
            # Any user can add a space there, and its content stays its own.
            return
        if item.permission_to_move == Permission.MANAGE and not _is_empty(item):
            require_of(viewer, Permission.MANAGE, target)
        return
    if item.live is None:
        return
    subject = item.live.subject()._replace(scope=scope_of(target))
    definition = viewer.access_data.definition(item.workflow, subject.scope)
    if not any(
        viewer.holds(definition.who(step, source), subject)
        for step in definition.publishing
        if not step.guards
        for source in step.sources
        if not definition.states[source].live
    ):
        raise Forbidden(_("Only people who can publish there can move published items."))


def require_states(item: Item, target: Container, viewer: AccessContext) -> None:
    """Raise unless the workflow in ``target`` has the states of ``item`` and of everything inside.

    An item in a state that its workflow does not have could not be seen or restored.  Only what ``viewer`` sees
    counts, so that the error reveals no hidden items; :func:`move` puts those into another state.
    """
    for lost in _lost_states(item, target):
        for state in lost.states(viewer):
            if lost.then.now(state) not in lost.then.states:
                title = lost.now.states[state].title if lost.now.now(state) in lost.now.states else state
                raise Conflict(
                    _(
                        "The workflow there has no state “${state}”. Change the state of the items in it first.",
                        mapping={"state": _(title)},
                    )
                )


class _Replacement(NamedTuple):
    """The states that an item gets by a move to another workflow."""

    item: Item
    #: State → the one that replaces it.
    states: dict[str, str]
    #: The state of the unpublished version that a published one becomes; None if it stays published.
    unpublished: str | None
    #: (uid of the definition, number of the version) that has the new states.
    under: tuple[int, int] | None

    def make(self, act: ActionContext) -> None:
        """Put the item into these states."""
        if self.states:
            self.item.migrate_state(act, self.states, self.under)
        if self.unpublished is not None and isinstance(self.item, Versioned):
            self.item.unpublish(act, self.unpublished, self.under)
        site_of(self.item).reindex(self.item)


class _Lost(NamedTuple):
    """Items that a move puts under another workflow: those of one access class, or one item alone."""

    site: Site
    subject: Subject
    now: Definition
    then: Definition
    #: The index entries of the class; none for one item, with ``item``.
    uids: Sequence[int]
    item: Item | None = None

    def states(self, viewer: AccessContext) -> Collection[str]:
        """Return the states that they are in, also those that another one hides, as far as ``viewer`` sees them."""
        if self.item is not None:
            return _states_seen(self.item, viewer)
        if not self.uids or not viewer.decide(self.subject, Permission.VIEW):
            return ()
        # All items of one workflow agree on the state that hides others.
        if self.subject.state != getattr(self.site.uids.get(self.uids[0]), "hiding_state", None):
            return {self.subject.state}
        return {state for item in self.items() for state in _states_seen(item, viewer)}

    def items(self) -> list[Item]:
        """Return the items, each once."""
        if self.item is not None:
            return [self.item]
        found = (self.site.uids.get(uid) for uid in self.uids)
        return list({one.uid: one for one in found if one is not None}.values())

    def has_lost(self) -> bool:
        """Return True if one of the items can be in a state that the other workflow lacks, or shows to more people."""
        state = self.subject.state
        if self.item is not None or (self.uids and state == getattr(self.items()[0], "hiding_state", None)):
            return True
        return bool(self.uids) and self._must_leave(state, ())

    def replacement(self, item: Item, viewer: AccessContext | None) -> "_Replacement":
        """Return the states of ``item`` that the other workflow does not have, or in which it shows it to more people.

        What ``viewer`` sees is shown as the other workflow says.  Nothing else becomes visible to more people.
        """
        found: dict[str, str] = {}
        unpublished = None
        versioned = isinstance(item, Versioned)
        is_seen = viewer is not None and (versioned or viewer.sees(item))
        seen = _states_seen(item, viewer) if viewer is not None and is_seen else ()
        for _key, state in item.stored_states():
            if state is None or self.now.now(state) not in self.now.states or not self._must_leave(state, seen):
                continue
            row, live = self.now.row(state, Permission.VIEW), self.now.states[state].live
            after = default_replacement(versioned, live, self.then, seen_by=row)
            if after is None and versioned and live:
                unpublished = default_replacement(versioned, False, self.then, seen_by=row)
            elif after is not None:
                found |= {state: after} if after != state else {}
            elif self.then.now(state) in self.then.states:
                raise Conflict(_("Items in it would be visible to more people there. Choose another place."))
        return _Replacement(item, found, unpublished, self.then.under)

    def _must_leave(self, state: str, seen: Collection[str]) -> bool:
        if self.then.now(state) not in self.then.states:
            return True
        rows = (table.row(state, Permission.VIEW) for table in (self.now, self.then))
        return state not in seen and shows_more(*rows)


def _states_seen(item: Item, viewer: AccessContext) -> Collection[str]:
    """Return the states of ``item``, of its editions as far as ``viewer`` sees them."""
    if not isinstance(item, Versioned):
        return item.own_states
    states: dict[str, Any] = {WORKING: item.working_state, LIVE: item.live_state}
    return [states[one.kind] for one in item.editions if viewer.decide(one.subject(), Permission.VIEW)]


def _lost_states(item: Item, target: Container) -> Iterator[_Lost]:
    """Yield what is at and below ``item`` and would be under another workflow in ``target``."""
    site = site_of(item)
    now, then = access_data_of(site), access_data_after(item, target)

    def tables(subject: Subject) -> tuple[Definition, Definition] | None:
        after = then.moved_scope(subject.scope)
        if now.pointer(subject.workflow, subject.scope) == then.pointer(subject.workflow, after):
            return None
        return now.definition(subject.workflow, subject.scope), then.definition(subject.workflow, after)

    inside = uids_by_value(site.catalog["within"]).get(item.uid)
    if not inside:
        if found := tables(item.subject()):
            yield _Lost(site, item.subject(), *found, (), item)
        return
    scopes, entries = {scope_of(item), item.uid, *inside}, {item.uid, *inside}
    classes = uids_by_value(site.catalog["access_class"])
    for value in list(site.catalog.classes):
        subject = subject_of_class(value)
        if subject.scope in scopes and (found := tables(subject)):
            yield _Lost(site, subject, *found, [uid for uid in classes[value] if uid in entries])


def access_data_after(item: Item, target: Container) -> Overlay:
    """Return the access data as it would be with ``item`` in ``target``."""
    site, before, after = site_of(item), scope_of(item.__parent__), scope_of(target)
    records = [copy_of(one) for one in scopes_within(site, item, before)]
    for record in records:
        record.parent = after
    return Overlay(site, records, item, rescoped=(before, after))


def scopes_within(site: Site, item: Item, scope: int) -> list[AccessRecord]:
    """Return the access records at and below ``item`` whose parent is the record of ``scope``."""
    inside = uids_by_value(site.catalog["within"]).get(item.uid)
    if not inside:
        record = site.access.get(item.uid)
        return [record] if record is not None and record.parent == scope else []
    return [
        record
        for record in site.access.values()
        if record.parent == scope and (record.uid == item.uid or record.uid in inside)
    ]


def move(
    act: ActionContext, item: Item, target: Container, fetching: bool = False, viewer: AccessContext | None = None
) -> str:
    """Move ``item`` into ``target`` under its name, with a suffix if that is taken; return the name.

    What is moved while ``fetching`` it back cannot be fetched back from there.  What ``viewer``, who moves it, does
    not see of it is shown to no more people than before.
    """
    site, source, name = site_of(item), item.__parent__, item.__name__
    home, departure = home_of(source), record_departure(act, item, target, is_fetchable=not fetching)
    # The parent of an item's own access record is the enclosing scope, not the item.
    around = scope_of(source)
    inner = scopes_within(site, item, around)
    if isinstance(item, Container):
        _read_current_place(target)
    # These are in the index as they are before the move.
    replaced = [
        replacement
        for lost in _lost_states(item, target)
        if lost.has_lost()
        for one in lost.items()
        if any((replacement := lost.replacement(one, viewer))[1:3])
    ]
    item.before_move(act)
    after = name_in(target, name, act, item)
    source.move(name, target, after)
    for record in inner:
        site.access.set_parent(record, scope_of(target))
    leave_redirect(site, (source.uid, name), item)
    event = site.event_log.append(act, MOVED, item.uid, before=(source.uid, name), after=(target.uid, after))
    for replacement in replaced:
        replacement.make(ActionContext(act.person, act.at, act.reason, act.rule, event.id))
    site.reclassify(item)
    if home is not None and departure is not None:
        log_departure(act, home, departure)
    return after


def _read_current_place(target: Container) -> None:
    """Make the write conflict with a concurrent move of a parent, so that two items cannot be moved into each other."""
    for one in lineage(target):
        if one._p_jar is not None:
            one._p_jar.readCurrent(one)
