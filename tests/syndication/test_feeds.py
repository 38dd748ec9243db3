"""Feeds of discussions, forums and spaces, as an independent reader and visitors get them."""

import json

import feedparser
import pytest

from tests.factories import OPEN, PRIVATE

FORUM = OPEN + "/discussions"


@pytest.fixture
def thread(make):
    return make.discussion(FORUM, "Which room & when?", by="member", subjects=("rooms",))


def feed(client, path, status=200):
    return feedparser.parse(client.get(f"{path}/feed.atom", status=status).body)


def titles(client, path):
    return [entry.title for entry in feed(client, path).entries]


def test_a_discussion_has_its_posts_newest_first(actors, make, thread, clock):
    clock.advance(seconds=5)
    make.post(thread, '<p>The <a href="/workspaces">blue</a> one &amp; no <em>other</em>.</p>', by="author")
    found = feed(actors.guest, thread)
    assert not found.bozo
    assert found.feed.title.startswith("Which room & when?")
    newest, first = found.entries
    assert newest.author == "Anna Author"
    assert '<a href="http://localhost/workspaces">blue</a>' in newest.content[0].value
    assert newest.link.startswith("http://localhost/") and newest.published_parsed > first.published_parsed
    assert newest.id != first.id and newest.id.startswith("tag:localhost,")


def test_json_has_the_same_entries(actors, thread):
    client = actors.guest
    answer = client.get(f"{thread}/feed.json")
    assert answer.content_type == "application/feed+json"
    (item,) = answer.json["items"]
    (entry,) = feed(client, thread).entries
    assert (item["id"], item["url"], item["title"]) == (entry.id, entry.link, entry.title)
    assert answer.json["version"] == "https://jsonfeed.org/version/1.1"
    assert answer.json["feed_url"] == f"http://localhost{thread}/feed.json"


def test_forum_space_and_site_have_what_is_new_there(actors, make, thread):
    make.document(OPEN + "/documents", "Plan", by="author", state="published")
    make.document(OPEN + "/documents", "Sketch", by="author", state="draft")
    guest = actors.guest
    assert titles(guest, FORUM)[0] == "Which room & when?"
    for place in (OPEN, ""):
        assert {"Plan", "Which room & when?"} <= set(titles(guest, place))
        assert "Sketch" not in titles(guest, place)
    assert feed(guest, FORUM).entries[0].tags[0].term == "rooms"


def test_nothing_hidden_is_in_a_feed(actors, make, thread):
    make.post(thread, "<p>Removed words</p>", state="hidden")
    waiting = make.post(thread, "<p>Waiting</p>", state="pending")
    guest = actors.guest
    for name in ("atom", "json"):
        text = guest.get(f"{thread}/feed.{name}").text
        assert "Removed words" not in text and "Waiting" not in text and str(waiting) not in text
    hidden = make.discussion(PRIVATE + "/discussions", "Secret plans", by="member")
    absent = guest.get(f"{FORUM}/none/feed.atom", status=404)
    for path in (hidden, PRIVATE):
        assert guest.get(f"{path}/feed.atom", status=404).text.count("Secret") == absent.text.count("Secret") == 0
    assert "Secret plans" not in titles(guest, "")
    assert "Secret plans" in titles(actors.member, PRIVATE)


def test_removed_posts_leave_room_for_older_ones(actors, make, thread, monkeypatch):
    monkeypatch.setattr("moothall.syndication.feeds.LONGEST", 2)
    for _number in range(3):
        make.post(thread, "<p>Removed words</p>", state="hidden")
    assert len(titles(actors.guest, thread)) == 1


def test_pages_name_their_feed_where_a_reader_can_get_it(actors, make, thread):
    guest, member = actors.guest, actors.member
    page = guest.get(str(thread))
    link = page.html.find("link", rel="alternate", type="application/atom+xml")
    assert guest.get(link["href"]).content_type == "application/atom+xml"
    assert page.html.find("a", string="Feed")["href"] == link["href"]
    # A reader has no session.
    assert "feed.atom" not in member.get(PRIVATE).text


def test_a_reader_asks_again_without_getting_everything(actors, make, thread):
    guest = actors.guest
    answer = guest.get(f"{thread}/feed.atom")
    known = {"If-None-Match": answer.headers["ETag"]}
    guest.get(f"{thread}/feed.atom", headers=known, status=304)
    make.post(thread, "<p>New</p>", by="author")
    guest.get(f"{thread}/feed.atom", headers=known, status=200)


def test_search_engines_read_a_discussion(actors, make, thread, clock):
    clock.advance(seconds=5)
    post = make.post(thread, "<p>Blue &lt;/script&gt;<em>!</em></p>", by="author")
    page = actors.guest.get(str(thread))
    data = page.html.find("script", type="application/ld+json")
    said = json.loads(data.string)
    assert (said["@type"], said["headline"], said["url"]) == (
        "DiscussionForumPosting",
        "Which room & when?",
        f"http://localhost{thread}/",
    )
    (comment,) = said["comment"]
    assert (comment["text"], comment["url"]) == ("Blue </script>!", f"http://localhost{post}/")
    assert comment["author"]["name"] == "Anna Author"
    assert page.html.find("meta", property="og:title")["content"] == "Which room & when?"
    assert page.html.find("meta", property="og:url")["content"] == page.html.find("link", rel="canonical")["href"]


def test_pages_of_members_have_no_data_for_search_engines(actors, thread):
    assert "ld+json" not in actors.member.get(str(thread)).text
