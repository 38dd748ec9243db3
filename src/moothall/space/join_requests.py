"""Join a space: requests, answers, and joining directly if the policy allows it."""

from datetime import datetime
from typing import NamedTuple

from persistent import Persistent

from moothall.core.access import roles as R
from moothall.core.access.log_events import MEMBERSHIP
from moothall.core.base import randomness
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.space.bans import check_not_banned
from moothall.space.log_events import JOIN_REQUEST
from moothall.space.members import NOT_YOURSELF, check_active, forget_request, roles_given, set_member


class JoinRequested(NamedTuple):
    """Announced when a person requests to join."""

    space: object
    act: object
    message: str


class JoinDeclined(NamedTuple):
    """Announced when a request to join was declined; the reason is in the ``act``."""

    space: object
    act: object
    person: str


class JoinRequest(Persistent):
    """A person's request to become a member, until a facilitator answers it."""

    def __init__(self, person, at, message):
        self.key = f"{randomness.random_bits(64):016x}"
        self.person = person
        self.at = at
        self.message = message


class JoinAnswer(NamedTuple):
    """The reason for declining a person's last request, for them and for people who manage the members."""

    asked: datetime
    message: str
    at: datetime
    by: str | None
    reason: str


def changed_own_last(space, person):
    """Return True if the last change of a person's membership was their own: they joined or left by themselves."""
    events = [event for event in site_of(space).event_log.about(space.uid, {MEMBERSHIP.id}) if event.key == person]
    return bool(events) and events[-1].actor == person


def join(act, viewer, space, message=""):
    """Join or request to join; return "joined" or "requested".

    Raise :class:`Forbidden` for people who are banned and for spaces that are joined by invitation only,
    and :class:`Conflict` for members.
    """
    person = act.person
    check_active(viewer, space)
    check_not_banned(space, person, act.at)
    if roles_given(space, person, act.at):
        if changed_own_last(space, person):
            return "joined"
        raise Conflict(_("You are already a member."))
    joining = space.record.policies["joining"]
    if joining == "open":
        set_member(act, space, person, (R.MEMBER,))
        return "joined"
    if joining == "invitation":
        raise Forbidden(_("You can only join this space by invitation."))
    requests = requests_of(space)
    if person not in requests:
        requests[person] = JoinRequest(person, act.at, message)
        site_of(space).join_requests.insert((space.uid, person))
        site_of(space).event_log.append(act, JOIN_REQUEST, space.uid, key=person, after="asked")
    return "requested"


def requests_of(space):
    """Return the open requests to join: {person ID: JoinRequest}."""
    return space.requests


def answers_of(space):
    """Return the answer to each person's last declined request: {person ID: JoinAnswer}."""
    return space.answers


def withdraw_request(act, space):
    """Withdraw the person's own request to join; raise :class:`Conflict` if there is none."""
    if act.person not in requests_of(space):
        raise Conflict(_("Your request has already been answered."))
    forget_request(space, act.person)
    site_of(space).event_log.append(act, JOIN_REQUEST, space.uid, key=act.person, before="asked", after="withdrawn")


def reopen_request(act, space, person):
    """Let a declined request wait again; raise :class:`Conflict` if that makes no sense any more."""
    answer = space.answers.get(person)
    if answer is None or person in requests_of(space) or roles_given(space, person, act.at):
        raise Conflict(_("This can no longer be undone."))
    check_not_banned(space, person, act.at)
    del space.answers[person]
    requests_of(space)[person] = JoinRequest(person, answer.asked, answer.message)
    site_of(space).join_requests.insert((space.uid, person))
    site_of(space).event_log.append(act, JOIN_REQUEST, space.uid, key=person, before="declined", after="asked")


def answer_request(act, space, person, accept):
    """Accept or decline a request to join; declining needs a reason, which is in the ``act``."""
    asked = requests_of(space).get(person)
    if asked is None:
        raise Conflict(_("Someone else has already answered this request."))
    if accept:
        if person == act.person:
            raise Forbidden(NOT_YOURSELF)
        return set_member(act, space, person, (R.MEMBER,))
    if not act.reason.strip():
        raise BadInput(_("Enter a reason. It is shown to the person concerned."))
    forget_request(space, person)
    space.answers[person] = JoinAnswer(asked.at, asked.message, act.at, act.person, act.reason)
    site_of(space).event_log.append(act, JOIN_REQUEST, space.uid, key=person, before="asked", after="declined")
    return JoinDeclined(space, act, person)
