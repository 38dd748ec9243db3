"""How many earlier versions stay hidden from the new readers of an item that is moved or opened.

The site stores, for each earlier version that was live, who could read it at its last moment live.  So they are
counted without loading an item.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from BTrees.LOBTree import LOBTree
from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.access import AccessData, Subject
from moothall.core.access.classes import subject_of_class
from moothall.core.access.held_roles import VISIBILITY_ROLES
from moothall.core.access.person import GUEST
from moothall.core.access.records import ITEM
from moothall.core.access.space_policies import PRIVATE, VISIBILITY_ORDER
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.authorization.history import PastAccessContext
from moothall.core.authorization.overlay import Overlay
from moothall.core.authorization.versions import made_in, place_at
from moothall.core.content.items import Item, scope_of, site_of
from moothall.core.content.site import Site
from moothall.core.content.types import types_of
from moothall.core.content.version_places import Superseded, note_superseded
from moothall.core.content.versioned import Versioned
from moothall.core.storage.index_maps import uids_by_value, values_by_uid
from moothall.core.workflow.history import once_live

#: The smallest difference between two stored times.
_MOMENT = timedelta(microseconds=1)
#: Number of items after which a migration releases memory.
BATCH = 500


class Readers(NamedTuple):
    """The readers of a place: a visibility, and the scope of the members it is for if that is ``private``."""

    visibility: str
    scope: int

    def include(self, others: "Readers") -> bool:
        """Return True if all of ``others`` are among these readers."""
        if self.visibility == PRIVATE and others.visibility == PRIVATE:
            return self.scope == others.scope
        return VISIBILITY_ORDER.index(self.visibility) <= VISIBILITY_ORDER.index(others.visibility)


def readers_at(access_data: AccessData, scope: int) -> Readers:
    """Return the readers at a scope: if access is restricted, those of the item that restricts it."""
    visibility, _masked, members, _policies = access_data.inherited(scope)
    for record in access_data.chain(scope):
        if record.kind != ITEM:
            break
        if not record.inherits:
            return Readers(PRIVATE, record.uid)
    return Readers(visibility, members.uid)


def count_earlier_version(item: Item) -> None:
    """Store the readers of the version of ``item`` that stops being live now."""
    _count(site_of(item), item, readers_at(access_data_of(site_of(item)), scope_of(item)))


def _count(site: Site, item: Item, readers: Readers) -> None:
    site.earlier_versions[item.uid] = (*site.earlier_versions.get(item.uid, ()), readers)


def hidden_after(viewer: AccessContext, root: Item, overlay: Overlay) -> int:
    """Return the number of earlier versions at and below ``root`` that new readers after a change will not see.

    Count only versions that ``viewer`` may read, and none if the change adds no readers.
    """
    site = viewer.site
    inside = uids_by_value(site.catalog["within"]).get(root.uid, ())
    known, class_of = site.earlier_versions, values_by_uid(site.catalog["access_class"])
    visible, is_root = viewer.visible_classes(), root is overlay.root
    total = 0
    for uid in _common(known, (root.uid, *inside)):
        value = class_of.get(uid)
        if value is None or value not in visible:
            continue
        subject = subject_of_class(value)
        before = readers_at(viewer.access_data, subject.scope)
        after = readers_at(overlay, _scope_after(overlay, subject, is_root))
        if not before.include(after):
            total += sum(_reads(viewer, then) and not then.include(after) for then in known[uid])
    return total


def _common(known: Any, uids: Iterable[int]) -> Iterator[int]:
    return (uid for uid in uids if uid in known)


def _scope_after(overlay: Overlay, subject: Subject, inside: bool) -> int:
    return overlay.after((subject,), inside, False)[0].scope


def _reads(viewer: AccessContext, readers: Readers) -> bool:
    """Return True if ``viewer`` is one of these readers today."""
    if viewer.access_data.record(readers.scope) is None:
        return False
    return VISIBILITY_ROLES[readers.visibility] in viewer.access_data.roles(viewer.person, readers.scope, viewer.now)


# -- sites of versions that did not store where versions were made


def store_places(site: Site, registry: Registry) -> None:
    """Store where earlier versions were made and stopped being current, as the event log says."""
    types = [one.id for one in types_of(registry).values() if issubclass(one.factory, Versioned)]
    uids = [uid for id in types for uid in uids_by_value(site.catalog["type_id"]).get(id, ())]
    for number, uid in enumerate(uids):
        item = site.uids.get(uid)
        if isinstance(item, Versioned) and item.uid == uid:
            _derive_places(site, item)
        if number % BATCH == BATCH - 1:
            site._p_jar.transaction_manager.savepoint(optimistic=True)
            site._p_jar.cacheGC()


def _derive_places(site: Site, item: Versioned) -> None:
    numbers, ended = list(item.versions), dict(_ends_of_live(site, item))
    for number, following in zip(numbers, [*numbers[1:], None], strict=True):
        version = item.versions[number]
        if version.place is None:
            version.place = made_in(item, version)
        if number in (item.live_number, item.working_number) or number in (item.superseded or {}):
            continue
        at, state = ended.get(number, (item.versions[following].at if following else version.at, None))
        at = max(at - _MOMENT, item.created)
        note_superseded(item, number, Superseded(place_at(site, item, at), state))
        if state is not None:
            past = PastAccessContext(site, GUEST, at)
            _count(site, item, readers_at(past.access_data, past.past.scope_of(item.uid)))


def _ends_of_live(site: Site, item: Versioned) -> Iterator[tuple[int, tuple[Any, str | None]]]:
    """Yield (number, (time at which the version stopped being live, its last live state))."""
    states = {number: step.after for number, step in once_live(item) if step is not None}
    for event in site.event_log.about(item.uid, {"live version"}):
        if event.before is not None:
            yield event.before, (event.at, states.get(event.before) or item.live_state)


def _forget(site: Site, item: Item) -> None:
    site.earlier_versions.pop(item.uid, None)


def includeme(config: Configurator) -> None:
    """Add the store, and the migration that fills it."""
    config.add_site_store(
        "earlier_versions", LOBTree, forget=lambda site, item: site.earlier_versions.pop(item.uid, None)
    )
    config.add_evolution_step(
        store_places, name="core.authorization.store_places", after="site_stores.earlier_versions"
    )
