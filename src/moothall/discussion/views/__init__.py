"""Pages of forums, discussions and posts."""


def includeme(config):
    for name in ("forum", "thread", "post", "marks", "reactions", "slow_mode", "transfers", "fragment"):
        config.include(f".{name}")
