"""``@rules`` of a space, and ``@reports`` of a post."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import NotFound
from moothall.core.base.settings import settings_of
from moothall.core.operations import authoring
from moothall.discussion.post import Post
from moothall.moderation.reports import check_may_report, report
from moothall.moderation.rules import MAX_TEXT_LENGTH, MAX_TITLE_LENGTH
from moothall.moderation.settings import ModerationSettings
from moothall.space.content import Space
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of


class RulesService(Service):
    """The rules of a space with their numbers; people who manage the space change them."""

    segments = 1

    def get(self):
        self.no_rest()
        rules = self.request.site.rules.of(self.context)
        return {"@id": self.url("@rules"), "items": [self._show(n, rule) for n, rule in enumerate(rules, 1)]}

    def post(self):
        self.no_rest()
        authoring.require(self.request, Permission.MANAGE, self.context)
        rule = self.request.site.rules.add(self.context, *self._words(self.body()))
        self.request.response.status_int = 201
        return self._show(*self.request.site.rules.get(self.context, rule.id))

    def patch(self):
        (id,) = self.rest() or ("",)
        authoring.require(self.request, Permission.MANAGE, self.context)
        _number, known = self._own(id)
        title, text = self._words(self.body(), known)
        self.request.site.rules.change(self.context, id, title, text)
        return self.nothing()

    def delete(self):
        (id,) = self.rest() or ("",)
        authoring.require(self.request, Permission.MANAGE, self.context)
        self._own(id)
        self.request.site.rules.remove(self.context, id)
        return self.nothing()

    def _own(self, id):
        if not self.request.site.rules.has_own(self.context):
            raise NotFound()
        return self.request.site.rules.get(self.context, id)

    def _words(self, body, known=None):
        title = text_of(body, "title", MAX_TITLE_LENGTH) if known is None or "title" in body else known.title
        text = text_of(body, "text", MAX_TEXT_LENGTH) if known is None or "text" in body else known.text
        return title, text

    def _show(self, number, rule):
        return {"id": rule.id, "number": number, "title": self.translate(rule.title), "text": self.translate(rule.text)}


class ReportsService(Service):
    """``POST`` reports a post; ``GET`` lists the reports, for moderators, or that of the person."""

    def get(self):
        self.require_login()
        # An author who moderates never learns who reported.
        is_own = self.context.creator == self.request.person.id
        is_moderator = not is_own and self.viewer.allowed(Permission.MODERATE, self.context)
        found = [
            {
                "person": self.show.login(person),
                "rule": one.rule,
                "text": one.text,
                "at": moment(one.at),
            }
            for person, one in self.request.site.reports.of(self.context.uid)
            if is_moderator or person == self.request.person.id
        ]
        return {"@id": self.url("@reports"), "items": found}

    def post(self):
        check_may_report(self.viewer, self.context)
        body = self.body()
        rule, text = text_of(body, "rule", 40), text_of(body, "text", 2000)
        threshold = settings_of(self.request.registry, ModerationSettings).report_threshold
        report(self.viewer, self.request.act(), self.context, rule, text, threshold, self.request.registry.notify)
        self.request.response.status_int = 201
        return {"@id": self.url("@reports"), "rule": rule, "text": text}


def includeme(config):
    for method in ("get", "post", "patch", "delete"):
        asks = {} if method == "get" else {"asks": Permission.MANAGE}
        config.add_service(RulesService, name="@rules", attr=method, method=method.upper(), context=Space, **asks)
    for method in ("get", "post"):
        config.add_service(ReportsService, name="@reports", attr=method, method=method.upper(), context=Post)
