"""``@word-rules`` of a space and of the site, with ``@rehearse``."""

from moothall.core.content.root import Root
from moothall.moderation.word_rules.patterns import MAX_PATTERN_LENGTH
from moothall.moderation.word_rules.rehearsal import rehearse
from moothall.moderation.word_rules.rules import (
    add_rule,
    change_rule,
    remove_rule,
    require_to_change,
    require_to_read,
)
from moothall.space.content import Space
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of


class WordRulesService(Service):
    """The rules that hold posts; moderators read and change them."""

    segments = 1
    parameters = BATCH
    #: Of a rule, which can be sent back.
    passed_over = ("by", "at")

    def get(self):
        self.no_rest()
        require_to_read(self.viewer, self.context)
        rules = self.request.site.word_rules.of(self.context)
        return {"@id": self.url("@word-rules"), **Batch(self.request).of([self._show(rule) for rule in rules])}

    def post(self):
        rest = self.rest()
        require_to_change(self.viewer, self.context)
        if rest == ("@rehearse",):
            return self._rehearse()
        self.no_rest()
        pattern, kind = self._sent(self.body())
        rule = add_rule(self.viewer, self.request.act(), self.context, pattern, kind)
        self.request.response.status_int = 201
        return self._show(rule)

    def patch(self):
        id = self._id()
        body = self.body()
        pattern, kind = (
            text_of(body, name, MAX_PATTERN_LENGTH) if name in body else None for name in ("pattern", "kind")
        )
        rule = change_rule(self.viewer, self.request.act(), self.context, id, pattern, kind)
        return self._show(rule) if self.asks_for_representation() else self.nothing()

    def delete(self):
        remove_rule(self.viewer, self.request.act(), self.context, self._id())
        return self.nothing()

    def _id(self):
        require_to_change(self.viewer, self.context)
        (id,) = self.rest() or ("",)
        self.request.site.word_rules.get(self.context, id)
        return id

    def _sent(self, body):
        return text_of(body, "pattern", MAX_PATTERN_LENGTH, required=True), text_of(body, "kind", 10, required=True)

    def _rehearse(self):
        held = rehearse(self.viewer, self.request.people, self.context, *self._sent(self.body()))
        return {
            "held": [
                {"@id": self.url(item=one.post), "person": self.show.login(one.person), "at": moment(one.at)}
                for one in held
            ]
        }

    def _show(self, rule):
        return {
            "@id": self.url("@word-rules", rule.id),
            "id": rule.id,
            "pattern": rule.pattern,
            "kind": rule.kind,
            "by": self.show.login(rule.by),
            "at": moment(rule.at),
        }


def includeme(config):
    for context in (Space, Root):
        for method in ("get", "post", "patch", "delete"):
            config.add_service(
                WordRulesService, name="@word-rules", attr=method, method=method.upper(), context=context
            )
