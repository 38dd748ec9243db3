"""Items, containers, versions, content types, files and schemas."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Include the modules that register directives and event kinds."""
    config.include(".types")
    config.include(".sections")
    config.include(".terms")
    config.include(".log_events")
