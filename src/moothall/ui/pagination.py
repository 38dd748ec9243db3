"""Page numbers below a list."""

from typing import NamedTuple
from urllib.parse import urlencode

from moothall.core.base.i18n import _, plural
from moothall.core.search.query import ResultPage, existing_page
from moothall.ui.layout.components import Pages
from moothall.ui.layout.presenters import Link
from moothall.ui.message_addresses import MESSAGE_NAMES


class Counted(NamedTuple):
    """What the page numbers below a list say: ``some`` on one of several pages, the plural ``all`` on the only one."""

    some: str
    all: tuple[str, str]


ITEMS = Counted(_("${first} to ${last} of ${total} items"), plural("${n} item", "${n} items"))
PEOPLE = Counted(_("${first} to ${last} of ${total} people"), plural("${n} person", "${n} people"))


def pages_of(request, page, counted):
    """Return the pagination of a :class:`.Page` of what is ``counted``."""
    localizer = request.localizer
    if page.last == 1:
        one, many = counted.all
        said = localizer.pluralize(one, many, page.total, domain="moothall", mapping={"n": page.total})
        # An empty list has its own text.
        return Pages(said if page.total else "")
    first = (page.number - 1) * page.size + 1
    last = min(page.total, page.number * page.size)
    said = localizer.translate(_(counted.some, mapping={"first": first, "last": last, "total": page.total}))

    def url(number):
        kept = [(name, value) for name, value in request.GET.items() if name not in ("page", *MESSAGE_NAMES)]
        return f"{request.path}?{urlencode([*kept, ('page', number)])}"

    numbers = []
    for number in range(1, page.last + 1):
        if number in (1, page.last) or abs(number - page.number) <= 2:
            numbers.append(Link(str(number), url(number), number == page.number))
        elif numbers and numbers[-1].url:
            numbers.append(Link("…", ""))
    return Pages(
        said,
        url(page.number - 1) if page.number > 1 else "",
        url(page.number + 1) if page.number < page.last else "",
        numbers,
    )


def list_page(request, found, size):
    """Return the page of a list in memory that ``?page=`` asks for, the last one for a number past the end."""
    number = existing_page(page_number(request), len(found), size)
    return ResultPage(found[(number - 1) * size : number * size], len(found), number, size)


def page_number(request):
    """Return the number in ``?page=``, or 1 if it is invalid."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
