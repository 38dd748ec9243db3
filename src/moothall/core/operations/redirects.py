"""Redirects from the addresses of items that were moved, or became part of another item."""

from collections.abc import Sequence
from typing import Any

from BTrees import family64
from BTrees.OOBTree import OOBTree
from pyramid.config import Configurator

from moothall.core.content.items import Container, Item
from moothall.core.content.site import Site

#: Maximum number of moves that are followed from one address.
MOST = 20


def leave_redirect(site: Site, place: tuple[int, str], item: Item) -> None:
    """Redirect the address ``place`` (the uid of a container, a name) to ``item``."""
    if site.moved is None:
        site.moved = OOBTree()
    site.moved[place] = item.uid


def moved_from(site: Site, container: Container, name: str) -> Item | None:
    """Return the item that was moved away from ``name`` in ``container``, or None.

    For an item that became part of another one, it is the part that took its place.
    """
    uid = site.moved.get((container.uid, name)) if site.moved is not None else None
    return current(site, uid) if uid is not None else None


def current(site: Site, uid: int) -> Item | None:
    """Return the item with this uid, or the one that took its place; None if there is neither."""
    for _hop in range(MOST):
        item = site.uids.get(uid)
        if item is not None or uid not in site.successors:
            return item
        uid = site.successors[uid]
    return None


def follow(site: Site, context: Any, names: Sequence[str]) -> tuple[Item, Sequence[str]] | None:
    """Return the item that was moved away from the first of ``names`` below ``context``, and the names after it.

    Return None if nothing was moved away from there.  Nothing is said about who may see the item.
    """
    if not names:
        return None
    rest = names[1:]
    if isinstance(context, Container):
        item = moved_from(site, context, names[0])
        known = site.moved.get((context.uid, names[0])) if item is not None else None
        if item is not None and rest and known in site.successors:
            # The further names are those of its parts, which are now in the other item.
            item = item.__parent__
    else:
        moved_child = getattr(context, "moved_child", None)
        item = moved_child(names[0]) if moved_child is not None else None
    return (item, rest) if item is not None else None


def resolve(site: Site, context: Any, names: Sequence[str]) -> tuple[Item, Sequence[str]] | None:
    """Follow all moves from an address; return the last item and the names after it, or None if nothing was moved."""
    found = last = follow(site, context, names)
    for _hop in range(MOST):
        if found is None:
            break
        item, rest = found
        while rest and (child := _child(item, rest[0])) is not None:
            item, rest = child, rest[1:]
        last, found = (item, rest), follow(site, item, rest)
    return last


def _child(item: Any, name: str) -> Item | None:
    try:
        return item[name]
    except (AttributeError, KeyError, TypeError):
        return None


def includeme(config: Configurator) -> None:
    """Register the store: uid of an item that became part of another one → uid of the part in its place."""
    config.add_site_store("successors", family64.II.BTree)
