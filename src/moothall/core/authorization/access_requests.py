"""Access requests: a person requests a role on a visible item, and someone who can share it answers.

Requests are stored apart from the items, so that they do not conflict with edits.  Access can only be
requested for visible items, since a request must not reveal that a hidden item exists.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from moothall.core.access import roles as R
from moothall.core.access.decide import tokens_match
from moothall.core.access.held_roles import can_add, shared_roles
from moothall.core.access.permissions import Permission
from moothall.core.access.records import SPACE
from moothall.core.authorization import sharing
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.log_events import ACCESS_REQUEST
from moothall.core.base.errors import BadInput, Conflict, Forbidden, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import Item, site_of
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext

OPEN, GRANTED, DECLINED, WITHDRAWN = "open", "granted", "declined", "withdrawn"
#: Maximum number of characters of a message.
MAX_MESSAGE_LENGTH = 2000


class AccessRequest(Persistent):
    """A person's request for ``role`` on the item with the uid ``item``, and its answer."""

    state = OPEN
    answered_at: datetime | None = None
    answered_by: str | None = None
    reason = ""
    #: The role that was given; it can differ from the requested one.
    given: str | None = None
    until: datetime | None = None

    def __init__(self, item: int, person: str | None, role: str, message: str, at: datetime) -> None:
        self.item = item
        self.person = person
        self.role = role
        self.message = message
        self.at = at

    def close(self, act: ActionContext, state: str, given: str | None = None, until: datetime | None = None) -> None:
        """Store the answer; the state is one of the constants of this module."""
        self.state, self.answered_at, self.answered_by, self.reason = state, act.at, act.person, act.reason
        self.given, self.until = given, until

    def reopen(self) -> None:
        """Remove the answer."""
        self.state, self.answered_at, self.answered_by, self.reason = OPEN, None, None, ""
        self.given = self.until = None


class AccessRequests(Persistent):
    """The latest request of each person for each item, with an index of the open ones."""

    def __init__(self) -> None:
        self._requests = OOBTree()
        #: Pairs of (uid of an item, person id) with an open request.
        self.open = OOTreeSet()

    def get(self, item: int, person: str | None) -> AccessRequest | None:
        """Return the latest request of a person for an item, or None."""
        return self._requests.get((item, person))

    def about(self, item: int) -> list[AccessRequest]:
        """Return the requests for the item with this uid."""
        return list(self._requests.values(min=(item,), max=(item + 1,)))

    def put(self, request: AccessRequest) -> None:
        """Store an open request."""
        self._requests[request.item, request.person] = request
        self.open.insert((request.item, request.person))

    def closed(self, request: AccessRequest) -> None:
        """Remove a request from the index of open ones."""
        self.open.remove((request.item, request.person))

    def by(self, person: str) -> list[AccessRequest]:
        """Return the requests of one person."""
        return [request for request in self if request.person == person]

    def drop(self, request: AccessRequest) -> None:
        """Delete a request."""
        del self._requests[request.item, request.person]
        if request.state == OPEN:
            self.closed(request)

    def forget(self, item: int) -> None:
        """Delete all requests for an item that is removed from the tree."""
        for request in self.about(item):
            self.drop(request)

    def __iter__(self) -> Iterator[AccessRequest]:
        return iter(self._requests.values())


class AccessRequested(NamedTuple):
    """Event sent after a person requested access to ``item``."""

    item: Item
    act: ActionContext
    request: AccessRequest


class AccessRequestAnswered(NamedTuple):
    """Event sent after a request was granted or declined."""

    item: Item
    act: ActionContext
    request: AccessRequest


def requestable_roles(viewer: AccessContext, item: Item) -> list[str]:
    """Return the roles that would add permissions on ``item``, least to most; none for spaces, which people join."""
    record = viewer.access_data.record(item.uid)
    if record is not None and record.kind == SPACE:
        return []
    if (
        viewer.person.id is None
        or viewer.counts_as_visitor(item)
        or not viewer.sees(item)
        or not sharing.is_shareable(viewer, item)
    ):
        return []
    edition = viewer.shown(item) if isinstance(item, Versioned) else None
    subject = (edition or item).subject()
    access_data, held = viewer.access_data, viewer.roles(item)
    if access_data.inherited(subject.scope)[1]:
        return []
    definition = access_data.definition(subject.workflow, subject.scope)
    lacked = [
        definition.row(subject.state, one)
        for one in definition.permissions
        if one not in subject.masked and not viewer.allowed(one, item)
    ]

    def helps(role: str) -> bool:
        more = held | (shared_roles((role,)) if item.leaf else R.HOLDS[role])
        if not item.leaf and R.MEMBER in more:
            more |= {R.TAKES_PART, R.ADDS} if can_add(access_data, subject.scope, more) else {R.TAKES_PART}
        return any(tokens_match(access_data, viewer.person, subject, row, more) for row in lacked)

    return [role for role in sharing.roles_for(item) if role not in held and helps(role)]


def may_answer(viewer: AccessContext, item: Item) -> bool:
    """Return True if ``viewer`` can answer requests for ``item``, which needs the permission to share it."""
    return viewer.sees(item) and viewer.allowed(Permission.SHARE, item)


def ask(viewer: AccessContext, act: ActionContext, item: Item, role: str, message: str = "") -> AccessRequest:
    """Request ``role`` on ``item``; return the :class:`AccessRequest`.

    Raise :class:`Unauthorized` for visitors, :class:`Forbidden` for banned people, :class:`BadInput` for a
    role that would change nothing, and :class:`Conflict` while an earlier request is open.
    """
    if viewer.person.id is None:
        raise Unauthorized()
    if viewer.counts_as_visitor(item):
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


def withdraw(act: ActionContext, item: Item) -> None:
    """Withdraw the open request of the person who acts; raise :class:`Conflict` if there is none."""
    request = _open(item, act.person)
    request.close(act, WITHDRAWN)
    _close(act, item, request)


def grant(
    viewer: AccessContext, act: ActionContext, item: Item, person: str, role: str, until: datetime | None = None
) -> AccessRequestAnswered:
    """Grant a request: give ``person`` a role, not necessarily the requested one, besides their other roles.

    Raise :class:`Forbidden` if ``viewer`` would give more than they have.
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


def decline(act: ActionContext, item: Item, person: str) -> AccessRequestAnswered:
    """Decline a request; the requesting person can read the reason, which is required."""
    if not act.reason.strip():
        raise BadInput(_("Enter a reason. It is shown to the person concerned."))
    request = _open(item, person)
    request.close(act, DECLINED)
    _close(act, item, request)
    return AccessRequestAnswered(item, act, request)


def reopen(act: ActionContext, item: Item, person: str, at: datetime) -> None:
    """Let a request wait again that was answered at the moment ``at``; raise :class:`Conflict` for any other."""
    requests = site_of(item).access_requests
    request = requests.get(item.uid, person)
    if request is None or request.state not in (GRANTED, DECLINED) or request.answered_at != at:
        raise Conflict(_("This can no longer be undone."))
    before = request.state
    request.reopen()
    requests.put(request)
    _tell(act, item, request, before, OPEN)


def _open(item: Item, person: str | None) -> AccessRequest:
    request = site_of(item).access_requests.get(item.uid, person)
    if request is None or request.state != OPEN:
        raise Conflict(_("This request has already been answered or withdrawn."))
    return request


def _close(act: ActionContext, item: Item, request: AccessRequest) -> None:
    site_of(item).access_requests.closed(request)
    _tell(act, item, request, OPEN, request.state)


def _tell(act: ActionContext, item: Item, request: AccessRequest, before: str | None, after: str) -> None:
    site_of(item).event_log.append(
        act, ACCESS_REQUEST, item.uid, key=request.person, before=before, after=after, until=request.until
    )
