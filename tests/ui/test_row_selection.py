"""Choosing several in the lists: who gets boxes, what happens to what they tick, and the way back."""

import pytest
from pyramid.traversal import find_resource

from moothall.core.search.query import ContentQuery
from moothall.core.storage.databases import SITE
from moothall.ui.row_selection import selectable
from tests.factories import CURATED, OPEN
from tests.ui.test_bulk_actions import do, state

FORUM = OPEN + "/discussions"
HEARD = ("guest", "reader", "member", "author", "outsider")


@pytest.fixture
def discussions(make):
    return [make.discussion(FORUM, f"Question {number}", by="author") for number in range(4)]


@pytest.fixture
def repository(make):
    return str(make.repository(CURATED, "What we use"))


def boxes(page):
    return {box["value"]: box.find_parent("label").text.strip() for box in page.html.select("input[name=item]")}


def name_of(made):
    return str(made).rsplit("/", 1)[1]


def tick(page, *names):
    """Tick these and press what leads to what can be done with them, as a browser without scripts would."""
    form = next(form for form in page.forms.values() if "item" in form.fields)
    button = page.html.select_one("[data-selbar] button[type=submit]")
    for box in form.fields["item"]:
        box.checked = box._value in names
    return page.goto(button["formaction"], params=form.submit_fields())


# -- discussions


def test_a_moderator_closes_three_discussions_and_undoes_it(discussions, as_moderator, api):
    page = as_moderator.get(FORUM)
    assert boxes(page) == {name_of(one): f"Question {number}" for number, one in enumerate(discussions)}
    page = tick(page, *map(name_of, discussions[:3]))
    assert [row.select_one(".m-chip").text for row in page.html.select("tbody tr")] == ["Open"] * 3
    assert [button.text for button in page.html.select(".m-acts button")] == ["Close (3 of 3)"]
    page = do(page, "close", fields={"reason": "Answered.", "rule": "topic"}).follow()
    assert "3 items updated." in page.html.text
    assert [row.select_one(".m-chip").text for row in page.html.select("tbody tr")] == ["Closed"] * 3
    assert [state(api.moderator, one) for one in discussions] == ["closed"] * 3 + ["open"]
    page = do(page, "reopen").follow()
    assert [state(api.moderator, one) for one in discussions] == ["open"] * 4


def test_a_facilitator_archives_what_is_closed(make, discussions, as_facilitator, api):
    closed = [make.discussion(FORUM, f"Old {number}", by="author", state="closed") for number in range(2)]
    page = tick(as_facilitator.get(FORUM), *map(name_of, closed), name_of(discussions[0]))
    page = do(page, "archive").follow()
    assert "2 items updated. 1 item was not changed" in page.html.text
    assert [state(api.facilitator, one) for one in (*closed, discussions[0])] == ["archived", "archived", "open"]
    assert set(boxes(as_facilitator.get(FORUM))) == set(map(name_of, discussions)), "nothing is done with the archived"


@pytest.mark.parametrize("login", HEARD)
def test_who_can_do_nothing_sees_the_list_as_it_was(discussions, actors, login):
    page = actors(login).get(FORUM)
    assert len(page.html.select(".m-row")) == 4
    assert boxes(page) == {} and page.html.select("[data-choosing], .m-selbar, .m-pick-all") == []


def test_an_outsider_is_refused_item_by_item(discussions, as_outsider, api):
    query = "&".join(f"item={name_of(one)}" for one in discussions)
    page = as_outsider.get(f"{FORUM}/contents?{query}")
    assert [row.select_one(".m-cell-by").text.strip() for row in page.html.select("tbody tr")] == ["None"] * 4
    assert page.html.select(".m-acts button") == []
    token = page.html.select_one("[name=csrf_token]")["value"]
    fields = [("csrf_token", token), ("do", "close"), *(("item", name_of(one)) for one in discussions)]
    page = as_outsider.post(f"{FORUM}/contents", fields, status=303).follow()
    assert "0 items updated. 4 items were not changed" in page.html.text
    assert [state(api.moderator, one) for one in discussions] == ["open"] * 4


def test_nothing_can_be_ticked_in_an_archived_space(make, as_moderator, api):
    space = make.workspace("Over")
    make.discussion(space / "discussions", "Question", by="author")
    assert len(boxes(as_moderator.get(space / "discussions"))) == 1
    api.owner.post_json(space / "@workflow/request_archival", {"comment": "We are done."})
    api.admin.post_json(space / "@workflow/archive", {"comment": ""})
    assert boxes(as_moderator.get(space / "discussions")) == {}


def test_the_way_back_leads_to_the_same_list(make, discussions, as_moderator):
    make.discussion(FORUM, "Old", by="author", state="closed")
    page = tick(as_moderator.get(FORUM + "?show=closed&said=saved"), "old")
    back = page.html.find("a", string="Back to the list")["href"]
    assert back.endswith("/discussions/?show=closed")
    page = do(page, "reopen").follow()
    back = page.html.find("a", string="Back to the list")["href"]
    page = as_moderator.get(back)
    assert page.html.select_one(".m-filters [aria-current]").text.strip() == "Closed"


@pytest.mark.parametrize("kept", ["//evil.example", "https://evil.example/?a=b", "%zz&&&=", "a" * 9000, "said=saved"])
def test_the_way_back_leads_nowhere_else(discussions, as_moderator, kept):
    page = as_moderator.get(f"{FORUM}/contents", {"item": name_of(discussions[0]), "list": kept})
    back = page.html.find("a", string="Back to the list")["href"]
    assert back.partition("?")[0].rstrip("/") == FORUM and len(back) < 3000 and "said" not in back


def test_a_reason_that_is_missing_keeps_the_way_back(make, as_facilitator):
    make.document(CURATED + "/documents", "Plan", by="author")
    page = tick(as_facilitator.get(CURATED + "/documents?sort=changed"), "plan")
    page = do(page, "request_changes", status=422)
    assert page.html.find("a", string="Back to the list")["href"].endswith("?sort=changed")


# -- a repository


def test_a_facilitator_archives_two_resources(site, make, repository, as_facilitator, api):
    made = [make.resource(repository, f"Course {number}", by="member") for number in range(3)]
    site.reindex()
    page = as_facilitator.get(repository)
    assert boxes(page) == {name_of(one): f"Course {number}" for number, one in enumerate(made)}
    page = do(tick(page, *map(name_of, made[:2])), "archive").follow()
    assert "2 items updated." in page.html.text
    assert [state(api.facilitator, one) for one in made] == ["archived", "archived", "published"]
    do(page, "unarchive")
    assert [state(api.facilitator, one) for one in made] == ["published"] * 3


def test_waiting_resources_are_published_together(site, make, repository, as_facilitator, api):
    made = [make.resource(repository, f"Course {number}", by="member", state="proposed") for number in range(2)]
    site.reindex()
    do(tick(as_facilitator.get(repository), *map(name_of, made)), "approve")
    assert [state(api.facilitator, one) for one in made] == ["published"] * 2


def test_who_made_something_can_tick_that_and_nothing_else(site, make, repository, as_member, actors):
    mine = make.resource(repository, "Mine", by="member")
    make.resource(repository, "Another's", by="author")
    site.reindex()
    page = as_member.get(repository)
    assert len(page.html.select(".m-card")) == 2 and boxes(page) == {name_of(mine): "Mine"}
    for login in ("guest", "reader", "outsider"):
        page = actors(login).get(repository)
        assert len(page.html.select(".m-card")) == 2
        assert boxes(page) == {} and page.html.select("[data-choosing], .m-selbar, .m-pick-all") == []


def test_what_is_found_deeper_down_has_no_box(site, make, repository, as_facilitator):
    inner = str(make.repository(repository, "Inner"))
    deep, here = make.resource(inner, "Deep", by="member"), make.resource(repository, "Here", by="member")
    site.reindex()
    page = as_facilitator.get(repository)
    assert {link.text for link in page.html.select(".m-card-title a")} == {"Deep", "Here"}
    assert boxes(page) == {name_of(here): "Here"}
    assert list(boxes(as_facilitator.get(inner))) == [name_of(deep)]


def test_a_search_is_kept_on_the_way_back(site, make, repository, as_facilitator):
    made = make.resource(repository, "Sewing course", by="member")
    site.reindex()
    page = tick(as_facilitator.get(repository, {"SearchableText": "sewing"}), name_of(made))
    back = page.html.find("a", string="Back to the list")["href"]
    assert back == f"{repository}/?SearchableText=sewing"


# -- a library


def test_in_a_library_authors_tick_their_own(make, as_author):
    make.document(CURATED + "/documents", "Mine", by="author")
    make.document(CURATED + "/documents", "Another's", by="member")
    assert list(boxes(as_author.get(CURATED + "/documents")).values()) == ["Mine"]


# -- what it costs


@pytest.mark.parametrize("login", ["moderator", "member"])
def test_boxes_wake_nothing_but_what_is_shown(site, discussions, login):
    with site.connection() as (connection, _manager):
        tree = connection.root()[SITE]
        viewer, forum = site.viewer(tree, login), find_resource(tree, FORUM)
        items = ContentQuery(viewer).of("discussion").children_of(forum).items()
        assert {item.state for item in items} == {"open"}, "as their rows show it"
        assert viewer.sees(forum.__parent__), "as the head of the page shows it"
        connection.getTransferCounts(True)
        assert len(selectable(viewer, forum, items)) == (4 if login == "moderator" else 0)
        assert connection.getTransferCounts(True) == (0, 0)
