"""The front page and the pages about the site."""


def includeme(config):
    for name in ("home", "about"):
        config.include(f".{name}")
