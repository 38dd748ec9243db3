"""Join a space, request to join, withdraw the request, and leave."""

from moothall.core.access import roles as R
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.errors import Conflict, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.space import join_requests, members, own_membership
from moothall.space.content import Space
from moothall.space.given_access import RemainingAccess
from moothall.space.log_events import JOIN_REQUEST
from moothall.space.repeated_changes import is_repeated
from moothall.ui.layout.components import Confirmation
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View
from moothall.ui.status_messages import about_item

MAX_MESSAGE_LENGTH = 2000
QUESTION = "moothall.ui:templates/question.pt"


class JoiningPages(View):
    """``join`` and ``leave``: ask for confirmation, then do it."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.person.id is None:
            raise Unauthorized()

    def ask_join(self):
        space, person, translate = self.context, self.request.person.id, self.translate
        asked = join_requests.requests_of(space).get(person)
        if asked is not None:
            return self._ask_withdraw(asked)
        open_door = space.record.policies["joining"] == "open"
        title = translate(_("Join ${space}", mapping={"space": translate(space.title)}))
        text = _("You become a member immediately.") if open_door else _("The facilitators will answer your request.")
        declined = join_requests.declined_answer(space, person)
        question = Confirmation(
            self.url(space, "join"),
            translate(text),
            translate(_("Join") if open_door else _("Request to join")),
            self.url(space),
            consequences=self._declined(declined),
            reason_label="" if open_door else translate(_("Tell us who you are and why you want to join")),
        )
        return self.page(title, "narrow", question=question)

    def _declined(self, answer):
        """Return the answer to the last request, for a person who may send another."""
        if answer is None:
            return []
        return [
            self.translate(
                _(
                    "${name} declined your last request on ${date}: “${reason}”",
                    mapping={
                        "name": self.request.names.name(answer.by),
                        "date": self.clock.day(answer.at),
                        "reason": answer.reason,
                    },
                )
            ),
            self.translate(_("You can ask again.")),
        ]

    def _ask_withdraw(self, asked):
        translate = self.translate
        said = [translate(_("You wrote: “${message}”", mapping={"message": asked.message}))] if asked.message else []
        question = Confirmation(
            self.url(self.context, "join"),
            translate(
                _(
                    "Your request to join has been waiting ${since}. The facilitators have not answered yet.",
                    mapping={"since": self.clock.since(asked.at)},
                )
            ),
            translate(_("Withdraw the request")),
            self.url(self.context),
            consequences=said,
            hidden=[("do", "withdraw")],
            cancel=translate(_("Keep waiting")),
        )
        return self.page(translate(_("Your request to join")), "narrow", question=question)

    def join(self):
        if self.request.POST.get("do") == "withdraw":
            if not is_repeated(self.request.act(), self.context, JOIN_REQUEST, self.request.person.id, "withdrawn"):
                join_requests.withdraw_request(self.request.act(), self.context)
            return self.back("request-withdrawn")
        message = self.request.POST.get("reason", "").strip()[:MAX_MESSAGE_LENGTH]
        is_new = self.request.person.id not in join_requests.requests_of(self.context)
        done = join_requests.join(self.request.act(), self.viewer, self.context, message)
        if done == "requested" and is_new:
            self.request.registry.notify(join_requests.JoinRequested(self.context, self.request.act(), message))
        return self.back(done)

    def ask_leave(self):
        space, translate = self.context, self.translate
        title = translate(_("Leave ${space}", mapping={"space": translate(space.title)}))
        if members.owners(space, self.request.now) == [self.request.person.id]:
            return self.page(
                title,
                "narrow",
                question=None,
                ways=[
                    (translate(_("Transfer ownership")), self.url(space, "people", "owner")),
                    (translate(_("Go back")), self.url(space)),
                ],
                text=translate(
                    _(
                        "You are the only owner, and every space needs one. Transfer ownership first, then you "
                        "can leave."
                    )
                ),
            )
        back = translate(
            _("What you wrote stays. You can join again later.")
            if space.record.policies["visibility"] != "private"
            else _(
                "What you wrote stays. The space is private: you will no longer see it, and can only come back "
                "by invitation."
            )
        )
        left = RemainingAccess(self.request, space, self.request.account)
        question = Confirmation(
            self.url(space, "leave"),
            back,
            translate(_("Leave")),
            self.url(space),
            consequences=left.consequences(own=True),
            choices=left.choices(),
            choices_label=translate(_("You gave this access, and it stays. Select what to remove as well:")),
        )
        return self.page(title, "narrow", question=question, ways=(), text="")

    def leave(self):
        person = self.request.person.id
        if not members.roles_given(self.context, person, self.request.now):
            if not join_requests.changed_own_last(self.context, person):
                raise NotFound()
            return self.back("left", self.context)
        try:
            members.check_may_change(self.viewer, self.context, person, ())
            left, chosen = RemainingAccess(self.request, self.context, self.request.account), self.request.POST
            changes = left.revoke(self.request.act(), set(chosen.getall("revoke")))
            members.remove_member(self.request.act(), self.context, person)
        except Conflict as error:
            if R.OWNER not in members.roles_given(self.context, person, self.request.now):
                raise
            self.request.response.status_int = error.status
            return self.ask_leave()
        for change in changes:
            self.request.registry.notify(change)
        # A new viewer: the cached access data are from before the change.
        still = AccessContext(self.viewer.site, self.request.person, self.request.now)
        return self.back("left", self.context if still.sees(self.context) else self.context.__parent__)


def includeme(config):
    config.add_view(JoiningPages, attr="ask_join", name="join", context=Space, request_method="GET", renderer=QUESTION)
    config.add_view(JoiningPages, attr="join", name="join", context=Space, request_method="POST")
    leaving = "moothall.space:templates/leave.pt"
    config.add_view(JoiningPages, attr="ask_leave", name="leave", context=Space, request_method="GET", renderer=leaving)
    config.add_view(JoiningPages, attr="leave", name="leave", context=Space, request_method="POST", renderer=leaving)
    config.add_status_messages(
        {"joined": about_item(_("You are now a member of “${title}”. Welcome!"))}, undo=own_membership.undo_joining
    )
    config.add_status_messages(
        {"requested": about_item(_("Request to join “${title}” sent to the facilitators."))}, undo=_undo_request
    )
    config.add_status_messages({"left": own_membership.left_message}, undo=own_membership.undo_leaving)
    config.add_status_messages(
        {
            "request-withdrawn": about_item(_("Request to join “${title}” withdrawn. You can send another one.")),
            "joined-again": about_item(_("Undone. You are a member of “${title}” again.")),
            "left-again": about_item(_("Undone. You are not a member of “${title}”.")),
        }
    )


def _undo_request(view):
    """Return the button to withdraw the request, unless it was answered meanwhile."""
    if not isinstance(view.context, Space) or view.request.person.id not in join_requests.requests_of(view.context):
        return None
    return Action(view.translate(_("Undo")), view.url(view.context, "join"), post=True, name="do", value="withdraw")
