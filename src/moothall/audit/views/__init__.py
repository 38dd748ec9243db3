"""Pages of history and audit log."""


def includeme(config):
    for name in ("history", "version", "space", "roster", "administration"):
        config.include(f".{name}")
