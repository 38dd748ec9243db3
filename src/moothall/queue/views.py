"""``/queue``: what waits at the left, one decision at the right, then the next one."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core import dials as D
from moothall.core.content import scope_of
from moothall.core.errors import Absent, BadInput, Conflicting, NotSignedIn
from moothall.core.finding import term_title
from moothall.core.i18n import _
from moothall.core.layout.parts import Empty
from moothall.core.layout.presenters import Action, Link
from moothall.core.pages import View
from moothall.core.richtext import stored
from moothall.core.schema import Terms
from moothall.core.showing import chip_of
from moothall.core.types import type_of
from moothall.core.workflow import transition as steps
from moothall.core.workflow.transition import history_of
from moothall.queue.kinds import JOIN
from moothall.queue.rows import ICONS, kind_word, place_of, row_of
from moothall.space import roster
from moothall.space.content import Space

#: More than that is a list to be worked off from its beginning.
SHOWN = 50

#: Fields of an item that the page shows by other means.
SHOWN_OTHERWISE = frozenset({"title", "description", "text", "subjects", "language", "url", "file", "alternative"})


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
            self._take(waiting, do, self.request.act(reason.strip()))
        except Conflicting:
            return self._back("queue-gone", next_key)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.sentence), reason, key)
        return self._back("queue-decided", next_key)

    def _take(self, waiting, do, act):
        if do not in waiting.kind.steps:
            raise BadInput()
        if waiting.kind is JOIN:
            change = roster.answer_request(act, waiting.item, waiting.asker, do == JOIN.accept)
            self.request.registry.notify(change)
            return
        if not any(step.id == do for step in self.decisions.steps(waiting)):
            raise Conflicting()
        steps.perform(self.viewer, act, waiting.item, do, self.request.registry.notify)

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
        join = waiting.kind is JOIN
        allowed = self.decisions.steps(waiting)
        accept, others = self._buttons(waiting, allowed)
        item = waiting.item
        return {
            "key": waiting.key, "version": waiting.edition.version.number if waiting.edition else "",
            "kind": kind_word(self, waiting), "join": join, "error": error, "reason": reason,
            "asker": self.request.names(waiting.asker), "moment": self.clock.moment(waiting.at),
            "message": waiting.message, "place": self._place(waiting), "accept": accept, "others": others,
            "blocked": not join and not allowed, "rule": self._rule(waiting), "url": self.url(item),
            "history": [] if join else self._history(item), "icon": ICONS.get(item.type_id, item.type_id),
            **(self._person(waiting) if join else self._item(waiting))}

    def _buttons(self, waiting, allowed):
        """(id, words) of what grants the wish, and (id, words, whether a reason is needed) of what does not."""
        if waiting.kind is JOIN:
            return (JOIN.accept, self.translate(_("Make a member"))), [("decline", self.translate(_("Decline")), False)]
        accept = next(((step.id, self.translate(_(step.title))) for step in allowed
                       if step.id == waiting.kind.accept), None)
        return accept, [(step.id, self.translate(_(step.title)), step.needs_reason) for step in allowed
                        if step.id != waiting.kind.accept]

    def _place(self, waiting):
        place = waiting.item if waiting.kind is JOIN else place_of(self, waiting.item)
        return Link(self.translate(place.title), self.url(place))

    def _rule(self, waiting):
        """Why this is theirs to decide, in a sentence."""
        roles = self.viewer.roles(waiting.item)
        place = self._place(waiting).title
        if waiting.kind.id in ("space", "archival"):
            return self.translate(_("You decide because you look after the spaces of this site."))
        if waiting.kind.id == "post":
            return self.translate(_("You decide because you are a moderator of “${place}”.", mapping={"place": place}))
        if "reviewer" in roles and not isinstance(place_of(self, waiting.item), Space):
            return self.translate(_("You decide because you are a reviewer of the repository."))
        return self.translate(_("You decide because you are a facilitator of “${place}”.", mapping={"place": place}))

    def _history(self, item):
        definition = self.viewer.facts.definition(item.workflow, scope_of(item))
        return [(self.translate(_(definition.states[fact.after].title)), self.request.names(fact.actor),
                 self.clock.moment(fact.at), fact.reason)
                for fact in history_of(item) if fact.after in definition.states]

    def _person(self, waiting):
        someone = self.request.names(waiting.asker)
        return {"title": someone.name, "chip": None, "description": someone.about, "text": "", "facts": [],
                "changes": [], "live_url": "", "file": None, "target": "", "lang": None}

    def _item(self, waiting):
        """What readers will see of it."""
        item, edition = waiting.item, waiting.edition
        said = edition.version if edition is not None else item
        state = edition.state if edition is not None else item.state
        values = {
            "title": self.translate(waiting.title), "lang": said.language or None, "description": said.description,
            "chip": chip_of(self.request, item.workflow, state, scope_of(item)), "text": "", "facts": [],
            "changes": [], "live_url": "", "file": None, "target": ""}
        if edition is not None:
            version = edition.version
            live = item.live if edition.has_live else None
            values |= {
                "text": stored(version.get("text") or ""), "target": version.get("url") or "",
                "file": version.get("file"), "file_url": self.url(item, "download"),
                "alternative": version.get("alternative") or "",
                "facts": list(self._facts(item, version)),
                "changes": self._changes(item, version, live) if live else [],
                "live_url": self.url(item, query={"edition": "live"}) if live else ""}
        elif item.type_id == "post":
            values |= {"title": self.translate(item.__parent__.title), "text": stored(item.text), "description": ""}
        elif isinstance(item, Space):
            values |= {"text": stored(item.text), "facts": [
                (self.translate(title), self.translate(sentences[item.record.dials[name]]))
                for name, (title, sentences) in D.DIALS.items()]}
        return values

    def _facts(self, item, version):
        """The other fields, in words."""
        for node in type_of(self.request, item).schema().children:
            value = version.get(node.name)
            if not value or node.name in SHOWN_OTHERWISE:
                continue
            if isinstance(node.typ, Terms):
                value = ", ".join(term_title(self.request, node.name, one) for one in value)
            if isinstance(value, str):
                yield self.translate(node.title), value

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
