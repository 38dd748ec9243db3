"""The HTTP API: the same addresses as the pages, in the dialect of plone.restapi.

A request of a program (it accepts JSON, sends JSON, carries a bearer token or asks
for a name that begins with ``@``) is routed here first; see :mod:`.routing`.
Everything is checked and done by the verbs the pages use.
"""


def includeme(config):
    """Include the services, each in a module of its own."""
    config.include("moothall.web.api.routing")
    config.include("moothall.web.api.idempotency")
    for service in (
        "moothall.api.content",
        "moothall.api.workflow",
        "moothall.queue.api",
        "moothall.workflows.api",
        "moothall.api.history",
        "moothall.api.audit",
        "moothall.api.permissions",
        "moothall.scheduling.api",
        "moothall.insight.api",
        "moothall.sharing.api.grants",
        "moothall.sharing.api.requests",
        "moothall.space.api.members",
        "moothall.space.api.invitations",
        "moothall.api.searching",
        "moothall.api.types",
        "moothall.vocabulary.api",
        "moothall.api.breadcrumbs",
        "moothall.api.navigation",
        "moothall.api.login",
        "moothall.api.people",
        "moothall.people.api.users",
        "moothall.people.api.groups",
    ):
        config.include(service)
