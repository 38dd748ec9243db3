"""Checks of what features store about items: ``bin/moothall check`` runs and repairs them."""

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.base.registry import register, registered

CATEGORY = "consistency check"


class SiteContents(NamedTuple):
    """A site with all its items by uid, and the uids of what belongs to extensions that are not loaded."""

    site: Any
    items: Mapping[int, Any]
    unavailable: Set[int] = frozenset()


class ConsistencyCheck(NamedTuple):
    """A registered check: see :func:`add_consistency_check`."""

    find: Callable[[SiteContents], Iterable[tuple[str, int]]]
    repair: Callable[[SiteContents], None] | None


def add_consistency_check(
    config: Configurator,
    name: str,
    find: Callable[[SiteContents], Iterable[tuple[str, int]]],
    repair: Callable[[SiteContents], None] | None = None,
) -> None:
    """Register a check of what a feature stores about items, for ``bin/moothall check``.

    ``find(contents)`` yields (description of the problem, uid of the item); ``contents`` is a :class:`SiteContents`.
    ``repair(contents)`` stores what is right; without it, ``--repair`` leaves the problems.
    """
    register(config, CATEGORY, name, ConsistencyCheck(find, repair))


def consistency_checks(registry: Registry) -> list[ConsistencyCheck]:
    """Return the checks of all features."""
    return list(registered(registry, CATEGORY).values())


def update_set(stored: Any, expected: Set[Any]) -> None:
    """Make a stored set of BTrees equal to ``expected``, and write only what differs."""
    for entry in set(stored) - expected:
        stored.remove(entry)
    stored.update(expected - set(stored))


def includeme(config: Configurator) -> None:
    """Register the directive."""
    config.add_directive("add_consistency_check", add_consistency_check)
