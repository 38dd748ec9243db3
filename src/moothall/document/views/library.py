"""A library or a folder: a table of its items, and the upload of files."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.content.types import types_of
from moothall.core.content.versioned import Versioned
from moothall.core.operations import authoring
from moothall.core.search.query import ContentQuery, ResultPage, existing_page
from moothall.document.content import Folder, Library
from moothall.document.schema import FileSchema
from moothall.space.header import space_head
from moothall.ui.badges import chip_of, size_of, title_of
from moothall.ui.layout.components import Empty, ItemRow, Listing
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View
from moothall.ui.pagination import ITEMS, page_number, pages_of
from moothall.ui.row_selection import selection_of
from moothall.ui.slots import panels
from moothall.ui.status_messages import DONE

PAGE_SIZE = 50
#: Maximum number of files that the message after adding several names.
NAMED = 3

#: Types with a button above the table; the first is the primary one.
ADDED = ("document", "file", "link", "folder")

#: Sort field by column.
COLUMNS = {"name": "sort_title", "changed": "modified", "state": "state"}


class LibraryPage(View):
    """The items of the folder, folders first, sorted by the chosen column."""

    def show(self, added=(), refused=()):
        request = self.request
        column = request.GET.get("sort", "name")
        column = column if column in COLUMNS else "name"
        descending = request.GET.get("order") == "descending"
        page = self._page(column, descending)
        may_add = self.viewer.allowed(Permission.ADD, self.context)
        types = types_of(request.registry)
        actions = (
            [
                Action(self.translate(types[id].adding), self.url(self.context, "add", id), icon=types[id].icon)
                for id in ADDED
            ]
            if may_add
            else []
        )
        listing = Listing(
            self.translate(self.context.title),
            [self._entry(item) for item in page.items],
            selection_of(self, page.items),
            self.url(self.context, "upload") if may_add else "",
            {name: self._sort_link(name, column, descending) for name in COLUMNS},
        )
        return self.page(
            self.context.title,
            "list",
            space=space_head(self),
            added=", ".join(added),
            refused=refused,
            listing=listing,
            pages=pages_of(request, page, ITEMS),
            primary=actions[0] if actions else None,
            add=actions[1:] if page.items else [],
            folder_actions=self._folder_actions(),
            empty=Empty(
                self.translate(_("Nothing here yet")),
                self.translate(
                    _("Write the first document, or drop files onto this page.")
                    if may_add
                    else _("Documents and files that members add appear here.")
                ),
                steps=actions[1:],
            )
            if not page.items
            else None,
        )

    def _page(self, column, descending):
        """Return one page, folders before all other items."""
        size = PAGE_SIZE
        query = ContentQuery(self.viewer).children_of(self.context)
        folders = ContentQuery(self.viewer).children_of(self.context).of("folder").sorted_by("sort_title")
        others = query.of("document", "file", "link").sorted_by(COLUMNS[column], descending)
        count = folders.count()
        number = existing_page(page_number(self.request), count + others.count(), size)
        first = (number - 1) * size
        shown = folders.items()[first : first + size] if first < count else []
        rest = others.slice(max(0, first - count), size - len(shown))
        return ResultPage([*shown, *rest.items], count + rest.total, number, size)

    def _entry(self, item):
        request = self.request
        types = types_of(request.registry)
        edition = self.viewer.shown(item) if isinstance(item, Versioned) else None
        chip = None
        if edition is not None and edition.state != "published":
            chip = chip_of(request, item.workflow, edition.state, scope_of(item))
        stored = edition.version.get("file") if edition is not None else None
        return ItemRow(
            item.__name__,
            self.translate(edition.version.title if edition else item.title),
            self.url(item),
            item.type_id,
            self.translate(types[item.type_id].title),
            chip,
            request.names.name(item.creator),
            self.clock.moment((edition or item).modified),
            size_of(self.translate, stored.size) if stored is not None else "",
        )

    def _sort_link(self, name, column, descending):
        current = name == column
        order = "descending" if current and not descending else "ascending"
        return Link(
            "",
            self.url(self.context, query={"sort": name, "order": order}),
            current,
            icon="descending" if descending else "ascending",
        )

    def _folder_actions(self):
        actions = []
        if self.viewer.allowed(Permission.EDIT, self.context):
            actions.append(Action(self.translate(_("Edit")), self.url(self.context, "edit")))
        actions += panels(self, "item actions")
        if isinstance(self.context, Folder) and self.viewer.allowed(Permission.DELETE, self.context):
            actions.append(Action(self.translate(_("Delete")), self.url(self.context, "delete"), kind="danger"))
        return actions

    def upload(self):
        """Add each file in the field ``upload``; answer with the library and the name of each refused file."""
        authoring.require(self.request, Permission.ADD, self.context)
        files = [one for one in self.request.POST.getall("upload") if hasattr(one, "file")]
        if not files:
            raise BadInput(_("Choose a file first."))
        added, refused = [], []
        for one in files:
            try:
                values = authoring.check(FileSchema().bind(request=self.request), {"file": one})
                added.append(authoring.add(self.request, self.context, "file", values))
            except BadInput as error:
                if len(files) == 1:
                    raise
                refused.append((one.filename, self._why(error)))
        if not refused:
            return self._added(added)
        self.request.response.status_int = 200 if added else 422
        return self.show(tuple(file.title for file in added), refused)

    def _added(self, files):
        if len(files) == 1:
            return self.back("item-added", files[0])
        names = [one.__name__ for one in files[:NAMED]]
        return self.back("files-added", file=names, more=len(files) - len(names))

    def _why(self, error):
        problems = getattr(error, "errors", None)
        return " ".join(map(self.translate, problems.values())) if problems else self.translate(error.message)


def _added_message(view):
    """Return the message with the titles of the first files that were added."""
    named = [view.context.get(name) for name in view.request.GET.getall("file")]
    titles = [title_of(view.viewer, view.translate, one) for one in named if one is not None and view.viewer.sees(one)]
    if not titles:
        return view.translate(DONE)
    more, names = int(view.request.GET.get("more", "0")), ", ".join(titles)
    if more:
        names = view.request.localizer.pluralize(
            "${names} and ${n} other file",
            "${names} and ${n} other files",
            more,
            domain="moothall",
            mapping={"names": names, "n": more},
        )
    return view.translate(_("Files added: ${names}", mapping={"names": names}))


def includeme(config):
    template = "moothall.document:templates/library.pt"
    for context in (Library, Folder):
        config.add_view(LibraryPage, attr="show", context=context, request_method="GET", renderer=template)
        config.add_view(
            LibraryPage,
            attr="upload",
            name="upload",
            context=context,
            request_method="POST",
            asks=Permission.ADD,
            renderer=template,
        )
    config.add_status_messages({"files-added": _added_message})
