"""What the administration pages have in common: the tabs."""

from pyramid.location import lineage

from moothall.core.base.i18n import _
from moothall.site.administration.places import Administration
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View

TABS = (
    ("", _("Overview")),
    ("people", _("People")),
    ("groups", _("Groups")),
    ("spaces", _("Spaces")),
    ("workflows", _("Workflows")),
    ("status", _("Status")),
    ("mails", _("Emails")),
    ("audit", _("Audit log")),
)


class AdminPage(View):
    """Subclasses say which tab they are."""

    tab = ""

    def admin_page(self, title, **values):
        top = next(place for place in lineage(self.context) if isinstance(place, Administration))
        tabs = [
            Link(self.translate(word), self.url(top, name) if name else self.url(top), name == self.tab)
            for name, word in TABS
        ]
        return self.page(title, "page", tabs=tabs, **values)
