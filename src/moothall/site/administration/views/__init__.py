"""The administration pages, a module each."""


def includeme(config):
    for name in ("status", "jobs", "emails"):
        config.include(f".{name}")
