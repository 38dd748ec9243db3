"""``@search``."""

import pytest

from tests.factories import CURATED, GROUP, OPEN, PRIVATE


def found(client, query="", status=200):
    return client.get(f"/@search?{query}", status=status).json


def titles(client, query=""):
    return {item["title"] for item in found(client, query)["items"]}


def test_an_own_write_is_found_at_once(api):
    api.author.post_json(OPEN + "/documents", {"@type": "document", "title": "Zeppelin", "text": "<p>Up it goes</p>"})
    assert titles(api.author, "SearchableText=zeppelin") == {"Zeppelin"}
    assert titles(api.member, "SearchableText=zeppelin") == set()


def test_the_same_is_found_once_the_index_has_it(api, site, make):
    make.document(title="Zeppelin")
    site.reindex()
    api.author.post_json(OPEN + "/documents", {"@type": "document", "title": "Zeppelin too"})
    assert titles(api.author, "SearchableText=zeppelin") == {"Zeppelin", "Zeppelin too"}
    assert found(api.guest, "SearchableText=zeppelin")["items_total"] == 1


def test_nothing_of_what_is_hidden_is_found(api, make):
    made = make.document(in_=PRIVATE + "/documents", title="Zeppelin")
    for actor in ("guest", "outsider"):
        answer = found(api(actor), "SearchableText=zeppelin&facets=portal_type,Language")
        assert (answer["items"], answer["items_total"], answer["facets"]["portal_type"]) == ([], 0, {})
        assert "suggestion" not in found(api(actor), "SearchableText=zepelin")
        assert found(api(actor), f"path={PRIVATE}")["items_total"] == 0
        assert found(api(actor), f"path={made}")["items_total"] == 0
    assert titles(api.reader, "SearchableText=zeppelin") == {"Zeppelin"}


def test_removing_a_member_hides_at_once(api, site, make):
    make.document(in_=PRIVATE + "/documents", title="Zeppelin")
    site.reindex()
    assert titles(api.reader, "SearchableText=zeppelin") == {"Zeppelin"}
    make.member(PRIVATE, "reader")
    assert titles(api.reader, "SearchableText=zeppelin") == set()


def test_without_a_criterion_everything_visible_is_found(api, site):
    total = found(api.guest)["items_total"]
    assert total == site.read(lambda tree: _visible(site, tree, None))
    assert found(api.admin)["items_total"] > total


def _visible(site, tree, login):
    from moothall.core.search.query import ContentQuery

    return ContentQuery(site.viewer(tree, login)).count()


def test_types_languages_and_tags_narrow_and_are_counted(api, make):
    make.document(title="Zeppelin eins", language="de", subjects=("Air",))
    make.document(title="Zeppelin one", language="en")
    make.link(title="Zeppelin link", language="en")
    query = "SearchableText=zeppelin&facets=portal_type,Language"
    answer = found(api.member, query)
    assert answer["items_total"] == 3
    assert answer["facets"] == {"portal_type": {"document": 2, "link": 1}, "Language": {"de": 1, "en": 2}}
    assert titles(api.member, query + "&Language=de") == {"Zeppelin eins"}
    assert titles(api.member, query + "&portal_type=link") == {"Zeppelin link"}
    assert titles(api.member, query + "&portal_type=link&portal_type=document&Language=en") == {
        "Zeppelin link",
        "Zeppelin one",
    }
    assert titles(api.member, query + "&portal_type:list=link&portal_type:list=workspace") == {"Zeppelin link"}
    assert titles(api.member, query + "&Subject=Air") == {"Zeppelin eins"}
    assert titles(api.member, query + "&portal_type=nothing") == set()


def test_a_path_takes_its_subtree(api, make):
    folder = make.folder(title="Zeppelin folder")
    make.document(in_=folder.path, title="Zeppelin inside")
    make.document(title="Zeppelin beside")
    inside = {"Zeppelin folder", "Zeppelin inside"}
    assert titles(api.member, f"SearchableText=zeppelin&path={folder}") == inside
    assert titles(api.member, f"SearchableText=zeppelin&path={folder.path.lstrip('/')}/") == inside
    assert titles(api.member, f"SearchableText=zeppelin&path=http://localhost{folder}") == inside
    assert len(titles(api.member, "SearchableText=zeppelin&path=/")) == 3
    assert titles(api.member, "SearchableText=zeppelin&path=/nothing") == set()
    assert titles(api.member, f"SearchableText=zeppelin&path={folder}/@search") == set()
    below = api.member.get(f"{folder}/@search?SearchableText=zeppelin").json
    assert {item["title"] for item in below["items"]} == inside


def test_people_are_named_by_log_in(api, site, make):
    make.document(title="Zeppelin mine", by="member")
    make.document(title="Zeppelin theirs", by="author")
    assert titles(api.reader, "SearchableText=zeppelin&Creator=member") == {"Zeppelin mine"}
    assert titles(api.reader, f"SearchableText=zeppelin&Creator={site.id_of('author')}") == {"Zeppelin theirs"}
    assert titles(api.reader, "SearchableText=zeppelin&Creator=nobody") == set()


def test_states_find_what_is_worked_on_behind_what_readers_see(api, site, make):
    made = make.document(in_=CURATED + "/documents", title="Zeppelin", by="author")
    make.working_edition(made, title="Zeppelin drafted")
    make.document(in_=CURATED + "/documents", title="Zeppelin new", by="author", state="draft")
    for _ in range(2):
        drafts = found(api.author, "SearchableText=zeppelin&review_state=draft")
        assert {(item["title"], item["review_state"]) for item in drafts["items"]} == {
            ("Zeppelin drafted", "draft"),
            ("Zeppelin new", "draft"),
        }
        assert drafts["items_total"] == 2
        assert [
            item["review_state"]
            for item in found(api.author, "SearchableText=zeppelin&review_state=published")["items"]
        ] == ["published"]
        assert found(api.member, "SearchableText=zeppelin&review_state=draft")["items_total"] == 0
        assert titles(api.member, "SearchableText=zeppelin&review_state=published") == {"Zeppelin"}
        both = found(api.author, "SearchableText=zeppelin&review_state=published&review_state=draft")
        assert both["items_total"] == len(both["items"]) == 2
        site.reindex()


def test_results_are_sorted(api, make):
    for title in ("Zeppelin b", "Zeppelin c", "Zeppelin a"):
        make.document(title=title)

    def order(query):
        return [item["title"][-1] for item in found(api.member, f"SearchableText=zeppelin&{query}")["items"]]

    assert order("sort_on=sortable_title") == ["a", "b", "c"]
    assert order("sort_on=title&sort_order=descending") == ["c", "b", "a"]
    assert order("sort_on=created") == ["b", "c", "a"]
    assert order("sort_on=modified&sort_order=reverse") == ["a", "c", "b"]


def test_results_come_in_pieces(api, make):
    for number in range(5):
        make.document(title=f"Zeppelin {number}")
    query, seen = "/@search?SearchableText=zeppelin&b_size=2&sort_on=title", []
    while query:
        answer = api.member.get(query).json
        assert answer["items_total"] == 5
        seen += [item["title"][-1] for item in answer["items"]]
        query = answer["batching"].get("next")
    assert seen == list("01234")


def test_snippets_are_escaped_and_show_what_was_asked_for(api, make):
    make.document(title="Air", text="<p>1 &lt; 2 &amp; a zeppelin &lt;img src=x&gt; flies</p>")
    (item,) = found(api.member, "SearchableText=zeppelin")["items"]
    assert "<mark>zeppelin</mark>" in item["snippet"]
    assert "1 &lt; 2 &amp; a" in item["snippet"]
    assert "<img" not in item["snippet"]
    assert "snippet" not in found(api.member)["items"][0]


def test_full_objects_come_when_asked_for(api, make):
    make.document(title="Zeppelin", text="<p>Up</p>")
    (item,) = found(api.member, "SearchableText=zeppelin&fullobjects=1")["items"]
    assert item["text"]["data"] == "<p>Up</p>"


def test_a_posts_words_find_that_post(api, make):
    made = make.discussion(in_=GROUP + "/discussions", title="Air", text="<p>Where to?</p>")
    make.post(made, text="<p>Take the zeppelin.</p>")
    make.post(made, text="<p>No zeppelin please.</p>", state="hidden")
    assert titles(api.reader, "SearchableText=zeppelin") == {"Take the zeppelin."}
    assert len(titles(api.moderator, "SearchableText=zeppelin")) == 2


@pytest.mark.parametrize(
    "query",
    [
        "sort_on=secret",
        "sort_order=sideways",
        "facets=creator",
        "b_size=x",
        "facets=portal_type,password",
        "SearchableText=%FF",
        "SearchableText=%00",
    ],
)
def test_bad_criteria_are_refused(api, query):
    found(api.member, query, status=400)


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "((",
        "a AND",
        "*",
        "-",
        "-zeppelin",
        "Z:x",
        "XTYPE:document",
        "~",
        "a" * 3000,
        "%F0%9F%98%80",
        "'%3B DROP",
        "+",
        "NOT",
        "\\",
        "%25",
        "a:b:c",
        "...",
        "x" * 50 + "*",
    ],
)
def test_whatever_is_typed_is_answered(api, text):
    found(api.member, f"SearchableText={text}")


@pytest.mark.parametrize(
    "query",
    [
        "path=..%2f..",
        "path=//",
        "path=/people",
        "path=/workspaces/%40x",
        "Creator=%2a",
        "Language=%c3%a4",
        "review_state=%40",
        "portal_type=" + "x" * 5000,
        "Subject=+",
        "path=/people/aaaaaaaaaaaa",
        "path=/workflows/content",
    ],
)
def test_strange_filters_are_answered(api, query):
    found(api.guest, query)


def test_what_is_unknown_is_refused_and_named(api):
    for name in ("Titel", "path.depht", "portal_typ:list", "sort_limit"):
        assert name in found(api.guest, f"{name}=1", status=400)["message"]


def test_when_it_was_published_is_said(api, make):
    assert api.member.get(str(make.document())).json["effective"]
    assert api.author.get(str(make.document(state="draft"))).json["effective"] is None
