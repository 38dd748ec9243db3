"""Joining a space: requests, answers, and direct joining where the policy allows it."""

from datetime import datetime
from typing import NamedTuple

from persistent import Persistent

from moothall.core.access import roles as R
from moothall.core.base import randomness
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.space.bans import check_not_banned
from moothall.space.log_events import JOIN_REQUEST
from moothall.space.members import check_not_frozen, forget_request, roles_given, set_member


class JoinRequested(NamedTuple):
    """Announced when somebody asks to join."""

    space: object
    act: object
    message: str


class JoinDeclined(NamedTuple):
    """Announced when a request to join was declined; the reason is in the act."""

    space: object
    act: object
    person: str


class JoinRequest(Persistent):
    """A person's wish to become a member, until a facilitator answers it."""

    def __init__(self, person, at, message):
        self.key = f"{randomness.random_bits(64):016x}"
        self.person = person
        self.at = at
        self.message = message


class JoinAnswer(NamedTuple):
    """Why somebody's last request was declined, for them and for those who look after the members."""

    asked: datetime
    message: str
    at: datetime
    by: str | None
    reason: str


def join(act, viewer, space, message=""):
    """Join, or ask to: returns "joined" or "requested".

    Raises :class:`Forbidden` for people banned and for spaces that are joined by
    invitation only, and :class:`Conflict` for members.
    """
    person = act.person
    check_not_frozen(viewer, space)
    check_not_banned(space, person, act.at)
    if roles_given(space, person, act.at):
        raise Conflict(_("You are already a member."))
    joining = space.record.dials["joining"]
    if joining == "open":
        set_member(act, space, person, (R.MEMBER,))
        return "joined"
    if joining == "invitation":
        raise Forbidden(_("You can only join this space by invitation."))
    requests = requests_of(space)
    if person not in requests:
        requests[person] = JoinRequest(person, act.at, message)
        site_of(space).join_requests.insert((space.uid, person))
        site_of(space).facts.append(act, JOIN_REQUEST, space.uid, key=person, after="asked")
    return "requested"


def requests_of(space):
    """The open requests to join: {person id: JoinRequest}."""
    return space.requests


def answers_of(space):
    """How the last request of each was declined: {person id: JoinAnswer}."""
    return space.answers


def withdraw_request(act, space):
    """Take back one's own request to join; raises :class:`Conflict` where there is none."""
    if act.person not in requests_of(space):
        raise Conflict(_("Your request has already been answered."))
    forget_request(space, act.person)
    site_of(space).facts.append(act, JOIN_REQUEST, space.uid, key=act.person, before="asked", after="withdrawn")


def answer_request(act, space, person, accept):
    """Accept or decline a request to join; the reason is in the act, and declining needs one."""
    asked = requests_of(space).get(person)
    if asked is None:
        raise Conflict(_("Someone else has already answered this request."))
    if accept:
        return set_member(act, space, person, (R.MEMBER,))
    if not act.reason.strip():
        raise BadInput(_("Enter a reason. It is shown to the person concerned."))
    forget_request(space, person)
    space.answers[person] = JoinAnswer(asked.at, asked.message, act.at, act.person, act.reason)
    site_of(space).facts.append(act, JOIN_REQUEST, space.uid, key=person, before="asked", after="declined")
    return JoinDeclined(space, act, person)
