"""Searches as content: a stored text with filters, facets and an order."""

from moothall.core.content.versions import Versioned
from moothall.space.content import Space


class Search(Versioned):
    """A stored search: versions carry ``query``, ``filters``, ``facets`` and ``order``.

    Whoever opens it sees what they may see, not what its creator saw.
    """

    type_id = "search"
    workflow = "content"
    held_in = (Space,)
