"""The HTTP API: the same addresses as the pages, in the dialect of plone.restapi.

A request of a program (it accepts JSON, sends JSON, carries a bearer token or asks
for a name that begins with ``@``) is routed here first; see :mod:`.routing`.
Everything is checked and done by the verbs the pages use.
"""


def includeme(config):
    """The services, each in a module of its own."""
    config.include(".routing")
    config.include(".idempotency")
    for service in (
        "content",
        "workflow",
        "queue",
        "workflows",
        "history",
        "audit",
        "permissions",
        "schedule",
        "insight",
        "sharing",
        "asking",
        "roster",
        "invitations",
        "searching",
        "types",
        "vocabularies",
        "breadcrumbs",
        "navigation",
        "login",
        "people",
        "users",
        "groups",
    ):
        config.include(f".{service}")
