"""``@stream`` of an item: which of its parts changed since a cursor."""

from moothall.core.base.registry import register
from moothall.core.content.uids import uid_name
from moothall.streaming.streamed import CATEGORY, changes_since
from moothall.web.api.service import Service

#: Seconds that a client waits until it asks again.
RETRY = 20


class StreamService(Service):
    """``GET @stream`` returns a cursor, ``GET @stream?since=<cursor>`` what changed since then.

    Only IDs are sent; clients fetch the parts as the person who reads them.
    """

    parameters = {"since": None}

    def get(self):
        """Return the changes and the next cursor."""
        self.no_rest()
        found = changes_since(self.request, self.context, self.request.GET.get("since"))
        self.request.response.cache_control = "no-store"
        return {
            "@id": self.url("@stream"),
            "cursor": found.cursor,
            "items": [{"id": uid_name(part), "kind": kind} for part, kind in found.items],
            "complete": found.complete,
            "retry": RETRY,
        }


def add_streamed(config, cls, shows):
    """Provide the service ``@stream`` for items of a class.

    ``shows(viewer, item, uid)`` returns True if the part with that UID is on the page of the item for this person.
    """
    register(config, CATEGORY, cls.__name__, (cls, shows))
    config.add_service(StreamService, name="@stream", context=cls)
