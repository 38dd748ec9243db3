"""Stores of features that exist once per site, as attributes of the site object."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.base.registry import register, registered

CATEGORY = "site store"


class SiteStore(NamedTuple):
    """A registered store: ``factory`` creates an empty one, ``forget`` removes an item, ``copy`` adds a copy of one."""

    factory: Callable[[], Any]
    forget: Callable[[Any, Any], None] | None
    copy: Callable[[Any, Any, Any], None] | None


def add_site_store(
    config: Configurator,
    name: str,
    factory: Callable[[], Any],
    forget: Callable[[Any, Any], None] | None = None,
    step: str | None = None,
    copy: Callable[[Any, Any, Any], None] | None = None,
) -> None:
    """Add a store to every site under an attribute name.

    New sites get ``factory()`` when they are created, existing ones by a migration; ``step`` is the name of
    that migration if an earlier version had one.  ``forget(site, item)`` is called when an item is deleted
    permanently, ``copy(site, original, copied)`` when a copy of an item is made, which may never be added to the tree.
    """
    register(config, CATEGORY, name, SiteStore(factory, forget, copy))

    def add_missing_store(site: Any, _registry: Registry) -> None:
        # vars() alone does not load an object.
        site._p_activate()
        if name not in vars(site):
            setattr(site, name, factory())

    config.add_evolution_step(add_missing_store, name=step or f"site_stores.{name}")


def create_stores(site: Any, registry: Registry) -> None:
    """Create all stores of a new site."""
    for name, store in registered(registry, CATEGORY).items():
        setattr(site, name, store.factory())


def forget_item(site: Any, registry: Registry, item: object) -> None:
    """Remove an item that is deleted permanently from every store."""
    for store in registered(registry, CATEGORY).values():
        if store.forget is not None:
            store.forget(site, item)


def copy_item(site: Any, registry: Registry, original: Any, copied: Any) -> None:
    """Store for a new copy what is stored for its original."""
    for store in registered(registry, CATEGORY).values():
        if store.copy is not None:
            store.copy(site, original, copied)


def forget_copy(site: Any, registry: Registry, copied: Any) -> None:
    """Remove a copy that is deleted before it was added to the tree."""
    for store in registered(registry, CATEGORY).values():
        if store.copy is not None and store.forget is not None:
            store.forget(site, copied)


def includeme(config: Configurator) -> None:
    """Register the directive."""
    config.add_directive("add_site_store", add_site_store)
