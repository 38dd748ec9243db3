"""Mentions of people and groups: whom a writer is offered, who is meant, and how the mention is shown."""

import pytest

from moothall.core.richtext import clean, to_plain
from moothall.discussion import mentions
from tests.factories import GROUP, PRIVATE
from tests.people.test_own_data import erase

FORUM = GROUP + "/discussions"


@pytest.fixture
def thread(make):
    return make.discussion(FORUM, "Which room?", by="member")


def offered(api, thread, query="", login="author"):
    found = api(login).get(f"{thread}/@mentions", {"query": query}).json["items"]
    return [(one["kind"], one["name"]) for one in found]


def test_people_who_see_the_thread_are_offered_by_parts_of_their_names(api, site, make, thread):
    make.person("ruzena", "Růžena Černá")
    for query in ("ruz", "RŮŽ", "cerna", "zena c", "ruzena"):
        assert offered(api, thread, query) == [("user", "ruzena")], query
    assert offered(api, thread) == [("user", "member")]
    assert offered(api, thread, "nobody like this") == []
    for number in range(12):
        make.person(f"many{number}", "Manifold")
    assert len(offered(api, thread, "many")) == 10
    (one,) = api.author.get(f"{thread}/@mentions", {"query": "mika"}).json["items"]
    assert (one["title"], one["profile"]) == ("Mika Member", f"/people/{site.id_of('member')}")
    # The person who writes is not offered, nor is someone without an account.
    assert offered(api, thread, "author") == []
    site.people(lambda store: store.disable(None, store.by_login("ruzena")))
    assert offered(api, thread, "ruz") == []


def test_only_those_who_see_the_thread_and_may_be_known_are_offered(api, site, make):
    thread = make.discussion(PRIVATE + "/discussions", "Confidential", by="member")
    make.person("stranger", "Mika Stranger")
    assert offered(api, thread, "mika") == [("user", "member")]
    for login in ("guest", "outsider"):
        api(login).get(f"{thread}/@mentions", status=404)
    api.reader.get(f"{thread}/@mentions", status=403)
    api.guest.get(f"{make.discussion(FORUM, 'Other')}/@mentions", status=404)


def test_groups_are_offered_to_those_who_may_list_them(api, site, make, thread):
    site.people(lambda store: store.add_group(None, "choir", "The Chöir"))
    assert offered(api, thread, "cho") == []
    assert offered(api, thread, "cho", "admin") == [("group", "choir")]
    site.people(lambda store: store.set_groups(None, store.by_login("author"), ["choir"]))
    assert offered(api, thread, "cho") == [("group", "choir")]
    hidden = make.discussion(PRIVATE + "/discussions", "Confidential", by="member")
    assert offered(api, hidden, "cho", "admin") == []


def test_suggestions_are_limited_and_never_stored(api, thread, monkeypatch):
    monkeypatch.setattr(mentions, "PER_MINUTE", 2)
    monkeypatch.setattr(mentions, "_requests", mentions._Requests())
    response = api.author.get(f"{thread}/@mentions")
    assert response.headers["Cache-Control"] == "no-store"
    api.author.get(f"{thread}/@mentions")
    assert "Retry-After" in api.author.get(f"{thread}/@mentions", status=429).headers
    assert api.owner.get(f"{thread}/@mentions").json["items"]


def test_a_mention_survives_cleaning():
    text = clean(
        '<p><a data-mention="Mika" href="/people/x1" onclick="x">Mika &amp; co</a> <a data-mention="no one">x</a></p>'
    )
    assert str(text) == '<p><a href="/people/x1" data-mention="mika">Mika &amp; co</a> x</p>'
    assert clean(str(text)) == text
    assert str(clean('<p><a data-mention="mika">Mika</a></p>')) == '<p><a data-mention="mika">Mika</a></p>'
    assert to_plain(text) == "Mika & co x"


def test_who_is_meant_by_words_and_links(site, make):
    other = make.person("mika", "Other")
    site.people(lambda store: store.add_group(None, "band", "Band"))
    site.people(lambda store: store.set_groups(None, store.by_login("reader"), ["band"]))
    member, reader = site.id_of("member"), site.id_of("reader")
    expected = {
        "<p>@member, and me@mika.example</p>": {member},
        f'<p><a data-mention="member" href="/people/{member}">@Mika Member</a></p>': {member},
        '<p><a data-mention="member" href="#">@Mika Member</a> @mika</p>': {member, other},
        '<p><a data-mention="member">Mika</a></p>': {member},
        '<p><a data-mention="band">@Band</a></p>': {reader},
        # An account that is gone, although its username was given again.
        '<p><a data-mention="member" href="/people/zzzzzzzzzzzz">@Mika</a></p>': set(),
    }

    for text, people in expected.items():
        assert site.people(lambda store, text=text: mentions.mentioned_in(store, clean(text))) == people, text


def test_a_link_that_mentions_shows_the_present_name_and_is_neutral_once_erased(api, site, make, thread):
    other = make.person("former", "Fanny Former")
    link = f'<a href="/people/{other}" data-mention="former">@Fanny</a>'
    text = f'<p>Hello {link} and <a href="#x" data-mention="former">F</a></p>'
    post = api.author.post_json(str(thread), {"@type": "post", "text": text}, status=201).json
    assert post["text"]["data"] == text.replace("#x", "#t-x")
    page = site.client("member").get(str(thread)).html
    assert [link.text for link in page.select("a.m-mention")] == ["@Fanny Former"] * 2
    client = site.client("former")
    erase(client)
    make.person("former", "Another One")
    page = site.client("member").get(str(thread)).html
    shown = page.select(".m-post .m-text")[-1].text
    assert "Fanny" not in shown
    assert "Hello Former member" in shown
