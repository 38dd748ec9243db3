"""What the head of a page says to search engines: only what anybody may see, and one address for each page."""

import pytest

from tests.factories import OPEN, PRIVATE

HTML = {"Accept": "text/html"}


def head(page):
    """(canonical address, description), ``None`` where there is none."""
    link, meta = page.html.find("link", rel="canonical"), page.html.find("meta", attrs={"name": "description"})
    return link and link["href"], meta and meta["content"]


@pytest.fixture
def document(make):
    return make.document(OPEN + "/documents", "Plan", by="author", state="published", description="What we do.")


def test_a_public_page_has_one_address_and_a_description(document, as_guest):
    for query in ("", "?said=saved", "?edition=live"):
        page = as_guest.get(f"{document}/{query}", headers=HTML)
        assert head(page) == (f"http://localhost{document}/", "What we do.")


def test_each_page_of_a_list_has_its_own_address(as_guest):
    page = as_guest.get(f"{OPEN}/discussions/?page=2&show=open", headers=HTML)
    assert head(page) == (f"http://localhost{OPEN}/discussions/?page=2", None)


def test_what_is_not_published_is_not_described(make, document, as_guest, as_author):
    make.working_edition(document, by="author", description="Secret.")
    assert head(as_guest.get(f"{document}/", headers=HTML))[1] == "What we do."
    assert head(as_author.get(f"{document}/", headers=HTML)) == (None, None)
    hidden = make.document(PRIVATE + "/documents", by="author", state="published", description="Secret.")
    for address in (f"{hidden}/", f"{PRIVATE}/"):
        assert head(as_guest.get(address, headers=HTML, status=(302, 303, 401, 404), expect_errors=True)) == (
            None,
            None,
        )


def test_other_pages_of_an_item_have_neither(document, as_guest):
    assert head(as_guest.get(f"{document}/why?permission=edit", headers=HTML)) == (None, None)
