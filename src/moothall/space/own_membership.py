"""Undo one's own joining and leaving, where the door is open both ways."""

from moothall.core.access import roles as R
from moothall.core.access.log_events import MEMBERSHIP
from moothall.core.access.records import Grant
from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.space import join_requests, members
from moothall.space.content import Space
from moothall.ui.event_undo import event_before, last_event, undo_button


def grants_before(view, event):
    """Return (roles, until, sponsor) before a change of roles; raise :class:`Conflict` if the log lacks them."""
    if not event.before:
        return (), None, None
    earlier = event_before(view, event)
    if earlier is None or earlier.held is None:
        raise Conflict(_("This can no longer be undone."))
    held = [grant for grant in (Grant(*one) for one in earlier.held) if grant.role in event.before]
    untils = [grant.until for grant in held]
    until = None if None in untils or not untils else max(untils)
    return tuple(event.before), until, held[0].sponsor if held else None


def undo_joining(view):
    """Return the button to leave again, for who has joined through an open door; invitations are used up."""
    return undo_button(view, MEMBERSHIP, view.request.person.id) if isinstance(view.context, Space) else None


def undo_leaving(view):
    """Return the button to come back, where joining gives the same as before; other roles are given by others."""
    if not isinstance(view.context, Space):
        return None
    event = last_event(view, MEMBERSHIP, view.request.person.id)
    return undo_joining(view) if event is not None and _gives_all_back(view, event) else None


def left_message(view):
    """Return the message after leaving, with the way back."""
    space = view.context
    if not isinstance(space, Space):
        return view.translate(_("You are no longer a member."))
    title = {"title": view.translate(space.title)}
    if undo_leaving(view) is not None:
        return view.translate(_("You are no longer a member of “${title}”.", mapping=title))
    return view.translate(_(_WAYS_BACK[space.record.policies["joining"]], mapping=title))


_WAYS_BACK = {
    "open": _("You are no longer a member of “${title}”. You can join again."),
    "request": _("You are no longer a member of “${title}”. You can request to join again."),
    "invitation": _("You are no longer a member of “${title}”. To come back you need an invitation."),
}


def undo(view, act, event):
    """Leave what the person has just joined, or join what they have just left, with the same rights as before."""
    space, is_leaving = view.context, not event.after
    if is_leaving and _gives_all_back(view, event):
        join_requests.join(act, view.viewer, space)
    elif not is_leaving and not event.before:
        members.check_may_change(view.viewer, space, act.person, ())
        members.remove_member(act, space, act.person)
    else:
        raise Conflict(_("This can no longer be undone."))


def _gives_all_back(view, event):
    """Return True if joining gives exactly what the person gave up."""
    try:
        before = grants_before(view, event)
    except Conflict:
        return False
    return view.context.record.policies["joining"] == "open" and before == ((R.MEMBER,), None, None)
