"""What left a space or the site repository, and how its facilitators fetch it back.

The place that an item left keeps who moved it, when and where to, if its facilitators could see it.  For 30 days it
also keeps a copy of what they could see, so that they can fetch it back as it left, whatever was done to it since.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, cast

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent
from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.access.person import Person
from moothall.core.access.records import AccessRecord, Grant
from moothall.core.access.roles import FACILITATOR
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.authorization.overlay import Overlay
from moothall.core.authorization.overlay import copy_of as record_copy
from moothall.core.authorization.versions import versions_for
from moothall.core.base.dates import microseconds
from moothall.core.content.copies import ItemCopy, copy_of, everything_in, forget, state_of
from moothall.core.content.editions import Edition
from moothall.core.content.items import Item, scope_of, site_of
from moothall.core.content.site import Site
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext
from moothall.core.operations.log_events import DEPARTED
from moothall.core.operations.move_permissions import home_of, is_space
from moothall.core.storage.databases import OpenDatabases
from moothall.core.storage.write_lock import write_in_batches
from moothall.core.workflow.history import once_live

log = logging.getLogger(__name__)

#: Time during which an item can be fetched back.
FETCHABLE = timedelta(days=30)
#: Number of departures per transaction of the periodic task.
BATCH = 50
#: Stands for a facilitator without any other access; it is no id of a person.
SOME_FACILITATOR = "some facilitator"


class Departure(Persistent):
    """One item that left: what facilitators know of it, and the copy of it until it can no longer be fetched back."""

    #: (person id, time, uid of the item) once it was fetched back.
    fetched: tuple[str | None, datetime, int] | None = None

    #: The copy of what facilitators could see, until it can no longer be fetched back.
    copied: ItemCopy | None = None
    #: uid → (kinds of visible editions, digest) of the originals, by which any change of them is noticed.
    states: Any = None
    #: The uids of everything that was in it.
    inside: tuple[int, ...] = ()
    #: Workflow → (uid of the definition, version) in use in the place it left; None in earlier versions.
    definitions: Any = None

    def __init__(self, act: ActionContext, item: Item, title: str, target: int, is_fetchable: bool) -> None:
        self.uid = item.uid
        self.type_id = item.type_id
        self.title = title
        self.by = act.person
        self.at = act.at
        #: The uids of the container it was in, and of the one it went to.
        self.place = item.__parent__.uid
        self.target = target
        #: False for what facilitators of another place fetched back from here.
        self.is_fetchable = is_fetchable

    def can_be_fetched(self, now: datetime) -> bool:
        """Return True while the item can be fetched back."""
        return self.is_fetchable and self.fetched is None and now < self.at + FETCHABLE


class _Facilitators:
    """What the facilitators of a place see who have no other access: a :class:`.copies.Viewpoint`."""

    def __init__(self, home: Item, now: datetime) -> None:
        site = site_of(home)
        record = record_copy(cast(AccessRecord, site.access.get(home.uid)))
        record.grants[SOME_FACILITATOR] = (Grant(FACILITATOR, now),)
        self.viewer = AccessContext(site, Person(SOME_FACILITATOR), now, Overlay(site, [record]))

    def sees(self, item: Item) -> bool:
        return self.viewer.sees(item)

    def editions(self, item: Item) -> list[Edition]:
        if not isinstance(item, Versioned):
            return []
        return [one for one in item.editions if self.viewer.decide(one.subject(), "view")]

    def versions(self, item: Item) -> set[int]:
        return {version.number for version in versions_for(self.viewer, item)}

    def once_live(self, item: Item) -> list[tuple[int, str | None]]:
        return [(number, step.after if step is not None else None) for number, step in once_live(item)]


def record_departure(act: ActionContext, item: Item, target: Item, is_fetchable: bool = True) -> Departure | None:
    """Record that an item is about to leave, and return the record; None if it stays or facilitators cannot see it."""
    home = home_of(item.__parent__)
    if home is None or home is home_of(target):
        return None
    facilitators = _Facilitators(home, act.at)
    if not facilitators.sees(item):
        return None
    edition = facilitators.viewer.shown(item) if isinstance(item, Versioned) else None
    title = edition.version.title if edition is not None else item.title
    departure = Departure(act, item, title, target.uid, is_fetchable)
    # A space stays in use where it is, so there is no copy of it.
    if is_fetchable and not is_space(item):
        departure.copied = copy_of(item, facilitators)
        departure.states = _states_of(item, facilitators)
        everything = list(everything_in(item))
        departure.inside = tuple(one.uid for one in everything)
        pointer = access_data_of(site_of(item)).pointer
        departure.definitions = {one.workflow: pointer(one.workflow, scope_of(one)) for one in everything}
    site = site_of(item)
    site.departures[_key(home, departure)] = departure
    return departure


def _key(home: Item, departure: Departure) -> tuple[int, int, int]:
    return home.uid, microseconds(departure.at), departure.uid


def _states_of(item: Item, facilitators: _Facilitators) -> LOBTree:
    """Return uid → (kinds of visible editions, digest) of everything that facilitators see."""
    seen = [one for one in everything_in(item) if facilitators.sees(one)]
    kinds = {one.uid: tuple(edition.kind for edition in facilitators.editions(one)) for one in seen}
    return LOBTree({one.uid: (kinds[one.uid], state_of(one, kinds[one.uid])) for one in seen})


def log_departure(act: ActionContext, home: Item, departure: Departure) -> None:
    """Log that an item left ``home``."""
    site_of(home).event_log.append(
        act, DEPARTED, home.uid, key=departure.uid, before=(departure.place,), after=(departure.target,)
    )


def departures_of(home: Item) -> list[Departure]:
    """Return what left a space or the site repository, newest first."""
    found = site_of(home).departures.values(min=(home.uid,), max=(home.uid + 1,))
    return list(reversed(list(found)))


def release(departure: Departure) -> None:
    """Delete the copy of what left."""
    departure.copied = departure.states = departure.definitions = None
    departure.inside = ()


# -- the periodic task


def release_departures(registry: Registry) -> int:
    """Delete the copies of what left more than 30 days ago; return their number."""
    gone = write_in_batches(registry, lambda databases: _release_some(databases, registry.clock()))
    if gone:
        log.info("Deleted %d copies of items that were moved away more than %d days ago.", gone, FETCHABLE.days)
    return gone


def _release_some(databases: OpenDatabases, now: datetime) -> int:
    if databases.site is None:
        return 0
    ended = islice(_ended(databases.site, now), BATCH)
    released = list(ended)
    for departure in released:
        delete_copy(databases.site, departure)
    return len(released)


def delete_copy(site: Site, departure: Departure) -> None:
    """Delete the copy of what left, which was not added to the tree."""
    if departure.copied is not None:
        forget(site, departure.copied)
    release(departure)


def _ended(site: Site, now: datetime) -> Iterator[Departure]:
    """Yield the departures with a copy that can no longer be fetched back."""
    until = microseconds(now - FETCHABLE)
    for (_home, at, _uid), departure in site.departures.items():
        if at <= until and departure.copied is not None:
            yield departure


def _forget(site: Site, item: Item) -> None:
    for key in list(site.departures.keys(min=(item.uid,), max=(item.uid + 1,))):
        delete_copy(site, site.departures[key])
        del site.departures[key]


def includeme(config: Configurator) -> None:
    """Add the store, the kinds of events and the periodic task."""
    config.include(".log_events")
    config.add_site_store("departures", OOBTree, forget=_forget)
    config.add_periodic_task("departures", release_departures)
