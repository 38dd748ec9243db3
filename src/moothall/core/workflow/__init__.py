"""Workflow definitions: a matrix of states, roles and permissions, and transitions with guards.

:mod:`.validation` checks a definition, :mod:`.definition` compiles it, :mod:`.transition` performs its
transitions.  With :mod:`.kinds`, features register the definitions of a new site, and what the program
needs of each definition that can replace one of them.
"""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Include the modules that register directives and event kinds."""
    config.include(".kinds")
    config.include(".grounds")
    config.include(".log_events")
