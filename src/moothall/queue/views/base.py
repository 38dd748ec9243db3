"""The base of the queue's pages: decisions, filters and addresses."""

from moothall.core.base.errors import Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.core.content.uids import uid_from_name
from moothall.queue.filters import filters_from
from moothall.space.content import Space
from moothall.space.header import space_head
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

    def undoable(self, key):
        """Return the item of a decision about its state, which can be undone, or ``None``.

        Other keys name a person too: what was decided about them is no step of the item.
        """
        return self.item_of(key) if "-" not in key else None

    def item_of(self, key):
        """Return the item of a key, or ``None`` if it is missing or hidden."""
        uid = uid_from_name(key.partition("-")[0])
        item = self.request.site.uids.get(uid) if uid is not None else None
        return item if item is not None and self.viewer.sees(item) else None
