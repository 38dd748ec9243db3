"""The filters of the queue, read from an address."""

from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from moothall.core.base.dates import microseconds
from moothall.core.content.uids import uid_from_name
from moothall.core.decisions import decision_types
from moothall.core.storage.index_maps import values_by_uid

#: Age from which a decision is late.
LATE = timedelta(days=7)
AGES = {"day": timedelta(days=1), "late": LATE}
HELD = ("me", "nobody", "others")


def known_values(site):
    """Return the valid values of each filter that has a fixed set of them."""
    return {"kind": decision_types(site), "age": AGES, "held": HELD}


class QueueFilters(NamedTuple):
    """The filters; an empty value does not filter.

    ``kind`` is the ID of a decision type, ``space`` the name of a UID, ``age`` one of :data:`AGES`, ``asker`` an opaque
    ID, ``held`` one of :data:`HELD`.
    """

    kind: str = ""
    space: str = ""
    age: str = ""
    asker: str = ""
    held: str = ""

    @property
    def chosen(self):
        """Return the filters that are set: {name: value}."""
        return {name: value for name, value in self._asdict().items() if value}

    def query(self, **more):
        """Return the query string, with question mark, of these filters and ``more``."""
        pairs = {**self.chosen, **{name: value for name, value in more.items() if value}}
        return f"?{urlencode(pairs)}" if pairs else ""

    def apply(self, decisions, context):
        """Return the decisions below ``context`` that match; only the filter ``asker`` loads items."""
        tests = [self._in(decisions, uid) for uid in self._places(context)]
        if self.kind:
            tests.append(lambda entry: entry.kind.id == self.kind)
        if self.age:
            before = microseconds(decisions.viewer.now - AGES[self.age])
            tests.append(lambda entry: entry.since <= before)
        if self.held:
            tests.append(lambda entry: self._holds(decisions, entry))
        if self.asker:
            tests.append(lambda entry: decisions.find(entry.key).asker == self.asker)
        return [entry for entry in decisions.entries() if all(test(entry) for test in tests)]

    def _places(self, context):
        if context.__parent__ is not None:
            yield context.uid
        if self.space:
            yield uid_from_name(self.space)

    def _in(self, decisions, place):
        within = values_by_uid(decisions.viewer.site.catalog["within"])
        return lambda entry: entry.uid == place or place in within.get(entry.uid, ())

    def _holds(self, decisions, entry):
        claim = decisions.assignee_of(entry.key)
        who = "nobody" if claim is None else "me" if claim.person == decisions.viewer.person.id else "others"
        return who == self.held


def filters_from(request):
    """Return the filters in an address, ignoring invalid values."""
    given = {name: request.GET.get(name, "") for name in QueueFilters._fields}
    known = known_values(request.site)
    return QueueFilters(**{name: value if value in known.get(name, (value,)) else "" for name, value in given.items()})
