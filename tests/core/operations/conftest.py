"""What the tests of several operations need."""

import pytest

from tests.core.operations.rollouts import PLACES


@pytest.fixture
def things(make):
    """Documents in every state, in two spaces; returns the paths by state."""
    found = {}
    for place in PLACES:
        for state in ("draft", "proposed", "needs_changes", "published", "deletion_requested", "archived", "deleted"):
            found[place, state] = make.document(place, f"Was {state}", by="author", state=state)
        found[place, "working"] = make.document(place, "With a working edition", by="author")
        make.working_edition(found[place, "working"], state="proposed")
    return found
