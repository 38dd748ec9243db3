"""The page of a document, file or link."""

from moothall.core.richtext import outline, stored
from moothall.document.content import Document, File, Link
from moothall.space.item_page import ItemPage, shown_edition
from moothall.ui.badges import size_of
from moothall.ui.layout.components import Heading

#: Minimum number of headings for a table of contents.
CONTENTS_FROM = 3


class DocumentPages(ItemPage):
    """The pages of a library's items."""

    def document(self):
        edition = shown_edition(self)
        html = stored(edition.version.get("text") or "")
        headings = [Heading(title, id, level) for level, id, title in outline(html)]
        return self.item_page(edition, text=html, headings=headings if len(headings) >= CONTENTS_FROM else [])

    def file(self):
        edition = shown_edition(self)
        file = edition.version.get("file")
        return self.item_page(
            edition,
            [size_of(self.translate, file.size)],
            file=file,
            text="",
            headings=[],
            alternative=edition.version.get("alternative") or "",
            download_url=self.url(self.context, "download"),
        )

    def link(self):
        edition = shown_edition(self)
        return self.item_page(edition, target=edition.version.get("url"), text="", headings=[])


def includeme(config):
    for context, attr in ((Document, "document"), (File, "file"), (Link, "link")):
        config.add_view(
            DocumentPages,
            attr=attr,
            context=context,
            request_method="GET",
            renderer=f"moothall.document:templates/{attr}.pt",
        )
