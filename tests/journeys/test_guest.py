"""A guest: what this place is, what is going on, reading, searching, another language, kind errors."""

import pytest

from moothall.core.richtext import clean
from tests.factories import CURATED, OPEN, PASSWORD


@pytest.fixture
def guest(visit):
    return visit("guest")


def test_the_front_page_says_what_this_is_and_what_is_going_on(make, guest):
    make.discussion(OPEN + "/discussions", "Small wins")
    make.goodpractice(title="Mentoring pairs")
    guest.open("/")
    assert guest.heading == "The place where Europe's coalitions for digital skills and jobs work together"
    for audience in ("All citizens", "The labour force", "ICT professionals", "Education"):
        assert audience in guest.links
    assert "Small wins" in guest.part("What is being discussed")
    assert "Mentoring pairs" in guest.part("New in the repository")
    assert "Italia" in guest.links


def test_the_map_is_also_a_list(make, guest):
    for title, country in (("Österreich kann das", "AT"), ("Suomi", "FI"), ("Deutschland lernt", "DE")):
        make.coalition(title, country=country)
    guest.open("/coalitions")
    assert {"Suomi", "Finland: Suomi"} <= set(guest.links)
    # One that has no country is in the list only, at its end.
    assert guest.links.count("Italia") == 1
    assert _countries(guest) == ["Austria", "Finland", "Germany"]
    assert _countries(guest.open("/language?language=de&came_from=/coalitions")) == [
        "Deutschland",
        "Finnland",
        "Österreich",
    ]
    guest.open("/language?language=en&came_from=/coalitions")
    guest.follow("Italia")
    assert guest.sees("Open to everyone")


def _countries(guest):
    """The countries beside the map, in order; the coalition without one comes last."""
    rows = guest.page.html.select(".m-countries li")
    assert "Italia" in rows[-1].text
    return [row.b.text for row in rows[:-1] if row.b is not None]


def test_a_public_space_is_open_to_read_and_says_how_to_join(make, guest):
    discussion = make.discussion(OPEN + "/discussions", "Small wins", text="<p>Tell us yours.</p>")
    make.post(discussion, "<p>I passed.</p>")
    make.document(OPEN + "/documents", "The first month", text=clean("<h2>Why</h2><h2>How</h2><h2>When</h2>"))
    guest.open("/workspaces").follow("Open community").follow("Discussions").follow("Small wins")
    assert guest.sees("Tell us yours.", "I passed.", "Mika Member", "Log in to take part.")
    assert "Reply" not in guest.buttons
    guest.follow("Documents").follow("The first month")
    assert guest.page.html.find(id=guest.link("How").removeprefix("#")).text == "How"
    guest.follow("About")
    assert guest.sees("Everyone can read it, even without an account.")
    guest.follow("People")
    assert guest.sees("Log in to see who is here.") and not guest.sees("Olga Owner")


def test_search_finds_word_forms_and_narrows_by_facet(make, site, guest):
    make.document(title="Mentoring in libraries", text="<p>Mentors meet learners.</p>", language="en")
    make.discussion(title="Who mentors the mentors?", language="en")
    site.reindex()
    guest.open("/").fill(Search_this_site="mentor").press("Search")
    assert {"Mentoring in libraries", "Who mentors the mentors?"} <= set(guest.links)
    guest.follow("Documents 1")
    assert "Mentoring in libraries" in guest.links and "Who mentors the mentors?" not in guest.links
    guest.follow("Remove this filter: Documents")
    assert "Who mentors the mentors?" in guest.links


def test_nothing_found_says_what_to_relax(make, site, guest):
    make.document(title="Mentoring in libraries", language="en")
    site.reindex()
    guest.open("/search?SearchableText=mentoring&Language=de")
    assert "No results" in guest.headings
    guest.follow("Without “Deutsch”: 1 results")
    assert "Mentoring in libraries" in guest.links


def test_the_repository_is_filtered_by_audience_level_and_country(make, site, guest):
    make.resource(title="Desk course", digital_skill_level=("basic",), country=("IT",))
    make.resource(title="Cloud course", digital_skill_level=("advanced",), country=("FI",))
    site.reindex()
    guest.open("/").follow("Repository")
    assert {"Desk course", "Cloud course"} <= set(guest.links)
    guest.follow("Finland 1")
    assert "Cloud course" in guest.links and "Desk course" not in guest.links
    guest.follow("Cloud course")
    assert guest.sees("Finland", "Advanced")


def test_the_language_is_switched_and_stays(guest, site):
    """With the catalogs there are; a browser's wish counts until somebody chooses."""
    languages = site.registry.interface_languages
    guest.open("/")
    if len(languages) < 2:
        pytest.skip("There is no catalog beside English.")
    for code in languages[1:]:
        english = guest.client.get("/?", headers={"Accept-Language": "en"}).html
        wished = guest.client.get("/", headers={"Accept-Language": code}).html
        assert wished.html["lang"] == code and wished.h1.text != english.h1.text
    chosen = languages[-1]
    guest.client.get(f"/language?language={chosen}&came_from=/workspaces", status=303)
    assert guest.open("/workspaces").page.html.html["lang"] == chosen


def test_an_unknown_language_changes_nothing_and_leads_nowhere_else(guest):
    answer = guest.client.get("/language?language=xx&came_from=https://evil.example/", status="*")
    assert answer.headers.get("Location", "http://localhost/").startswith("http://localhost")
    assert guest.open("/").page.html.html["lang"] == "en"


def test_what_is_not_there_is_said_kindly_with_a_way_on(guest):
    guest.open("/workspaces/no-such-space", status=404)
    assert guest.heading == "Page not found"
    assert "Log in" in guest.links and "Go to the front page" in guest.links
    guest.type("Search for it", "mentoring").press("Search")
    assert guest.path == "/search"


def test_writing_needs_a_log_in_and_comes_back(guest):
    guest.open(CURATED + "/discussions/add/discussion", status=401)
    assert guest.heading == "Log in to continue"
    ways = [link.text for link in guest.page.html.main.select("a")]
    assert ways == ["Log in", "Go to the front page"]
    guest.follow("Log in").fill(Username="author", Password=PASSWORD).press("Log in")
    assert guest.heading == "Start a discussion"


@pytest.mark.parametrize("page", ["/about", "/accessibility", "/privacy", "/contact"])
def test_the_footer_leads_to_real_pages(guest, page):
    guest.open("/")
    assert page in {one["href"] for one in guest.page.html.select("footer a")}
    assert len(guest.open(page).words) > 300
