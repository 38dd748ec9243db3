"""The services ``@audit`` and ``@history``."""


def includeme(config):
    config.include(".audit_log")
    config.include(".history")
