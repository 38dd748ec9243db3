"""``@rules`` of a space."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import NotFound
from moothall.core.operations import authoring
from moothall.moderation.rules import MAX_TEXT_LENGTH, MAX_TITLE_LENGTH
from moothall.space.content import Space
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
        rule = self.request.site.rules.add(self.request.act(), self.context, *self._words(self.body()))
        self.request.response.status_int = 201
        return self._show(*self.request.site.rules.get(self.context, rule.id))

    def patch(self):
        (id,) = self.rest() or ("",)
        authoring.require(self.request, Permission.MANAGE, self.context)
        _number, known = self._own(id)
        title, text = self._words(self.body(), known)
        self.request.site.rules.change(self.request.act(), self.context, id, title, text)
        return self.nothing()

    def delete(self):
        (id,) = self.rest() or ("",)
        authoring.require(self.request, Permission.MANAGE, self.context)
        self._own(id)
        self.request.site.rules.remove(self.request.act(), self.context, id)
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


def includeme(config):
    for method in ("get", "post", "patch", "delete"):
        asks = {} if method == "get" else {"asks": Permission.MANAGE}
        config.add_service(RulesService, name="@rules", attr=method, method=method.upper(), context=Space, **asks)
