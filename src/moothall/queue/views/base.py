"""The base of the queue's pages: decisions, filters and addresses."""

from moothall.core.base.errors import NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.core.content.uids import uid_from_name
from moothall.core.decisions import decision_types
from moothall.core.workflow.undo import opposite, undo
from moothall.queue.filters import filters_from
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.ui.badges import title_of
from moothall.ui.event_undo import is_offered, undo_event
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View

#: Maximum number of decisions in the list.
SHOWN = 50
#: Types of items with a queue.
PLACES = (Root, Space)
#: Patterns of the addresses of the list, of bulk decisions and of one action.
ALONE, SEVERAL, ONE_THING = r".*/queue/?$", r".*/queue/several$", r".*/queue/[^/]+/[a-z]+$"


class QueueView(View):
    """Base class; ``decisions`` are those of the person, ``entries`` those that match the filters."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.person.id is None:
            raise Unauthorized()
        self.decisions = request.decisions
        self.asked = filters_from(request)
        self.entries = self.asked.apply(self.decisions, context)

    def address(self, *parts, anchor="", **more):
        """Return the address of a page of this queue, with the filters."""
        return self.url(self.context, "queue", *parts) + self.asked.query(**more) + anchor

    def queue_page(self, title, **values):
        return self.page(title, "page", space=space_head(self, "queue"), address=self.address, **values)

    def nothing_here(self):
        """Return the message for an empty list."""
        if self.asked.chosen:
            return Empty(
                self.translate(_("No matching decisions")),
                self.translate(_("Other decisions may be waiting.")),
                Action(self.translate(_("Show everything")), self.url(self.context, "queue")),
            )
        here = _("Decisions about this space appear here.")
        return Empty(
            self.translate(_("Nothing is waiting for you")),
            self.translate(here if self.context.__parent__ else _("Decisions that need you appear here.")),
            Action(self.translate(_("Go to the front page")), "/"),
        )

    def can_undo(self, key):
        """Return True if this person has just made the decision with a key, and it can be undone."""
        item = self.item_of(key)
        if item is None:
            return False
        if "-" not in key:
            return opposite(self.viewer, item) is not None
        event = self._last_event(item, key)
        return event is not None and is_offered(self.request, event)

    def undo_decision(self, key):
        """Undo a decision; raise NotFound if there is none, and Conflict if it can no longer be undone."""
        item = self.item_of(key)
        if item is None:
            raise NotFound()
        if "-" not in key:
            undo(self.viewer, self.request.act(), item, self.request.registry.notify)
            return
        event = self._last_event(item, key)
        if event is None or event.actor != self.request.person.id:
            raise NotFound()
        undo_event(View(item, self.request), event)

    def _last_event(self, item, key):
        """Return the event that the last decision with a key logged, or None; an event that undoes one counts as it."""
        _name, kind, rest = key.split("-", 2) if key.count("-") > 1 else (key, "", "")
        found = decision_types(self.request.site).get(kind)
        if found is None:
            return None
        log, kinds = self.request.site.event_log, {one.id for one in found.logged_as}
        events = [event for event in log.about(item.uid, kinds) if event.key == rest]
        last = events[-1] if events else None
        return log.get(last.cause) if last is not None and last.cause is not None else last

    def item_of(self, key):
        """Return the item of a key, or ``None`` if it is missing or hidden."""
        return item_of(self.viewer, key)


def item_of(viewer, key):
    """Return the item of the key of a decision, or ``None`` if it is missing or hidden."""
    uid = uid_from_name(key.partition("-")[0])
    item = viewer.site.uids.get(uid) if uid is not None else None
    return item if item is not None and viewer.sees(item) else None


def about_decision(sentence, otherwise, param="undo"):
    """Return the function that returns ``sentence`` about the decision named in ``param``: its title, or the person."""

    def say(view):
        key = view.request.GET.get(param, "")
        item = item_of(view.viewer, key) if view.request.person.id is not None else None
        if item is None:
            return view.translate(otherwise)
        person = key.split("-", 2)[2] if key.count("-") > 1 else None
        title = view.request.names.name(person) if person else title_of(view.viewer, view.translate, item)
        return view.translate(_(sentence, mapping={"title": title}))

    return say
