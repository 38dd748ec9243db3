"""The append-only log of changes, and the queue from which the audit log is written."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Include the module that registers the directive."""
    config.include(".kinds")
