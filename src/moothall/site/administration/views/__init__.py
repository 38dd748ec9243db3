"""The administration pages, a module each."""


def includeme(config):
    for name in ("status", "jobs", "mails"):
        config.include(f".{name}")
