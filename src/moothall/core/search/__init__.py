"""The catalog of structured queries and the full-text index."""


def includeme(config):
    config.include(".facets")
    config.include(".fulltext")
    config.include(".evolve")
