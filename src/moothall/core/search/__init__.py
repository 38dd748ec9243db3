"""The catalog of structured queries and the full-text index."""

from pyramid.config import Configurator

from moothall.core.search.index_queue import IndexQueue


def includeme(config: Configurator) -> None:
    """Include the facets, the full-text index and the evolution steps."""
    config.include(".facets")
    config.add_site_store("index_queue", IndexQueue, step="site_stores.queue")
    config.include(".fulltext")
    config.include(".evolve")
