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
    """The answer to a person's last request; the reason for declining it is for them and for people who manage members.

    That of a request that was accepted is kept so that accepting can be undone.
    """

    asked: datetime
    message: str
    at: datetime
    by: str | None
    reason: str
    accepted: bool = False


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


def declined_answer(space, person):
    """Return the :class:`JoinAnswer` to the last request of a person if it was declined, else None."""
    answer = space.answers.get(person)
    return answer if answer is not None and not answer.accepted else None


def declined_answers(space):
    """Return (person ID, :class:`JoinAnswer`) for each person whose last request was declined."""
    return [(person, answer) for person, answer in space.answers.items() if not answer.accepted]


def accepted_answer(space, person, at):
    """Return the :class:`JoinAnswer` that made a person a member at the moment ``at``, or None."""
    answer = space.answers.get(person)
    return answer if answer is not None and answer.accepted and answer.at == at else None


def withdraw_request(act, space):
    """Withdraw the person's own request to join; raise :class:`Conflict` if there is none."""
    if act.person not in requests_of(space):
        raise Conflict(_("Your request has already been answered."))
    forget_request(space, act.person)
    site_of(space).event_log.append(act, JOIN_REQUEST, space.uid, key=act.person, before="asked", after="withdrawn")


def reopen_request(act, space, person):
    """Let a declined request wait again; raise :class:`Conflict` if that makes no sense any more."""
    answer = declined_answer(space, person)
    if answer is None or person in requests_of(space) or roles_given(space, person, act.at):
        raise Conflict(_("This can no longer be undone."))
    check_not_banned(space, person, act.at)
    del space.answers[person]
    put_back(act, space, person, answer)


def put_back(act, space, person, answer):
    """Let the request that ``answer`` was about wait again."""
    requests_of(space)[person] = JoinRequest(person, answer.asked, answer.message)
    site_of(space).join_requests.insert((space.uid, person))
    before = "accepted" if answer.accepted else "declined"
    site_of(space).event_log.append(act, JOIN_REQUEST, space.uid, key=person, before=before, after="asked")


def answer_request(act, space, person, accept):
    """Accept or decline a request to join; declining needs a reason, which is in the ``act``."""
    asked = requests_of(space).get(person)
    if asked is None:
        raise Conflict(_("Someone else has already answered this request."))
    if accept:
        if person == act.person:
            raise Forbidden(NOT_YOURSELF)
        changed = set_member(act, space, person, (R.MEMBER,))
        space.answers[person] = JoinAnswer(asked.at, asked.message, act.at, act.person, "", accepted=True)
        return changed
    if not act.reason.strip():
        raise BadInput(_("Enter a reason. It is shown to the person concerned."))
    forget_request(space, person)
    space.answers[person] = JoinAnswer(asked.at, asked.message, act.at, act.person, act.reason)
    site_of(space).event_log.append(act, JOIN_REQUEST, space.uid, key=person, before="asked", after="declined")
    return JoinDeclined(space, act, person)
