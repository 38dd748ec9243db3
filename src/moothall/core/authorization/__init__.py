"""What one person can see and do, for which reasons, and what a change would alter."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Include the modules that register event kinds and stores."""
    config.include(".log_events")
    config.include(".hidden_versions")
