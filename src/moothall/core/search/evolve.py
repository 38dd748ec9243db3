"""Evolution steps of the catalog."""

from typing import Any

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.authorization.access_context import access_data_of
from moothall.core.search import catalog as catalogs


def reclassify_working_copies(site: Any, _registry: Registry) -> None:
    """Add the state of the published version to the access class of working copies."""
    facts = access_data_of(site)
    for uid in list(site.catalog.secondary):
        item = site.uids.get(uid)
        if item is not None:
            catalogs.update(site.catalog, facts, item)


def includeme(config: Configurator) -> None:
    """Register the evolution step."""
    config.add_evolution_step(reclassify_working_copies, name="core.evolve.class_editions_with_what_is_behind")
