"""Pages of sharing: who has access, asking for it, answering that."""


def includeme(config):
    for name in ("changes", "answers", "dispatch", "requests"):
        config.include(f".{name}")
