"""The search page: what it shows without words, in which order, and how its filters widen."""

from tests.factories import OPEN


def titles(page):
    return [one.get_text().strip() for one in page.html.select(".m-result-title")]


def choices(page, facet):
    section = next(one for one in page.html.select(".m-facet") if one.h2.get_text() == facet)
    return {one.select_one(".m-choice-word").get_text(): one for one in section.select(".m-choice")}


def test_an_empty_search_shows_content_only(make, actors):
    make.document(title="Teacher training plan")
    page = actors.guest.get("/search?sort_on=modified")
    assert "Teacher training plan" in titles(page)
    kinds = {one.get_text().strip() for one in page.html.select(".m-result-meta > span:first-child")}
    assert not kinds & {"Vocabulary", "Vocabularies", "Workflow", "Workflows", "Forum", "Library", "Search"}
    assert not set(choices(page, "Type")) & {"Vocabularies", "Workflows", "Forums", "Libraries", "Searches"}


def test_the_number_of_results_stands_first(make, actors):
    make.document(title="Unmistakable words")
    page = actors.guest.get("/search?SearchableText=unmistakable")
    main = page.html.select_one("main").get_text(" ")
    assert page.html.select_one(".m-total").get_text() == "1 result"
    assert main.index("1 result") < main.index("Unmistakable words")


def test_a_filter_can_be_widened_again(make, actors):
    make.document(title="Widening by document")
    make.discussion(title="Widening by discussion")
    page = actors.guest.get("/search?SearchableText=widening")
    both = set(choices(page, "Type"))
    page = page.click(href=choices(page, "Type")["Documents"]["href"].partition("?")[2].replace("+", r"\+"))
    assert titles(page) == ["Widening by document"]
    assert set(choices(page, "Type")) == both
    page = actors.guest.get(choices(page, "Type")["Discussions"]["href"])
    assert {"Widening by document", "Widening by discussion"} <= set(titles(page))


def test_results_with_one_title_are_told_apart(make, actors):
    first, second = make.folder(title="Lodz"), make.folder(title="Porto")
    for folder in (first, second):
        make.document(in_=str(folder), title="Minutes of the meeting")
    page = actors.guest.get("/search?SearchableText=minutes")
    places = [one.get_text(" ", strip=True) for one in page.html.select(".m-result-meta")]
    assert len(places) == 2 and len(set(places)) == 2
    assert any("Lodz" in one for one in places) and any("Porto" in one for one in places)


def test_an_exact_title_comes_first(make, actors):
    make.document(title="Plan for the plan of plans", text="<p>plan plan plan plan</p>")
    make.document(title="Plan", text="<p>Short.</p>")
    assert titles(actors.guest.get(f"/search?SearchableText=plan&path={OPEN}"))[0] == "Plan"


def test_it_says_so_while_many_changes_wait_for_the_index(site, make, actors):
    site.reindex()
    assert "still being added" not in actors.guest.get("/search?SearchableText=plan").text
    for number in range(8):
        make.document(title=f"Number {number}")
    assert "still being added to the search" in actors.guest.get("/search?SearchableText=plan").text
