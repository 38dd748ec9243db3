"""``<post>/react``: choose a reaction, and ``<discussion>/answer``: mark the post that answers it."""

from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.discussion.answers import mark_answer, may_mark
from moothall.discussion.content import Discussion
from moothall.discussion.log_events import ANSWER
from moothall.discussion.post import Post
from moothall.discussion.reactions import REACTIONS, add_reaction, check_may_react, reactions_to, remove_reaction
from moothall.space.header import space_head
from moothall.ui.event_undo import undo_button
from moothall.ui.page import View
from moothall.ui.status_messages import about_item


class ReactionPage(View):
    """A button for each reaction; pressing one that the person has removes it."""

    def show(self):
        check_may_react(self.viewer, self.context)
        mine = {name for name, people in reactions_to(self.context).items() if self.request.person.id in people}
        return self.page(
            _("React"),
            "narrow",
            space=space_head(self),
            author=self.request.names(self.context.creator),
            excerpt=self.context.title,
            post_url=self.url(self.context, "react"),
            back_url=self.url(self.context),
            choices=[(name, sign, self.translate(title), name in mine) for name, (sign, title) in REACTIONS.items()],
        )

    def send(self):
        name = self.request.POST.get("reaction", "")
        if self.request.person.id in reactions_to(self.context).get(name, ()):
            remove_reaction(self.viewer, self.context, name)
        else:
            add_reaction(self.viewer, self.context, name)
        return self.back(None, self.context)


class AnswerPage(View):
    """POST ``answer`` with the name of a ``post``; an empty one removes the mark."""

    def mark(self):
        name = self.request.POST.get("post", "")
        post = self.context.get(name) if name else None
        mark_answer(self.viewer, self.request.act(), self.context, post)
        return self.back("answer-marked" if post is not None else "answer-removed", self.context)


def _undo(view, act, event):
    post = view.request.site.uids.get(event.before) if event.before is not None else None
    if not may_mark(view.viewer, view.context) or (event.before is not None and post is None):
        raise Conflict(_("This can no longer be undone."))
    mark_answer(view.viewer, act, view.context, post)


def includeme(config):
    config.add_page(ReactionPage, "react", context=Post, template="moothall.discussion:templates/react.pt")
    config.add_view(AnswerPage, attr="mark", name="answer", context=Discussion, request_method="POST")
    config.add_event_undo(ANSWER, _undo, lambda view, _event: view.back("answer-undone", view.context))
    config.add_status_messages(
        {
            "answer-marked": about_item(_("Answer to “${title}” marked.")),
            "answer-removed": about_item(_("“${title}” has no marked answer any more.")),
        },
        undo=lambda view: undo_button(view, ANSWER) if isinstance(view.context, Discussion) else None,
    )
    config.add_status_messages({"answer-undone": about_item(_("Undone. The answer to “${title}” is as before."))})
