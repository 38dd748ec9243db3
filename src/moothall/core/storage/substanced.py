"""Which parts of Substance D we include: the only such place.

Content types, events and evolve steps.  Folders, the object map and principals
are used as classes and need no registration.  Its management interface, session,
authentication, stored ACLs and catalog are left out: docs/decisions/0002 says why.
"""

from moothall.core.storage.migrations import add_evolution_step


def includeme(config):
    config.include("substanced.content")
    config.include("substanced.event")
    # Substance D's own steps, for its management interface, come with its package, which is not included.
    config.add_directive("add_evolution_step", add_evolution_step)
