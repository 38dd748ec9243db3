"""Posts that are moved to other discussions: what they keep, what redirects, and how it is undone."""

from datetime import datetime

import pytest
from pyramid.traversal import find_resource
from ZODB.POSException import ConflictError

from moothall.core.authorization.access_context import AccessContext
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import SITE
from moothall.discussion import splitting
from tests.core.operations.rollouts import drift
from tests.discussion.threads import Thread, lines, local, name, names
from tests.factories import GROUP, OPEN, PRIVATE

FORUM = GROUP + "/discussions"


@pytest.fixture
def thread(api, make, clock):
    Thread.clock = clock
    return Thread(api, make.discussion(FORUM, "Which room?", by="owner"))


def test_a_split_moves_posts_with_all_they_have_and_is_undone(api, thread, site):
    one, two, three, four = thread.rest
    reply = thread.say("author", "Because", in_reply_to=name(two))
    api.owner.post_json(f"{two}/@reactions", {"reaction": "like"})
    api.owner.post_json(f"{thread.path}/@answer", {"post": four})
    api.reader.post_json(f"{thread.path}/@subscription", {"level": "all"})
    before = api.owner.get(two).json
    found = thread.split([four, two])
    fresh = local(found)
    assert (found["title"], found["@type"], names(thread.posts(path=fresh))) == (
        "Aside",
        "discussion",
        names([two, four]),
    )
    assert names(thread.posts()) == names([thread.first, one, three, reply])
    moved = api.owner.get(f"{fresh}/{name(two)}").json
    kept = ("UID", "text", "created", "modified", "creators", "reactions", "review_state")
    assert {one: moved[one] for one in kept if one in before} == {one: before[one] for one in kept if one in before}
    assert moved["is_first"] and api.owner.get(reply).json["in_reply_to"] == name(two)
    # The answer went along.
    assert api.owner.get(thread.path).json["answer"] is None
    assert api.owner.get(fresh).json["answer"] == name(four)
    # Those who followed follow both, and old addresses lead to the new ones for those who may see them.
    assert api.reader.get(f"{fresh}/@subscription").json["level"] == "all"
    assert api.owner.get(two, status=301).location == f"http://localhost{fresh}/{name(two)}"
    browser = site.client("reader")
    assert browser.get(two, status=301).location == f"http://localhost{fresh}/{name(two)}"
    assert browser.get(f"{one}x", status=404)
    # Undone, everything is as it was, and a second time changes nothing.
    for _ in range(2):
        assert local(thread.undo(found["undo"])) == thread.path
        assert names(thread.posts()) == names([thread.first, one, two, three, four, reply])
        assert api.owner.get(two).json == before
        assert api.owner.get(thread.path).json["answer"] == name(four)
    assert browser.get(f"{fresh}/{name(four)}", status=301).location.endswith(f"{thread.path}/{name(four)}")
    assert browser.get(fresh, status=301).location.endswith(two)
    assert api.reader.get(fresh, status=301).location.endswith(thread.path)


def test_what_cannot_be_split_is_refused(api, thread):
    one, *_rest = thread.rest
    for login, status in (("guest", 404), ("reader", 403), ("member", 403)):
        thread.split([one], login=login, status=status)
        thread.split("nothing", login=login, status=status)
    thread.split([thread.first, one], status=409)
    thread.split(thread.posts(), status=409)
    for wrong in ([], "all", [name(one), "nothing"], [7]):
        thread.split(wrong, status=400)
    thread.split([one], status=400, title=" ")
    assert len(thread.posts()) == 5


def test_a_split_is_not_undone_once_the_discussions_have_changed(api, thread):
    one, two, three, _four = thread.rest
    found = thread.split([one, two])
    fresh = local(found)
    thread.undo("nothing", status=404)
    thread.undo(found["undo"], login="member", status=403)
    new = thread.say("member", "And here?", at=fresh)
    thread.say("member", "Still there?")
    assert "New posts were written there." in thread.undo(found["undo"], status=409)["message"]
    assert names(thread.posts(path=fresh)) == names([one, two, new])
    # Elsewhere, the same posts were moved on.
    other = thread.split([three], title="Another")
    Thread(api, local(other), 0).merge(fresh)
    thread.undo(other["undo"], status=409)


def test_a_reply_to_a_post_that_was_moved_lands_where_the_post_is(api, thread, site):
    one, two, *_rest = thread.rest
    browser = site.client("member")
    page = browser.get(f"{thread.path}?reply_to={name(one)}")
    fresh = local(thread.split([one, two]))
    form = page.forms["reply"]
    form["text"] = "I was typing this."
    form.submit(status=303)
    assert len(thread.posts(path=fresh)) == 3 and len(thread.posts()) == 3
    thread.say("author", "Me too", in_reply_to=name(one))
    assert len(thread.posts(path=fresh)) == 4
    api.author.post_json(f"{thread.path}/@comments/{name(two)}", {"text": "And I"}, status=204)
    assert len(thread.posts(path=fresh)) == 5
    # A discussion that is moved as a whole, and what else is sent to old addresses.
    page = site.client("member").get(thread.path)
    api.facilitator.post_json(f"{OPEN}/discussions/@move", {"source": thread.path})
    form = page.forms["reply"]
    form["text"] = "I was typing this as well."
    form.submit(status=303)
    assert api.owner.get(OPEN + "/discussions/which-room?b_size=9").json["items_total"] == 4
    api.owner.post_json(f"{two}/@reactions", {"reaction": "like"})
    assert api.owner.get(f"{fresh}/{name(two)}").json["reactions"] == {"like": 1}


def test_merged_discussions_redirect_and_come_back(api, thread, make, site):
    other = Thread(api, make.discussion(FORUM, "Where?", by="member"), 2)
    late = thread.say("owner", "Late")
    thread.clock.advance(seconds=1)
    api.moderator.post_json(f"{other.path}/@answer", {"post": other.rest[0]})
    api.reader.post_json(f"{other.path}/@subscription", {"level": "all"})
    page = site.client("member").get(other.path)
    uid = api.member.get(other.path).json["UID"]
    draft = {"thing": uid, "form": "reply", "page": other.path, "once": "", "base": "", "fields": [["text", "Typing"]]}
    api.member.post_json("/@drafts", draft)
    undo = other.merge(thread.path)["undo"]
    everything = [thread.first, *thread.rest, other.first, *other.rest, late]
    assert names(thread.posts()) == names(everything)
    assert api.owner.get(thread.path).json["title"] == "Which room?"
    assert api.owner.get(thread.path).json["answer"] == name(other.rest[0])
    assert api.reader.get(f"{thread.path}/@subscription").json["level"] == "all"
    assert api.reader.get(other.path, status=301).location.endswith(thread.path)
    browser = site.client("reader")
    assert browser.get(other.path, status=301).location.endswith(f"{thread.path}/{name(other.first)}")
    assert browser.get(other.path).follow().follow().html.h1.text.strip() == "Which room?"
    location = browser.get(other.rest[0], status=301).location
    assert location.endswith(f"{thread.path}/{name(other.rest[0])}")
    assert "Where?" not in browser.get(FORUM).html.main.text
    form = page.forms["reply"]
    form["text"] = "I was typing this."
    form.submit(status=303)
    assert len(thread.posts()) == len(everything) + 1
    api.member.post_json("/@drafts", {**draft, "fields": [["text", "Still typing"]]})
    assert "Still typing" in str([one["fields"] for one in api.member.get("/@drafts").json["items"]])
    # The request to undo may be sent to either address.
    for at in (other.path, thread.path):
        thread.undo(undo, at=at)
        assert names(other.posts()) == names([other.first, *other.rest])
        assert names(thread.posts())[:-1] == names([thread.first, *thread.rest, late])
    assert api.owner.get(other.path).json["answer"] == name(other.rest[0])
    assert api.owner.get(thread.path).json["answer"] is None
    assert api.reader.get(f"{thread.path}/@subscription").json["level"] == "mentions"


def test_merging_needs_the_right_on_both_and_shows_nothing_to_more_people(api, thread, make, site):
    hidden = make.discussion(PRIVATE + "/discussions", "Secret", by="owner")
    for login, status in (("guest", 404), ("reader", 403), ("member", 403)):
        thread.merge(hidden, login=login, status=status)
    thread.merge(thread.path, status=400)
    thread.merge(FORUM, status=400)
    thread.merge("/nowhere", status=400)
    # A moderator does not take posts out of their space; a facilitator of both does.
    Thread(api, hidden, 1).merge(thread.path, status=403)
    secret = Thread(api, hidden, 1)
    secret.merge(thread.path, login="facilitator")
    site.copy_audit()
    audited = site.client("owner").get(PRIVATE + "/audit").text
    assert "Finn Facilitator moved “What do you think?” out of “Confidential”, to “Which room?”." in audited
    assert api.outsider.get(secret.path, status=404)


def test_what_people_have_read_stays_read(api, thread, make, site):
    def unread(path, login="reader"):
        page = site.client(login).get(FORUM).html
        row = next(one for one in page.select(".m-row, li, tr") if one.find("a", href=lambda url: url and path in url))
        found = row.select_one(".m-unread, .m-new, [class*=unread]")
        return int("".join(filter(str.isdigit, found.text))) if found is not None else 0

    browser = site.client("reader")

    def read(path, upto):
        token = browser.get("/").html.select_one("[name=csrf_token]")["value"]
        at = api.reader.get(upto).json["created"]
        moment = int(datetime.fromisoformat(at).timestamp() * 1_000_000)
        browser.post(f"{path}/mark-read", {"csrf_token": token, "to": str(moment)}, status=303)

    one, two, three, four = thread.rest
    read(thread.path, two)
    assert unread(thread.path) == 2
    found = thread.split([one, four])
    fresh = local(found)
    assert (unread(thread.path), unread(fresh)) == (1, 1)
    # Reading on in one of them changes nothing in the other.
    read(thread.path, three)
    assert (unread(thread.path), unread(fresh)) == (0, 1)
    thread.undo(found["undo"])
    assert unread(thread.path) == 1
    assert site.client("reader").get(f"{thread.path}/first-unread").location.endswith(f"#{name(four)}")


def test_posts_in_every_state_go_along_and_are_found_where_they_are(api, thread, make, site):
    one, two, three, _four = thread.rest
    api.moderator.post_json(f"{two}/@workflow/hide", {"rule": "law", "comment": "Rude."})
    api.author.delete_json(three, status=204)
    waiting = make.post(thread.path, "<p>Unchecked</p>", state="pending", by="member")
    fresh = local(thread.split([one, two, three, name(str(waiting))]))
    assert drift(site) == {}
    assert names(thread.posts("reader", fresh)) == [name(one)]
    assert names(thread.posts("moderator", fresh)) == names([one, two, three, str(waiting)])
    page = site.client("reader").get(fresh)
    assert "Removed by the moderators: Rude." in page.text and "Unchecked" not in page.text
    # The numbers at both ends are those of posts that everyone could read.
    assert lines(page) == ["1 post was moved here from “Which room?” (2 March)."]
    place = f"{fresh}/{name(str(waiting))}"
    api.moderator.post_json(f"{place}/@workflow/approve", {})
    api.author.post_json(f"{fresh}/{name(three)}/@workflow/restore", {})
    api.moderator.post_json(f"{fresh}/{name(two)}/@workflow/unhide", {})
    assert len(thread.posts("reader", fresh)) == 4
    found = api.reader.get(f"/@search?SearchableText=Unchecked&path={fresh}").json["items"]
    assert [local(item) for item in found] == [place]
    assert api.reader.get(f"/@search?SearchableText=Unchecked&path={thread.path}").json["items_total"] == 0


def test_what_only_some_people_see_is_not_moved_to_where_others_do(api, thread):
    api.owner.post_json(f"{thread.path}/@sharing", {"inherit": False})
    thread.split(thread.rest[:1], login="owner", status=409)


def test_addresses_below_a_merged_discussion_lead_to_the_other_one(api, thread, make, site):
    other = Thread(api, make.discussion(FORUM, "Where?", by="member"), 1)
    api.reader.post_json(f"{other.path}/@subscription", {"level": "all"})
    other.merge(thread.path)
    assert drift(site) == {}
    audited = site.client("admin").get("/admin/audit").text
    assert "merged another discussion into “Which room?” (2 posts)." in audited
    browser = site.client("reader")
    assert browser.get(f"{other.path}/feed.atom", status=301).location.endswith(f"{thread.path}/feed.atom")
    found = api.reader.get(f"{thread.path}/@subscription").json
    assert local({"@id": found["inherited_from"]}) == thread.path and "Which room?" in found["because"]
    # Nothing else takes the address; without the post, it leads to the discussion.
    again = api.member.post_json(FORUM, {"@type": "discussion", "title": "Where?", "text": "<p>?</p>"}, status=201)
    assert local(again.json) != other.path
    api.moderator.post_json(f"{thread.path}/{name(other.first)}/@workflow/hide", {"rule": "law", "comment": "Rude."})
    assert browser.get(other.path, status=301).location.endswith(thread.path)
    assert site.client().get(other.path, status=404)


@pytest.mark.parametrize("reply_first", [True, False])
def test_a_reply_that_meets_a_merge_is_not_lost(thread, make, site, reply_first):
    other = make.discussion(FORUM, "Where?", by="member")
    act = ActionContext(site.id_of("moderator"), site.clock.now)

    def merge(root):
        viewer = AccessContext(root, site.person("moderator"), act.at)
        splitting.merge(viewer, act, find_resource(root, str(other)), find_resource(root, thread.path))

    def reply(root):
        find_resource(root, str(other)).reply(act, "<p>Here</p>")

    with site.connection() as (one, first), site.connection() as (two, second):
        (reply if reply_first else merge)(one.root()[SITE])
        (merge if reply_first else reply)(two.root()[SITE])
        first.commit()
        with pytest.raises(ConflictError):
            second.commit()
        first.begin()


def test_comments_reports_and_statements_stay_with_a_moved_post(api, thread, make, site):
    other = make.discussion(FORUM, "Where?", by="member")
    one, two, *_rest = thread.rest
    api.owner.post_json(f"{one}/@reports", {"rule": "spam", "text": "Lamps."}, status=201)
    api.moderator.post_json(f"{two}/@workflow/hide", {"rule": "law", "comment": "Rude."})
    before = api.member.get(f"{two}/@statement").json
    thread.merge(other)
    (asked,) = [item for item in api.moderator.get("/@queue").json["items"] if item["kind"] == "report"]
    sent = {"step": "remove", "comment": "Ads.", "version": asked["version"], "rule": "spam"}
    api.moderator.post_json(f"/@queue/{asked['id']}/decide", sent)
    assert api.author.get(f"{other}/{name(one)}/@statement").json["reason"] == "Ads."
    location = api.member.get(f"{two}/@statement", status=301).location.removeprefix("http://localhost")
    assert location == f"{other}/{name(two)}/@statement"
    after = api.member.get(location).json
    assert (after["reason"], after["since"]) == (before["reason"], before["since"])
    api.member.post_json(f"{two}/@appeal", {"text": "It was not."}, status=(200, 201, 204))
    assert [item for item in api.owner.get("/@queue").json["items"] if item["kind"] == "appeal"]
    assert drift(site) == {}


def test_comments_of_a_moved_post_are_read_and_changed_where_it_is(api, thread):
    one, two, *_rest = thread.rest
    fresh = local(thread.split([one, two]))
    comment = f"{thread.path}/@comments/{name(two)}"
    assert api.owner.get(comment, status=301).location.endswith(f"{fresh}/@comments/{name(two)}")
    api.member.patch_json(comment, {"text": "Changed"}, status=204)
    assert "Changed" in api.owner.get(f"{fresh}/@comments/{name(two)}").json["text"]["data"]
    api.member.delete_json(comment, status=204)
    assert names(thread.posts("reader", fresh)) == [name(one)]
