"""The front page: an introduction for visitors, news for people who are logged in."""

from moothall.core.base.i18n import _
from moothall.site.content import Site
from moothall.ui.activity import latest
from moothall.ui.page import View
from moothall.ui.slots import panels

#: Slots of the front page.
SLOTS = {
    "home": "show(view) returns a Part of the front page of somebody who is logged in.",
    "home aside": "show(view) returns a Part at the side of the front page of somebody who is logged in.",
    "home of visitors": "show(view) returns a Part of the front page of a visitor.",
    "home figures": "show(view) returns a Link with a count, for the first part of the front page of a visitor.",
}


class HomePage(View):
    """``/``."""

    def show(self):
        if self.request.person.id is None:
            return self.page(
                "", "home", guest=True, parts=panels(self, "home of visitors"), numbers=panels(self, "home figures")
            )
        return self.page(
            "",
            "home",
            guest=False,
            parts=panels(self, "home"),
            aside=panels(self, "home aside"),
            activity=latest(self, limit=8, with_place=True),
            greeting=self._greeting(),
        )

    def _greeting(self):
        name = self.request.account.name
        # In a view as a role, the name is the translatable title of the role, which is shown in full.
        first = name.split()[0] if type(name) is str else name
        return self.translate(_("Welcome back, ${name}", mapping={"name": first}))


def includeme(config):
    for name, description in SLOTS.items():
        config.add_slot(name, description)
    config.add_view(
        HomePage, attr="show", context=Site, request_method="GET", renderer="moothall.site:templates/home.pt"
    )
