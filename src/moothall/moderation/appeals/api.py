"""``@statement`` of a post, a discussion and a space, and ``@appeal`` against it."""

from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.discussion.content import Discussion
from moothall.discussion.post import Post
from moothall.moderation.appeals.appealing import appealable, lodge
from moothall.moderation.appeals.store import MAX_TEXT_LENGTH
from moothall.moderation.rules import space_of
from moothall.moderation.statements.deadline import appeal_end
from moothall.moderation.statements.statement import statements_for
from moothall.moderation.statements.wording import reason_of
from moothall.space.content import Space
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of


class StatementService(Service):
    """Why something is restricted, for the person concerned and the moderators."""

    def get(self):
        self.require_login()
        found = list(statements_for(self.context, self.viewer))
        if not found:
            raise NotFound()
        statement = found[-1]
        space = space_of(self.context)
        event = statement.event
        ground = None
        if event.ground is not None:
            ground = {"id": event.rule, "number": event.ground[0], "title": self.translate(_(event.ground[1]))}
        return {
            "@id": self.url("@statement"),
            "restriction": statement.restriction,
            "since": moment(event.since or event.at),
            "until": moment(statement.until),
            "reason": reason_of(statement, self.translate),
            "ground": "law" if statement.is_legal else "rule" if ground else None,
            "rule": ground,
            "automated": statement.is_automated,
            "rules": self.url("@rules", item=space) if space is not None else None,
            "page": self.url("statements", statement.id, item=self.request.site),
            "redress": {
                "appeal": self.url("@appeal"),
                "until": moment(appeal_end(event)),
                "status": self._status(statement),
            },
        }

    def _status(self, statement):
        found = self.request.site.appeals.of(statement.event.id, statement.person)
        return found.status if found is not None else None


class AppealService(Service):
    """Appeal against the restriction, or against the decision on one's own report; ``GET`` shows the appeal."""

    def get(self):
        self.require_login()
        event = appealable(self.viewer, self.context)
        found = self.request.site.appeals.of(event.id, self.request.person.id) if event is not None else None
        if found is None:
            raise NotFound()
        return self._show(found)

    def post(self):
        self.require_login()
        event = appealable(self.viewer, self.context)
        if event is None:
            raise NotFound(_("There is no decision here against which you can appeal."))
        text = text_of(self.body(), "text", MAX_TEXT_LENGTH, required=True)
        found = lodge(self.viewer, self.request.act(), self.context, event, text, self.request.registry.notify)
        self.request.response.status_int = 201
        return self._show(found)

    def _show(self, appeal):
        outcome = appeal.outcome
        return {
            "@id": self.url("@appeal"),
            "id": appeal.id,
            "text": appeal.text,
            "at": moment(appeal.at),
            "status": appeal.status,
            "messages": [
                {"from": "moderators" if one.by_moderators else "you", "at": moment(one.at), "text": one.text}
                for one in appeal.dialogue
            ],
            "decided": None if outcome is None else {"at": moment(outcome.at), "reason": outcome.reason},
        }


def includeme(config):
    for context in (Post, Discussion, Space):
        config.add_service(StatementService, name="@statement", attr="get", context=context)
        for method in ("get", "post"):
            config.add_service(AppealService, name="@appeal", attr=method, method=method.upper(), context=context)
