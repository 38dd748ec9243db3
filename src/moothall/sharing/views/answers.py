"""``sharing/answer``: give a person the requested access, or decline with a reason."""

from moothall.core.access.log_events import GRANT
from moothall.core.authorization import access_requests, sharing
from moothall.core.authorization.log_events import ACCESS_REQUEST
from moothall.core.base.dates import end_of_day
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.sharing.schema import GivingSchema
from moothall.sharing.texts import roles_text
from moothall.sharing.views.changes import about_principal, principal_of, undo_grant
from moothall.sharing.views.page import SharingView
from moothall.space.undo import check_exists
from moothall.ui.event_undo import last_event, undo_button
from moothall.ui.forms.field_errors import field_errors


class AccessAnswerPage(SharingView):
    """One request: choose a role and an end, or enter a reason."""

    name = "answer"

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_giving()

    def ask(self, error="", typed=None):
        request, sent = self.request, typed or self.request.GET
        access_request = request.site.access_requests.get(self.context.uid, sent.get("person", ""))
        if access_request is None or access_request.state != access_requests.OPEN:
            raise Conflict(_("This request has already been answered or withdrawn."))
        request.override_renderer = "moothall.sharing:templates/answer.pt"
        return self.page(
            _("Respond to a request"),
            "narrow",
            about=self.title,
            someone=request.names(access_request.person),
            asker=access_request.person,
            requested=roles_text(self.translate, self.context, (access_request.role,)),
            message=access_request.message,
            moment=self.clock.moment(access_request.at),
            roles=self.role_choices(sent.get("role", access_request.role)),
            until=sent.get("until", ""),
            reason=sent.get("reason", ""),
            error=error,
            action=self.url(self.context, "sharing", "answer"),
            back=self.url(self.context, "sharing"),
        )

    def perform(self):
        sent = {name: self.request.POST.get(name, "") for name in ("person", "do", "role", "until", "reason")}
        act = self.request.act(sent["reason"].strip())
        try:
            answered = (
                self._grant(act, sent)
                if sent["do"] == "grant"
                else access_requests.decline(act, self.context, sent["person"])
            )
        except authoring.InvalidFields as error:
            self.request.response.status_int = 422
            return self.ask(field_errors(self.translate, GivingSchema(), error), sent)
        except (BadInput, Forbidden) as error:
            self.request.response.status_int = 422
            return self.ask(self.translate(error.message), sent)
        self.request.registry.notify(answered)
        said = "access-granted" if sent["do"] == "grant" else "access-declined"
        return self.back(said, self.context, "sharing", who=f"person:{sent['person']}")

    def _grant(self, act, sent):
        schema = GivingSchema()
        values = authoring.check(schema, {name: sent[name] for name in ("role", "until")}, partial=True)
        until = end_of_day(
            values.get("until"),
            self.request.site_zone,
            sharing.latest_end(self.viewer, self.context, values["role"]),
        )
        return access_requests.grant(self.viewer, act, self.context, sent["person"], values["role"], until)


def undo_answer(view, act, event):
    """Let a request wait again, without the access that was given."""
    item, person = view.context, event.key
    if not access_requests.may_answer(view.viewer, item):
        raise Conflict(_("This can no longer be undone."))
    check_exists(view, person)
    access_requests.reopen(act, item, person, event.at)
    if event.after == access_requests.GRANTED:
        given = last_event(view, GRANT, person)
        if given is None or (given.at, given.actor) != (event.at, event.actor):
            raise Conflict(_("This can no longer be undone, because it was changed again."))
        undo_grant(view, act, given)


def _undo_button(view):
    who = principal_of(view) if view.request.person.id is not None else None
    return undo_button(view, ACCESS_REQUEST, who.stored) if who is not None else None


def includeme(config):
    config.add_event_undo(
        ACCESS_REQUEST,
        undo_answer,
        lambda view, event: view.back("request-reopened", view.context, "sharing", who=f"person:{event.key}"),
    )
    config.add_status_messages(
        {
            "access-granted": about_principal(_("${name} now has access to “${title}”."), _("Access given.")),
            "access-declined": about_principal(
                _("Request of ${name} for access to “${title}” declined. They have been notified of the reason."),
                _("Request declined. The person has been notified of the reason."),
            ),
        },
        undo=_undo_button,
    )
