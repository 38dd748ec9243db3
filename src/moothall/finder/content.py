"""Stored searches as content: a query with filters, facets and an order."""

from moothall.core.content.versioned import Versioned
from moothall.space.content import Space


class Search(Versioned):
    """A stored search: versions have ``query``, ``filters``, ``facets`` and ``order``.

    It shows the results that its reader may see, not those of its creator.
    """

    type_id = "search"
    is_content = False
    workflow = "content"
    held_in = (Space,)
