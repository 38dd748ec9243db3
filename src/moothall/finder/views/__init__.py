"""The search page, and the page of a stored search."""


def includeme(config):
    config.include(".search")
