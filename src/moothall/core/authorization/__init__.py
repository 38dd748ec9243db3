"""What one person can see and do, for which reasons, and what a change would alter."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Include the module that registers event kinds."""
    config.include(".log_events")
