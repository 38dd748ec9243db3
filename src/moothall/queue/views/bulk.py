"""``…/queue/several``: choose decisions, preview the results, decide, and see the results."""

from typing import NamedTuple

from moothall.core.base.errors import MoothallError
from moothall.core.base.i18n import _, plural
from moothall.core.workflow.grounds import find_ground
from moothall.queue.bulk import NO_REASON, NO_RULE, BulkResult, decide_all, preview
from moothall.queue.rows import row_of
from moothall.queue.views.base import PLACES, SEVERAL, SHOWN, QueueView
from moothall.queue.views.filters import chosen_filters, filters_of
from moothall.ui.pagination import Counted, list_page, pages_of
from moothall.ui.rule_choice import RULE, cited_act, rule_choice
from moothall.ui.status_messages import DONE
from moothall.web.double_submit import keep_result_of_form, result_of_form

#: What the page numbers below the list say.
COUNTED = Counted(_("${first} to ${last} of ${total} decisions"), plural("${n} decision", "${n} decisions"))


class BulkOption(NamedTuple):
    """A decision that some of the listed entries allow."""

    id: str
    title: str
    asks: bool
    chosen: bool


class BulkRow(NamedTuple):
    """A row of the list with its checkbox; ``value`` contains the key and the version that was shown."""

    row: object
    value: str
    chosen: bool


class BulkLine(NamedTuple):
    """The expected or actual result for one decision."""

    key: str
    etag: str
    title: str
    kind: str
    done: bool
    said: str


class BulkDecisionPage(QueueView):
    """Show the list with GET; preview the decision with POST, and perform it with ``sure``."""

    segments = 1

    def show(self, error="", do="", reason="", chosen=()):
        page = list_page(self.request, self.entries, SHOWN)
        listed = [self.decisions.find(entry.key) for entry in page.items]
        picks = [
            BulkRow(
                row_of(self, one, self.address(item=one.key, anchor="#decision")),
                f"{one.key}:{one.kind.etag(one)}",
                one.key in dict(chosen),
            )
            for one in listed
        ]
        return self.queue_page(
            _("Decide several at once"),
            stage="choose",
            picks=picks,
            steps=self._steps(listed, do),
            error=error,
            reason=reason,
            rules=self._rules(listed),
            choices=filters_of(self, listed),
            filters=chosen_filters(self),
            clear_url=self.url(self.context, "queue", "several"),
            pages=pages_of(self.request, page, COUNTED),
            empty=None if listed else self.nothing_here(),
        )

    def act(self):
        posted = self.request.POST
        if "undo" in posted:
            return self._undo([key for key, _mark in self._chosen()])
        do, reason, chosen = posted.get("do", ""), posted.get("reason", "").strip(), self._chosen()
        if not chosen or not do:
            return self._again(_("Select the items to decide on, and choose a decision."), do, reason, chosen)
        act = cited_act(self.request, reason)
        results = preview(self.decisions, act, chosen, do)
        for problem in (NO_REASON, NO_RULE):
            if any(one.problem is problem for one in results):
                return self._again(problem, do, reason, chosen)
        if "sure" not in posted:
            return self._previewed(results, do, reason)
        done = result_of_form(self.request)
        if done is not None:
            return self._decided(self._again_decided(chosen, done.split()))
        results = decide_all(self.decisions, act, chosen, do, self.request.registry.notify)
        keep_result_of_form(self.request, " ".join(one.key for one in results if not one.problem))
        return self._decided(results)

    def _again_decided(self, chosen, done):
        """Return the results for a form that is sent twice: what it has decided is not decided by someone else."""
        return [
            BulkResult(key, mark, None, None, "" if key in done else self.decisions.error_for(key).message)
            for key, mark in chosen
        ]

    def _previewed(self, results, do, reason):
        lines = [self._line(one, self._afterwards(one.step)) for one in results]
        possible = [one for one in results if not one.problem]
        titles = dict.fromkeys(self.translate(_(one.step.title)) for one in possible)
        return self.queue_page(
            _("What will happen"),
            stage="weighed",
            lines=lines,
            do=do,
            reason=reason,
            rule=self.request.POST.get(RULE, ""),
            rule_title=self._rule_title(possible),
            word=" / ".join(titles),
            count=len(possible),
            empty=None,
        )

    def _decided(self, results):
        lines = [
            self._line(one, self.translate(_(one.step.after or one.step.title) if one.step else DONE))
            for one in results
        ]
        keys = [one.key for one in results if not one.problem and self.can_undo(one.key)]
        done = sum(not one.problem for one in results)
        said = self.request.localizer.pluralize(
            "${n} decision made.", "${n} decisions made.", done, domain="moothall", mapping={"n": done}
        )
        return self.queue_page(_("Result"), stage="decided", lines=lines, lead=said, undo=keys, empty=None)

    def _undo(self, keys):
        done = 0
        for key in keys:
            before = self.request.tm.savepoint(optimistic=True)
            try:
                self.undo_decision(key)
                done += 1
            except MoothallError:
                # Others have changed this item meanwhile; the rest can still be undone.
                before.rollback()
        return self.say_at(self.address(said="queue-undone" if done == len(keys) else "queue-some-undone"))

    def _chosen(self):
        """Return the (key, etag) pairs that were sent."""
        return [(key, mark) for key, _colon, mark in (one.partition(":") for one in self.request.POST.getall("item"))]

    def _again(self, sentence, do, reason, chosen):
        self.request.response.status_int = 422
        return self.show(self.translate(sentence), do, reason, chosen)

    def _steps(self, listed, do):
        """Return the decisions that any listed entry allows, each once."""
        titles, asks = {}, {}
        for waiting in listed:
            for step in self.decisions.steps(waiting):
                titles.setdefault(step.id, {})[self.translate(_(step.title))] = True
                asks[step.id] = asks.get(step.id, False) or step.needs_reason
        return [BulkOption(id, " / ".join(words), asks[id], id == do) for id, words in titles.items()]

    def _rules(self, listed):
        """Return the choice among the rules that apply to all decisions which need one, or None."""
        needing = [one.item for one in listed if any(step.needs_rule for step in self.decisions.steps(one))]
        chosen = self.request.POST.get(RULE, "")
        return rule_choice(self, needing, chosen, required=False, sometimes=True) if needing else None

    def _rule_title(self, results):
        """Return the number and title of the chosen rule, if a decision needs it."""
        needing = next((one.waiting.item for one in results if one.step.needs_rule), None)
        rule = find_ground(needing, self.request.POST.get(RULE, "")) if needing is not None else None
        return f"{rule.number}. {self.translate(_(rule.title))}" if rule is not None else ""

    def _line(self, result, said):
        waiting, item = result.waiting, self.item_of(result.key)
        kind = waiting.kind.word(self.request, waiting) if waiting is not None else ""
        if waiting is not None:
            title = waiting.kind.heading(self.request, waiting)
        else:
            # The person can no longer decide it, but may still see it.
            title = item.title if item is not None else ""
        problem = self.translate(result.problem) if result.problem else ""
        return BulkLine(
            result.key,
            result.etag,
            self.translate(title) or self.translate(_("No text")),
            kind,
            not problem,
            problem or said,
        )

    def _afterwards(self, step):
        """Return the state after the transition."""
        if step is None or not step.after:
            return self.translate(_(step.title)) if step else ""
        return self.translate(_("New state: ${state}", mapping={"state": self.translate(_(step.after))}))


def includeme(config):
    for context in PLACES:
        config.add_page(
            BulkDecisionPage,
            "queue",
            context=context,
            template="moothall.queue:templates/several.pt",
            post="act",
            path_info=SEVERAL,
        )
    config.add_status_messages(
        {"queue-some-undone": _("Not everything could be undone: other people have continued with some items.")}
    )
