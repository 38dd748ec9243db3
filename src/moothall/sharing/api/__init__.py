"""HTTP API of sharing: access given, and requests for it."""


def includeme(config):
    config.include(".grants")
    config.include(".requests")
