"""The tabs of the pages about the people of a space."""

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.space import bans, join_requests
from moothall.ui.layout.presenters import Link
from moothall.ui.slots import panels


def people_page_tabs(view, current):
    """Return the tabs that the viewer may use; ``current`` is the name of the page shown."""
    space, site = view.context, view.request.site
    if not view.viewer.allowed(Permission.MANAGE, space):
        return []
    waiting, open_ones = len(join_requests.requests_of(space)), site.invitations.count(space)
    banned = len(bans.bans(space, view.request.now))
    parts = [
        ("", _("Members"), None),
        ("requests", _("Requests"), waiting or None),
        ("invitations", _("Invitations"), open_ones or None),
        ("bulk", _("Add several people"), None),
        ("review", _("Guests"), None),
        ("bans", _("Banned"), banned or None),
    ]
    if R.OWNER in view.viewer.roles(space):
        parts.append(("owner", _("Transfer"), None))
    links = [
        Link(view.translate(title), view.url(space, *filter(None, ("people", name))), name == current, count)
        for name, title, count in parts
    ]
    return [*links, *panels(view, "space people tabs", current)]
