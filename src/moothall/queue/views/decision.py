"""``…/queue``: the list on the left, one decision on the right."""

from datetime import timedelta

from moothall.core.base.errors import BadInput, Conflict, MoothallError, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.decisions import StateDecisionType, decision_facts
from moothall.core.decisions.claims import MAX_NOTE_LENGTH
from moothall.core.workflow.history import history_of
from moothall.core.workflow.transition import DraftConflict, is_repeated
from moothall.queue.changes import changes_of
from moothall.queue.rows import icon_of, place_of, row_of
from moothall.queue.views.base import ALONE, ONE_THING, PLACES, SHOWN, QueueView, about_decision
from moothall.queue.views.filters import chosen_filters, filters_of
from moothall.ui.badges import chip_of
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.rule_choice import RULE, cited_act, rule_choice

#: The message after a decision, with a button to undo it.
DECIDED = "queue-decided"


class QueuePage(QueueView):
    """Show one decision with GET; decide with POST and continue with the next."""

    segments = 2

    def show(self, error="", reason="", key=None):
        listed = [self.decisions.find(entry.key) for entry in self.entries[:SHOWN]]
        asked = key or self.request.GET.get("item", "")
        chosen = self._find(asked) or (listed[0] if listed else None)
        count = len(self.entries)
        said = self.request.localizer.pluralize(
            "${n} decision is waiting for you.",
            "${n} decisions are waiting for you.",
            count,
            domain="moothall",
            mapping={"n": count},
        )
        filters = chosen_filters(self)
        values = self.queue_page(
            _("Decisions"),
            lead=said if count else "",
            queue=[
                row_of(
                    self,
                    one,
                    self.address(item=one.key, anchor="#decision"),
                    chosen is not None and one.key == chosen.key,
                )
                for one in listed
            ],
            more=max(0, count - SHOWN),
            decision=self._decision(chosen, error, reason) if chosen else None,
            choices=filters_of(self, listed) if count or filters else [],
            filters=filters,
            clear_url=self.url(self.context, "queue"),
            several=count > 1,
            longest_note=MAX_NOTE_LENGTH,
            empty=None if chosen else self.nothing_here(),
        )
        self._offer_undo(values["layout"])
        return values

    def decide(self):
        posted = self.request.POST
        key, do, reason = (posted.get(name, "") for name in ("item", "do", "reason"))
        waiting, next_key = self._find(key), self._next(key)
        if waiting is None:
            item = self.item_of(key)
            if item is not None and item.review_state is not None and is_repeated(self.viewer, item, do):
                return self._back(DECIDED, next_key, undo=key)
            return self._back("queue-gone", next_key)
        if posted.get("version") != waiting.kind.etag(waiting):
            return self._back("queue-changed", key)
        try:
            done = self.decisions.perform(
                cited_act(self.request, reason.strip()), waiting, do, self.request.registry.notify
            )
        except DraftConflict as error:
            return self._again(error, reason, key)
        except Conflict:
            return self._back("queue-held" if self.decisions.blocked_by(waiting) else "queue-gone", key)
        except BadInput as error:
            return self._again(error, reason, key)
        return self._back(DECIDED if done else "queue-approved", next_key, undo=key)

    # -- actions that leave the decision pending

    def act(self):
        """Perform the action of POST ``…/queue/<key>/<action>``."""
        key, what = self.request.subpath if len(self.request.subpath) == 2 else ("", "")
        act = {"claim": self._claim, "release": self._release, "note": self._note}.get(what)
        if what == "undo":
            return self._undo(key)
        if act is None:
            raise NotFound()
        waiting = self._find(key)
        if waiting is None:
            return self._back("queue-gone", self._next(key))
        try:
            return self._back(act(waiting), key)
        except MoothallError as error:
            return self._again(error, "", key)

    def _claim(self, waiting):
        self.decisions.claim(self.request.act(), waiting)
        return "queue-claimed"

    def _release(self, waiting):
        self.decisions.release(self.request.act(), waiting)
        return "queue-released"

    def _note(self, waiting):
        self.decisions.note(self.request.act(), waiting, self.request.POST.get("note", ""))
        return "queue-noted"

    def _undo(self, key):
        self.undo_decision(key)
        return self._back("queue-undone", key)

    def _find(self, key):
        """Return the decision with this key, if it is in this queue; the queue of a space has only its own."""
        waiting = self.decisions.find(key)
        here = waiting is not None and (self.context.__parent__ is None or key in {one.key for one in self.entries})
        return waiting if here else None

    def _next(self, key):
        """Return the key of the following decision, or of the first one after the last."""
        keys = [entry.key for entry in self.entries]
        if key not in keys:
            return keys[0] if keys else ""
        place = keys.index(key)
        rest = keys[place + 1 :] or keys[:place]
        return rest[0] if rest else ""

    def _back(self, said, key, undo=""):
        return self.say_at(self.address(item=key, said=said, undo=undo))

    def _again(self, error, reason, key):
        self.request.response.status_int = 422 if isinstance(error, BadInput) else error.status
        return self.show(self.translate(error.message), reason, key)

    def _offer_undo(self, layout):
        key = self.request.GET.get("undo", "")
        if layout.message is not None and self.request.GET.get("said") == DECIDED and self.can_undo(key):
            layout.message.undo = Action(self.translate(_("Undo")), self.address(key, "undo"), post=True)

    # -- the right side

    def _decision(self, waiting, error, reason):
        request, kind, item, edition = self.request, waiting.kind, waiting.item, waiting.edition
        steps = self.decisions.steps(waiting)
        blocked = self.decisions.blocked_by(waiting)
        others = [(one.id, self.translate(_(one.title)), one.needs_reason) for one in steps if not one.grants]
        live = item.live if edition is not None and edition.has_live else None
        shown = kind.show(request, waiting)
        return {
            "key": waiting.key,
            "version": kind.etag(waiting),
            "icon": icon_of(waiting),
            "kind": kind.word(request, waiting),
            "error": error,
            "reason": reason,
            "message": waiting.message,
            "asker": waiting.kind.asker(request, waiting),
            "moment": self.clock.moment(waiting.at),
            "place": self._place(waiting),
            "hand": self._hand(waiting),
            "notes": self._notes(waiting),
            "accept": next(((one.id, self.translate(_(one.title))) for one in steps if one.grants), None),
            "others": others,
            "rules": self._rules(waiting, steps),
            "otherwise": " / ".join(word for _id, word, _asks in others),
            "open": bool(steps) and blocked is None,
            "missing": kind.missing(request, waiting),
            "rule": kind.rule(request, waiting),
            "url": self.url(item),
            "history": self._history(item) if isinstance(kind, StateDecisionType) else [],
            "shown": shown,
            "facts": decision_facts(request, waiting),
            "chip": chip_of(request, *shown.state) if shown.state is not None else None,
            "changes": list(changes_of(request, item, edition.version, live.version)) if live else [],
            "live_url": self.url(item, query={"edition": "live"}) if live else "",
        }

    def _rules(self, waiting, steps):
        if not any(one.needs_rule for one in steps):
            return None
        sometimes = any(not one.needs_rule for one in steps if not one.grants)
        # The button that grants a request is in the same form, so the browser must not ask for a rule.
        return rule_choice(self, [waiting.item], self.request.POST.get(RULE, ""), required=False, sometimes=sometimes)

    def _place(self, waiting):
        place = place_of(self, waiting.item, waiting.kind.place(waiting))
        return Link(self.translate(place.title), self.url(place))

    def _hand(self, waiting):
        """Return a sentence about the assignee, and the actions to change it."""
        claim = self.decisions.assignee(waiting)
        assign = Action(self.translate(_("Assign to me")), self.address(waiting.key, "claim"), post=True)
        if claim is None:
            return {"said": self.translate(_("Not assigned to anyone.")), "warns": False, "acts": [assign]}
        left = {"minutes": max(1, round((claim.until - self.request.now) / timedelta(minutes=1)))}
        release = Action(self.translate(_("Unassign")), self.address(waiting.key, "release"), post=True)
        if claim.person == self.request.person.id:
            longer = Action(
                self.translate(_("Keep for another 30 minutes")), self.address(waiting.key, "claim"), post=True
            )
            return {
                "said": self.translate(_("Assigned to you for ${minutes} more minutes.", mapping=left)),
                "warns": False,
                "acts": [longer, release],
            }
        person = self.request.names.name(claim.person)
        if self.decisions.blocked_by(waiting) is not None:
            said = _(
                "This is assigned to ${person}. You can decide once they unassign it, or in ${minutes} minutes.",
                mapping={"person": person, **left},
            )
            return {"said": self.translate(said), "warns": True, "acts": []}
        said = _("This is assigned to ${person}. As an administrator you can still decide.", mapping={"person": person})
        return {"said": self.translate(said), "warns": True, "acts": [assign, release]}

    def _notes(self, waiting):
        return [
            (self.request.names(note.person), self.clock.moment(note.at), note.text)
            for note in self.decisions.notes(waiting)
        ]

    def _history(self, item):
        definition = self.viewer.access_data.definition(item.workflow, scope_of(item))
        return [
            (
                self.translate(_(definition.states[event.after].title)),
                self.request.names(event.actor),
                self.clock.moment(event.at),
                event.reason,
            )
            for event in history_of(item)
            if event.after in definition.states
        ]


def includeme(config):
    template = "moothall.queue:templates/queue.pt"
    for context in PLACES:
        config.add_page(QueuePage, "queue", context=context, template=template, post="decide", path_info=ALONE)
        config.add_view(
            QueuePage,
            attr="act",
            name="queue",
            context=context,
            request_method="POST",
            path_info=ONE_THING,
            renderer=template,
        )
    config.add_status_messages(
        {
            DECIDED: about_decision(
                _("Decision about “${title}” saved. We have notified the people concerned."),
                _("Decision saved. We have notified the people concerned."),
            ),
            "queue-approved": about_decision(
                _("You have approved “${title}”. It is waiting for other people to approve."),
                _("You have approved it. It is waiting for other people to approve."),
            ),
            "queue-gone": _("This has already been decided."),
            "queue-changed": _("It has changed since you opened it. Check it again."),
            "queue-held": _("This is assigned to someone else."),
            "queue-claimed": about_decision(
                _("“${title}” assigned to you. The other people who decide can see that."),
                _("Assigned to you. The other people who decide can see that."),
                "item",
            ),
            "queue-released": about_decision(
                _("“${title}” is no longer assigned to you."), _("No longer assigned to you."), "item"
            ),
            "queue-noted": about_decision(
                _("Note on “${title}” added. The other people who decide can see it."),
                _("Note added. The other people who decide can see it."),
                "item",
            ),
            "queue-undone": _("Undone."),
        }
    )
