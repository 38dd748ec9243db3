"""Pages of this feature: the overview."""


def includeme(config):
    """Register the pages."""
    config.include(".overview")
