"""Full-text search on somebody's behalf, exact in this very snapshot.

The index lags behind the database by the items in the queue.  A search leaves
those out of the index and asks an overlay of their present state instead, so
that everybody finds their own write at once and nobody finds what was hidden.
"""

import logging
from pathlib import Path

from transaction.interfaces import TransientError
from ZODB.POSException import POSError

from moothall.core.access.classes import access_class
from moothall.core.access.person import GUEST
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.base.settings import settings_of
from moothall.core.content.items import containers_of
from moothall.core.content.versions import Versioned
from moothall.core.search.index.interface import IndexDocument, SearchRequest
from moothall.core.search.index.xapian import XapianIndex

log = logging.getLogger(__name__)

#: Beyond this many waiting items the overlay stops: a bulk import is found as the index catches up.
MAX_OVERLAY = 100
#: So many waiting items are left out of the index's answers, since what it knows of them may no longer hold.
MAX_PENDING = 20_000


def index_of(registry):
    """The index of this application."""
    return registry.search_index


def search(viewer, index, **criteria):
    """Search as ``viewer``; the criteria are those of :class:`SearchRequest` without ``classes``.

    Returns the port's result, whose hits are uids.
    """
    overlay, hidden = [], list(criteria.pop("exclude", ()))
    for number, (uid, _ticket) in enumerate(viewer.site.queue.peek(MAX_PENDING)):
        document = _waiting(viewer, uid) if number < MAX_OVERLAY else None
        if document is None:
            hidden.append(uid)
        else:
            overlay.append(document)
    request = SearchRequest(viewer.visible_classes(), exclude=hidden, **criteria)
    return index.find(request, overlay)


def _waiting(viewer, uid):
    """The document of an item that waits, or ``None`` when it cannot be made: one broken item breaks no search."""
    try:
        return document_of(viewer.site, uid, viewer.facts)
    except (TransientError, POSError):
        raise
    except Exception as error:
        # The indexer, which tries it as well, logs the trace.
        log.warning("Item %d cannot be found: %s", uid, error)
        return None


def document_of(site, uid, facts=None):
    """What the index keeps of an item, or ``None`` when there is no such item any more."""
    item = site.uids.get(uid)
    if item is None or item.uid != uid:
        return None
    facts = facts if facts is not None else access_data_of(site)
    edition = item.primary if isinstance(item, Versioned) else None
    subject = edition.subject() if edition else item.subject()
    said = edition.version if edition else item
    return IndexDocument(
        uid=uid,
        access_class=access_class(subject, facts.definition(subject.workflow, subject.scope)),
        type_id=item.type_id,
        state=item.review_state or "",
        language=said.language or "",
        creator=item.creator or "",
        containers=(*containers_of(item), uid),
        title=str(said.title),
        description=said.description or "",
        text=item.searchable_text(),
        subjects=tuple(said.subjects),
        terms=tuple(item.search_terms()),
        created=item.created,
        modified=(edition or item).modified,
        public=AccessContext(site, GUEST, item.modified, facts).sees(item),
    )


def includeme(config):
    config.registry.search_index = XapianIndex(Path(settings_of(config.registry).index_path))
