"""Who is told of a post, why, and how."""

import pytest

from moothall.notification.digest import purge
from moothall.notification.inbox import inbox_of
from tests.factories import GROUP, PRIVATE
from tests.notification.conftest import bell

FORUM = GROUP + "/discussions"


def test_who_starts_a_discussion_and_who_is_answered_is_told(make, followers):
    discussion = make.discussion(FORUM, "Which room?", by="member")
    first = followers.reply("author", discussion)
    followers.reply("owner", discussion, in_reply_to=first["UID"])
    assert followers.told("member") == [
        ("reply", "Reply: Which room?", "You started this discussion."),
        ("reply", "Reply: Which room?", "You started this discussion."),
    ]
    assert followers.told("author") == [("reply", "Reply: Which room?", "Someone replied to you.")]
    assert followers.told("owner") == []


@pytest.mark.parametrize(("level", "count"), [("all", 2), ("first", 1), ("mentions", 0), ("none", 0)])
def test_a_level_at_a_space_holds_for_its_discussions(make, followers, api, level, count):
    followers.follow("reader", GROUP, level)
    made = api.author.post_json(FORUM, {"@type": "discussion", "title": "Plan", "text": "<p>Let us.</p>"}).json
    followers.reply("facilitator", made["@id"])
    found = followers.told("reader")
    assert len(found) == count and all(because == "You follow “Members group”." for *_rest, because in found)


def test_the_nearest_level_counts_and_is_explained(make, followers, api):
    discussion = make.discussion(FORUM, "Plan", by="author", subjects=("Rooms",))
    show = lambda item: api.reader.get(f"{item}/@subscription").json  # noqa: E731
    assert (show(discussion)["level"], show(discussion)["inherited_from"]) == ("mentions", None)
    followers.follow("reader", "", "first")
    followers.follow("reader", GROUP, "all")
    assert show(discussion)["level"] == "all" and show(discussion)["inherited_from"].endswith(GROUP)
    assert show(discussion)["because"] == "You follow “Members group”."
    followers.follow("reader", GROUP, "none", tag="rooms")
    assert show(discussion)["level"] == "none"
    found = followers.follow("reader", discussion, "all")
    assert (found["level"], found["chosen"], found["inherited_from"]) == ("all", "all", None)
    followers.reply("author", discussion)
    assert followers.told("reader") == [("followed", "New post: Plan", "You follow “Plan”.")]
    assert followers.follow("reader", discussion, None)["level"] == "none"
    api.reader.post_json(f"{discussion}/@subscription", {"level": "loud"}, status=400)
    api.guest.get("/@subscription", status=401)
    api.guest.get(f"{discussion}/@subscription", status=404)
    api.reader.get(f"{GROUP}/documents/@subscription", status=404)


def test_people_and_groups_are_mentioned_by_name(make, followers, api):
    users = ["reader", "outsider"]
    api.admin.post_json("/@groups", {"groupname": "trainers", "title": "Trainers", "users": users}, status=201)
    discussion = make.discussion(PRIVATE + "/discussions", "Plan", by="owner")
    text = "<p>Ask @Author and @trainers, not info@member.example.</p><blockquote>@moderator</blockquote>"
    followers.reply("owner", discussion, text)
    for login in ("author", "reader"):
        assert followers.told(login) == [("mention", "Mentioned: Plan", "Someone mentioned you.")], login
    for login in ("outsider", "member", "moderator"):
        assert followers.told(login) == [], login


def test_who_wants_nothing_is_told_nothing(make, followers):
    discussion = make.discussion(FORUM, "Plan", by="member")
    followers.follow("member", discussion, "none")
    post = followers.reply("member", discussion)
    followers.reply("author", discussion, in_reply_to=post["UID"])
    assert followers.told("member") == []


def test_nobody_is_told_of_what_they_may_not_see_any_more(make, followers, api, site):
    discussion = make.discussion(PRIVATE + "/discussions", "Secret", by="owner")
    followers.follow("member", PRIVATE, "all")
    followers.reply("owner", discussion)
    assert len(followers.told("member")) == 1
    assert api.member.get("/@notifications").json["unread"] == 1
    followers.reply("owner", discussion)
    api.owner.delete(f"{PRIVATE}/@members/member", status=204)
    assert [title for _kind, title, _why in followers.told("member")] == ["You are no longer a member of Confidential"]
    assert api.member.get("/@notifications").json["unread"] == 1
    assert bell(site.client("member")) == 1


def test_emails_come_once_and_only_as_chosen(make, followers, api):
    discussion = make.discussion(FORUM, "Plan", by="owner")
    followers.follow("reader", discussion, "all")
    followers.reply("author", discussion)
    followers.deliver()
    ((subject, text),) = followers.emails.to("reader")
    assert subject == "New post: Plan" and "Why you get this: You follow “Plan”." in text
    followers.deliver()
    assert len(followers.emails.to("reader")) == 1
    assert [one["email"] for one in api.reader.get("/@notifications").json["items"]] == ["sent"]


def test_emails_from_confidential_spaces_say_nothing(make, followers):
    discussion = make.discussion(PRIVATE + "/discussions", "Secret plan", by="owner")
    followers.follow("member", PRIVATE, "all")
    followers.reply("owner", discussion, "<p>Hidden words.</p>")
    followers.deliver()
    ((subject, text),) = followers.emails.to("member")
    assert subject == "Something new in a confidential space"
    assert "Secret" not in text.replace(str(discussion), "") and "Hidden" not in text
    assert followers.told("member")[0][1] == "New post: Secret plan"


def test_a_private_space_can_allow_content_in_emails(make, followers, api, actors):
    discussion = make.discussion(PRIVATE + "/discussions", "Secret plan", by="owner")
    followers.follow("member", PRIVATE, "all")
    for login in ("member", "moderator"):
        api(login).post_json(f"{PRIVATE}/@email-content", {"allowed": True}, status=403)
    api.outsider.get(f"{PRIVATE}/@email-content", status=404)
    form = next(
        one for one in actors.facilitator.get(f"{PRIVATE}/email-content").forms.values() if "allowed" in one.fields
    )
    assert form["allowed"].value == "no"
    form["allowed"] = "yes"
    form.submit(status=303)
    followers.reply("owner", discussion, "<p>Hidden words.</p>")
    ((subject, text),) = followers.emails.to("member")
    assert subject == "New post: Secret plan" and "Hidden words." in text
    assert api.facilitator.post_json(f"{PRIVATE}/@email-content", {"allowed": False}).json["allowed"] is False
    followers.reply("owner", discussion, "<p>More.</p>")
    assert sorted(one for one, _text in followers.emails.to("member"))[-1] == "Something new in a confidential space"
    history = actors.facilitator.get(f"{PRIVATE}/history").text
    assert "allowed titles and texts in emails" in history


def test_thousands_of_followers_are_told_in_parts(make, followers, site, monkeypatch):
    monkeypatch.setattr("moothall.notification.activity.PART", 2)
    discussion = make.discussion(FORUM, "Plan", by="owner")
    logins = ("member", "author", "moderator", "reader", "facilitator")
    for login in logins:
        followers.follow(login, discussion, "all")
    followers.reply("owner", discussion)
    followers.deliver()
    assert {login: len(followers.told(login)) for login in logins} == dict.fromkeys(logins, 1)


def test_roles_that_are_given_are_notifications_too(followers, api):
    api.owner.post_json(f"{GROUP}/@members", {"person": "outsider", "roles": ["member"]})
    ((_kind, title, because),) = followers.told("outsider")
    assert "Members group" in title and because == ""


def test_old_notifications_are_deleted_and_the_newest_thousand_kept(make, followers, site, clock, monkeypatch):
    discussion = make.discussion(FORUM, "Plan", by="member")
    followers.reply("author", discussion)
    assert len(followers.told("member")) == 1
    clock.advance(days=89)
    assert purge(site.registry) == 0
    clock.advance(days=2)
    assert purge(site.registry) == 1 and purge(site.registry) == 0
    monkeypatch.setattr("moothall.notification.inbox.MOST", 2)
    for _ in range(3):
        make.post(discussion, "<p>So.</p>", by="author")
    followers.deliver()
    assert site.people(lambda store: len(inbox_of(store, site.id_of("member")) or ())) <= 2


def test_a_person_follows_a_limited_number_of_places(make, followers, api, monkeypatch):
    monkeypatch.setattr("moothall.notification.subscriptions.MOST", 2)
    for tag in ("a", "b"):
        followers.follow("member", GROUP, "all", tag=tag)
    api.member.post_json(f"{GROUP}/@subscription", {"level": "all", "tag": "c"}, status=409)
    followers.follow("member", GROUP, "none", tag="b")
