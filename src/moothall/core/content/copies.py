"""Copies of items as some people see them, kept outside of the tree until they are added to it.

A copy has new uids.  It shares versions and files with its original, since those never change.
"""

import hashlib
import io
import pickle
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from persistent import Persistent
from ZODB.interfaces import IBlob

from moothall.core.access.log_events import BREAK, GRANT
from moothall.core.access.records import ITEM, AccessRecord, Grant
from moothall.core.content.editions import Edition
from moothall.core.content.items import Container, Item, register, scope_of, site_of
from moothall.core.content.site import Site
from moothall.core.content.slugs import name_in
from moothall.core.content.uids import new_uid
from moothall.core.content.versions import Version
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import registry_of
from moothall.core.storage.site_stores import copy_item, forget_copy

T = TypeVar("T", bound=Item)
#: Attributes that say where an item is, and not what it is.
PLACE = ("uid", "edition_uid")


class Viewpoint(Protocol):
    """What some people see."""

    def sees(self, item: Item) -> bool:
        """Return True if they see anything of an item."""
        ...

    def editions(self, item: Item) -> list[Edition]:
        """Return the editions of an item with versions that they see."""
        ...

    def versions(self, item: Item) -> set[int]:
        """Return the numbers of the versions of an item that they may read."""
        ...

    def once_live(self, item: Item) -> list[tuple[int, str | None]]:
        """Return (number of a version, state) for each state in which a version was live."""
        ...


class GivenAccess(NamedTuple):
    """The access that was given on an item, or restricted."""

    inherits: bool
    grants: tuple[tuple[str, tuple[Grant, ...]], ...]
    definitions: tuple[tuple[str, tuple[int, int]], ...]


class ItemCopy(Persistent):
    """A copy of one item under its name, with the copies of what it contains."""

    def __init__(self, name: str, item: Item, access: GivenAccess | None, inside: tuple["ItemCopy", ...]) -> None:
        self.name = name
        self.item = item
        self.access = access
        self.inside = inside


def clone(item: T) -> T:
    """Return a copy of one item without a place, with new uids; it shares versions, files and other items."""
    item._p_activate()
    shared: list[Any] = []

    class Writer(pickle.Pickler):
        def persistent_id(self, found: Any) -> Any:
            if found is item or not _is_shared(found):
                return None
            shared.append(found)
            return len(shared) - 1

    class Reader(pickle.Unpickler):
        def persistent_load(self, number: Any) -> Any:
            return shared[number]

    stream = io.BytesIO()
    Writer(stream, pickle.HIGHEST_PROTOCOL).dump(item)
    stream.seek(0)
    copied = Reader(stream).load()
    copied.__parent__ = copied.__name__ = None
    # The number of the original among the objects of the tree.
    vars(copied).pop("__oid__", None)
    copied.uid = new_uid()
    if hasattr(item, "edition_uid"):
        copied.edition_uid = new_uid()
    site = site_of(item)
    copy_item(site, registry_of(site), item, copied)
    return copied


def _is_shared(found: Any) -> bool:
    return isinstance(found, (Item, Version)) or IBlob.providedBy(found)


def copy_of(item: Item, viewpoint: Viewpoint) -> ItemCopy | None:
    """Return a copy of ``item`` with everything in it, as far as ``viewpoint`` sees it; None if it sees nothing."""
    if not viewpoint.sees(item):
        return None
    inside: tuple[ItemCopy | None, ...] = ()
    if isinstance(item, Container):
        inside = tuple(copy_of(child, viewpoint) for child in item.children())
    copied = clone(item)
    copied.after_copy(item, viewpoint)
    return ItemCopy(item.__name__, copied, _access_of(item), tuple(filter(None, inside)))


def _access_of(item: Item) -> GivenAccess | None:
    record = site_of(item).access.get(item.uid)
    if record is None or record.kind != ITEM:
        return None
    return GivenAccess(record.inherits, tuple(record.grants.items()), tuple(sorted(record.definitions.items())))


def forget(site: Site, copied: ItemCopy) -> None:
    """Remove from the site what it stores for a copy that is deleted before it was added to the tree."""
    for item in everything_in(copied.item):
        forget_copy(site, registry_of(site), item)
    for one in copied.inside:
        forget(site, one)


def add_copy(act: ActionContext, copied: ItemCopy, container: Container) -> Item:
    """Add a copy to ``container``, under its name or a similar one, and return the new item."""
    item = copied.item
    container.add(name_in(container, copied.name, act), item)
    _register(act, item)
    if copied.access is not None:
        _give(act, item, copied.access)
    for one in copied.inside:
        add_copy(act, one, cast(Container, item))
    return item


def _register(act: ActionContext, item: Item) -> None:
    register(act, item, item.log_copied_states)
    if not isinstance(item, Container):
        for child in item.children():
            if child.__parent__ is item:
                _register(act, child)


def _give(act: ActionContext, item: Item, access: GivenAccess) -> None:
    """Give the same access on a copy, and restrict it in the same way."""
    site = site_of(item)
    record = AccessRecord(item.uid, ITEM, scope_of(item), leaf=item.leaf)
    record.definitions = dict(access.definitions)
    site.access.add(record)
    site.made_scope(item, record)
    if not access.inherits:
        site.access.set_inherits(record, False)
        site.event_log.append(act, BREAK, item.uid, before=True, after=False)
    for principal, grants in access.grants:
        site.access.set_grants(record, principal, grants)
        site.event_log.append(
            act, GRANT, item.uid, key=principal, before=(), after=tuple(grant.role for grant in grants), since=act.at
        )


# -- whether something is as it was


def state_of(item: Item, kinds: Collection[str]) -> bytes:
    """Return a digest that differs after any change of an item, or of its editions of these ``kinds``."""
    item._p_activate()
    editions = getattr(item, "editions", None)
    if editions is None:
        said: Any = sorted((name, _canonical(value)) for name, value in vars(item).items() if _tells(name, value))
    else:
        shown = [(one.kind, one.state, one.version.number) for one in editions if one.kind in kinds]
        said = [one.kind for one in editions], shown
    return hashlib.sha256(repr((item.creator, said, _access_of(item))).encode()).digest()


def everything_in(item: Item) -> Iterator[Item]:
    """Yield ``item`` and everything in it."""
    yield item
    for child in item.children():
        yield from everything_in(child)


def _tells(name: str, value: Any) -> bool:
    return not name.startswith("_") and name not in PLACE and not isinstance(value, Persistent)


def _canonical(value: Any) -> str:
    if isinstance(value, (set, frozenset)):
        return repr(sorted(map(_canonical, value)))
    if isinstance(value, tuple):
        return repr([_canonical(one) for one in value])
    return repr(value)
