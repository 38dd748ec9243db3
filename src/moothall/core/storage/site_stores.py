"""What features keep once per site, as attributes of the site object."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.base.registry import register, registered

CATEGORY = "site store"


class SiteStore(NamedTuple):
    """A registered store: what makes an empty one, and what removes an item from it."""

    factory: Callable[[], Any]
    forget: Callable[[Any, Any], None] | None


def add_site_store(
    config: Configurator,
    name: str,
    factory: Callable[[], Any],
    forget: Callable[[Any, Any], None] | None = None,
    step: str | None = None,
) -> None:
    """Give every site a store under an attribute name.

    New sites get ``factory()`` when they are made, older ones by an evolution step; ``step`` is the name of that step
    where an earlier version had one.  ``forget(site, item)`` is called when an item leaves the tree for good.
    """
    register(config, CATEGORY, name, SiteStore(factory, forget))

    def add_missing_store(site, registry):
        # vars() alone does not load an object.
        site._p_activate()
        if name not in vars(site):
            setattr(site, name, factory())

    config.add_evolution_step(add_missing_store, name=step or f"site_stores.{name}")


def create_stores(site: Any, registry: Registry) -> None:
    """Give a new site all its stores."""
    for name, store in registered(registry, CATEGORY).items():
        setattr(site, name, store.factory())


def forget_item(site: Any, registry: Registry, item: Any) -> None:
    """Remove an item that leaves the tree from every store."""
    for store in registered(registry, CATEGORY).values():
        if store.forget is not None:
            store.forget(site, item)


def includeme(config):
    config.add_directive("add_site_store", add_site_store)
