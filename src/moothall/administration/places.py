"""The places of the administration pages in the tree."""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.threadlocal import get_current_registry

from moothall.core.access import Subject
from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.content.items import scope_of

ADMIN = "admin"


class AdministrationPlace:
    """A place of administration pages; the row ``administration`` of the site workflow says who can view it."""

    type_id = "administration"
    workflow = "site"
    state = "administration"
    review_state = None
    leaf = True
    creator = None
    #: No item has this uid: it is in no catalog.
    uid = 0

    def __init__(self, parent, name):
        self.__parent__ = parent
        self.__name__ = name

    def subject(self):
        """Return the subject of access decisions about this place."""
        return Subject(scope_of(self), self.workflow, self.state)


class Administration(AdministrationPlace):
    """``/admin``."""

    title = _("Administration")

    def __init__(self, site):
        super().__init__(site, ADMIN)

    def __getitem__(self, name):
        # Traversal calls this without a request.
        return registered(get_current_registry(), "administration place")[name](self, name)


def add_administration_place(
    config: Configurator, name: str, factory: Callable[[Administration, str], AdministrationPlace]
) -> None:
    """Add a place with its own pages below ``/admin``; ``factory(administration, name)`` returns it."""
    register(config, "administration place", name, factory)
