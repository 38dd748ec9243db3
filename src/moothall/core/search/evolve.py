"""Evolution steps of the catalog."""

from moothall.core.authorization.access_context import access_data_of
from moothall.core.search import catalog as catalogs


def class_editions_with_what_is_behind(site, registry):
    """The class of a working edition says the state of the live one behind it."""
    facts = access_data_of(site)
    for uid in list(site.catalog.secondary):
        item = site.uids.get(uid)
        if item is not None:
            catalogs.update(site.catalog, facts, item)


def includeme(config):
    config.add_evolution_step(class_editions_with_what_is_behind, name="core.evolve.class_editions_with_what_is_behind")
