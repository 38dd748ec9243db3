"""The administration pages, a module each."""


def includeme(config):
    for name in ("overview", "people", "signups", "groups", "erasure", "spaces", "status", "jobs", "mails", "audit"):
        config.include(f".{name}")
