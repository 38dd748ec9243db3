"""Pages of spaces: overview, about, people, settings, joining, and the directories."""


def includeme(config):
    for name in ("overview", "directory", "people", "joining", "invitation", "settings", "editing", "administration"):
        config.include(f".{name}")
