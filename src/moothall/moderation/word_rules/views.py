"""``word-rules`` of a space and of the site: rehearse a rule, switch it on, remove it."""

from moothall.core.base.errors import BadInput, Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.moderation.word_rules.patterns import KINDS, LINK, WORD
from moothall.moderation.word_rules.rehearsal import PERIOD, rehearse
from moothall.moderation.word_rules.rules import (
    add_rule,
    change_rule,
    is_moderator_of,
    remove_rule,
    require_to_change,
    require_to_read,
)
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View
from moothall.ui.status_messages import about_item

#: Maximum number of posts that the rehearsal lists; all are counted.
SHOWN = 50
KIND_TITLES = {WORD: _("Word"), LINK: _("Link")}


class WordRulesPage(View):
    """The rules, for moderators; POST rehearses, adds, changes or removes one."""

    def __init__(self, context, request):
        super().__init__(context, request)
        require_to_read(self.viewer, context)

    def show(self, error="", typed=("", WORD), editing="", held=None):
        is_site = isinstance(self.context, Root)
        return self.page(
            _("Word and link rules"),
            "text",
            space=None if is_site else space_head(self, "about"),
            is_site=is_site,
            rules=[
                (rule.id, rule.pattern, rule.kind, self.translate(KIND_TITLES[rule.kind]))
                for rule in self.request.site.word_rules.of(self.context)
            ],
            kinds=[(kind, self.translate(KIND_TITLES[kind])) for kind in KINDS],
            post_url=self.url(self.context, "word-rules"),
            site_url=""
            if is_site or not is_moderator_of(self.viewer, self.request.site)
            else self.url(self.request.site, "word-rules"),
            error=error,
            typed=typed,
            editing=editing,
            days=PERIOD.days,
            **self._rehearsed(held),
        )

    def _rehearsed(self, held):
        if held is None:
            return {"count": None, "held": []}
        count = self.request.localizer.pluralize(
            "This rule would have held ${n} post in the last ${days} days.",
            "This rule would have held ${n} posts in the last ${days} days.",
            len(held),
            domain="moothall",
            mapping={"n": len(held), "days": PERIOD.days},
        )
        shown = [
            (one.post.title, self.url(one.post), self.request.names(one.person), self.clock.moment(one.at))
            for one in held[:SHOWN]
        ]
        return {"count": count, "held": shown}

    def send(self):
        require_to_change(self.viewer, self.context)
        posted = self.request.POST
        do, id = posted.get("do", ""), posted.get("id", "")
        typed = posted.get("pattern", ""), posted.get("kind", WORD)
        try:
            if do == "rehearse":
                held = rehearse(self.viewer, self.request.people, self.context, *typed)
                return self.show(typed=typed, editing=id, held=held)
            if do == "remove":
                remove_rule(self.viewer, self.request.act(), self.context, id)
            elif do == "change":
                change_rule(self.viewer, self.request.act(), self.context, id, *typed)
            elif do == "add":
                add_rule(self.viewer, self.request.act(), self.context, *typed)
            else:
                raise BadInput()
        except (BadInput, Conflict, NotFound) as error:
            self.request.response.status_int = 422 if isinstance(error, BadInput) else error.status
            return self.show(self.translate(error.message), typed, id if do != "add" else "")
        return self.back("word-rules-saved", self.context, "word-rules")


def _link(view):
    if not is_moderator_of(view.viewer, view.context):
        return None
    return Action(view.translate(_("Word and link rules")), view.url(view.context, "word-rules"))


def includeme(config):
    template = "moothall.moderation:templates/word-rules.pt"
    for context in (Space, Root):
        config.add_page(WordRulesPage, "word-rules", context=context, template=template)
    config.add_panel("space actions", "word rules", _link, order=16)
    config.add_status_messages({"word-rules-saved": about_item(_("Word and link rules of “${title}” saved."))})
