"""The objects of the workflow editor in the tree."""

from moothall.administration.places import AdministrationPlace
from moothall.core.base.i18n import _

WORKFLOWS = "workflows"


class WorkflowsPlace(AdministrationPlace):
    """``/admin/workflows``: edits what is published at ``/workflows``."""

    title = _("Workflows")

    def __getitem__(self, name):
        return DefinitionPlace(self, self.__parent__.__parent__[WORKFLOWS][name])


class DefinitionPlace(AdministrationPlace):
    """``/admin/workflows/<id>``: one definition with its draft and its versions."""

    def __init__(self, parent, definition):
        super().__init__(parent, definition.__name__)
        self.definition = definition

    @property
    def title(self):
        return self.definition.title
