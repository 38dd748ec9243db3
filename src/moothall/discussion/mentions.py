"""Mentions of people and groups in texts: who is meant, how they are shown, and whom a writer is offered.

A text mentions ``@username`` or ``@group`` in its words, or by a link with ``data-mention``.
"""

import re
import threading
from collections import OrderedDict, deque
from html import escape, unescape
from itertools import islice
from time import monotonic
from typing import NamedTuple

from moothall.core.access.person import is_person_id
from moothall.core.access.principals import group_principal
from moothall.core.authorization.knowledge import Knowledge, unit_of
from moothall.core.base.collation import folded, sort_key
from moothall.core.base.errors import TooManyRequests
from moothall.core.content.items import scope_of
from moothall.core.richtext import SafeHTML, stored, to_plain
from moothall.ui.display_names import FORMER

#: A username or the name of a group after an @ that is not part of an email address.
MENTION_PATTERN = re.compile(r"(?<![\w.@])@([a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?)")
_LINK = re.compile(r'<a((?: [a-z-]+="[^"]*")*? data-mention="([^"]*)"[^>]*)>(.*?)</a>', re.DOTALL)
_PROFILE = re.compile(r' href="(?:[^"]*/)?people/([^"/?#]+)/?"')
#: Maximum number of people and groups that are offered.
OFFERED = 10
#: Number of last posts whose authors are offered before a name is typed.
RECENT = 50
#: Maximum number of requests for suggestions of a person per minute, in each process.
PER_MINUTE = 120
#: Number of people whose requests are counted.
COUNTED = 4096


def mentioned_in(people, text):
    """Return the IDs of the people whom a text mentions, by username or by a group."""
    html = text if isinstance(text, SafeHTML) else stored(text)
    found, linked = set(), []

    def take(link):
        linked.append(link)
        return " "

    # The words of a link are a display name, which can begin like the username of another person.
    words = to_plain(stored(_LINK.sub(take, html)))
    for link in linked:
        found.update(account.id for account in _people_of_link(people, link))
    for name in dict.fromkeys(MENTION_PATTERN.findall(words.lower())):
        found.update(account.id for account in _people_called(people, name))
    return found


def _people_called(people, name):
    account = people.by_login(name)
    if account is not None:
        return [account]
    return people.members_of(name) if name in people.groups() else []


def _people_of_link(people, link):
    account = _account_of_link(people, link)
    if account is not None:
        return [account]
    return [] if _profile_in(link) else _people_called(people, unescape(link[2]))


def _profile_in(link):
    found = _PROFILE.search(link[1])
    return found[1] if found is not None and is_person_id(found[1]) else None


def _account_of_link(people, link):
    """Return the account that a link means: that of the profile it leads to, since usernames can be given again."""
    profile = _profile_in(link)
    return people.by_id(profile) if profile is not None else people.by_login(unescape(link[2]))


def shown_text(request, html):
    """Return a stored text as people see it: links that mention people have their present names."""
    if 'data-mention="' not in html:
        return stored(html)
    return stored(_LINK.sub(lambda link: _shown_link(request, link), html))


def _shown_link(request, link):
    account = _account_of_link(request.people, link)
    if account is not None:
        someone = request.names(account.id)
        name = f"@{escape(someone.name)}"
        return (
            f'<a class="m-mention" href="{escape(someone.url)}">{name}</a>' if someone.url else f"<span>{name}</span>"
        )
    if _profile_in(link) is None and unescape(link[2]) in request.people.groups():
        return f"<span>{link[3]}</span>"
    return f"<span>{escape(request.localizer.translate(FORMER))}</span>"


class Suggestion(NamedTuple):
    """A person or a group to mention: ``name`` after the @, and what tells those of one title apart."""

    kind: str
    name: str
    title: str
    about: str
    person: str | None


def suggestions(viewer, people, thread, text):
    """Return whom ``viewer`` can mention in ``thread``, by a part of a name or username, the nearest first.

    They can see the thread, as far as the viewer may know (:class:`Knowledge`): who has access through a group or a
    space whose people the viewer cannot list is not offered.  Without ``text``, the authors of the last posts are.
    """
    listing = _Listing(viewer, thread)
    if not text:
        return list(islice(filter(None, map(listing.person, _recent_authors(viewer, people, thread))), OFFERED))
    wanted = folded(text)
    found = []
    for account in people:
        if account.enabled and (rank := _rank(wanted, account.name, account.login)) is not None:
            found.append((rank, sort_key(account.name), account.id, listing.person, account))
    for name, title in people.groups().items():
        if (rank := _rank(wanted, title, name)) is not None:
            found.append((rank, sort_key(title), name, listing.group, (name, title)))
    found.sort(key=lambda one: one[:3])
    shown = (show(what) for _rank, _key, _id, show, what in found)
    return list(islice(filter(None, shown), OFFERED))


def _rank(wanted, title, name):
    """Return 0 if a name or one of its words begins with the text, 1 if it contains it, None otherwise."""
    title = folded(title)
    if name.startswith(wanted) or title.startswith(wanted) or f" {wanted}" in title:
        return 0
    return 1 if wanted in title or wanted in name else None


def _recent_authors(viewer, people, thread):
    authors = dict.fromkeys(post.creator for post in islice(thread.newest(), RECENT) if viewer.sees(post))
    authors.setdefault(thread.creator)
    return [one for one in map(people.by_id, authors) if one is not None and one.enabled]


class _Listing:
    """Checks whether a person or a group sees a thread and may be known to."""

    def __init__(self, viewer, thread):
        self._viewer, self._thread = viewer, thread
        self._knowledge = Knowledge(viewer)

    def person(self, account):
        if account.id == self._viewer.person.id:
            return None
        context = self._viewer.for_person(account.person)
        if not (context.sees(self._thread) and self._knowledge.viewer(context).sees(self._thread)):
            return None
        return Suggestion("user", account.login, account.name, account.organisation, account.id)

    def group(self, named):
        name, title = named
        principal = group_principal(name)
        if not self._may_list(principal):
            return None
        context = self._viewer.for_person(unit_of(principal))
        return Suggestion("group", name, title, "", None) if context.sees(self._thread) else None

    def _may_list(self, principal):
        """Return True for groups of the viewer, and for those who see to whom access is given here."""
        if self._knowledge.is_full or principal in self._viewer.person.groups:
            return True
        record = self._viewer.access_data.record(scope_of(self._thread))
        return record is not None and self._knowledge.listed(record).principals


class _Requests:
    """Counts the requests of each person in this process; the oldest counts are dropped."""

    def __init__(self):
        self._lock = threading.Lock()
        self._times = OrderedDict()

    def count(self, person):
        """Count one; raise :class:`TooManyRequests` beyond the limit of a minute."""
        now = monotonic()
        with self._lock:
            times = self._times.setdefault(person, deque())
            self._times.move_to_end(person)
            while len(self._times) > COUNTED:
                self._times.popitem(last=False)
            while times and times[0] <= now - 60:
                times.popleft()
            if len(times) >= PER_MINUTE:
                raise TooManyRequests(retry_after=int(times[0] + 60 - now) + 1)
            times.append(now)


_requests = _Requests()


def count_request(person):
    """Count a request for suggestions; raise :class:`TooManyRequests` after :data:`PER_MINUTE` in a minute."""
    _requests.count(person)
