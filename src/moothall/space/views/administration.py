"""``/admin/spaces``: every space, those that wait for a decision first."""

from moothall.administration.page import AdminPage, administration_tab
from moothall.administration.places import Administration
from moothall.core.access import space_policies as D
from moothall.core.base.i18n import _, plural
from moothall.core.search.query import ContentQuery
from moothall.space.listing import members_text
from moothall.ui.badges import chip_of
from moothall.ui.layout.presenters import Link
from moothall.ui.pagination import Counted, page_number, pages_of

#: What the page numbers below the list say.
COUNTED = Counted(_("${first} to ${last} of ${total} spaces"), plural("${n} space", "${n} spaces"))
PAGE_SIZE = 50
TYPES = ("coalition", "workspace")

#: Filter in ``?show=`` → (label, states).
FILTERS = {
    "": (_("All"), ()),
    "waiting": (_("Waiting for a decision"), ("proposed", "archival_requested")),
    "draft": (_("Drafts"), ("draft",)),
    "active": (_("Active"), ("active", "archival_requested")),
    "closed": (_("Paused or archived"), ("suspended", "archived")),
}


class SpacesPage(AdminPage):
    """All spaces by title, in any state."""

    tab = "spaces"

    def show(self):
        asked = self.request.GET.get("show", "")
        chosen = asked if asked in FILTERS else ""
        page = self._query(chosen).sorted_by("sort_title").page(page_number(self.request), PAGE_SIZE)
        filters = [
            Link(
                self.translate(word),
                self.url(self.context, "spaces", query={"show": name} if name else None),
                name == chosen,
                count=self._query(name).count(),
            )
            for name, (word, _states) in FILTERS.items()
        ]
        return self.admin_page(
            _("Spaces"),
            filters=filters,
            rows=[self._row(space) for space in page.items],
            pages=pages_of(self.request, page, COUNTED),
        )

    def _query(self, chosen):
        query = ContentQuery(self.viewer).of(*TYPES)
        states = FILTERS[chosen][1]
        return query.in_states(*states) if states else query

    def _row(self, space):
        preset = D.preset_of(space.record.policies)
        words = D.PRESETS[preset][0] if preset else _("Custom settings")
        return {
            "name": self.translate(space.title),
            "url": self.url(space),
            "kind": space.type_id,
            "chip": chip_of(self.request, "space", space.state, space.uid),
            "preset": self.translate(words),
            "members": members_text(self, space),
            "changed": self.clock.moment(space.created),
        }


def includeme(config):
    config.add_panel("administration tabs", "spaces", administration_tab("spaces", _("Spaces")), order=40)
    config.add_view(
        SpacesPage,
        attr="show",
        name="spaces",
        context=Administration,
        request_method="GET",
        renderer="moothall.space:templates/administration.pt",
    )
