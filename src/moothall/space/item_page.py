"""The page of an item with versions: its header, text, location and history.

Documents, files, links, resources and good practices fill the body; the rest is the same.
"""

from moothall.core.base.i18n import _
from moothall.core.base.languages import BY_CODE
from moothall.core.content import translations
from moothall.core.content.items import scope_of
from moothall.space.header import space_head
from moothall.ui.badges import chip_of
from moothall.ui.layout.components import ItemHead
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View
from moothall.ui.slots import panels
from moothall.ui.workflow_bar import WorkflowBar


class ItemPage(View):
    """Subclasses call :meth:`item_page` with the values of the body."""

    def item_page(self, edition, details=(), **values):
        return self.page(
            edition.version.title,
            "text",
            space=space_head(self),
            doc=head_of(self, edition, details),
            description=edition.version.description,
            lang=edition.version.language or None,
            tags=edition.version.subjects,
            languages=other_languages(self),
            links=panels(self, "item links"),
            **values,
        )


def shown_edition(view):
    """Return the version to show: the published one in the readers' view, else the one this person edits."""
    if view.request.GET.get("edition") == "live":
        live = view.viewer.live(view.context)
        if live is not None:
            return live
    return view.viewer.shown(view.context)


def head_of(view, edition, details=()):
    """Return the header of a versioned item's page."""
    request, item, version = view.request, view.context, edition.version
    names = dict.fromkeys((item.creator, version.by))
    standing = WorkflowBar(view, edition) if edition == view.viewer.shown(item) else None
    byline = [Link(person.name, person.url) for person in map(request.names, names)]
    return ItemHead(
        version.title,
        chip_of(request, item.workflow, edition.state, scope_of(item)),
        byline,
        view.clock.moment(version.at),
        [view.translate(_("Version ${n}", mapping={"n": version.number})), *details],
        standing.sentence if standing else "",
        standing.primary if standing else None,
        standing.secondary if standing else [],
        newer_link(view, edition),
    )


def newer_link(view, edition):
    """Return the link to the other version, for people who may see both."""
    item = view.context
    if edition.has_live:
        return Link(
            view.translate(_("This is the unpublished version. Show the published version.")),
            view.url(item, query={"edition": "live"}),
        )
    shown = view.viewer.shown(item)
    if shown != edition:
        return Link(view.translate(_("There is a newer, unpublished version. Show it.")), view.url(item))
    return None


def other_languages(view):
    """Return the translations of the item that this person may see, named in their own language."""
    return [
        Link(BY_CODE[item.language].own, view.url(item))
        for item in translations.group(view.context)
        if item is not view.context and item.language in BY_CODE and view.viewer.sees(item)
    ]
