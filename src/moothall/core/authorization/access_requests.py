"""Asking for access: a wish for a role on an item one sees, until somebody who may share it answers.

Wishes are kept apart from the items, so that nobody who works there is in the way of
somebody who asks.  Only what is visible can be asked for: of what is hidden, asking
would tell that it exists.
"""

from typing import NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from moothall.core.access import roles as R
from moothall.core.access.decide import tokens_match
from moothall.core.access.permissions import Permission
from moothall.core.access.records import SPACE
from moothall.core.authorization import sharing
from moothall.core.authorization.log_events import ACCESS_REQUEST
from moothall.core.base.errors import BadInput, Conflict, Forbidden, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.content.versions import Versioned

OPEN, GRANTED, DECLINED, WITHDRAWN = "open", "granted", "declined", "withdrawn"
MAX_MESSAGE_LENGTH = 2000


class AccessRequest(Persistent):
    """One person's wish for ``role`` on the item with the uid ``item``, and what became of it."""

    state = OPEN
    answered_at = None
    answered_by = None
    reason = ""
    given = None
    until = None

    def __init__(self, item, person, role, message, at):
        self.item = item
        self.person = person
        self.role = role
        self.message = message
        self.at = at

    def close(self, act, state, given=None, until=None):
        self.state, self.answered_at, self.answered_by, self.reason = state, act.at, act.person, act.reason
        self.given, self.until = given, until


class AccessRequests(Persistent):
    """The last request of each person about each item, and which of them are open."""

    def __init__(self):
        self._requests = OOBTree()
        #: (uid of an item, id of a person) of every open one.
        self.open = OOTreeSet()

    def get(self, item, person):
        return self._requests.get((item, person))

    def about(self, item):
        """Those about the item with this uid."""
        return list(self._requests.values(min=(item,), max=(item + 1,)))

    def put(self, request):
        self._requests[request.item, request.person] = request
        self.open.insert((request.item, request.person))

    def closed(self, request):
        self.open.remove((request.item, request.person))

    def by(self, person):
        """Those of one person."""
        return [request for request in self if request.person == person]

    def drop(self, request):
        del self._requests[request.item, request.person]
        if request.state == OPEN:
            self.closed(request)

    def forget(self, item):
        """Drop everything about an item that leaves the tree."""
        for request in self.about(item):
            self.drop(request)

    def __iter__(self):
        return iter(self._requests.values())


class AccessRequested(NamedTuple):
    """Announced when somebody asks for access to ``item``."""

    item: object
    act: object
    request: AccessRequest


class AccessRequestAnswered(NamedTuple):
    """Announced when a request was granted or declined."""

    item: object
    act: object
    request: AccessRequest


def requestable_roles(viewer, item):
    """The roles that would let ``viewer`` do more on ``item`` than now, least to most; a space is joined instead."""
    record = viewer.facts.record(item.uid)
    if record is not None and record.kind == SPACE:
        return []
    if (
        viewer.person.id is None
        or viewer.counts_as_guest(item)
        or not viewer.sees(item)
        or not sharing.is_shareable(viewer, item)
    ):
        return []
    edition = viewer.shown(item) if isinstance(item, Versioned) else None
    subject = (edition or item).subject()
    facts, held = viewer.facts, viewer.roles(item)
    if facts.inherited(subject.scope)[1]:
        return []
    definition = facts.definition(subject.workflow, subject.scope)
    lacked = [
        definition.row(subject.state, one)
        for one in definition.permissions
        if one not in subject.masked and not viewer.allowed(one, item)
    ]

    def helps(role):
        more = held | R.HOLDS[role]
        if item.leaf:
            more |= {"shared", "coauthor"} if R.AUTHOR in more else {"shared"}
        return any(tokens_match(facts, viewer.person, subject, row, more, viewer.now) for row in lacked)

    return [role for role in sharing.roles_for(item) if role not in held and helps(role)]


def may_answer(viewer, item):
    """Whether ``viewer`` answers requests about ``item``: whoever may share it."""
    return viewer.sees(item) and viewer.allowed(Permission.SHARE, item)


def ask(viewer, act, item, role, message=""):
    """Ask for ``role`` on ``item``; returns the :class:`AccessRequest`.

    Raises :class:`Unauthorized` for guests, :class:`Forbidden` for people banned,
    :class:`BadInput` for a role that would change nothing and :class:`Conflict`
    while an earlier request waits.
    """
    if viewer.person.id is None:
        raise Unauthorized()
    if viewer.counts_as_guest(item):
        raise Forbidden()
    requests = site_of(item).access_requests
    before = requests.get(item.uid, act.person)
    if before is not None and before.state == OPEN:
        raise Conflict(_("You have already sent a request. It is waiting for an answer."))
    if role not in requestable_roles(viewer, item):
        raise BadInput(_("That access would not change anything for you here."))
    if len(message) > MAX_MESSAGE_LENGTH:
        raise BadInput(_("A message can have up to ${longest} characters.", mapping={"longest": MAX_MESSAGE_LENGTH}))
    request = AccessRequest(item.uid, act.person, role, message.strip(), act.at)
    requests.put(request)
    _tell(act, item, request, None, OPEN)
    return request


def withdraw(act, item):
    """Take one's own request back."""
    request = _open(item, act.person)
    request.close(act, WITHDRAWN)
    _close(act, item, request)


def grant(viewer, act, item, person, role, until=None):
    """Answer with access: ``person`` gets ``role``, which need not be what was asked for, beside what they have.

    Raises :class:`Forbidden` when ``viewer`` would give more than they hold.
    """
    request = _open(item, person)
    known = sharing.roles_on(item, person, act.at)
    roles = [one for one in sharing.roles_for(item) if one == role or one in known]
    if role not in roles:
        raise BadInput(_("That role cannot be given here."))
    sharing.share(viewer, act, item, person, roles, until)
    request.close(act, GRANTED, role, until)
    _close(act, item, request)
    return AccessRequestAnswered(item, act, request)


def decline(act, item, person):
    """Answer with the reason in the act, which the person asking reads."""
    if not act.reason.strip():
        raise BadInput(_("Enter a reason. It is shown to the person concerned."))
    request = _open(item, person)
    request.close(act, DECLINED)
    _close(act, item, request)
    return AccessRequestAnswered(item, act, request)


def _open(item, person):
    request = site_of(item).access_requests.get(item.uid, person)
    if request is None or request.state != OPEN:
        raise Conflict(_("This request has already been answered or withdrawn."))
    return request


def _close(act, item, request):
    site_of(item).access_requests.closed(request)
    _tell(act, item, request, OPEN, request.state)


def _tell(act, item, request, before, after):
    site_of(item).facts.append(
        act, ACCESS_REQUEST, item.uid, key=request.person, before=before, after=after, until=request.until
    )
