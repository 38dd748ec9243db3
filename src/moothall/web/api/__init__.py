"""The HTTP API: the same addresses as the pages, in the dialect of plone.restapi.

The base of every service is here (:mod:`.routing`, :mod:`.service`, :mod:`.representation`), with the
services for any item.  Features register theirs with ``config.add_service``, in a module ``api``.
"""


def includeme(config):
    """Include the base first, which has the directive of the services."""
    for name in (
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
