"""``@explain``, ``@rehearse``, ``@change`` and ``@move``: explain access, simulate changes and apply them."""

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import Container
from moothall.core.operations import moving
from moothall.core.workflow.grounds import grounds_for
from moothall.insight.affected import AffectedReport, change_context_of
from moothall.insight.changes import read
from moothall.insight.explanation_requests import explanation_about, past_explanation_about
from moothall.insight.suggestions import suggestions
from moothall.insight.texts import texts_of
from moothall.people.profiles import Profile, account_of
from moothall.web.access_help import PROGRAMS
from moothall.web.api.service import Service


class ExplainService(Service):
    """``@explain``: the result, its reasons, and the changes that would reverse it.

    Without ``person`` it is about the person who asks.  About others, and with ``at`` for a past date, it
    answers people who manage the item, and administrators.  For the past it suggests no changes.
    """

    parameters = dict.fromkeys(("permission", "step", "person", "at"))

    def get(self):
        about, at = (self.request.GET.get(name) for name in ("person", "at"))
        explanation = (
            past_explanation_about(self.request, self.context, about, at)
            if at
            else explanation_about(self.request, self.context, about)
        )
        words = texts_of(self.request)
        return {
            "@id": self.url("@explain"),
            "allowed": explanation.allowed,
            "text": words.answer(explanation),
            "because": [
                {"kind": reason.kind, "text": words.reason(explanation, reason), "@id": self.url(item=reason.item)}
                for reason in explanation.reasons()
            ],
            "fixes": [
                {
                    "@id": self.url(item=fix.change.item),
                    "change": self._plain(fix.change, words.answer(explanation, explanation.known_allowed)),
                    "text": words.change(fix.change),
                    "own": fix.own,
                }
                for fix in (() if at else suggestions(explanation))
            ],
        }

    def _plain(self, change, why):
        """Return the change so that it can be sent as it is.

        A required comment contains its purpose; a required rule is the first one, for the sender to replace.
        """
        plain = change.plain(self.request.people)
        grounds = grounds_for(change.item) if change.requires_rule(self.viewer) else ()
        rule = {"rule": grounds[0].grounds[0].id} if grounds else {}
        return {**plain, "comment": why, **rule} if change.requires_comment(self.viewer) else plain


class SimulationService(Service):
    """``@rehearse``: who gains and who loses access by a change.  Nothing is stored."""

    def post(self):
        return AffectedReport(self.request, change_sent(self)).plain()


class ChangeService(Service):
    """``@change``: apply the same change."""

    def post(self):
        change = change_sent(self)
        plain = change.plain(self.request.people)
        change.apply(self.viewer, self.request.act(), self.request.registry.notify)
        return {"@id": self.url(), "change": plain}


class MoveService(Service):
    """``@move``, of the item to move to."""

    def post(self):
        body = self.body()
        self.require_login()
        sources = body.get("source")
        sources = sources if isinstance(sources, list) else [sources]
        if not sources or len(sources) > 100:
            raise BadInput(_("“source” must name what to move: an address, or a list of up to 100."))
        return [self._move(moving.item_named(self.viewer, source)) for source in sources]

    def _move(self, item):
        before = self.url(item=item)
        moving.check_may_move(self.viewer, item, self.context)
        moving.move(self.request.act(), item, self.context, viewer=self.viewer)
        return {"source": before, "target": self.url(item=item)}


def change_sent(service):
    """Return the change in the body of a request."""
    body = service.body()
    service.require_login()
    change = body.get("change")
    if isinstance(change, dict):
        change = {**{name: body[name] for name in ("comment", "rule") if name in body}, **change}
    return read(change_context_of(service.request), service.context, change)


def includeme(config):
    config.add_service(ExplainService, name="@explain", attr="get")
    config.add_service(ExplainService, name="@explain", attr="get", context=Profile, check=account_of)
    config.add_explanation_view(PROGRAMS, "@explain")
    config.add_service(SimulationService, name="@rehearse", attr="post", method="POST")
    config.add_service(ChangeService, name="@change", attr="post", method="POST")
    config.add_service(MoveService, name="@move", attr="post", context=Container, method="POST")
    # It only reads, so it needs no write lock.
    config.add_unlocked_views("@rehearse")
