"""Items, containers, versions, content types, files and schemas."""


def includeme(config):
    config.include(".types")
    config.include(".sections")
    config.include(".terms")
    config.include(".log_events")
