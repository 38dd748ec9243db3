"""The services of history and audit."""


def includeme(config):
    config.include("moothall.api.history")
    config.include("moothall.api.audit")
