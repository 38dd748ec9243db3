"""What the tests of several services need."""

import pytest

from tests.factories import CURATED


@pytest.fixture
def document(make):
    return make.document(CURATED + "/documents", by="author", state="published").path
