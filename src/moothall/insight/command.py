"""Explain why a person is allowed to do something with an item, or why not.

PERSON is a username, or "everyone" for visitors; PERMISSION one of view, edit, delete,
add, reply, moderate, share, manage; PATH the address of the item on the site. The
command reads the last saved state and can run while the server runs. With --at it
explains a past date: the end of that day, or a time such as 2026-10-01T14:30, in UTC.
The exit code is 0 if it is allowed, 1 if it is not, and 2 if the question cannot be
answered.
"""

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

from moothall.command.configuration import application
from moothall.command.databases import opened
from moothall.core.access.permissions import Permission, permissions_of
from moothall.core.access.person import GUEST
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.explain import AccessQuestion, Explanation
from moothall.core.authorization.history import PastAccessContext, moment_of, person_at
from moothall.core.base.errors import NotFound
from moothall.insight.affected import EVERYONE
from moothall.insight.suggestions import suggestions
from moothall.insight.texts import InsightTexts
from moothall.people.store import PeopleStore, store_of
from moothall.ui.layout.dates import Clock
from moothall.ui.locale import localizer_for


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar="PERSON", help=f"a username, or “{EVERYONE}” for visitors")
    parser.add_argument("permission", metavar="PERMISSION", help="such as view, edit or manage")
    parser.add_argument("path", metavar="PATH", help="such as /workspaces/women-in-ict/documents")
    parser.add_argument("--at", metavar="DATE", type=moment_of, help="a past date or time, in UTC")


def run(options: argparse.Namespace) -> int:
    with application(options, read_only=True) as app, opened(app) as databases:
        people = store_of(databases.people_connection)
        account = people.by_login(options.person)
        if account is None and options.person != EVERYONE:
            print(f"There is no account with the username {options.person}.", file=sys.stderr)
            return 2
        permission = permissions_of(app.registry).get(options.permission)
        if permission is None:
            print(f"PERMISSION must be one of: {', '.join(permissions_of(app.registry))}.", file=sys.stderr)
            return 2
        item = item_at(databases.site, options.path)
        if item is None:
            print(f"There is nothing at {options.path}.", file=sys.stderr)
            return 2
        try:
            allowed, lines = explained(app.registry, databases.site, people, account, item, permission, at=options.at)
        except NotFound:
            print(f"There was nothing at {options.path} at that time.", file=sys.stderr)
            return 2
        print("\n".join(lines))
        return 0 if allowed else 1


def explained(
    registry: Any,
    site: Any,
    people: PeopleStore,
    account: Any,
    item: Any,
    permission: Permission,
    now: datetime | None = None,
    at: datetime | None = None,
) -> tuple[bool, list[str]]:
    """Return (whether it is allowed, the explanation line by line), for a reader who sees everything.

    ``at`` is a past time, to explain the access at that time.
    """
    now, localizer = at or now or datetime.now(UTC), localizer_for(registry, "en")
    disabled = at is None and account is not None and not account.enabled
    if account is None or disabled:
        person = GUEST
    else:
        person = account.person if at is None else person_at(site, account, at)
    viewer = AccessContext(site, person, now) if at is None else PastAccessContext(site, person, at)
    asker = UnrestrictedContext(site, person, now)
    explanation = Explanation(viewer, item, AccessQuestion(permission), asker, account.id if disabled else None)
    words = InsightTexts(localizer, asker, people, Clock(now, localizer))
    who = f"{account.name} ({account.login})" if account is not None else words.person(None)
    may, on = ("may", "") if at is None else ("could", f" on {at:%Y-%m-%d at %H:%M} UTC")
    lines = [f"{who} {may if explanation.allowed else f'{may} not'} {permission} “{words.title(item)}”{on}.", ""]
    lines += [f"{reason.kind:<11}{words.reason(explanation, reason)}" for reason in explanation.reasons()]
    if permission is not Permission.VIEW and not viewer.sees(item):
        lines.append(f"{'':<11}It is hidden from this person: to them, nothing is there.")
    # The past cannot be changed, so it has no suggestions.
    if at is None and (changes := [words.change(fix.change) for fix in suggestions(explanation)]):
        lines += ["", "It would be different if one of these were done:", *(f"  {change}" for change in changes)]
    return explanation.allowed, lines


def item_at(site: Any, path: str) -> Any:
    """Return the item at ``path``, or None."""
    item = site
    for name in filter(None, path.split("/")):
        try:
            item = item[name]
        except (KeyError, TypeError):
            return None
    return item


class UnrestrictedContext(AccessContext):
    """The access of operators: nothing is hidden from them."""

    lists_everyone = True

    def sees(self, _item: Any) -> bool:
        return True

    def decide(self, subject: Any, permission: str) -> Any:
        result = super().decide(subject, permission)
        return result._replace(allowed=True) if permission == Permission.VIEW else result
