"""Translations of one item, linked by Substance D references.

Every translation refers to the original; the group is the original and all items that refer to it.
"""

from typing import Any

from substanced.objectmap import find_objectmap

from moothall.core.content.items import Item

REFERENCE = "translation of"


def link(item: Item, original: Item) -> None:
    """Make ``item`` a translation of ``original``, or of the item that ``original`` translates."""
    objectmap = find_objectmap(item)
    objectmap.connect(item, _original(objectmap, original), REFERENCE)


def group(item: Item) -> list[Item]:
    """Return all items of the group, the original first, including ``item``."""
    objectmap = find_objectmap(item)
    original = _original(objectmap, item)
    return [original, *objectmap.sources(original, REFERENCE)]


def _original(objectmap: Any, item: Item) -> Item:
    return next(iter(objectmap.targets(item, REFERENCE)), item)
