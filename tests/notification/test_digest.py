"""Digests: when they come, what is in them, and that they are never empty."""

from datetime import UTC, datetime

from moothall.notification.digest import queue_digests
from tests.factories import GROUP, PRIVATE

FORUM = GROUP + "/discussions"


def at(clock, *moment):
    clock.now = datetime(*moment, tzinfo=UTC)


def test_a_digest_gathers_what_would_have_been_emails(make, followers, site, api, clock):
    at(clock, 2026, 3, 3, 12)
    api.reader.post_json(f"{GROUP}/@digest", {"frequency": "daily"})
    discussion = make.discussion(FORUM, "Which room?", by="author")
    followers.follow("reader", discussion, "all")
    for _ in range(2):
        followers.reply("author", discussion)
    followers.deliver()
    assert followers.emails.to("reader") == []
    assert {one["email"] for one in api.reader.get("/@notifications").json["items"]} == {"digest"}
    at(clock, 2026, 3, 4, 5)
    assert queue_digests(site.registry) == 0
    at(clock, 2026, 3, 4, 8)
    assert queue_digests(site.registry) == 1
    assert queue_digests(site.registry) == 0
    ((subject, text),) = followers.emails.to("reader")
    assert subject.startswith("New in your spaces") and text.count("New post: Which room?") == 2
    assert "Members group" in text
    at(clock, 2026, 3, 5, 8)
    assert queue_digests(site.registry) == 0


def test_a_weekly_digest_comes_on_monday(make, followers, site, api, clock):
    at(clock, 2026, 3, 4, 12)
    api.reader.post_json(f"{GROUP}/@digest", {"frequency": "weekly"})
    discussion = make.discussion(FORUM, "Which room?", by="author")
    followers.follow("reader", discussion, "all")
    followers.reply("author", discussion)
    followers.deliver()
    for day, expected in ((5, 0), (6, 0), (9, 1), (10, 0)):
        at(clock, 2026, 3, day, 9)
        assert queue_digests(site.registry) == expected


def test_a_digest_of_nothing_is_not_sent(make, followers, site, api, clock):
    at(clock, 2026, 3, 3, 12)
    api.member.post_json(f"{PRIVATE}/@digest", {"frequency": "daily"})
    discussion = make.discussion(PRIVATE + "/discussions", "Secret", by="owner")
    followers.follow("member", discussion, "all")
    followers.reply("owner", discussion)
    followers.deliver()
    api.owner.delete(f"{PRIVATE}/@members/member", status=204)
    at(clock, 2026, 3, 4, 9)
    queue_digests(site.registry)
    assert [subject for subject, _text in followers.emails.to("member") if "New in" in subject] == []


def test_digests_are_listed_and_wrong_ones_refused(api):
    api.reader.post_json(f"{GROUP}/@digest", {"frequency": "hourly"}, status=400)
    api.reader.post_json("/@digest", {"frequency": "daily"}, status=400)
    api.guest.get("/@digest", status=401)
    api.reader.post_json(f"{GROUP}/@digest", {"frequency": "daily"})
    (item,) = api.reader.get("/@digest").json["items"]
    assert item["@id"].endswith(GROUP) and item["frequency"] == "daily"
    assert api.reader.post_json(f"{GROUP}/@digest", {"frequency": "never"}).json["frequency"] == "never"
    assert api.reader.get("/@digest").json["items"] == []
