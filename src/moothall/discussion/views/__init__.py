"""Pages of forums, discussions and posts."""


def includeme(config):
    for name in ("forum", "thread", "post", "marks"):
        config.include(f".{name}")
