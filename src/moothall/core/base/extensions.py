"""Packages of other authors that add features to a site.

The setting ``moothall.extensions`` names them.  Each is a package with an ``includeme`` that calls
the same directives as the features of Moothall.
"""

import importlib

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError

from moothall.core.base.settings import PREFIX, settings_of


def include_extensions(config: Configurator) -> None:
    """Include each package of the setting; raise ConfigurationError for one that cannot be imported."""
    names: tuple[str, ...] = settings_of(config.registry).extensions
    for name in names:
        try:
            package = importlib.import_module(name)
        except Exception as error:
            raise ConfigurationError(
                f"{PREFIX}extensions names {name}, which cannot be imported: {type(error).__name__}: {error}"
            ) from error
        config.include(package)
