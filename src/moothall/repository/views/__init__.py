"""Pages of repositories, resources and good practices."""


def includeme(config):
    for name in ("listing", "item"):
        config.include(f".{name}")
