"""Pages about the site: purpose, accessibility, privacy and contact."""

from pyramid.security import NO_PERMISSION_REQUIRED

from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.site.content import Site
from moothall.ui.page import View

PAGES = {
    "about": _("About this site"),
    "accessibility": _("Accessibility"),
    "privacy": _("Privacy"),
    "contact": _("Contact"),
}


class AboutPages(View):
    """``/about``, ``/accessibility``, ``/privacy`` and ``/contact``."""

    def show(self):
        return self.page(PAGES[self.request.view_name], "text")

    def privacy(self):
        """Return the values for the template; the retention of the audit log is in the settings."""
        settings = settings_of(self.request.registry)
        days, logins = settings.audit_days, settings.audit_login_days or settings.audit_days
        return self.page(
            PAGES["privacy"],
            "text",
            kept=self.clock.days(days) if days else "",
            logins=self.clock.days(logins) if logins else self.translate(_("the same time")),
        )


def includeme(config):
    for name in PAGES:
        attr = "privacy" if name == "privacy" else "show"
        config.add_view(
            AboutPages,
            attr=attr,
            name=name,
            context=Site,
            request_method="GET",
            renderer=f"moothall.site:templates/{name}.pt",
            permission=NO_PERMISSION_REQUIRED,
        )
