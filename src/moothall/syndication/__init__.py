"""Feeds: what is new in a place, as Atom and as JSON Feed, for feed readers and other programs.

A feature adds a feed to a class of items with ``config.add_feed``.
"""


def includeme(config):
    """Include the parts of the feature."""
    config.include(".feeds")
    config.include(".views")
    config.include(".panels")
