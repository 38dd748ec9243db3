"""What was asked of a search, read from an address: words, filters, order and page.

The names are those of the HTTP API, so that an address means the same to people
and to programs.
"""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from moothall.core.base.i18n import _

#: Order → its title.
ORDERS = {"relevance": _("Best match first"), "modified": _("Newest first"), "title": _("By title")}
MAX_TEXT_LENGTH = 500
MAX_VALUES = 20


@dataclass
class SearchParams:
    """One search as asked: ``chosen`` maps names of facets to the values ticked."""

    path: str
    text: str = ""
    chosen: dict = field(default_factory=dict)
    order: str = "relevance"
    page: int = 1

    def without(self, name):
        """The same search without one filter."""
        chosen = {key: values for key, values in self.chosen.items() if key != name}
        return replace(self, chosen=chosen, page=1)

    def address(self, chosen=None):
        """The address of this search, with other filters if ``chosen`` is given; leads to the first page."""
        chosen = self.chosen if chosen is None else chosen
        pairs = [("SearchableText", self.text)] if self.text else []
        pairs += [(name, value) for name in sorted(chosen) for value in chosen[name]]
        if self.order != "relevance":
            pairs.append(("sort_on", self.order))
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def toggled(self, name, value):
        """The address with one value of one filter turned on or off."""
        values = list(self.chosen.get(name, ()))
        if value in values:
            values.remove(value)
        else:
            values.append(value)
        return self.address({**self.chosen, name: values})


def search_params_of(request, names, path):
    """What ``request`` asks; unknown names are passed over, and values are cut to what makes sense."""
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
