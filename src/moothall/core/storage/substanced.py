"""Include the used parts of Substance D: content types, events and evolution steps.

Folders, the object map and principals are used as classes and need no registration.  Its management
interface, session, authentication, stored ACLs and catalog are not used; docs/decisions/0002 says why.
"""

from pyramid.config import Configurator

from moothall.core.storage.migrations import add_evolution_step


def includeme(config: Configurator) -> None:
    """Include the parts of Substance D, and register the directive for migrations."""
    config.include("substanced.content")
    config.include("substanced.event")
    # The directive replaces that of the package, which also has steps for the management interface.
    config.add_directive("add_evolution_step", add_evolution_step)
