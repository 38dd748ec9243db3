"""Actions on a discussion: mark it as read, pin it and unpin it."""

from pyramid.response import Response

from moothall.core.access.permissions import Permission
from moothall.core.base.dates import microseconds
from moothall.core.base.errors import Unauthorized
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.discussion.arrivals import mark_read
from moothall.discussion.content import Discussion
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View
from moothall.ui.status_messages import about_item


class MarkRead(View):
    """POST ``mark-read``: mark posts up to ``to`` (microseconds), or all, as read by this person."""

    def mark(self):
        if self.request.person.id is None:
            raise Unauthorized()
        newest = microseconds(self.context.modified)
        asked = self.request.POST.get("to", "")
        moment = min(int(asked), newest) if asked.isascii() and asked.isdecimal() and len(asked) < 20 else newest
        mark_read(self.request.read_marks, self.context, moment)
        if self.request.is_xhr:
            return Response(status=204)
        return self.back("read")


class Pin(View):
    """POST ``pin`` and ``unpin``: change the position of the discussion in its forum."""

    def pin(self):
        authoring.require(self.request, Permission.MODERATE, self.context)
        self.context.pin()
        return self.back("pinned")

    def unpin(self):
        authoring.require(self.request, Permission.MODERATE, self.context)
        self.context.unpin()
        return self.back("unpinned")


def includeme(config):
    config.add_view(MarkRead, attr="mark", name="mark-read", context=Discussion, request_method="POST")
    for name in ("pin", "unpin"):
        config.add_view(Pin, attr=name, name=name, context=Discussion, request_method="POST", asks=Permission.MODERATE)
    config.add_status_messages(
        {
            "read": about_item(_("“${title}” marked as read.")),
        }
    )
    for said, sentence, opposite in (
        ("pinned", _("“${title}” pinned."), "unpin"),
        ("unpinned", _("“${title}” unpinned."), "pin"),
    ):
        config.add_status_messages({said: about_item(sentence)}, undo=_undo(opposite))


def _undo(name):
    """Return the function that offers the opposite action to people who may still perform it."""

    def undo(view):
        if not isinstance(view.context, Discussion) or not view.viewer.allowed(Permission.MODERATE, view.context):
            return None
        return Action(view.translate(_("Undo")), view.url(view.context, name), post=True)

    return undo
