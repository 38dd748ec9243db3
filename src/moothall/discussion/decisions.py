"""Decisions about posts that wait for a moderator."""

from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.decisions import DecisionPreview, StateDecisionType, role_reason
from moothall.core.richtext import stored


class PostDecisionType(StateDecisionType):
    """A pending post; it is urgent, because its author waits for publication."""

    def rule(self, request, waiting):
        return role_reason(
            request,
            request.viewer.access_data.inherited(scope_of(waiting.item))[2],
            _("You decide because you are a moderator of “${place}”."),
            _("You decide because you were made a moderator here."),
        )

    def show(self, request, waiting):
        post = waiting.item
        return DecisionPreview(
            request.localizer.translate(post.__parent__.title),
            post.language or None,
            (post.workflow, post.state, scope_of(post)),
            text=stored(post.text),
        )


def includeme(config):
    config.add_decision_type(
        PostDecisionType("post", _("Post"), ("post",), "pending", "approve", ("refuse",), urgent=True)
    )
