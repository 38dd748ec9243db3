"""``contents`` of a container: actions on several of its items at once.

GET shows the actions that the chosen items allow.  POST performs one action on those that allow it, checking each
item separately, and redirects to the same list.  There it can be undone if the workflow has a transition back.
"""

from collections import Counter
from urllib.parse import parse_qsl

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, Forbidden, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.editions import BEFORE
from moothall.core.content.items import Container, scope_of
from moothall.core.content.types import type_of
from moothall.core.content.versioned import Versioned
from moothall.core.operations import authoring, moving
from moothall.core.workflow import transition as steps
from moothall.ui.badges import chip_of, title_of
from moothall.ui.layout.presenters import Link
from moothall.ui.message_addresses import MESSAGE_NAMES, is_sealed
from moothall.ui.page import View
from moothall.ui.rule_choice import RULE, cited_act, rule_choice

#: Maximum number of chosen items.
MAX_ITEMS = 500
#: Maximum characters of the query of a list.
MAX_QUERY_LENGTH = 2000
DELETE = "delete"


def actions_on(viewer, item):
    """Return {id: (title, whether it needs a reason, whether it needs a rule)} of the actions possible on ``item``."""
    if item.review_state is not None:
        return {one.id: (one.title, one.needs_reason, one.restricts) for one in steps.available(viewer, item)}
    return {DELETE: (_("Delete"), False, False)} if viewer.allowed(Permission.DELETE, item) else {}


def selected_items(viewer, container, sent):
    """Return the chosen items that ``viewer`` may see, each once, in the order in which they were chosen."""
    names = list(dict.fromkeys(sent.getall("item")))[:MAX_ITEMS]
    items = (container.get(name) for name in names)
    return [item for item in items if item is not None and viewer.sees(item)]


class ContentsPage(View):
    """The page of actions on the chosen items."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.person.id is None:
            raise Unauthorized()

    def show(self, error="", reason=""):
        query = self.request.params
        chosen = selected_items(self.viewer, self.context, query)
        allowed = {item.__name__: actions_on(self.viewer, item) for item in chosen}
        counted = Counter(id for one in allowed.values() for id in one)
        known = {id: said for one in allowed.values() for id, said in one.items()}
        asks = [said[1:] for one in allowed.values() for said in one.values()]
        restricted = [item for item in chosen if any(one[2] for one in allowed[item.__name__].values())]
        # What was done, and its way back, count only in an address that this page has made.
        is_done = is_sealed(self.request)
        undo = query.get("undo", "") if is_done else ""
        return self.page(
            _("Change several items"),
            "page",
            error=error,
            reason=reason,
            rows=[self._row(item, allowed[item.__name__]) for item in chosen],
            offers=[
                (id, self._offer(known[id][0], count, len(chosen)))
                for id, count in sorted(counted.most_common(), key=lambda pair: pair[0] == DELETE)
                if id != undo
            ],
            asks=any(reason for reason, _rule in asks),
            rules=rule_choice(self, restricted, query.get(RULE, ""), required=False, sometimes=True),
            done=self._done(query) if is_done else "",
            undo=undo if undo in counted else "",
            kept=self._kept(query),
            back_url=self._back(query),
            move=self._moving(chosen),
            move_back=self._moving_back(query, chosen) if is_done else None,
        )

    def _moving(self, chosen):
        """Return the link to move the chosen items, or ``None`` if none can be moved."""
        if not any(moving.may_take(self.viewer, item) for item in chosen):
            return None
        return self.url(self.context, "move-contents", query=[("item", item.__name__) for item in chosen])

    def _moving_back(self, query, chosen):
        """Return the action that moves the items back that were just moved here.

        The parent is checked before it is used, since a crafted address could name another one.
        """
        if not chosen or not query.get("origin"):
            return None
        return self.url(
            self.context,
            "move-contents",
            query=[*(("item", item.__name__) for item in chosen), ("to", query["origin"][:MAX_QUERY_LENGTH])],
        )

    def perform(self):
        """Perform the action ``do`` on each chosen item that allows it."""
        do, reason = self.request.POST.get("do", ""), self.request.POST.get("reason", "")
        chosen = selected_items(self.viewer, self.context, self.request.POST)
        taken, undone, left = [], Counter(), 0
        for item in chosen:
            if do not in actions_on(self.viewer, item):
                left += 1
                continue
            name = item.__name__
            try:
                back = self._perform(item, do, reason)
            except BadInput as error:
                self.request.response.status_int = 422
                return self.show(self.translate(error.message), reason)
            except (Forbidden, Conflict):
                left += 1
                continue
            taken.append(name)
            undone.update([back] if back else [])
        query = [("item", name) for name in taken if name in self.context]
        query += [("done", len(taken)), ("left", left)]
        if kept := self._kept(self.request.POST):
            query.append(("list", kept))
        if undone:
            query.append(("undo", undone.most_common(1)[0][0]))
        return self.say_at(self.url(self.context, "contents", query=query))

    def _perform(self, item, do, reason):
        """Perform an action on one item; return the ID of the transition back if this person may perform it."""
        before = item.review_state
        act = cited_act(self.request, reason)
        if do == DELETE:
            authoring.delete(self.request, item, act)
        else:
            steps.perform(self.viewer, act, item, do, self.request.registry.notify)
        if before is None or not self.viewer.sees(item):
            return None
        return next(
            (
                one.id
                for one in steps.available(self.viewer, item)
                if one.target in (before, BEFORE) and not one.needs_reason
            ),
            None,
        )

    def _kept(self, query):
        """Return the query of the list in which the items were chosen."""
        return query.get("list", "")[:MAX_QUERY_LENGTH]

    def _back(self, query):
        """Return the address of that list, which is always a query of this container's own page."""
        kept = [(name, value) for name, value in parse_qsl(self._kept(query)) if name not in MESSAGE_NAMES]
        return self.url(self.context, query=kept or None)

    def _row(self, item, allowed):
        edition = self.viewer.shown(item) if isinstance(item, Versioned) else None
        chip, missing = None, []
        if item.review_state is not None:
            chip = chip_of(self.request, item.workflow, (edition or item).state, scope_of(item))
            missing = [
                self.translate(sentence)
                for one in steps.blocked_transitions(self.viewer, item)
                for sentence in one.sentences
            ]
        return {
            "name": item.__name__,
            "icon": type_of(self.request, item).icon,
            "chip": chip,
            "link": Link(title_of(self.viewer, self.translate, item), self.url(item)),
            "allows": ", ".join(self.translate(_(title)) for title, _reason, _rule in allowed.values()),
            "missing": " ".join(missing),
        }

    def _offer(self, title, count, of):
        return self.translate(
            _("${step} (${n} of ${of})", mapping={"step": self.translate(_(title)), "n": count, "of": of})
        )

    def _done(self, query):
        texts = (query.get(name, "") for name in ("done", "left"))
        done, left = (int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None for text in texts)
        if done is None:
            return ""
        said = self.request.localizer.pluralize(
            "${n} item updated.", "${n} items updated.", done, domain="moothall", mapping={"n": done}
        )
        if left:
            said += " " + self.request.localizer.pluralize(
                "${n} item was not changed because it does not allow this.",
                "${n} items were not changed because they do not allow this.",
                left,
                domain="moothall",
                mapping={"n": left},
            )
        return said


def includeme(config):
    config.add_page(
        ContentsPage, "contents", context=Container, template="moothall.ui:templates/contents.pt", post="perform"
    )
