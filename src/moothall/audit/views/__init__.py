"""Pages of history and audit log."""


def includeme(config):
    for name in ("history", "version", "space", "past_members", "administration"):
        config.include(f".{name}")
