"""Deleted posts: who sees and restores them, where they return to, and when they are deleted permanently."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyramid.traversal import find_resource

from moothall.core.base.dates import microseconds
from moothall.core.event_log.log import ActionContext
from moothall.core.operations.deletion import RESTORABLE, purge_deleted
from moothall.core.search.query import ContentQuery
from moothall.core.workflow import transition as transitions
from moothall.discussion.states import PUBLISHED
from moothall.discussion.visible_thread import VisibleThread
from tests.emails import Emails
from tests.factories import GROUP, OPEN
from tests.whole_site import WholeSite

FORUM = GROUP + "/discussions"


@pytest.fixture
def thread(make):
    return make.discussion(in_=FORUM)


def titles(api, login, thread):
    return [item["title"] for item in api(login).get(str(thread)).json["items"]]


def reply(api, login, thread, text, **more):
    api(login).app.registry.clock.advance(seconds=1)
    return api(login).post_json(str(thread), {"@type": "post", "text": f"<p>{text}</p>", **more}).json


def restore(api, login, post, status=200):
    return api(login).post_json(f"{post['@id']}/@workflow/restore", {}, status=status)


def test_its_author_restores_it_in_its_place_with_what_it_quoted_and_its_history(api, thread):
    one = reply(api, "author", thread, "One")
    two = reply(api, "member", thread, "Two", in_reply_to=one["UID"])
    reply(api, "author", thread, "Three", in_reply_to=two["UID"])
    api.member.patch_json(two["@id"], {"text": "<p>Second</p>"})
    before = api.reader.get(str(thread)).json
    api.member.delete(two["@id"])
    api.member.delete(two["@id"])
    for login in ("author", "reader"):
        assert titles(api, login, thread) == ["What do you think?", "One", "Three"]
        api(login).get(two["@id"], status=404)
        restore(api, login, two, status=404)
    found = api.member.get(two["@id"]).json
    assert found["review_state"] == "deleted"
    restore(api, "member", two)
    restore(api, "member", two)
    after = api.reader.get(str(thread)).json
    assert after["items"] == before["items"]
    assert after["items_total"] == 4
    again = api.reader.get(two["@id"]).json
    assert (again["in_reply_to"], again["edited"]) == (one["UID"], True)


@pytest.mark.parametrize("login", ["moderator", "facilitator", "owner"])
def test_those_who_moderate_restore_it(api, thread, login):
    post = reply(api, "member", thread, "Mine")
    api.member.delete(post["@id"])
    assert titles(api, login, thread)[-1] == "Mine"
    assert restore(api, login, post).json["review_state"] == "published"
    assert titles(api, "reader", thread)[-1] == "Mine"


def test_a_pending_post_waits_again_and_nobody_is_notified_twice(api, make, site):
    thread = make.discussion(in_=OPEN + "/discussions", by="moderator")
    post = reply(api, "member", thread, "Hello")
    assert post["review_state"] == "pending"
    mails = Emails(site.registry)
    mails.send()
    sent = len(mails.all())
    api.member.delete(post["@id"])
    assert restore(api, "member", post).json["review_state"] == "pending"
    assert len(mails.all()) == sent


def test_a_first_post_is_deleted_only_with_its_discussion(api, thread):
    first = api.member.get(str(thread)).json["items"][0]
    for login in ("author", "member", "facilitator"):
        assert api(login).delete(first["@id"], status="*").status_int in (403, 409)
        steps = api(login).get(first["@id"] + "/@workflow").json["transitions"]
        assert "delete" not in [step["@id"].rpartition("/")[2] for step in steps]
    refused = api.member.post_json(first["@id"] + "/@workflow/delete", {}, status=409).json
    assert refused["message"] == "You can only delete the first post by deleting the whole discussion."


def test_in_a_closed_discussion_only_moderators_restore(api, thread):
    post = reply(api, "member", thread, "Mine")
    api.member.delete(post["@id"])
    api.moderator.post_json(f"{thread}/@workflow/close", {"comment": "So.", "rule": "law"})
    restore(api, "member", post, status=409)
    assert [
        step["@id"].rpartition("/")[2] for step in api.member.get(post["@id"] + "/@workflow").json["transitions"]
    ] == []
    restore(api, "moderator", post)
    api.member.delete(post["@id"], status=409)


def test_in_a_suspended_space_no_one_restores(api, make):
    space = make.workspace(preset="members-group")
    thread = make.discussion(in_=space / "discussions", by="owner")
    post = reply(api, "member", thread, "Mine")
    api.member.delete(post["@id"])
    api.sitemoderator.post_json(f"{space}/@workflow/suspend", {"comment": "Wait."}, status="*")
    for login in ("member", "moderator", "owner"):
        restore(api, login, post, status=409)


def test_after_the_discussion_was_deleted_nothing_is_left(api, make, site):
    thread = make.discussion(in_=FORUM, by="member")
    post = reply(api, "member", thread, "Mine")
    api.member.delete(post["@id"])
    api.facilitator.delete(str(thread), status="*")
    restore(api, "member", post, status=404)


def test_after_30_days_it_is_deleted_permanently(api, thread, site):
    post = reply(api, "member", thread, "Mine")
    other = reply(api, "author", thread, "An answer", in_reply_to=post["UID"])
    api.member.delete(post["@id"])
    site.clock.now += RESTORABLE - timedelta(hours=1)
    assert purge_deleted(site.registry) == 0
    site.clock.now += timedelta(hours=2)
    assert purge_deleted(site.registry) == 1
    api.member.get(post["@id"], status=404)
    site.clock.now -= RESTORABLE
    assert "in_reply_to" not in api.author.get(other["@id"]).json
    assert titles(api, "moderator", thread) == ["What do you think?", "An answer"]


def test_the_message_after_deleting_names_the_post_and_undoes_it(site, api, thread):
    post = reply(api, "member", thread, "Words of mine")
    browser = site.client("member")
    question = browser.get(f"{post['@id']}/delete")
    assert "restore it for 30 days" in question.text
    form = next(form for form in question.forms.values() if form.action.endswith("/delete"))
    first, second = form.submit(status=303), form.submit(status=303)
    assert first.location == second.location
    page = first.follow()
    page = page.follow() if page.status_int == 303 else page
    said = page.html.select_one(".m-said")
    assert "“Words of mine” deleted. It can be restored for 30 days." in said.text
    undo = said.select_one("[formaction]")["formaction"]
    token = page.forms["act"]["csrf_token"].value
    site.client("reader").post(undo, {"csrf_token": token}, status="4*")
    answers = [browser.post(undo, {"csrf_token": token}, status=303).location for _ in range(2)]
    assert answers[0] == answers[1]
    assert titles(api, "reader", thread)[-1] == "Words of mine"


STEPS = st.lists(
    st.tuples(st.sampled_from(("reply", "delete", "restore", "edit", "hide", "unhide")), st.integers(0, 7)),
    min_size=4,
    max_size=14,
)


def act_at_random(site, root, thread, step, number):
    """Take one step on a post of the thread, if its author or a moderator may take it."""
    act = ActionContext(site.id_of("moderator" if "hid" in step else "member"), site.clock.advance(seconds=1))
    posts = list(thread.posts())
    post = posts[number % len(posts)]
    if step == "reply":
        thread.reply(act, f"<p>Post {len(posts)}</p>", in_reply_to=post.uid)
    elif step == "edit":
        post.edit(act, f"<p>Edited {number}</p>")
    else:
        viewer = site.viewer(root, "moderator" if "hid" in step else "member")
        if viewer.sees(post) and step in [one.id for one in transitions.available(viewer, post)]:
            transitions.perform(viewer, act.because("Spam").citing("spam") if step == "hide" else act, post, step)


@pytest.mark.parametrize("examples", [5, pytest.param(1000, marks=pytest.mark.long)])
def test_whatever_is_deleted_and_restored_numbers_and_links_agree_with_what_is_shown(base, examples):
    base.clock.now = base.beginning
    with WholeSite(base) as site:
        made = site.make.discussion(in_=FORUM, by="member")

        @settings(max_examples=examples, deadline=None)
        @given(steps=STEPS)
        def check(steps):
            def story(root):
                thread = find_resource(root, str(made))
                for step, number in steps:
                    act_at_random(site, root, thread, step, number)
                check_numbers(site, root, thread)

            site.read(story)

        check()


def check_numbers(site, root, thread):
    every = list(thread.posts())
    assert thread.published_count == sum(post.own_state == PUBLISHED for post in every)
    assert thread.total == len(every)
    for login in ("member", "moderator", "reader"):
        viewer = site.viewer(root, login)
        seen = VisibleThread(viewer, thread)
        shown = [post for post in every if viewer.sees(post) or post.own_state == "hidden"]
        assert seen.total == len(shown)
        assert [seen.position_of(post) for post in shown] == list(range(len(shown)))
        assert seen.slice(0, 100) == shown
        for number, post in enumerate(shown, 1):
            assert seen.position_after(microseconds(post.created)) == number
        assert not any(post.deleted for post in shown) or login != "reader"
        found = ContentQuery(viewer).of("post").within(thread).count()
        assert found == sum(viewer.sees(post) for post in every)
    for post in every:
        assert (post.own_state == "deleted") == bool(post.deleted) == bool(post.state_before)


@pytest.mark.parametrize(("state", "step"), [("pending", "refuse"), ("published", "hide")])
def test_the_author_reads_in_the_thread_why_a_post_was_rejected_or_removed(site, make, api, thread, state, step):
    post = make.post(thread, "<p>Mine</p>", by="member", state=state)
    api.moderator.post_json(f"{post}/@workflow/{step}", {"comment": "Off topic.", "rule": "topic"})
    assert "Decided by the moderators" in site.client("member").get(str(thread)).text
    assert "Decided by the moderators" not in site.client("author").get(str(thread)).text
    assert "decided by Mona Moderator" in site.client("facilitator").get(str(thread)).text


def test_deleting_a_discussion_says_that_all_its_posts_are_lost(make, as_facilitator):
    discussion = make.discussion(by="author")
    for n in range(2):
        make.post(discussion, f"Reply {n}", by="member")
    words = as_facilitator.get(f"{discussion}/delete", headers={"Accept": "text/html"}).html.main.text
    assert "permanently deletes all posts of the discussion (3)" in words
