"""Pages about workflows: to be read by everybody, what holds in a space, and the choice of another one there."""


def includeme(config):
    for name in ("reading", "permissions", "choosing"):
        config.include(f".{name}")
