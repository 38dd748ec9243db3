"""The page of a resource or a good practice."""

from moothall.core.content.schema import TermsType
from moothall.core.content.terms import term_title
from moothall.core.content.types import type_of
from moothall.core.richtext import stored
from moothall.repository.content import CuratedItem
from moothall.space.item_page import ItemPage, shown_edition

#: Fields that the page shows elsewhere.
SHOWN_OTHERWISE = ("title", "description", "text", "subjects", "language", "url")


class CuratedPage(ItemPage):
    """The page of a repository item: its text, and a list of its properties."""

    def show(self):
        edition = shown_edition(self)
        version = edition.version
        return self.item_page(
            edition,
            text=stored(version.get("text") or ""),
            headings=[],
            target=version.get("url") or "",
            facts=list(self._facts(version)),
        )

    def _facts(self, version):
        for node in type_of(self.request, self.context).schema().children:
            value = version.get(node.name)
            if not value or node.name in SHOWN_OTHERWISE:
                continue
            if isinstance(node.typ, TermsType):
                value = ", ".join(term_title(self.request, node.name, one) for one in value)
            yield self.translate(node.title), value


def includeme(config):
    config.add_view(
        CuratedPage,
        attr="show",
        context=CuratedItem,
        request_method="GET",
        renderer="moothall.repository:templates/item.pt",
    )
