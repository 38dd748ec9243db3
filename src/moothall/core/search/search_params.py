"""The parameters of a search in an address: text, filters, order and page.

The names are those of the HTTP API, so that an address means the same to people
and to programs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from pyramid.request import Request

from moothall.core.base.i18n import _

#: Order → its title.
ORDERS = {"relevance": _("Best match first"), "modified": _("Newest first"), "title": _("By title")}
#: Maximum number of characters of a text, and of values of a facet.
MAX_TEXT_LENGTH = 500
MAX_VALUES = 20


@dataclass
class SearchParams:
    """The parameters of one search: ``chosen`` maps names of facets to the selected values."""

    path: str
    text: str = ""
    chosen: dict = field(default_factory=dict)
    order: str = "relevance"
    page: int = 1

    def without(self, name: str) -> "SearchParams":
        """Return the same search without one filter, on the first page."""
        chosen = {key: values for key, values in self.chosen.items() if key != name}
        return replace(self, chosen=chosen, page=1)

    def address(self, chosen: Mapping[str, Sequence[str]] | None = None) -> str:
        """Return the address of the first page of this search, with the filters ``chosen`` if given."""
        chosen = self.chosen if chosen is None else chosen
        pairs = [("SearchableText", self.text)] if self.text else []
        pairs += [(name, value) for name in sorted(chosen) for value in chosen[name]]
        if self.order != "relevance":
            pairs.append(("sort_on", self.order))
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def toggled(self, name: str, value: str) -> str:
        """Return the address with one value of a filter added or removed."""
        values = list(self.chosen.get(name, ()))
        if value in values:
            values.remove(value)
        else:
            values.append(value)
        return self.address({**self.chosen, name: values})


def search_params_of(request: Request, names: Iterable[str], path: str) -> SearchParams:
    """Return the search that ``request`` asks for; ignore unknown names, and limit the values."""
    chosen = {}
    for name in names:
        values = [value[:200] for value in request.GET.getall(name) if value][:MAX_VALUES]
        if values:
            chosen[name] = values
    number = request.GET.get("page", "1")
    order = request.GET.get("sort_on", "relevance")
    return SearchParams(
        path,
        request.GET.get("SearchableText", "").strip()[:MAX_TEXT_LENGTH],
        chosen,
        order if order in ("relevance", "modified", "created", "title") else "relevance",
        max(1, int(number)) if number.isascii() and number.isdecimal() and len(number) < 6 else 1,
    )
