"""Move an item, with everything in it, to another container.

The old address redirects to the new one for those who may see the item.  Access that was given on
the item itself is kept; inherited access comes from the new container.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any
from urllib.parse import urlsplit

from BTrees.OOBTree import OOBTree
from pyramid.location import lineage
from pyramid.traversal import find_resource

from moothall.core.access.classes import subject_of_class
from moothall.core.access.permissions import Permission
from moothall.core.access.records import AccessRecord
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.base.errors import BadInput, Conflict, Forbidden, MoothallError, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import Container, is_within, scope_of, site_of
from moothall.core.content.log_events import MOVED
from moothall.core.content.site import Site
from moothall.core.content.slugs import name_in
from moothall.core.content.uids import uid_from_name
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext
from moothall.core.operations.authoring import permission_to_add, require_of
from moothall.core.operations.departures import log_departure, record_departure
from moothall.core.operations.leaving import check_may_leave, check_owner, home_of, is_masked, is_space
from moothall.core.storage.index_maps import uids_by_value


def check_may_take(viewer: AccessContext, item: Any) -> None:
    """Raise unless the person may move ``item`` out of its container.

    For the container this is like deleting it, together with the contributions of others inside.
    """
    if viewer.person.id is None:
        raise Unauthorized()
    if not isinstance(item.__parent__, Container) or not isinstance(item.__parent__, item.held_in):
        raise BadInput(_("This cannot be moved."))
    permission = _permission_to_take(viewer, item)
    if permission == Permission.DELETE and not viewer.allowed(permission, item) and not is_masked(viewer, item):
        # Unlike deleting it, moving it does not depend on its state alone: whose it is and who decides there count.
        raise Forbidden().missing_permission(permission, item)
    require_of(viewer, permission, item)
    check_owner(viewer, item)
    item.__parent__.check_removable(item)


def may_take(viewer: AccessContext, item: Any) -> bool:
    """Return True if the person may move ``item`` out of its container."""
    try:
        check_may_take(viewer, item)
    except MoothallError:
        return False
    return True


def check_may_move(viewer: AccessContext, item: Any, target: Any) -> None:
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
    require_states(item, target)


def item_named(viewer: AccessContext, name: Any) -> Any:
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


def _require_adding(viewer: AccessContext, item: Any, target: Any) -> None:
    if not item.any_user_can_add:
        require_of(viewer, permission_to_add(type(item), target), target)
    elif viewer.counts_as_guest(target):
        raise Forbidden()
    elif viewer.access_data.inherited(scope_of(target))[1]:
        raise Conflict(_("Nothing can be changed here: the space is archived or paused."))


def _is_empty(item: Any) -> bool:
    return isinstance(item, Container) and not len(item)


def _permission_to_take(viewer: AccessContext, item: Any) -> Permission:
    if item.leaf or (_is_empty(item) and not viewer.allowed(Permission.EDIT, item)):
        return Permission.DELETE
    if _is_empty(item):
        return Permission.EDIT
    return item.permission_to_move


def _require_publishing(viewer: AccessContext, item: Any, target: Any) -> None:
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


def require_states(item: Any, target: Any) -> None:
    """Raise unless the workflow in ``target`` has the states of ``item`` and of everything inside.

    An item in a state that its workflow does not have could not be seen or restored.
    """
    site = site_of(item)
    now, then = access_data_of(site), access_data_after(item, target)
    for scope, workflow, states in _states_within(site, item):
        after = then.moved_scope(scope)
        if now.pointer(workflow, scope) == then.pointer(workflow, after):
            continue
        table, known = then.definition(workflow, after), now.definition(workflow, scope)
        for state in states():
            if table.now(state) not in table.states:
                title = known.states[state].title if state in known.states else state
                raise Conflict(
                    _(
                        "The workflow there has no state “${state}”. Change the state of the items in it first.",
                        mapping={"state": _(title)},
                    )
                )


def _states_within(site: Site, item: Any) -> Iterator[tuple[int, str, Callable[[], Collection[str]]]]:
    """Yield (scope, workflow, function that returns the states in use) at and below ``item``."""
    inside = uids_by_value(site.catalog["within"]).get(item.uid)
    if not inside:
        yield scope_of(item), item.workflow, lambda: item.own_states
        return
    scopes = {scope_of(item), item.uid, *inside}
    entries = {item.uid, *inside}
    classes = uids_by_value(site.catalog["access_class"])
    for value in site.catalog.classes:
        subject = subject_of_class(value)
        if subject.scope in scopes:
            yield (
                subject.scope,
                subject.workflow,
                lambda subject=subject, uids=classes[value]: _states_of(  # type: ignore[misc]  # defaults of a lambda
                    site, subject.state, [uid for uid in uids if uid in entries]
                ),
            )


def _states_of(site: Site, state: str, uids: list[int]) -> Collection[str]:
    """Return ``state``, if any item has it, and the states that it hides."""
    # All items of one workflow agree on the state that hides others.
    if uids and state == getattr(site.uids.get(uids[0]), "hiding_state", None):
        return {own for uid in uids for own in site.uids.get(uid).own_states}
    return {state} if uids else ()


def access_data_after(item: Any, target: Any) -> Overlay:
    """Return the access data as it would be with ``item`` in ``target``."""
    site, before, after = site_of(item), scope_of(item.__parent__), scope_of(target)
    records = [copy_of(one) for one in scopes_within(site, item, before)]
    for record in records:
        record.parent = after
    return Overlay(site, records, item, rescoped=(before, after))


def scopes_within(site: Site, item: Any, scope: int) -> list[AccessRecord]:
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


def move(act: ActionContext, item: Any, target: Any, fetching: bool = False) -> str:
    """Move ``item`` into ``target`` under its name, with a suffix if that is taken; return the name.

    What is moved while ``fetching`` it back cannot be fetched back from there.
    """
    site, source, name = site_of(item), item.__parent__, item.__name__
    departure = record_departure(act, item, target, is_fetchable=not fetching)
    # The parent of an item's own access record is the enclosing scope, not the item.
    around = scope_of(source)
    inner = scopes_within(site, item, around)
    if isinstance(item, Container):
        _read_current_place(target)
    item.before_move(act)
    after = name_in(target, name, act, item)
    source.move(name, target, after)
    for record in inner:
        site.access.set_parent(record, scope_of(target))
    _leave_redirect(site, (source.uid, name), item)
    site.event_log.append(act, MOVED, item.uid, before=(source.uid, name), after=(target.uid, after))
    site.reclassify(item)
    if departure is not None:
        log_departure(act, home_of(source), departure)
    return after


def _read_current_place(target: Any) -> None:
    """Make the write conflict with a concurrent move of a parent, so that two items cannot be moved into each other."""
    for one in lineage(target):
        if one._p_jar is not None:
            one._p_jar.readCurrent(one)


def _leave_redirect(site: Site, place: tuple[int, str], item: Any) -> None:
    if site.moved is None:
        site.moved = OOBTree()
    site.moved[place] = item.uid


def moved_from(site: Site, container: Any, name: str) -> Any:
    """Return the item that was moved away from ``name`` in ``container``, or None."""
    uid = site.moved.get((container.uid, name)) if site.moved is not None else None
    return site.uids.get(uid) if uid is not None else None
