"""``/queue``: what waits at the left, one decision at the right, then the next one."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.content import scope_of
from moothall.core.deciding import StateKind
from moothall.core.errors import Absent, BadInput, Conflicting, NotSignedIn
from moothall.core.i18n import _
from moothall.core.layout.parts import Empty
from moothall.core.layout.presenters import Action, Link
from moothall.core.pages import View
from moothall.core.types import type_of
from moothall.core.workflow.transition import history_of
from moothall.queue.rows import icon_of, place_of, row_of

#: More than that is a list to be worked off from its beginning.
SHOWN = 50


class QueuePage(View):
    """One decision at a time.  GET shows one, POST takes it and goes on to the next."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if context.__parent__ is not None:
            raise Absent()
        if request.person.id is None:
            raise NotSignedIn()
        self.decisions = request.decisions

    def show(self, error="", reason="", key=None):
        count, listed = self.decisions.count, self.decisions.list(SHOWN)
        asked = key or self.request.GET.get("item", "")
        chosen = self.decisions.find(asked) or (listed[0] if listed else None)
        said = self.request.localizer.pluralize(
            "${n} decision waits for you.", "${n} decisions wait for you.", count, domain="moothall",
            mapping={"n": count})
        return self.page(
            _("Waiting for you"), "page", lead=said if count else "",
            queue=[row_of(self, one, chosen is not None and one.key == chosen.key) for one in listed],
            more=max(0, count - SHOWN), decision=self._decision(chosen, error, reason) if chosen else None,
            empty=Empty(
                self.translate(_("Nothing waits for you")),
                self.translate(_("When something needs your decision, you find it here.")),
                Action(self.translate(_("To the front page")), "/")) if not listed else None)

    def decide(self):
        posted = self.request.POST
        key, do, reason = (posted.get(name, "") for name in ("item", "do", "reason"))
        waiting, next_key = self.decisions.find(key), self._next(key)
        if waiting is None:
            return self._back("queue-gone", next_key)
        if waiting.edition is not None and posted.get("version") != str(waiting.edition.version.number):
            return self._back("queue-changed", key)
        try:
            self.decisions.take(self.request.act(reason.strip()), waiting, do, self.request.registry.notify)
        except Conflicting:
            return self._back("queue-gone", next_key)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.sentence), reason, key)
        return self._back("queue-decided", next_key)

    def _next(self, key):
        """The key of what to show afterwards: the following decision, or the first one after the last."""
        keys = self.decisions.keys(SHOWN + 1)
        if key not in keys:
            return keys[0] if keys else ""
        place = keys.index(key)
        rest = keys[place + 1:] or keys[:place]
        return rest[0] if rest else ""

    def _back(self, said, key):
        query = {"item": key, "said": said} if key else {"said": said}
        return HTTPSeeOther(self.url(self.context, "queue", query=query))

    # -- what the right side shows

    def _decision(self, waiting, error, reason):
        request, kind, item, edition = self.request, waiting.kind, waiting.item, waiting.edition
        steps = self.decisions.steps(waiting)
        live = item.live if edition is not None and edition.has_live else None
        return {
            "key": waiting.key, "version": edition.version.number if edition else "", "icon": icon_of(waiting),
            "kind": kind.word(request, waiting), "error": error, "reason": reason, "message": waiting.message,
            "asker": request.names(waiting.asker), "moment": self.clock.moment(waiting.at),
            "place": self._place(waiting),
            "accept": next(((one.id, self.translate(_(one.title))) for one in steps if one.grants), None),
            "others": [(one.id, self.translate(_(one.title)), one.needs_reason) for one in steps if not one.grants],
            "blocked": not steps, "rule": kind.rule(request, waiting), "url": self.url(item),
            "history": self._history(item) if isinstance(kind, StateKind) else [], "shown": kind.show(request, waiting),
            "changes": self._changes(item, edition.version, live) if live else [],
            "live_url": self.url(item, query={"edition": "live"}) if live else ""}

    def _place(self, waiting):
        place = place_of(self, waiting.item, waiting.kind.place(waiting))
        return Link(self.translate(place.title), self.url(place))

    def _history(self, item):
        definition = self.viewer.facts.definition(item.workflow, scope_of(item))
        return [(self.translate(_(definition.states[fact.after].title)), self.request.names(fact.actor),
                 self.clock.moment(fact.at), fact.reason)
                for fact in history_of(item) if fact.after in definition.states]

    def _changes(self, item, version, live):
        """The names of the fields that readers will see changed."""
        return [self.translate(node.title) for node in type_of(self.request, item).schema().children
                if (version.get(node.name) or None) != (live.version.get(node.name) or None)]


def includeme(config):
    template = "moothall.queue:templates/queue.pt"
    for attr, method in (("show", "GET"), ("decide", "POST")):
        config.add_view(QueuePage, attr=attr, name="queue", request_method=method, renderer=template)
    config.add_sentences({
        "queue-decided": _("Decided. Those concerned are told."),
        "queue-gone": _("Somebody else has decided that meanwhile."),
        "queue-changed": _("It was changed while you looked at it. Please look again."),
    })
