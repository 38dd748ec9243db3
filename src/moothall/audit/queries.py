"""Parse audit log filters, which have the same parameters in pages, the API and exports."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from moothall.core.audit.entries import IN_SPACE, SORT
from moothall.core.base.dates import start_of_day, typed_date
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import CATEGORIES
from moothall.people.lookup import find_account, resolve_account

PARAMETERS = ("person", "kind", "item", "space", "from", "to")


@dataclass
class AuditFilter:
    """A filter: terms of the audit log, and a period from ``since`` until before ``until``."""

    terms: list = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    #: The typed values, to be shown again.
    typed: dict = field(default_factory=dict)

    def query(self, **more):
        """Return the filter as the query of an address."""
        return urlencode([(name, value) for name, value in {**self.typed, **more}.items() if value])


def filter_from(request, kinds, within=None, zone=UTC):
    """Return the filter in the address of ``request``; ``within`` limits it to a space.

    Its days are those of ``zone``.

    Raise :class:`BadInput` for an unknown person or item, or an invalid date.
    """
    typed = {name: request.GET.get(name, "").strip() for name in PARAMETERS}
    terms = [f"{IN_SPACE}{within.uid}"] if within is not None else []
    if typed["person"]:
        terms.append(f"person:{_person(request, typed['person'])}")
    if typed["kind"] in CATEGORIES:
        terms.append(f"{SORT}{typed['kind']}")
    elif typed["kind"]:
        if typed["kind"] not in kinds:
            raise BadInput(_("There is no type “${kind}”.", mapping={"kind": typed["kind"]}))
        terms.append(f"kind:{typed['kind']}")
    if typed["item"]:
        terms.append(f"item:{_uid(request, typed['item'])}")
    if typed["space"] and within is None:
        terms.append(f"space:{_uid(request, typed['space'])}")
    first, last = (_day(typed[name]) for name in ("from", "to"))
    since = start_of_day(first, zone) if first is not None else None
    # The last possible date has no next day, so there is no end.
    until = start_of_day(last + timedelta(days=1), zone) if last is not None and last < date.max else None
    return AuditFilter(terms, since, until, typed)


def place_in(request):
    """Return the position of the next page, from ``?after=``, or ``None``."""
    text = request.GET.get("after", "")
    if not text:
        return None
    number = text.isascii() and text.lstrip("-").isdecimal() and len(text) <= 20
    try:
        place = int(text) if number else None
    except ValueError:
        place = None
    if place is None or not -(2**63) < place < 2**63 - 1:
        raise BadInput(_("“after” must be the value of an earlier “next”."))
    return place


def is_relevant_to(viewer, space, entry):
    """Return True if ``viewer``, who manages ``space``, may know of a change of access there."""
    if entry.subject == space.uid:
        return True
    item = viewer.site.uids.get(entry.subject)
    return item is not None and viewer.sees(item)


def _person(request, text):
    account = find_account(request.people, text)
    # People whose account is gone are known by ID only.
    if account is None and len(text) == 12 and text.isalnum():
        return text
    return resolve_account(request.people, text).id


def _uid(request, path):
    """Return the UID of the item at an address of this site; for a deleted item, the UID itself."""
    if path.isdecimal() and path.isascii() and len(path) < 20:
        return int(path)
    item = request.site
    for name in filter(None, path.split("/")):
        try:
            item = item[name]
        except (KeyError, TypeError):
            item = None
        if item is None or not hasattr(item, "uid"):
            raise BadInput(_("There is nothing at ${path}.", mapping={"path": path}))
    if not request.viewer.sees(item):
        raise BadInput(_("There is nothing at ${path}.", mapping={"path": path}))
    return item.uid


def _day(text):
    return typed_date(text) if text else None
