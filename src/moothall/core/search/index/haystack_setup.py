"""Haystack and xapian-haystack, imported without a Django application.

Haystack reads Django's settings when it is imported, so they are set first; each index adds its own
connection later.  The other modules of this folder import haystack's names from here.
"""

from django.conf import settings

if not settings.configured:
    settings.configure(
        INSTALLED_APPS=[],
        DATABASES={},
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        HAYSTACK_IDENTIFIER_METHOD="moothall.core.search.index.encoding.identifier",
        HAYSTACK_XAPIAN_USE_LOCKFILE=False,
    )

from haystack import connections, indexes
from haystack.backends import SQ, SearchNode
from haystack.utils.loading import UnifiedIndex
from xapian_backend import XapianEngine, XapianSearchBackend, XapianSearchQuery

__all__ = [
    "SQ",
    "SearchNode",
    "UnifiedIndex",
    "XapianEngine",
    "XapianSearchBackend",
    "XapianSearchQuery",
    "connections",
    "indexes",
]
