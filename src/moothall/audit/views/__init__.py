"""Pages of history and audit."""


def includeme(config):
    for name in ("history", "version", "space", "roster", "administration"):
        config.include(f".{name}")
