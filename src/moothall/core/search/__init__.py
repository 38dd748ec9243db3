"""The catalog of structured queries and the full-text index."""

from moothall.core.search.index_queue import IndexQueue


def includeme(config):
    config.include(".facets")
    config.add_site_store("queue", IndexQueue)
    config.include(".fulltext")
    config.include(".evolve")
