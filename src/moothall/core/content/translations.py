"""Translations of one item, linked by Substance D references.

Every translation points at the original; the group is the original and what points at it.
"""

from substanced.objectmap import find_objectmap

REFERENCE = "translation of"


def link(item, original):
    """Make ``item`` a translation of ``original``, or of what that one is a translation of."""
    objectmap = find_objectmap(item)
    objectmap.connect(item, _original(objectmap, original), REFERENCE)


def group(item):
    """All items of the group, the original first, ``item`` among them."""
    objectmap = find_objectmap(item)
    original = _original(objectmap, item)
    return [original, *objectmap.sources(original, REFERENCE)]


def _original(objectmap, item):
    return next(iter(objectmap.targets(item, REFERENCE)), item)
