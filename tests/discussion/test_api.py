"""Discussions and posts through the API."""

import pytest

from tests.factories import GROUP, OPEN

FORUM = GROUP + "/discussions"


@pytest.fixture
def discussion(make):
    return make.discussion(in_=FORUM)


def test_starting_a_discussion(api):
    sent = {"@type": "discussion", "title": "Why?", "text": "<p>I wonder.</p>", "subjects": ["women"]}
    response = api.member.post_json(FORUM, sent, status=201)
    assert (response.json["title"], response.json["review_state"]) == ("Why?", "open")
    assert response.json["text"]["data"] == "<p>I wonder.</p>"
    api.member.post_json(FORUM, {"@type": "discussion", "title": "Why?"}, status=400)
    api.reader.post_json(FORUM, sent, status=403)
    api.outsider.post_json(FORUM, sent, status=403)


def test_replying(api, discussion):
    response = api.member.post_json(
        str(discussion), {"@type": "post", "title": "Mine", "text": "<p>Because <b>so</b>.</p>"}, status=201
    )
    assert response.json["title"] == "Because so."
    assert response.json["review_state"] == "published"
    found = api.reader.get(str(discussion)).json
    assert [item["title"] for item in found["items"]] == ["What do you think?", "Because so."]
    assert found["items_total"] == 2


@pytest.mark.parametrize(
    ("actor", "state", "status"),
    [
        ("member", "open", 201),
        ("member", "closed", 409),
        ("member", "archived", 409),
        ("moderator", "closed", 409),
        ("reader", "open", 403),
        ("reader", "closed", 403),
        ("outsider", "open", 403),
        ("guest", "open", 404),
    ],
)
def test_who_may_reply(api, make, actor, state, status):
    made = make.discussion(in_=FORUM, state=state)
    api(actor).post_json(str(made), {"@type": "post", "text": "<p>So.</p>"}, status=status)


def test_guests_are_asked_to_log_in_where_they_can_read(api, make):
    made = make.discussion(in_=OPEN + "/discussions", state="closed")
    api.guest.post_json(str(made), {"@type": "post"}, status=401)


@pytest.mark.parametrize("text", [None, 5, [], {}, {"data": None}, {"data": "x", "content-type": "image/png"}])
def test_a_post_without_a_text_is_refused(api, discussion, text):
    refused = api.member.post_json(str(discussion), {"@type": "post", "text": text}, status=400)
    assert "text" in refused.json["message"]


@pytest.mark.parametrize("state", ["pending", "hidden", "refused"])
def test_posts_that_wait_or_were_removed_are_for_their_writer_and_moderators(api, make, discussion, state):
    post = make.post(discussion, by="author", state=state)
    for actor, seen in {"author": True, "moderator": True, "member": False, "reader": False}.items():
        assert api(actor).get(str(discussion)).json["items_total"] == 1 + seen
        api(actor).get(str(post), status=200 if seen else 404)


def test_a_newcomers_first_post_waits(api, make):
    made = make.discussion(in_=OPEN + "/discussions", by="moderator")
    first = api.member.post_json(str(made), {"@type": "post", "text": "<p>Hello</p>"}).json
    assert first["review_state"] == "pending"
    api.moderator.post_json(f"{first['@id']}/@workflow/approve", {})
    assert (
        api.member.post_json(str(made), {"@type": "post", "text": "<p>Again</p>"}).json["review_state"] == "published"
    )


def test_a_first_post_that_waits_hides_the_discussion(api, make):
    made = make.discussion(in_=FORUM, first="pending")
    api.reader.get(str(made), status=404)
    assert api.member.get(str(made)).json["review_state"] == "open"
    assert api.reader.get(FORUM).json["items_total"] == 0
    assert api.moderator.get(FORUM).json["items_total"] == 1


def test_only_the_writer_changes_a_post(api, make, discussion):
    post = make.post(discussion, by="member")
    api.member.patch_json(str(post), {"text": "<p>Otherwise.</p>"}, status=204)
    found = api.reader.get(str(post)).json
    assert (found["text"]["data"], found["edited"]) == ("<p>Otherwise.</p>", True)
    api.member.patch_json(str(post), {"language": "de"}, status=204)
    assert api.member.get(str(post)).json["language"] == "de"
    api.moderator.patch_json(str(post), {"text": "<p>Mine.</p>"}, status=403)


def test_a_moderator_renames_a_discussion_but_leaves_its_words(api, discussion):
    api.moderator.patch_json(str(discussion), {"title": "Better"}, status=204)
    api.moderator.patch_json(str(discussion), {"text": "<p>Mine.</p>"}, status=403)
    api.member.patch_json(str(discussion), {"text": "<p>Mine.</p>"}, status=204)
    found = api.reader.get(str(discussion)).json
    assert (found["title"], found["text"]["data"]) == ("Better", "<p>Mine.</p>")


def test_posts_are_deleted_but_not_the_first(api, make, discussion):
    post = make.post(discussion)
    api.moderator.delete(str(post), status=403)
    api.member.delete(str(post), status=204)
    api.author.get(str(post), status=404)
    first = api.member.get(str(discussion)).json["items"][0]
    api.member.delete(first["@id"], status=409)
    closed = make.discussion(in_=FORUM)
    late = make.post(closed)
    make.step(closed, "close", by="moderator")
    api.member.delete(str(late), status=409)


def test_a_thread_comes_in_pieces_in_order_of_time(api, make, discussion):
    for number in range(5):
        make.post(discussion, text=f"<p>Number {number}</p>")
    found = api.reader.get(f"{discussion}?b_start=1&b_size=3").json
    assert [item["title"] for item in found["items"]] == ["Number 0", "Number 1", "Number 2"]
    assert found["items_total"] == 6


@pytest.mark.parametrize("name", ["x", "@nothing", "aaaaaaaaaaaaa", "9999999999999", "_posts"])
def test_what_is_no_post_is_not_there(api, discussion, name):
    api.member.get(f"{discussion}/{name}", status=404)


def test_a_reply_names_only_what_the_reader_sees_of_what_it_answers(api, make, discussion):
    asked = make.post(discussion, "<p>Is that so?</p>")
    answer = make.post(discussion, "<p>It is.</p>", by="author", in_reply_to=asked.uid)
    name = asked.path.rsplit("/", 1)[1]
    assert api.reader.get(str(answer)).json["in_reply_to"] == name
    make.step(asked, "hide", by="moderator")
    assert api.moderator.get(str(answer)).json["in_reply_to"] == name
    assert "in_reply_to" not in api.reader.get(str(answer)).json


def test_a_reply_to_what_is_gone_names_nothing(api, make, discussion):
    asked = make.post(discussion, "<p>Is that so?</p>")
    answer = make.post(discussion, "<p>It is.</p>", by="author", in_reply_to=asked.uid)
    api.member.delete(str(asked), status=204)
    assert "in_reply_to" not in api.author.get(str(answer)).json
