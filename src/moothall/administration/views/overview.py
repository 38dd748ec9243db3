"""``/admin``: the size of the site, pending work, and links to everything else."""

from moothall.administration.page import AdminPage
from moothall.administration.places import Administration
from moothall.core.base.i18n import _
from moothall.ui.slots import panels


class OverviewPage(AdminPage):
    """The first page of the administration."""

    def show(self):
        """Return the values for the template."""
        return self.admin_page(
            _("Administration"),
            notices=panels(self, "administration notices"),
            figures=panels(self, "administration figures"),
            parts=panels(self, "administration overview"),
            adding=panels(self, "administration actions"),
            rules=panels(self, "administration rules"),
        )


def includeme(config):
    """Register the page."""
    config.add_view(
        OverviewPage,
        attr="show",
        context=Administration,
        request_method="GET",
        renderer="moothall.administration:templates/overview.pt",
    )
