"""Joining a space, asking to, and leaving it."""

from moothall.core.errors import Absent, NotSignedIn
from moothall.core.i18n import _
from moothall.core.layout.parts import Question
from moothall.core.pages import View
from moothall.core.viewer import Viewer
from moothall.space import roster
from moothall.space.content import Space

LONGEST_MESSAGE = 2000


class JoiningPages(View):
    """``join`` and ``leave``: a question first, then it is done."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.person.id is None:
            raise NotSignedIn()

    def ask_join(self):
        open_door = self.context.record.dials["joining"] == "open"
        title = self.translate(_("Join ${space}", mapping={"space": self.context.title}))
        text = _("You become a member at once.") if open_door else _("The facilitators answer your request.")
        question = Question(
            self.url(self.context, "join"), self.translate(text),
            self.translate(_("Join") if open_door else _("Ask to join")), self.url(self.context),
            reason_label="" if open_door else self.translate(_("A word about you and why you would like to join")))
        return self.page(title, "narrow", question=question)

    def join(self):
        message = self.request.POST.get("reason", "")[:LONGEST_MESSAGE]
        done = roster.join(self.request.act(), self.viewer, self.context, message)
        if done == "requested":
            self.request.registry.notify(roster.JoinRequested(self.context, self.request.act(), message))
        return self.back(done)

    def ask_leave(self):
        title = self.translate(_("Leave ${space}", mapping={"space": self.context.title}))
        question = Question(
            self.url(self.context, "leave"), self.translate(_("What you wrote stays. You can join again later.")),
            self.translate(_("Leave")), self.url(self.context))
        return self.page(title, "narrow", question=question)

    def leave(self):
        person = self.request.person.id
        if not roster.roles_given(self.context, person, self.request.now):
            raise Absent()
        roster.check_may_change(self.viewer, self.context, person, ())
        roster.remove_member(self.request.act(), self.context, person)
        # A new look: what was remembered of the access facts is from before.
        still = Viewer(self.viewer.site, self.request.person, self.request.now)
        return self.back("left", self.context if still.sees(self.context) else self.context.__parent__)


def includeme(config):
    for name in ("join", "leave"):
        config.add_view(JoiningPages, attr=f"ask_{name}", name=name, context=Space, request_method="GET",
                        renderer="moothall.core:templates/question.pt")
        config.add_view(JoiningPages, attr=name, name=name, context=Space, request_method="POST")
    config.add_sentences({
        "joined": _("You are a member now. Welcome!"), "requested": _("Your request is with the facilitators."),
        "left": _("You are no longer a member.")})
