"""Pages about the site itself: what it is, how accessible, what it knows about people, whom to ask."""

from pyramid.security import NO_PERMISSION_REQUIRED

from moothall.core.i18n import _
from moothall.core.pages import View
from moothall.site.content import Site

PAGES = {"about": _("About this site"), "accessibility": _("Accessibility"), "privacy": _("Privacy"),
         "contact": _("Contact")}


class AboutPages(View):
    """``/about``, ``/accessibility``, ``/privacy`` and ``/contact``."""

    def show(self):
        return self.page(PAGES[self.request.view_name], "text")


def includeme(config):
    for name in PAGES:
        config.add_view(AboutPages, attr="show", name=name, context=Site, request_method="GET",
                        renderer=f"moothall.site:templates/{name}.pt", permission=NO_PERMISSION_REQUIRED)
