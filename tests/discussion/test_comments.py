"""``@comments``: the posts of a discussion as clients of Plone read and write them."""

import pytest

from tests.factories import GROUP, OPEN, PRIVATE


@pytest.fixture
def comments(make):
    return f"{make.discussion(GROUP + '/discussions', 'Which room?', by='member')}/@comments"


def added(api, address, text, login="author", **more):
    return api(login).post_json(address, {"text": text, **more}, status=204).headers["Location"]


def test_posts_are_comments(api, comments, clock):
    first = added(api, comments, "Blue & <bold>\nSecond line")
    clock.advance(seconds=1)
    answer = added(api, first, "<p>Why <b>blue</b>?</p>", "owner", mime_type="text/html")
    found = api.author.get(comments).json
    assert (found["items_total"], found["permissions"]) == (2, {"can_reply": True})
    one, two = found["items"]
    assert one["@id"] == first and two["@id"] == answer
    assert one["text"]["mime-type"] == "text/html" and "Blue &amp; &lt;bold&gt;" in one["text"]["data"]
    assert (one["author_username"], one["is_editable"], one["in_reply_to"]) == ("author", True, None)
    assert (two["in_reply_to"], two["@parent"]) == (one["comment_id"], first)
    assert two["is_editable"] is two["is_deletable"] is False
    assert api.author.get(f"{comments}?b_size=1&b_start=1").json["items"] == [two]
    assert api.author.get(answer).json == two


def test_a_comment_is_changed_and_deleted_by_who_may(api, comments):
    address = added(api, comments, "Blue.")
    api.member.patch_json(address, {"text": "Red."}, status=403)
    assert api.author.patch_json(address, {"text": "Green."}, status=204).headers["Location"] == address
    said = api.author.get(address).json
    assert "Green." in said["text"]["data"]
    # What was read can be sent back.
    api.author.patch_json(address, {**said, "in_reply_to": None}, status=204)
    api.member.delete(address, status=403)
    api.author.delete(address, status=204)
    api.member.get(address, status=404)
    assert api.member.get(comments).json["items_total"] == 0


def test_what_is_missing_hidden_or_wrong(api, make, comments):
    api.guest.post_json(comments, {}, status=404)
    public = make.discussion(OPEN + "/discussions", "Public", by="member")
    api.guest.post_json(f"{public}/@comments", {}, status=401)
    api.reader.post_json(comments, {}, status=403)
    for body in ({}, {"text": None}, {"text": " "}, {"text": 5}, {"text": "Yes.", "mime_type": "text/rtf"}):
        api.author.post_json(comments, body, status=400)
    api.author.post_json(f"{comments}/none", {"text": "Yes."}, status=404)
    hidden = make.discussion(PRIVATE + "/discussions", "Secret", by="member")
    for path in (f"{hidden}/@comments", f"{comments}/a/b"):
        api.outsider.get(path, status=404)
    waiting = make.post(comments.removesuffix("/@comments"), "<p>Waiting</p>", state="pending", by="author")
    assert api.member.get(comments).json["items_total"] == 0
    api.member.post_json(f"{comments}/{waiting.path.rpartition('/')[2]}", {"text": "Yes."}, status=404)
    assert api.moderator.get(comments).json["items_total"] == 1
