"""Pages of sharing: who has access, requesting it, and answering requests."""


def includeme(config):
    for name in ("changes", "answers", "dispatch", "requests"):
        config.include(f".{name}")
