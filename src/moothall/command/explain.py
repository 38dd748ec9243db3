"""Say whether a person may do something with an item, and why.

PERSON is a log-in, or "everyone" for guests; PERMISSION one of view, edit, delete,
add, reply, moderate, share, manage; PATH the address of the item on the site. It
looks at the last saved state and can be asked while the server runs.
"""

import sys
from datetime import UTC, datetime

from moothall.command.configuration import application
from moothall.command.opening import item_at, opened
from moothall.core import roles as R
from moothall.core.locale import localizer_for
from moothall.core.permissions import Permission
from moothall.core.person import GUEST
from moothall.core.types import types_of
from moothall.core.viewer import Viewer
from moothall.workflows.words import TOKENS, sentence

EVERYONE = "everyone"


def add_arguments(parser):
    parser.add_argument("person", metavar="PERSON", help=f"a log-in, or “{EVERYONE}”")
    parser.add_argument("permission", metavar="PERMISSION", choices=[str(one) for one in Permission])
    parser.add_argument("path", metavar="PATH", help="such as /workspaces/women-in-ict/documents")


def run(options):
    with application(options, read_only=True) as app, opened(app) as databases:
        account = databases.people.by_login(options.person)
        if account is None and options.person != EVERYONE:
            print(f"There is nobody with the log-in {options.person}.", file=sys.stderr)
            return 2
        item = item_at(databases.site, options.path)
        explanation = Explanation(app.registry, databases, account, item, Permission(options.permission))
        print("\n".join(explanation.lines()))
        return 0 if explanation.verdict else 1


class Explanation:
    """A verdict and its trace in words."""

    def __init__(self, registry, databases, account, item, permission, now=None):
        self.now = now or datetime.now(UTC)
        self._registry, self._people = registry, databases.people
        self._site, self._item, self._account, self._permission = databases.site, item, account, permission
        self._translate = localizer_for(registry, "en").translate
        self.person = account.person if account is not None else GUEST
        self.viewer = Viewer(databases.site, self.person, self.now)
        self.verdict = self.viewer.verdict(permission, item)

    def lines(self):
        """The explanation, line by line."""
        subject, facts = self.verdict.subject, self.viewer.facts
        account = self._account
        who = f"{account.name} ({account.login})" if account is not None else "Somebody without a log-in"
        title = self._translate(self._item.title)
        yield f"{who} {'may' if self.verdict else 'may not'} {self._permission} “{title}”."
        yield ""
        number = self._number(subject)
        definition = facts.definition(subject.workflow, subject.scope)
        kind = types_of(self._registry).get(self._item.type_id)
        kind = self._translate(kind.title) if kind is not None else self._item.type_id
        state = self._translate(definition.states[subject.state].title)
        yield f"State:   {kind}, “{state}” (workflow {subject.workflow}, version {number})."
        yield f"Rule:    in this state, that is for: {sentence(self._translate, self.verdict.row)}."
        if not self.verdict.row:
            yield "         No role changes that; only another state could."
        yield f"Access:  {self._visibility(subject)}"
        yield f"Holds:   {self._held()}"
        for line in self._origins(subject):
            yield f"         – {line}"
        if subject.creator is not None and subject.creator == self.person.id:
            yield "         – is its creator"
        if self.verdict.masked:
            yield ("Taken:   the discussion around it is closed." if self._permission in subject.masked else
                   "Taken:   a space around it is archived or paused; there one can only read.")
        if self._permission is not Permission.VIEW and not self.viewer.sees(self._item):
            yield "         It is hidden from this person: to them, nothing is there."

    def _number(self, subject):
        for record in self.viewer.facts.chain(subject.scope):
            if subject.workflow in record.definitions:
                return record.definitions[subject.workflow][1]
        return self._site.access.definitions[subject.workflow][1]

    def _visibility(self, subject):
        visibility, _masked, roster, _dials = self.viewer.facts.surroundings(subject.scope)
        words = {"public": "everybody", "signed-in": "everybody signed in", "private": "readers and members only"}
        space = self._translate(self._site.uids.get(roster.uid).title)
        return f"readers of “{space}” are {words[visibility]}."

    def _held(self):
        held = self.viewer.facts.roles(self.person, self.verdict.subject.scope, self.now)
        return ", ".join(self._translate(name) for token, (name, _said) in TOKENS.items() if token in held) + "."

    def _origins(self, subject):
        """Where each role comes from."""
        principals = (self.person.id, *self.person.groups)
        for record in self.viewer.facts.chain(subject.scope):
            item = self._site.uids.get(record.uid)
            title = self._translate(item.title)
            for principal in principals:
                for grant in record.grants.get(principal, ()):
                    yield f"{grant.role} in “{title}”{self._span(grant)}"
            ban = record.bans.get(self.person.id)
            if ban is not None and ban.holds(self.now):
                yield f"banned from “{title}”{self._span(ban)}: {ban.reason}"
            if record.kind != "item":
                break
            if not record.inherits:
                yield f"“{title}” takes over no access from what is around it"
                break
        for role in R.SITE_ROLES:
            if role in self.person.site_roles:
                yield f"{role.replace('_', ' ')} of the site"

    def _span(self, one):
        by = self._people.by_id(one.by)
        given = f", by {by.name}" if by is not None else ""
        until = f" until {one.until:%Y-%m-%d}" if one.until is not None else ""
        ended = "" if one.holds(self.now) else " (does not hold now)"
        return f" since {one.since:%Y-%m-%d}{until}{given}{ended}"
