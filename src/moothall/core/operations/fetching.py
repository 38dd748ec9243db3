"""Fetch back what left a space or the site repository."""

from collections.abc import Mapping

from pyramid.location import lineage

from moothall.core.access.permissions import Permission
from moothall.core.access.subjects import Subject
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.base.errors import Conflict, Forbidden, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.copies import add_copy, everything_in, state_of
from moothall.core.content.editions import LIVE
from moothall.core.content.items import Container, Item, is_within, scope_of, site_of
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext
from moothall.core.operations import moving
from moothall.core.operations.departures import Departure, delete_copy, departures_of, release
from moothall.core.operations.log_events import FETCHED_BACK
from moothall.core.operations.move_permissions import facilitates, home_of, is_masked
from moothall.core.operations.removed_states import default_replacement

NOTHING_THERE = _("There is nothing to fetch back. Items can be fetched back for 30 days.")


def check_may_fetch(viewer: AccessContext, home: Item) -> None:
    """Raise unless the person is a facilitator of the whole of ``home``, which they see."""
    if viewer.person.id is None:
        raise Unauthorized()
    if not facilitates(viewer, home):
        raise Forbidden(_("Only facilitators of the whole space can see what was moved out of it."))


def fetch_back(viewer: AccessContext, act: ActionContext, home: Container, uid: int | None) -> Item:
    """Bring back the item with this uid as it left ``home``, and return it: itself, or a copy if it was changed.

    Raise :class:`Conflict` if there is nothing to fetch back.
    """
    check_may_fetch(viewer, home)
    if is_masked(viewer, home):
        raise Conflict(_("Nothing can be changed here: the space is archived or paused."))
    departure = next((one for one in departures_of(home) if one.uid == uid and one.can_be_fetched(act.at)), None)
    if departure is None:
        raise Conflict(NOTHING_THERE)
    item = site_of(home).uids.get(departure.uid)
    if departure.copied is None or (
        item is not None and _is_unchanged(item, departure) and not _was_fetched_since(item, departure)
    ):
        found = _move_back(viewer, act, home, item, departure)
        delete_copy(site_of(home), departure)
    else:
        container = _container_for(home, departure.copied.item, departure)
        found = add_copy(act, departure.copied, container)
        _replace_lost_states(viewer, act, found, departure.definitions or {})
    departure.fetched = act.person, act.at, found.uid
    release(departure)
    site_of(home).event_log.append(act, FETCHED_BACK, home.uid, key=found.uid, after=(found.__parent__.uid,))
    return found


def _is_unchanged(item: Item, departure: Departure) -> bool:
    """Return True if everything that left is in ``item``, as it was, and nothing else."""
    found = {one.uid: one for one in everything_in(item)}
    if not found.keys() <= set(departure.inside) or not found.keys() >= set(departure.states):
        return False
    return all(state_of(found[uid], kinds) == digest for uid, (kinds, digest) in departure.states.items())


def _was_fetched_since(item: Item, departure: Departure) -> bool:
    """Return True if the place that contains ``item`` fetched it back after it left: it stays there."""
    return any(
        one.fetched is not None and one.fetched[2] == item.uid and one.fetched[1] >= departure.at
        for place in lineage(item.__parent__)
        for one in departures_of(place)
    )


def _move_back(
    viewer: AccessContext, act: ActionContext, home: Container, item: Item | None, departure: Departure
) -> Item:
    if item is None or is_within(item, home) or _was_fetched_since(item, departure):
        raise Conflict(NOTHING_THERE)
    container = _container_for(home, item, departure)
    # States that the workflow here does not have are replaced: it may be that no one can change them there.
    moving.move(act, item, container, fetching=True, viewer=viewer)
    return item


def _replace_lost_states(
    viewer: AccessContext, act: ActionContext, copied: Item, definitions: Mapping[str, tuple[int, int]]
) -> None:
    """Put what was copied from a state that was removed since into another one, which ``viewer`` sees if possible.

    ``definitions`` maps workflows to the (definition, version) under which the items left.  They are shown to no more
    people than then.
    """
    site = site_of(copied)
    access_data = access_data_of(site)
    for item in everything_in(copied):
        scope = scope_of(item)
        table = access_data.definition(item.workflow, scope)
        before = access_data.table(*definitions[item.workflow]) if item.workflow in definitions else None

        def is_seen(state: str, scope: int = scope, item: Item = item) -> bool:
            return bool(viewer.decide(Subject(scope, item.workflow, state, item.creator), Permission.VIEW))

        lost = [(key, state) for key, state in item.stored_states() if state is not None and state not in table.states]
        for key, state in lost:
            row = before.row(state, Permission.VIEW) if before is not None and state in before.states else None
            versioned = isinstance(item, Versioned)
            after = default_replacement(versioned, key == LIVE, table, is_seen, row)
            if after is not None:
                item.migrate_state(act, {state: after}, table.under)
            elif isinstance(item, Versioned) and key == LIVE:
                hidden = default_replacement(versioned, False, table, is_seen, row)
                if hidden is not None:
                    item.unpublish(act, hidden, table.under)
        if lost:
            site.reindex(item)


def _container_for(home: Container, item: Item, departure: Departure) -> Container:
    """Return the container in which the item was; if that is gone, a section of the place that takes such items."""
    places = [site_of(home).uids.get(departure.place), home, *home.values()]
    for place in places:
        if isinstance(place, Container) and isinstance(place, item.held_in) and home_of(place) is home:
            return place
    raise Conflict(_("The place it was in is gone, and no other one here takes it."))
