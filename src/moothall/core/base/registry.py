"""One mechanism for everything that features register.

A directive calls :func:`register` in the ``includeme`` of a feature; code that uses the entries
calls :func:`registered` while it serves requests.  Entries belong to one application, appear in
the introspector under their category, and two features that register one name conflict: Pyramid
names both lines.  A feature that includes another one can replace an entry of it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pyramid.config import Configurator
from pyramid.registry import Registry

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def register(
    config: Configurator,
    category: str,
    name: str,
    value: Any,
    order: int = 0,
    then: Callable[[], None] | None = None,
) -> None:
    """Register ``value`` under ``name`` in a category, when the configuration is committed.

    Entries are sorted by ``order``, then by the time of registration.  ``then()`` is called when
    the entry is in place.
    """
    introspectable = config.introspectable(category, name, name, category)
    introspectable["value"] = value
    introspectable["order"] = order

    def add() -> None:
        entries = _entries(config.registry).setdefault(category, {})
        entries[name] = (order, len(entries), value)
        _sorted(config.registry).pop(category, None)
        if then is not None:
            then()

    config.action((category, name), add, introspectables=(introspectable,))


def registered(registry: Registry, category: str) -> Mapping[str, Any]:
    """Return the entries of a category in order, as a read-only mapping; empty where there are none."""
    # A page calls this dozens of times, so the usual case is one look-up.
    try:
        return registry.moothall_sorted_entries[category]
    except (AttributeError, KeyError):
        return _sort(registry, category)


def _sort(registry: Registry, category: str) -> Mapping[str, Any]:
    entries = _entries(registry).get(category)
    if entries is None:
        return _NOTHING
    ordered = sorted(entries.items(), key=lambda entry: entry[1][:2])
    found = MappingProxyType({name: value for name, (_order, _place, value) in ordered})
    _sorted(registry)[category] = found
    return found


def _entries(registry: Registry) -> dict:
    known = getattr(registry, "moothall_entries", None)
    if known is None:
        known = registry.moothall_entries = {}
    return known


def _sorted(registry: Registry) -> dict:
    known = getattr(registry, "moothall_sorted_entries", None)
    if known is None:
        known = registry.moothall_sorted_entries = {}
    return known
