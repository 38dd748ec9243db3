"""What somebody asks of the trail: the same words in addresses of pages, of the API and of exports."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from moothall.core.audit.entries import IN_SPACE, SORT
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import CATEGORIES
from moothall.people.lookup import find_account, resolve_account

PARAMETERS = ("person", "kind", "item", "space", "from", "to")


@dataclass
class AuditFilter:
    """A filter: terms of the trail, and a time from ``since`` on and before ``until``."""

    terms: list = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    #: What was typed, to be shown again.
    typed: dict = field(default_factory=dict)

    def query(self, **more):
        """The same filter as part of an address."""
        return urlencode([(name, value) for name, value in {**self.typed, **more}.items() if value])


def filter_from(request, kinds, within=None):
    """The filter in the address of ``request``; ``within`` is the space it is asked in, if it is one.

    Raises :class:`BadInput` for what names nobody, nothing, or no date.
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
    since, last = (_day(typed[name]) for name in ("from", "to"))
    # Of the last day there is, everything counts.
    until = last + timedelta(days=1) if last is not None and last.date() < date.max else None
    return AuditFilter(terms, since, until, typed)


def place_in(request):
    """Where a piece goes on, as ``?after=`` says, or ``None``."""
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
    """Whether ``viewer``, who looks after ``space``, hears of a change of access there: to what they may see."""
    if entry.subject == space.uid:
        return True
    item = viewer.site.uids.get(entry.subject)
    return item is not None and viewer.sees(item)


def _person(request, text):
    account = find_account(request.people, text)
    # Whose account is gone is known by the id alone.
    if account is None and len(text) == 12 and text.isalnum():
        return text
    return resolve_account(request.people, text).id


def _uid(request, path):
    """The uid of the thing at an address of this site; of a thing that is gone, the uid itself."""
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
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise BadInput(_("“${date}” is not a date. Enter it like 2026-12-31.", mapping={"date": text})) from None
