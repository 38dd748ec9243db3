"""The places of the administration pages in the tree."""

from moothall.core.access import Subject
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of

ADMIN = "admin"
WORKFLOWS = "workflows"


class Desk:
    """A place where administrators work: who may see it says the site's table, in the row of its own."""

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
        return Subject(scope_of(self), self.workflow, self.state)


class Administration(Desk):
    """``/admin``."""

    title = _("Administration")

    def __init__(self, site):
        super().__init__(site, ADMIN)

    def __getitem__(self, name):
        if name != WORKFLOWS:
            raise KeyError(name)
        return WorkflowsDesk(self, name)


class WorkflowsDesk(Desk):
    """``/admin/workflows``: what can be read at ``/workflows``, to be changed."""

    title = _("Workflows")

    def __getitem__(self, name):
        return DefinitionDesk(self, self.__parent__.__parent__[WORKFLOWS][name])


class DefinitionDesk(Desk):
    """``/admin/workflows/<id>``: one definition with its draft and its versions."""

    def __init__(self, parent, definition):
        super().__init__(parent, definition.__name__)
        self.definition = definition

    @property
    def title(self):
        return self.definition.title
