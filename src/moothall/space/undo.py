"""Undo changes of memberships and bans, and name the person concerned in the messages about them."""

import dataclasses

from moothall.core.access.log_events import BAN, MEMBERSHIP
from moothall.core.access.permissions import Permission
from moothall.core.access.person import is_person_id
from moothall.core.access.principals import group_name
from moothall.core.authorization import sharing
from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.space import bans, invitations, join_requests, members, membership_review, own_membership
from moothall.space.content import Space
from moothall.space.log_events import INVITATION, JOIN_REQUEST, REVIEW
from moothall.space.own_membership import grants_before
from moothall.space.role_labels import ROLE_WORDS
from moothall.ui.event_undo import event_before, logged_together, undo_button, undo_button_of

#: Kinds of events that one review or one list of members logs.
TOGETHER = (MEMBERSHIP, REVIEW, INVITATION)
#: Maximum number of people that a message names.
NAMED = 3


def about_person(sentence, otherwise):
    """Return the function that returns ``sentence`` with the name of the person in the address of the page."""

    def say(view):
        person = view.request.GET.get("who", "")
        if view.request.person.id is None or view.request.people.by_id(person) is None:
            return view.translate(otherwise)
        return view.translate(_(sentence, mapping={"name": view.request.names.name(person)}))

    return say


def roles_message(view):
    """Return a sentence with the current roles of the person in the address of the page."""
    row = members.member_of(view.context, view.request.GET.get("who", ""), view.request.now)
    if row is None or not view.viewer.allowed(Permission.MANAGE, view.context):
        return view.translate(_("Saved. The change is in effect."))
    said = {
        "name": view.request.names.name(row.person),
        "roles": ", ".join(view.translate(ROLE_WORDS[role]) for role in row.roles),
    }
    if row.until is not None:
        said["date"] = view.clock.day(row.until.date())
        return view.translate(_("Saved. ${name} now has the role ${roles}, until ${date}.", mapping=said))
    return view.translate(_("Saved. ${name} now has the role ${roles}.", mapping=said))


def undo_of(kind):
    """Return the function that offers to undo the last change of ``kind`` about the person in the address."""
    return lambda view: undo_button(view, kind, view.request.GET.get("who", ""))


def check_exists(view, principal):
    """Raise :class:`Conflict` if a person or group was deleted meanwhile: nothing is given to them any more."""
    people, group = view.request.people, group_name(principal)
    is_gone = (
        group not in people.groups() if group is not None else is_person_id(principal) and not people.by_id(principal)
    )
    if is_gone:
        raise Conflict(_("This can no longer be undone."))


def undo_membership(view, act, event):
    """Give everyone whose roles were changed together the roles, end date and sponsor from before."""
    if event.key == act.person and not members.may_end_memberships(view.viewer, view.context):
        own_membership.undo(view, act, event)
        return
    together = logged_together(view, event, TOGETHER)
    # The decision that a membership ends refers to its end date.
    for one in sorted(together, key=lambda one: one.kind != MEMBERSHIP.id):
        _UNDO[one.kind](view, act, one)


def last_together(view, kinds):
    """Return the events of these kinds about the context that this person caused last, in one action."""
    ids = {kind.id for kind in kinds}
    own = [
        one
        for one in view.request.site.event_log.about(view.context.uid, ids)
        if one.actor is not None and one.actor == view.request.person.id
    ]
    return [one for one in own if (one.at, one.cause) == (own[-1].at, own[-1].cause)]


def undo_together(view):
    """Return the button that undoes all changes of memberships and invitations of the last action, or None."""
    events = last_together(view, TOGETHER) if isinstance(view.context, Space) else ()
    return undo_button_of(view, view.context, events[-1]) if events else None


def about_people(sentence, otherwise):
    """Return the function that returns ``sentence`` with the names of those whom the last action was about.

    Beyond :data:`NAMED`, people are counted; without any, it returns ``otherwise``.
    """

    def say(view):
        space = view.context
        if not isinstance(space, Space) or not members.may_end_memberships(view.viewer, space):
            return view.translate(otherwise)
        events = last_together(view, TOGETHER)
        people = list(dict.fromkeys(one.key for one in events if is_person_id(one.key)))
        if not people:
            return view.translate(otherwise)
        names = ", ".join(view.request.names.name(person) for person in people[:NAMED])
        if len(people) > NAMED:
            more = len(people) - NAMED
            names = view.request.localizer.pluralize(
                "${names} and ${n} other person",
                "${names} and ${n} other people",
                more,
                domain="moothall",
                mapping={"names": names, "n": more},
            )
        return view.translate(_(sentence, mapping={"names": names}))

    return say


def _undo_review(view, act, event):
    """Let the owners decide again about a membership that ends on its date."""
    if not members.may_end_memberships(view.viewer, view.context):
        raise Conflict(_("This can no longer be undone."))
    membership_review.reopen(act, view.context, event.key)


def _undo_invitation(view, act, event):
    """Withdraw an invitation; one that replaced another, or was answered, stays as it is."""
    found = view.request.site.invitations.get(event.key)
    if found is not None and event.after[0] == "sent" and found.space == view.context.uid:
        invitations.withdraw(act, view.viewer, view.context, view.request.people, found)


def _undo_roles(view, act, event):
    space, roles, until, sponsor = view.context, *grants_before(view, event)
    if not members.may_end_memberships(view.viewer, space):
        raise Conflict(_("This can no longer be undone."))
    check_exists(view, event.key)
    if is_person_id(event.key):
        members.check_may_change(view.viewer, space, event.key, roles, until)
        accepted = None if roles else join_requests.accepted_answer(space, event.key, event.at)
        done = members.set_member(act, space, event.key, roles, until, sponsor)
        if accepted is not None and members.ban_of(space, event.key, act.at) is None:
            join_requests.put_back(act, space, event.key, accepted)
    else:
        if roles:
            members.check_active(view.viewer, space)
        done = sharing.share(view.viewer, act, space, event.key, roles, until, sponsor)
    view.request.registry.notify(done)


_UNDO = {MEMBERSHIP.id: _undo_roles, REVIEW.id: _undo_review, INVITATION.id: _undo_invitation}


def undo_ban(view, act, event):
    """Lift the ban, or ban the person again for the same time and reason as before."""
    space, person, earlier = view.context, event.key, event_before(view, event)
    if not members.may_end_memberships(view.viewer, space):
        raise Conflict(_("This can no longer be undone."))
    check_exists(view, person)
    was_banned = earlier is not None and earlier.after is not None and (earlier.until is None or earlier.until > act.at)
    if was_banned:
        bans.check_may_ban(view.viewer, space, person)
        if earlier.ground is None:
            # Earlier versions did not ask for a rule.
            raise Conflict(_("This can no longer be undone."))
        done = bans.ban(
            dataclasses.replace(act, reason=earlier.reason, rule=earlier.rule, ground=earlier.ground),
            space,
            person,
            earlier.until,
        )
    elif event.after is not None:
        members.check_active(view.viewer, space)
        done = bans.lift_ban(act, space, person)
    else:
        raise Conflict(_("This can no longer be undone."))
    view.request.registry.notify(done)


def undo_decline(view, act, event):
    """Let a request that was declined wait for an answer again."""
    if event.after != "declined" or not view.viewer.allowed(Permission.MANAGE, view.context):
        raise Conflict(_("This can no longer be undone."))
    check_exists(view, event.key)
    members.check_may_change(view.viewer, view.context, event.key, ())
    members.check_active(view.viewer, view.context)
    join_requests.reopen_request(act, view.context, event.key)


def _to_requests(view, event):
    return view.back("request-reopened", view.context, "people", "requests", who=event.key)


def is_logged(view, act):
    """Return True if the action changed a membership or an invitation."""
    events = last_together(view, TOGETHER)
    return bool(events) and events[-1].at == act.at


def _to_members(view, event):
    if event.kind == INVITATION.id or len(last_together(view, TOGETHER)) > 1:
        return view.back("memberships-undone", view.context, "people")
    if event.key == view.request.person.id and not members.may_end_memberships(view.viewer, view.context):
        return view.back("joined-again" if not event.after else "left-again", view.context)
    if not is_person_id(event.key):
        return view.back("access-changed-back", view.context, "sharing")
    return view.back("membership-undone", view.context, "people", who=event.key)


def _to_bans(view, event):
    return view.back("ban-undone", view.context, "people", "bans", who=event.key)


def includeme(config):
    config.add_event_undo(MEMBERSHIP, undo_membership, _to_members)
    config.add_event_undo(REVIEW, undo_membership, _to_members)
    config.add_event_undo(INVITATION, undo_membership, _to_members)
    config.add_event_undo(BAN, undo_ban, _to_bans)
    config.add_event_undo(JOIN_REQUEST, undo_decline, _to_requests)
    config.add_status_messages(
        {
            "membership-undone": about_person(
                _("Undone. ${name} has the same roles here as before."), _("Undone. The roles are the same as before.")
            ),
            "ban-undone": about_person(_("Undone. The ban of ${name} is as before."), _("Undone. It is as before.")),
            "request-reopened": about_person(
                _("Undone. The request of ${name} is waiting for an answer again."),
                _("Undone. The request is waiting for an answer again."),
            ),
            "memberships-undone": _("Undone. The roles are the same as before."),
            "access-changed-back": _("Undone. It is as before."),
        }
    )
