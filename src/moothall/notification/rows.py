"""Notifications as pages and the API show them; what a person may no longer see is left out."""

from dataclasses import dataclass

from moothall.core.base.dates import datetime_of
from moothall.core.base.i18n import _
from moothall.core.storage.index_maps import values_for
from moothall.notification.emails import because_text, said
from moothall.notification.inbox import DIGEST, DIGESTED, OFF, SENT, inbox_of

#: What happened by email → the text on the page.
EMAIL_TEXTS = {
    SENT: _("Sent by email"),
    DIGEST: _("In your next digest"),
    DIGESTED: _("Sent in a digest"),
    OFF: _("Not sent by email: turned off in your settings, or you have no address"),
}
#: Beyond this number, unread notifications are not counted.
COUNTED = 99


@dataclass(slots=True)
class NotificationRow:
    """One notification."""

    id: int
    kind: str
    text: str
    url: str
    at: object
    by: str | None
    because: str
    email: str
    is_unread: bool


def rows_of(request, limit: int, start: int = 0) -> list[NotificationRow]:
    """Return ``limit`` notifications of the person from position ``start``, newest first."""
    inbox = inbox_of(request.people, request.person.id)
    found = [(id, inbox.get(id)) for id in visible_ids(request)[start : start + limit]]
    return [shown for id, row in found if (shown := row_of(request, inbox, id, row)) is not None]


def visible_ids(request) -> list[int]:
    """Return the IDs of the notifications about items the person sees, newest first, without loading these items.

    Those about the person, such as of a membership that ended, are among them while they say something.
    """
    inbox = inbox_of(request.people, request.person.id)
    pairs = list(inbox.newest()) if inbox is not None else []
    visible = request.viewer.visible_classes()
    classes = values_for(request.site.catalog["access_class"], [row.about for _id, row in pairs])
    return [
        id for (id, row), one in zip(pairs, classes, strict=True) if one in visible or _says_something(request, row)
    ]


def row_of(request, inbox, id, row) -> NotificationRow | None:
    """Return one notification, or None if it says nothing to this person any more."""
    composed = said(request.registry, request.site, request.people, request.own_account, row)
    if composed is None:
        return None
    return NotificationRow(
        id,
        row.kind,
        " ".join(composed.subject.split()),
        composed.link,
        datetime_of(row.at),
        dict(row.data).get("by"),
        because_text(request, row.because),
        row.email,
        id in inbox.unread,
    )


def unread_count(request) -> int:
    """Return the number of unread notifications that the page shows; no item is loaded for those the person sees."""
    inbox = inbox_of(request.people, request.person.id)
    if inbox is None or not inbox.unread:
        return 0
    rows = [row for id in list(reversed(inbox.unread.keys()))[:COUNTED] if (row := inbox.get(id)) is not None]
    visible = request.viewer.visible_classes()
    classes = values_for(request.site.catalog["access_class"], [row.about for row in rows])
    return sum(one in visible or _says_something(request, row) for row, one in zip(rows, classes, strict=True))


def _says_something(request, row) -> bool:
    """Return True for a notification about the person, such as of a membership that ended, in a hidden place."""
    if row.because:
        return False
    return said(request.registry, request.site, request.people, request.own_account, row) is not None
