"""Full-text search with the access of one person, exact for the current snapshot.

The index lags behind the database by the items in the queue.  A search excludes those from the
index and searches their current state in an overlay, so that people find their own changes
immediately and no one finds what was hidden.
"""

import logging
from pathlib import Path
from typing import Any

from pyramid.config import Configurator
from pyramid.registry import Registry
from transaction.interfaces import TransientError
from ZODB.POSException import POSError

from moothall.core.access.classes import access_class
from moothall.core.access.held_roles import AccessData
from moothall.core.access.person import GUEST
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.base.settings import settings_of
from moothall.core.content.items import containers_of, path_of
from moothall.core.content.site import Site
from moothall.core.content.types import unavailable_uids
from moothall.core.content.versioned import Versioned
from moothall.core.search.index.interface import IndexDocument, SearchRequest, SearchResult
from moothall.core.search.index.xapian import XapianIndex

log = logging.getLogger(__name__)

#: Maximum number of queued items in the overlay; the items of a bulk import are found once they are indexed.
MAX_OVERLAY = 100
#: Maximum number of queued items that are excluded from the index, which may be outdated for them.
MAX_PENDING = 20_000


def index_of(registry: Registry) -> XapianIndex:
    """Return the search index of an application."""
    return registry.search_index


def search(viewer: AccessContext, index: XapianIndex, **criteria: Any) -> SearchResult:
    """Search with the access of ``viewer``; the criteria are those of SearchRequest except ``classes``.

    The hits of the result are uids.
    """
    overlay, hidden = [], [*criteria.pop("exclude", ()), *unavailable_uids(viewer.site)]
    for number, (uid, _ticket) in enumerate(viewer.site.index_queue.peek(MAX_PENDING)):
        document = _waiting(viewer, uid) if number < MAX_OVERLAY else None
        if document is None:
            hidden.append(uid)
        else:
            overlay.append(document)
    request = SearchRequest(viewer.visible_classes(), exclude=frozenset(hidden), **criteria)
    return index.find(request, overlay)


def _waiting(viewer: AccessContext, uid: int) -> IndexDocument | None:
    """Return the document of a queued item, or None if it fails: a broken item must not break searches."""
    try:
        return document_of(viewer.site, uid, viewer.access_data)
    except (TransientError, POSError):
        raise
    except Exception as error:
        # The indexer, which also fails for this item, logs the traceback.
        log.warning("Item %d cannot be found: %s", uid, error)
        return None


def document_of(site: Site, uid: int, access_data: AccessData | None = None) -> IndexDocument | None:
    """Return the document of an item for the index, or None if the item does not exist."""
    item = site.uids.get(uid)
    if item is None or item.uid != uid:
        return None
    access_data = access_data if access_data is not None else access_data_of(site)
    edition = item.primary if isinstance(item, Versioned) else None
    subject = edition.subject() if edition else item.subject()
    described = edition.version if edition else item
    return IndexDocument(
        uid=uid,
        access_class=access_class(subject, access_data.definition(subject.workflow, subject.scope)),
        type_id=item.type_id,
        state=item.review_state or "",
        language=described.language or "",
        creator=item.creator or "",
        containers=(*containers_of(item), uid),
        title=str(described.title),
        description=described.description or "",
        text=item.searchable_text(),
        subjects=tuple(described.subjects),
        terms=tuple(item.search_terms()),
        created=item.created,
        modified=(edition or item).modified,
        effective=item.published_at,
        name=item.__name__ or "",
        path=path_of(item),
        public=AccessContext(site, GUEST, item.modified, access_data).sees(item),
    )


def includeme(config: Configurator) -> None:
    """Open the search index in the folder of the setting ``index_path``."""
    config.registry.search_index = XapianIndex(Path(settings_of(config.registry).index_path))
