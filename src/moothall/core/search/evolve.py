"""Evolution steps of the catalog."""

from typing import NamedTuple

from hypatia.field import FieldIndex
from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.collation import sort_key
from moothall.core.base.trees import small_family
from moothall.core.content.log_events import LIVE_VERSION
from moothall.core.content.site import Site
from moothall.core.content.versioned import Versioned
from moothall.core.search import catalog as catalogs
from moothall.core.storage.index_maps import uids_by_value, use_small_leaves, values_by_uid
from moothall.core.storage.index_rows import Rows


def reclassify_working_copies(site: Site, _registry: Registry) -> None:
    """Add the state of the published version to the access class of working copies."""
    access_data = access_data_of(site)
    for uid in list(site.catalog.secondary):
        item = site.uids.get(uid)
        if item is not None:
            catalogs.update(site.catalog, access_data, item)


def index_publications(site: Site, _registry: Registry) -> None:
    """Add the time and the person of the first publication to items, from the event log, and index the time."""
    if "effective" not in site.catalog.indexes:
        site.catalog.indexes["effective"] = FieldIndex("effective", family=small_family())
    for uid in list(site.uids):
        item = site.uids.get(uid)
        if not isinstance(item, Versioned) or item.live_number is None or item.publication is not None:
            continue
        first = next(site.event_log.about(uid, {LIVE_VERSION.id}), None)
        item.publication = (first.actor, first.at) if first is not None else (item.creator, item.created)
        site.catalog.index_publication(item)


def sort_titles_as_dictionaries_do(site: Site, _registry: Registry) -> None:
    """Index titles in the order of a dictionary, also with letters outside ASCII; no item is loaded."""
    index = site.catalog.indexes["sort_title"]
    for uid, title in list(values_by_uid(index).items()):
        if not title.isascii() and "\0" not in title:
            index.index_doc(uid, _Title(sort_key(title)))


def store_indexes_in_small_leaves(site: Site, _registry: Registry) -> None:
    """Store catalog, registry and event log in trees with small leaves, of which a new post rewrites less."""
    site.uids.use_small_leaves()
    site.event_log.use_small_leaves()
    for index in site.catalog.indexes.values():
        use_small_leaves(index)


def store_values_in_rows(site: Site, _registry: Registry) -> None:
    """Store the values of all indexes of an item together, so that a new post rewrites them once."""
    catalog = site.catalog
    if catalog.rows is None:
        catalog.rows = Rows()
    for index in catalog.indexes.values():
        catalog.add_index(index)


class _Title(NamedTuple):
    """The indexed value of an entry when only the order of titles changed."""

    sort_title: str


def reclassify_deleted_items(site: Site, _registry: Registry) -> None:
    """Add the state before, and both creator and deleter, to the access class of deleted items."""
    access_data = access_data_of(site)
    for uid in list(uids_by_value(site.catalog["state"]).get("deleted", ())):
        item = site.uids.get(uid)
        if item is not None:
            catalogs.update(site.catalog, access_data, item)
            site.index_queue.put(item.uid)


def includeme(config: Configurator) -> None:
    """Register the evolution steps."""
    config.add_evolution_step(store_indexes_in_small_leaves, name="core.search.evolve.store_indexes_in_small_leaves")
    config.add_evolution_step(
        store_values_in_rows,
        after="core.search.evolve.index_publications",
        name="core.search.evolve.store_values_in_rows",
    )
    config.add_evolution_step(sort_titles_as_dictionaries_do, name="core.search.evolve.sort_titles_as_dictionaries_do")
    config.add_evolution_step(index_publications, name="core.search.evolve.index_publications")
    config.add_evolution_step(reclassify_working_copies, name="core.evolve.class_editions_with_what_is_behind")
    config.add_evolution_step(
        reclassify_deleted_items,
        after="core.evolve.class_editions_with_what_is_behind",
        name="core.evolve.class_deleted_items_with_what_was_before",
    )
