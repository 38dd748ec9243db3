"""Kinds of logged events about members of spaces: join requests, invitations, reviews, owners."""

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ACCESS, AFTER, ALWAYS, KEY, EventKind

JOIN_REQUEST = EventKind("join request", ACCESS, ALWAYS, person=KEY)
INVITATION = EventKind("invitation", ACCESS, ALWAYS)
REVIEW = EventKind("review", ACCESS, ALWAYS, person=KEY)
OWNER = EventKind("owner", ACCESS, ALWAYS, person=AFTER)


def _join_request(formatter, entry):
    said = formatter.common(entry)
    if entry.after == "asked" and entry.before in ("declined", "accepted"):
        return _("${actor} reopened the request of ${person} to join ${item}.", mapping=said)
    if entry.after == "asked":
        return _("${person} requested to join ${item}.", mapping=said)
    if entry.after == "withdrawn":
        return _("${person} withdrew the request to join ${item}.", mapping=said)
    if entry.after == "declined":
        return _("${actor} declined the request of ${person} to join ${item}.", mapping=said)
    return _("The request of ${person} to join ${item} has ended.", mapping=said)


def _invitation(formatter, entry):
    said = {**formatter.common(entry), "person": formatter.name(entry.person)}
    if entry.before is None:
        return _("${actor} invited someone to ${item}.", mapping=said)
    return _("An invitation to ${item} was answered or withdrawn by ${actor}.", mapping=said)


def _review(formatter, entry):
    if entry.until is None:
        return _("${actor} reviewed the membership of ${person} in ${item}.", mapping=formatter.common(entry))
    return _(
        "${actor} set the membership of ${person} in ${item} to end on ${until}.",
        mapping={**formatter.common(entry), "until": formatter.end(entry.until)},
    )


def _owner(formatter, entry):
    return _("${actor} made ${person} the owner of ${item}.", mapping=formatter.common(entry))


def includeme(config):
    config.add_event_kind(JOIN_REQUEST, _("Requests to join"), _join_request)
    config.add_event_kind(INVITATION, _("Invitations"), _invitation)
    config.add_event_kind(REVIEW, _("Reviews of memberships"), _review)
    config.add_event_kind(OWNER, _("Space owners"), _owner)
