"""The place of the administration pages in the tree."""

from moothall.core.access import Subject
from moothall.core.content import scope_of
from moothall.core.i18n import _

ADMIN = "admin"


class Administration:
    """``/admin``: who may see it says the site's table, in the row of its own."""

    __name__ = ADMIN
    type_id = "administration"
    workflow = "site"
    state = "administration"
    review_state = None
    title = _("Administration")
    leaf = True
    creator = None
    #: No item has this uid: it is in no catalog.
    uid = 0

    def __init__(self, site):
        self.__parent__ = site

    def subject(self):
        return Subject(scope_of(self), self.workflow, self.state)
