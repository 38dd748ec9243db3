"""``@queue``: the pending decisions of the person, on the whole site or in a space."""

from moothall.core.base.errors import BadInput, Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.core.content.uids import uid_name
from moothall.core.decisions import decision_facts
from moothall.core.decisions.claims import MAX_NOTE_LENGTH
from moothall.queue.bulk import CHANGED, decide_all, preview
from moothall.queue.filters import LATE, QueueFilters, filters_from, known_values
from moothall.queue.rows import place_of
from moothall.space.content import Space
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.body import refuse_fields
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, act_of, text_of


class QueueService(Service):
    """``…/@queue`` lists, ``…/@queue/<id>`` shows one, ``…/@queue/<id>/<action>`` performs an action on it."""

    segments = 2
    parameters = {**BATCH, **dict.fromkeys(QueueFilters._fields)}

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_login()
        self.decisions = request.decisions

    def get(self):
        rest = self.rest(1)
        if rest:
            return self._whole(self._find(rest[0]))
        for name, known in known_values(self.request.site).items():
            if self.request.GET.get(name, "") not in ("", *known):
                raise BadInput(
                    _("“${field}” must be one of: ${names}.", mapping={"field": name, "names": ", ".join(known)})
                )
        asked = filters_from(self.request)
        if asked.asker:
            # Pages use an opaque ID as the value of this filter, programs a login name.
            account = self.request.people.by_login(asked.asker)
            asked = asked._replace(asker=account.id if account is not None else asked.asker)
        entries = asked.apply(self.decisions, self.context)
        batch = Batch(self.request)
        shown = entries[batch.start : batch.start + batch.size]
        return {
            "@id": self.url("@queue"),
            "items": [self._row(self.decisions.find(entry.key)) for entry in shown],
            "items_total": len(entries),
            "batching": batch.links(len(entries)),
        }

    def post(self):
        rest = self.rest(2)
        if rest == ("decide",):
            return self._several()
        key, what = rest if len(rest) == 2 else ("", "")
        act = {"claim": self._claim, "release": self._release, "note": self._note, "decide": self._decide}.get(what)
        if act is None:
            raise NotFound()
        waiting = self._find(key)
        return act(waiting, self.body(optional=True))

    def _find(self, key):
        waiting = self.decisions.find(key)
        if waiting is None:
            raise self.decisions.error_for(key)
        if not self._is_here(waiting):
            raise NotFound()
        return waiting

    def _is_here(self, waiting):
        node = waiting.item
        while node is not None and node is not self.context:
            node = node.__parent__
        return node is not None

    def _claim(self, waiting, body):
        note = text_of(body, "note", MAX_NOTE_LENGTH)
        self.decisions.claim(self.request.act(), waiting)
        if note.strip():
            self.decisions.note(self.request.act(), waiting, note)
        return self._whole(waiting)

    def _release(self, waiting, _body):
        self.decisions.release(self.request.act(), waiting)
        return self._whole(waiting)

    def _note(self, waiting, body):
        self.decisions.note(self.request.act(), waiting, text_of(body, "text", MAX_NOTE_LENGTH, required=True))
        return self._whole(waiting)

    def _decide(self, waiting, body):
        step, act = self._step(body)
        mark = text_of(body, "version", 100)
        if mark and mark != waiting.kind.etag(waiting):
            raise Conflict(CHANGED)
        self.decisions.perform(act, waiting, step, self.request.registry.notify)
        return {
            "id": waiting.key,
            "step": step,
            "actor": self.request.account.login,
            "time": moment(act.at),
            "comments": act.reason,
            "review_state": self._state(waiting.item),
        }

    def _several(self):
        """Check and decide each of several decisions; with ``dry_run`` change nothing."""
        body = self.body()
        step, act = self._step(body)
        items = body.get("items")
        if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
            raise BadInput(_("“items” must be a list of objects with an “id”."))
        refuse_fields({name for one in items for name in one} - {"version"})
        chosen = [(text_of(one, "id", 100, required=True), text_of(one, "version", 100)) for one in items]
        dry = body.get("dry_run", False)
        if not isinstance(dry, bool):
            raise BadInput(_("“dry_run” must be true or false."))
        if dry:
            results = preview(self.decisions, act, chosen, step)
        else:
            results = decide_all(self.decisions, act, chosen, step, self.request.registry.notify)
        return {
            "items": [self._result(one) for one in results],
            "done": 0 if dry else sum(not one.problem for one in results),
        }

    def _step(self, body):
        step = text_of(body, "step", 100, required=True)
        return step, act_of(self.request, body)

    def _result(self, result):
        return {
            "id": result.key,
            "possible": not result.problem,
            "message": self.translate(result.problem or _(result.step.after or result.step.title)),
        }

    # -- the representation of one

    def _row(self, waiting):
        request, kind = self.request, waiting.kind
        place = place_of(self, waiting.item, kind.place(waiting))
        return {
            "@id": self.url("@queue", waiting.key),
            "id": waiting.key,
            "kind": kind.id,
            "what": kind.word(request, waiting),
            "title": kind.heading(request, waiting),
            "item": self.show.summary(waiting.item, waiting.edition),
            "place": {"@id": self.show.url(place), "title": self.translate(place.title), "UID": uid_name(place.uid)},
            "asked_by": self.show.login(waiting.asker),
            "since": moment(waiting.at),
            "late": request.now - waiting.at > LATE,
            "message": waiting.message,
            "version": kind.etag(waiting),
            "holder": self._holder(waiting),
            "steps": [
                {
                    "id": step.id,
                    "title": self.translate(_(step.title)),
                    "needs_reason": step.needs_reason,
                    "needs_rule": step.needs_rule,
                }
                for step in self.decisions.steps(waiting)
            ],
        }

    def _whole(self, waiting):
        return {
            **self._row(waiting),
            "rule": waiting.kind.rule(self.request, waiting),
            "facts": [{"title": title, "text": text} for title, text in decision_facts(self.request, waiting)],
            "notes": [
                {"person": self.show.login(note.person), "time": moment(note.at), "text": note.text}
                for note in self.decisions.notes(waiting)
            ],
        }

    def _holder(self, waiting):
        return self.show.assignee(self.decisions.assignee(waiting))

    def _state(self, item):
        return self.show.summary(item)["review_state"] if self.viewer.sees(item) else None


def includeme(config):
    for context in (Root, Space):
        config.add_service(QueueService, name="@queue", attr="get", context=context)
        config.add_service(QueueService, name="@queue", attr="post", context=context, method="POST")
