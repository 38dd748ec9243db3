"""Which items can be followed, and from where each inherits its level."""

from collections.abc import Callable
from typing import Any, NamedTuple

from moothall.core.base.errors import NotFound
from moothall.core.base.registry import register, registered
from moothall.core.content.root import Root
from moothall.notification.digest import NEVER, frequency_of
from moothall.notification.subscriptions import Inherited, Target, level_of
from moothall.space.content import Space

CATEGORY = "followable"

#: Targets of equal rank, nearest first.
Targets = list[tuple[Target, ...]]


class Followed(NamedTuple):
    """How a person follows an item: the level chosen there, if any, and the one that applies."""

    chosen: str | None
    applies: Inherited


def add_followable(config, cls: type, targets_of: Callable[[Any, Any], Targets]) -> None:
    """Let people follow items of a class.

    ``targets_of(site, item)`` returns where a level can be chosen that applies to the item, itself first.
    """
    register(config, CATEGORY, cls.__name__, (cls, targets_of))


def targets_of(request, item, tag: str = "") -> Targets:
    """Return where levels for an item, or for a tag in a space, are chosen; raise NotFound if it cannot be followed."""
    for cls, targets in registered(request.registry, CATEGORY).values():
        if isinstance(item, cls):
            found = targets(request.site, item)
            if tag and not isinstance(item, Space):
                break
            return [(Target(item.uid, tag),), *found] if tag else found
    raise NotFound()


def can_follow(request, item) -> bool:
    """Return True if items of this class can be followed."""
    return any(isinstance(item, cls) for cls, _targets in registered(request.registry, CATEGORY).values())


def followed(request, item, tag: str = "") -> Followed:
    """Return how the person of the request follows an item."""
    targets, person = targets_of(request, item, tag), request.person.id
    stored = request.people.feature_data("subscriptions")
    chosen = stored.get(person, targets[0][0]) if stored is not None else None
    return Followed(chosen, level_of(request.people, person, targets))


def space_targets(site, space) -> Targets:
    """Return where levels for a space are chosen: there, in the spaces around it, and at the site."""
    found = []
    while space is not None and space is not site:
        if isinstance(space, Space):
            found.append((Target(space.uid),))
        space = space.__parent__
    return [*found, (Target(site.uid),)]


def space_frequency(request, space) -> str:
    """Return how often the person of the request gets a digest of a space."""
    return frequency_of(request.people, request.person.id, space.uid) or NEVER


def includeme(config):
    config.add_directive("add_followable", add_followable)
    config.add_followable(Root, lambda site, _item: [(Target(site.uid),)])
    config.add_followable(Space, space_targets)
