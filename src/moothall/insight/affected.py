"""Who is affected by a change: the rehearsal as a page, as JSON and as a file show it."""

import csv
import io
import json
from urllib.parse import urlencode

from pyramid.traversal import resource_path

from moothall.core.access import roles as R
from moothall.core.access.person import Person
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.simulation import GAINS, LOSSES, MAX_ROWS, simulate
from moothall.core.base.errors import Forbidden, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.types import types_of
from moothall.core.workflow.kinds import workflow_kinds
from moothall.insight.changes import Asker, from_query, read
from moothall.insight.texts import words_of
from moothall.web.limits import json_of

#: What a guest is called in lists of access.
EVERYONE = "everyone"
#: How an address says what only JSON has a word for.
IN_AN_ADDRESS = {None: "", True: "true", False: "false"}
#: Signs that make a spreadsheet take a cell for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def asker_of(request):
    """Whoever sends a request, as somebody who asks about changes."""
    return Asker(request.viewer, request.people, workflow_kinds(request.registry))


def change_in_query(request, item):
    """The change in the address (or form) of a request: field by field, or as JSON under ``change``."""
    if request.person.id is None:
        raise Unauthorized()
    sent = request.params
    if "change" in sent:
        named = json_of(request, sent["change"].encode(), _("“change” must be JSON."))
        if isinstance(named, dict) and "reason" in sent:
            named["comment"] = sent["reason"].strip()
        return read(asker_of(request), item, named)
    return from_query(asker_of(request), item, sent)


def query_of(change, people):
    """The query under which a change is found again."""
    plain = change.plain(people)
    if any(isinstance(value, dict) for value in plain.values()):
        return urlencode({"change": json.dumps(plain, ensure_ascii=False)})
    return urlencode(
        [
            (name, IN_AN_ADDRESS.get(one, one))
            for name, value in plain.items()
            for one in (value if isinstance(value, list) else [value])
        ]
    )


def everybody(request, change):
    """The people whom a change can make a difference to: accounts that can be used."""
    only = change.only_person()
    if only is not None:
        account = request.people.by_id(only)
        return [account.person] if account is not None and account.enabled else []
    return [account.person for account in request.people if account.enabled]


def actor_of(request, change):
    """Whoever would make a change, as a viewer; raises what the service would raise.

    Administrators may also ask about a step that is for the creator of an item alone: an explanation
    offers it to them.
    """
    try:
        change.check(request.viewer)
    except Forbidden:
        creator = getattr(change.item, "creator", None)
        if R.ADMINISTRATOR not in request.person.site_roles or change.kind != "transition" or creator is None:
            raise
        actor = AccessContext(request.site, Person(creator), request.now)
        if change.access_subject(actor) != change.access_subject(request.viewer):
            # It would be about an edition that whoever asks does not see.
            raise
        change.check(actor)
        return actor
    return request.viewer


class AffectedReport:
    """A change, checked for whoever asks, and its effect.

    Whoever is no administrator hears of nothing that they cannot see, before or after.
    """

    def __init__(self, request, change):
        self.request, self.change = request, change
        actor = actor_of(request, change)
        #: Whether whoever asks can make the change.
        self.is_own = actor is request.viewer
        seen_by = None if R.ADMINISTRATOR in request.person.site_roles else request.viewer
        self.effect = simulate(
            request.site,
            types_of(request.registry),
            everybody(request, change),
            change.overlay(actor),
            change.roots(),
            request.now,
            seen_by,
        )
        self._logins, self._urls = {None: EVERYONE}, {}

    @property
    def sentence(self):
        return words_of(self.request).effect(self.effect)

    @property
    def csv_url(self):
        path = resource_path(self.change.item, "affected.csv")
        return f"{self.request.application_url}{path}?{query_of(self.change, self.request.people)}"

    def plain(self):
        """The answer of the API."""
        people, uids = self.effect.affected()
        return {
            GAINS: list(self._rows(GAINS, MAX_ROWS)),
            LOSSES: list(self._rows(LOSSES, max(0, MAX_ROWS - self.effect.total(GAINS)))),
            "people": len(people),
            "items": len(uids),
            "truncated": self.effect.is_truncated,
            "csv": self.csv_url,
            "text": self.sentence,
        }

    def _rows(self, direction, most):
        for count, row in enumerate(self.effect.rows(direction)):
            if count == most:
                return
            yield {"person": self.login(row.person), "permission": str(row.permission), "@id": self.url(row.uid)}

    def login(self, person):
        if person not in self._logins:
            self._logins[person] = self.request.people.by_id(person).login
        return self._logins[person]

    def url(self, uid):
        if uid not in self._urls:
            path = resource_path(self.request.site.uids.get(uid)).rstrip("/")
            self._urls[uid] = self.request.application_url + path
        return self._urls[uid]

    def csv(self):
        """All rows as lines of a file.

        What they need of the databases is looked up now: they are sent when those are closed.
        """
        people, uids = self.effect.affected()
        words = words_of(self.request)
        logins = {person: _cell(self.login(person)) for person in people}
        places = {uid: (_cell(words.title(self.request.site.uids.get(uid))), self.url(uid)) for uid in uids}
        return _lines(self.effect, logins, places)


def _lines(effect, logins, places):
    buffer = io.StringIO()
    write = csv.writer(buffer).writerow
    write(("change", "person", "permission", "title", "address"))
    for direction, word in ((GAINS, "gains"), (LOSSES, "loses")):
        for row in effect.rows(direction):
            write((word, logins[row.person], row.permission, *places[row.uid]))
            if buffer.tell() > 32_000:
                yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _cell(text):
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
