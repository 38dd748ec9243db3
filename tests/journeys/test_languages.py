"""Journeys of people who read in another language than English."""

import pytest

from moothall.core.language import BY_CODE
from tests.factories import CURATED, OPEN

WAITING = CURATED + "/documents/waiting-plan"


@pytest.fixture
def reading(visit, site):
    """``reading("member", "de")``: somebody at a browser who has chosen a language there."""

    def sit_down(login, code):
        if code not in site.registry.interface_languages:
            pytest.skip(f"There is no catalog for {BY_CODE[code].english}.")
        visitor = visit(login)
        visitor.client.get(f"/language?language={code}&came_from=/", status=303)
        return visitor

    return sit_down


@pytest.mark.parametrize("code", ["de", "fr"])
@pytest.mark.parametrize("page", ["/workflows", "/workflows/content", "/workflows/space", OPEN + "/permissions"])
def test_what_is_not_described_says_nothing_in_any_language(reading, page, code):
    """A catalog keeps a head of its own under the empty text."""
    assert not reading("guest", code).open(page).sees("Plural-Forms")
