"""Errors, settings, languages, dates, random ids: what everything else imports."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Declare the settings of the core."""
    config.include(".settings")
