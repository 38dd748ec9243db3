"""The administration pages, a module each."""


def includeme(config):
    for name in ("people", "signups", "groups", "erasure", "spaces", "status", "jobs", "mails"):
        config.include(f".{name}")
