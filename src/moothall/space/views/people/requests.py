"""Requests to join: their texts, the answer with its reason, and earlier answers."""

from moothall.core.access import roles as R
from moothall.core.access.log_events import MEMBERSHIP
from moothall.core.base.errors import Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.core.workflow.transition import MAX_REASON_LENGTH
from moothall.space import join_requests, members
from moothall.space.log_events import JOIN_REQUEST
from moothall.space.repeated_changes import is_repeated
from moothall.space.undo import about_person, undo_of
from moothall.space.views.people.base import FORM_ERRORS, PeopleView, add_people_page
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Action

#: Maximum number of declined requests shown, newest first.
ANSWERED_SHOWN = 50
MAKE, DECLINE = "accept", "decline"


class RequestsPage(PeopleView):
    """``people/requests``; POST ``people/requests/<id>`` with ``do`` answers one."""

    tab = "requests"

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_manager()

    def show(self, error="", person="", reason=""):
        if error == "" and self.rest(1):
            raise NotFound()
        space = self.context
        rows = sorted(join_requests.requests_of(space).values(), key=lambda one: one.at)
        declined = sorted(join_requests.declined_answers(space), key=lambda pair: pair[1].at, reverse=True)
        return self.people_page(
            _("Requests to join"),
            rows=[self._row(one, person, error, reason) for one in rows],
            declined=[
                self._declined(*pair)
                for pair in declined[:ANSWERED_SHOWN]
                if pair[0] not in join_requests.requests_of(space)
            ],
            empty=None
            if rows
            else Empty(
                self.translate(_("No open requests to join")),
                self.translate(_("New requests appear here and under “Decisions”.")),
                Action(self.translate(_("Invite people")), self.url(space, "people", "invitations")),
            ),
        )

    def send(self):
        (person,) = self.rest(1) or ("",)
        posted = self.request.POST
        do, reason = posted.get("do", ""), posted.get("reason", "").strip()[:MAX_REASON_LENGTH]
        if do not in (MAKE, DECLINE):
            raise NotFound()
        try:
            members.check_may_change(self.viewer, self.context, person, ())
            change = join_requests.answer_request(self.request.act(reason), self.context, person, do == MAKE)
        except Conflict:
            if self._is_answered_already(person, do):
                return self._done(person, do)
            return self.back("request-gone", self.context, "people", "requests")
        except FORM_ERRORS as error:
            return self.show(self.refused(error), person, reason)
        self.request.registry.notify(change)
        return self._done(person, do)

    def _is_answered_already(self, person, do):
        if do == MAKE:
            return is_repeated(self.request.act(), self.context, MEMBERSHIP, person, (R.MEMBER,))
        return is_repeated(self.request.act(), self.context, JOIN_REQUEST, person, "declined")

    def _done(self, person, do):
        said = "member-added" if do == MAKE else "declined"
        return self.back(said, self.context, "people", "requests", who=person)

    def _row(self, one, person, error, reason):
        before = join_requests.declined_answer(self.context, one.person)
        said = ""
        if before is not None:
            said = self.translate(
                _(
                    "${name} declined an earlier request on ${date}: “${reason}”",
                    mapping={
                        "name": self.request.names.name(before.by),
                        "date": self.clock.day(before.at),
                        "reason": before.reason,
                    },
                )
            )
        return {
            "id": one.person,
            "someone": self.request.names(one.person),
            "message": one.message,
            "before": said,
            "moment": self.clock.moment(one.at),
            "url": self.url(self.context, "people", "requests", one.person),
            "error": error if one.person == person else "",
            "reason": reason if one.person == person else "",
        }

    def _declined(self, person, answer):
        return {
            "someone": self.request.names(person),
            "by": self.request.names(answer.by),
            "reason": answer.reason,
            "message": answer.message,
            "moment": self.clock.moment(answer.at),
        }


def includeme(config):
    add_people_page(config, RequestsPage, "requests", "people-requests")
    config.add_status_messages(
        {
            "declined": about_person(
                _("Request from ${name} declined. They have been notified of the reason."),
                _("Request declined. The person has been notified of the reason."),
            )
        },
        undo=undo_of(JOIN_REQUEST),
    )
    config.add_status_messages({"request-gone": _("That request has already been answered or withdrawn.")})
