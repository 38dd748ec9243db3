"""Documents, requests, and an index of each kind."""

from datetime import UTC, datetime, timedelta

import pytest

from moothall.core.search.index.interface import IndexDocument, SearchRequest
from moothall.core.search.index.memory import MemoryIndex
from moothall.core.search.index.xapian import XapianIndex

START = datetime(2026, 1, 1, tzinfo=UTC)
PUBLIC = "1:content:published"


@pytest.fixture(scope="session")
def make():
    """Makes a valid and dull document."""

    def make(uid, title="", text="", **values):
        values = {
            "access_class": PUBLIC,
            "type_id": "document",
            "language": "en",
            "created": START + timedelta(hours=uid % 1000),
            "modified": START + timedelta(days=uid % 1000),
            **values,
        }
        return IndexDocument(uid=uid, title=title, text=text, **values)

    return make


@pytest.fixture(scope="session")
def asking():
    """Makes a request of somebody who sees what is public, or the classes given."""

    def asking(text="", classes=(PUBLIC,), **values):
        return SearchRequest(classes=frozenset(classes), text=text, **values)

    return asking


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture(params=["memory", "xapian"])
def index(request, folder):
    """Each implementation in turn."""
    index = MemoryIndex() if request.param == "memory" else XapianIndex(folder, durable=False)
    yield index
    index.close()


@pytest.fixture
def find(index, asking):
    """The uids found for a text, best first."""

    def find(text="", overlay=(), **values):
        return [hit.uid for hit in index.find(asking(text, **values), overlay).hits]

    return find


@pytest.fixture
def on_disk(folder):
    index = XapianIndex(folder, durable=False)
    yield index
    index.close()
