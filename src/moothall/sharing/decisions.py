"""Requests for access as pending decisions of people who may share the item."""

from datetime import UTC

from moothall.core.authorization import access_requests, sharing
from moothall.core.authorization.log_events import ACCESS_REQUEST
from moothall.core.base.dates import microseconds
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.content.types import type_of
from moothall.core.decisions import (
    DecisionOption,
    DecisionPreview,
    DecisionType,
    PendingDecision,
    QueueEntry,
    role_reason,
)
from moothall.sharing.texts import roles_text
from moothall.ui.badges import title_of

GRANT, DECLINE = "grant", "decline"


class AccessRequestDecisionType(DecisionType):
    """A request for access to an item: no item has a state for it, the site stores the requests."""

    id = "access"
    title = _("Access")
    icon = "person"
    logged_as = (ACCESS_REQUEST,)

    def entries(self, viewer):
        for uid, person in viewer.site.access_requests.open:
            item = viewer.site.uids.get(uid)
            if item is not None and access_requests.may_answer(viewer, item):
                asked = viewer.site.access_requests.get(uid, person)
                yield QueueEntry(microseconds(asked.at), self.key(uid, person), uid, self)

    def find(self, viewer, key, uid, rest):
        asked, item = viewer.site.access_requests.get(uid, rest), viewer.site.uids.get(uid)
        if asked is None or item is None or asked.state != access_requests.OPEN:
            return None
        if not access_requests.may_answer(viewer, item):
            return None
        return PendingDecision(key, self, item, None, rest, asked.at.astimezone(UTC), asked.message)

    def steps(self, viewer, waiting):
        """Return the options; a person with a lower role can decline, or give less on the item's page."""
        giving = [DecisionOption(GRANT, _("Give access"), grants=True)]
        may = _asked(viewer, waiting).role in sharing.grantable_roles(viewer, waiting.item)
        return [*(giving if may else []), DecisionOption(DECLINE, _("Decline"), needs_reason=True)]

    def perform(self, viewer, act, waiting, step, notify):
        if step == DECLINE:
            notify(access_requests.decline(act, waiting.item, waiting.asker))
            return
        role = _asked(viewer, waiting).role
        until = sharing.latest_end(viewer, waiting.item, role)
        notify(access_requests.grant(viewer, act, waiting.item, waiting.asker, role, until))

    def word(self, request, waiting):
        translate = request.localizer.translate
        return f"{translate(self.title)} · {translate(type_of(request, waiting.item).title)}"

    def heading(self, request, waiting):
        return request.names.name(waiting.asker)

    def place(self, waiting):
        return waiting.item

    def rule(self, request, waiting):
        translate, item = request.localizer.translate, waiting.item
        if item.creator is not None and item.creator == request.person.id:
            return translate(_("You decide because you created it."))
        return role_reason(
            request,
            request.viewer.access_data.inherited(scope_of(item))[2],
            _("You decide because you are a facilitator of “${place}”."),
            _("You decide because you were made a facilitator here."),
        )

    def show(self, request, waiting):
        translate = request.localizer.translate
        requested = roles_text(translate, waiting.item, (_asked(request.viewer, waiting).role,))
        return DecisionPreview(
            request.names.name(waiting.asker),
            description=request.names(waiting.asker).about,
            facts=(
                (translate(_("Item")), title_of(request.viewer, translate, waiting.item)),
                (translate(_("Requested")), requested),
            ),
        )


def _asked(viewer, waiting):
    return viewer.site.access_requests.get(waiting.item.uid, waiting.asker)


def includeme(config):
    config.add_decision_type(AccessRequestDecisionType())
