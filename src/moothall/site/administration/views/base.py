"""What the administration pages have in common: the tabs."""

from moothall.core.i18n import _
from moothall.core.layout.presenters import Link
from moothall.core.pages import View

TABS = (("", _("Overview")), ("people", _("People")), ("groups", _("Groups")), ("spaces", _("Spaces")),
        ("status", _("Status")), ("mails", _("Mails")), ("audit", _("Audit")))


class AdminPage(View):
    """Subclasses say which tab they are."""

    tab = ""

    def admin_page(self, title, **values):
        tabs = [Link(self.translate(word), self.url(self.context, name) if name else self.url(self.context),
                     name == self.tab) for name, word in TABS]
        return self.page(title, "page", tabs=tabs, **values)
