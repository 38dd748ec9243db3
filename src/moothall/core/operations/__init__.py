"""Operations on items: add, save, move, delete, activate a workflow. Forms, API and imports share them."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Include the modules that register background jobs and periodic tasks."""
    config.include(".activation")
    config.include(".deletion")
    config.include(".departures")
    config.include(".redirects")
