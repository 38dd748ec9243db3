"""Affected people of a change: the simulation as a page, as JSON and as a file."""

import csv
import io
import json
from urllib.parse import urlencode

from pyramid.traversal import resource_path

from moothall.core.access import roles as R
from moothall.core.access.person import Person
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.hidden_versions import hidden_after
from moothall.core.authorization.knowledge import principal_of_unit, unit_of
from moothall.core.authorization.simulation import GAINS, LOSSES, MAX_ROWS, simulate
from moothall.core.base.errors import Forbidden, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.types import types_of
from moothall.core.workflow.kinds import workflow_kinds
from moothall.insight.changes import ChangeContext, from_query, read
from moothall.insight.texts import texts_of
from moothall.sharing import names
from moothall.ui.hidden_versions import hidden_versions_text
from moothall.ui.rule_choice import RULE
from moothall.web.limits import json_of

#: The ID of visitors in lists of access.
EVERYONE = "everyone"
#: Texts in an address that stand for values of JSON.
IN_AN_ADDRESS = {None: "", True: "true", False: "false"}
#: First characters with which a spreadsheet takes a cell for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def change_context_of(request):
    """Return the person who sends a request, as an asker about changes."""
    return ChangeContext(request.viewer, request.people, workflow_kinds(request.registry), request.site_zone)


def change_in_query(request, item):
    """Return the change in the address (or form) of a request: field by field, or as JSON under ``change``."""
    if request.person.id is None:
        raise Unauthorized()
    sent = request.params
    if "change" in sent:
        named = json_of(request, sent["change"].encode(), _("“change” must be JSON."))
        if isinstance(named, dict) and "reason" in sent:
            named["comment"] = sent["reason"].strip()
        if isinstance(named, dict) and RULE in sent:
            named["rule"] = sent[RULE]
        return read(change_context_of(request), item, named)
    return from_query(change_context_of(request), item, sent)


def query_of(change, people):
    """Return the query from which :func:`change_in_query` reads the change again."""
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


def everyone(request, change):
    """Return the people a change can affect: all enabled accounts."""
    only = change.only_person()
    if only is not None:
        account = request.people.by_id(only)
        return [account.person] if account is not None and account.enabled else []
    return [account.person for account in request.people if account.enabled]


def actor_of(request, change):
    """Return the viewer who would make a change; raise what the service would raise.

    Administrators may also ask about a transition that is for the creator of an item only, since an
    explanation offers it to them.
    """
    try:
        change.check(request.viewer)
    except Forbidden:
        creator = getattr(change.item, "creator", None)
        if R.ADMINISTRATOR not in request.person.site_roles or change.kind != "transition" or creator is None:
            raise
        actor = AccessContext(request.site, Person(creator), request.now)
        if change.access_subject(actor) != change.access_subject(request.viewer):
            # The transition would change a version that the asker does not see.
            raise
        change.check(actor)
        return actor
    return request.viewer


class AffectedReport:
    """A change, checked for the asker, and its effect as far as the asker may know it.

    It contains items that the asker can see before the change, and no people of groups and spaces that the
    asker cannot list.
    """

    def __init__(self, request, change):
        self.request, self.change = request, change
        actor = actor_of(request, change)
        #: True if the asker can make the change.
        self.is_own = actor is request.viewer
        overlay = change.overlay(actor)
        #: Number of earlier versions that stay hidden from new readers.
        self.hidden_versions = hidden_after(request.viewer, change.item, overlay)
        self.effect = simulate(
            request.site,
            types_of(request.registry),
            everyone(request, change),
            overlay,
            change.roots(),
            request.now,
            request.viewer,
            with_units=change.only_person() is None,
        )
        self._logins, self._urls = {None: EVERYONE}, {}

    @property
    def sentence(self):
        hidden = hidden_versions_text(self.request.localizer, self.hidden_versions)
        return f"{texts_of(self.request).effect(self.effect)} {hidden}".rstrip()

    @property
    def csv_url(self):
        path = resource_path(self.change.item, "affected.csv")
        return f"{self.request.application_url}{path}?{query_of(self.change, self.request.people)}"

    def plain(self):
        """Return the response of the API."""
        people, uids, units = self.effect.affected()
        return {
            GAINS: list(self._rows(GAINS, MAX_ROWS)),
            LOSSES: list(self._rows(LOSSES, max(0, MAX_ROWS - self.effect.total(GAINS)))),
            "people": len(people),
            "everyone_in": sorted(map(self.unit, units)),
            "items": len(uids),
            "hidden_versions": self.hidden_versions,
            "truncated": self.effect.is_truncated,
            "csv": self.csv_url,
            "text": self.sentence,
        }

    def _rows(self, direction, most):
        for count, row in enumerate(self.effect.rows(direction)):
            if count == most:
                return
            unit = principal_of_unit(row.person)
            who = {"person": self.login(row.person)} if unit is None else {"everyone_in": self.unit(unit)}
            yield {**who, "permission": str(row.permission), "@id": self.url(row.uid)}

    def login(self, person):
        if person not in self._logins:
            self._logins[person] = self.request.people.by_id(person).login
        return self._logins[person]

    def unit(self, principal):
        """Return a group or space, of which all people are affected, as the API names it."""
        named = names.external_id(self.request.site, self.request.people, principal, self.request.viewer)
        return named if named.startswith(names.PREFIX) else f"{names.GROUP}:{named}"

    def url(self, uid):
        if uid not in self._urls:
            path = resource_path(self.request.site.uids.get(uid)).rstrip("/")
            self._urls[uid] = self.request.application_url + path
        return self._urls[uid]

    def csv(self):
        """Return all rows as lines of a file.

        Data from the databases are read immediately, since the lines are sent after the connections close.
        """
        people, uids, units = self.effect.affected()
        words = texts_of(self.request)
        logins = {person: _cell(self.login(person)) for person in people}
        logins |= {unit_of(unit).id: self.unit(unit) for unit in units}
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
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
