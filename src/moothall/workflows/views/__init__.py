"""Pages about workflows: reading them, the rules of a space, and choosing another workflow there."""


def includeme(config):
    for name in ("reading", "permissions", "choosing"):
        config.include(f".{name}")
