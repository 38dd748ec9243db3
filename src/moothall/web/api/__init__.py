"""The HTTP API: the addresses of the pages, in the dialect of plone.restapi.

It contains the base of every service (:mod:`.routing`, :mod:`.service`, :mod:`.representation`) and the services
for any item.  Features register theirs with ``config.add_service``, in a module ``api``.
"""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Include the base, which defines the directive ``add_service``, then the services."""
    for name in (
        "prefix",
        "routing",
        "idempotency",
        "content",
        "workflow",
        "permissions",
        "types",
        "breadcrumbs",
        "navigation",
    ):
        config.include(f".{name}")
