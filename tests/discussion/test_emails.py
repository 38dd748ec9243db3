"""Emails about posts: decisions of moderators and replies, and who gets none."""

import pytest

from tests.emails import Emails, take_step
from tests.factories import GROUP, PRIVATE


@pytest.fixture
def mails(site):
    return Emails(site.registry)


@pytest.mark.parametrize("name", ["refuse", "hide"])
def test_the_writer_of_a_post_is_told_why_it_is_not_there(make, api, mails, name):
    discussion = make.discussion(title="Rooms", by="owner")
    post = make.post(discussion, by="member", state="pending" if name == "refuse" else "published")
    take_step(api, "moderator", post, name, "Who pays for the room?")
    ((subject, text),) = mails.to("member")
    assert "Rooms" in subject and "> Who pays for the room?" in text


def test_who_began_a_discussion_is_told_of_a_reply(make, api, mails):
    discussion = make.discussion(GROUP + "/discussions", "Rooms", by="owner")
    make.post(discussion, by="author")
    api.member.post_json(str(discussion), {"@type": "post", "text": "<p>I agree.</p>"}, status=201)
    assert mails.receivers() == ["owner"]
    ((subject, text),) = mails.to("owner")
    assert subject == "Reply: Rooms"
    assert text.startswith("Mika Member replied in “Rooms”, which you started.\n\n> I agree.\n")


def test_who_was_answered_is_told(make, as_member, mails):
    discussion = make.discussion(GROUP + "/discussions", "Rooms", by="owner")
    post = make.post(discussion, by="author")
    name = post.path.rsplit("/", 1)[1]
    page = as_member.get(str(discussion), {"reply_to": name})
    form = next(form for form in page.forms.values() if "text" in form.fields and form.action.endswith("/replies"))
    form["text"] = "I agree."
    form.submit(status=303)
    ((_subject, text),) = mails.to("author")
    assert text.startswith("Mika Member replied to you in “Rooms”.")
    assert mails.receivers() == ["author", "owner"]


def test_a_reply_that_waited_is_told_when_it_is_published(make, api, mails):
    discussion = make.discussion(title="Rooms", by="owner")
    post = make.post(discussion, "<p>I agree.</p>", by="author", state="pending")
    take_step(api, "moderator", post, "approve")
    ((_subject, text),) = mails.to("owner")
    assert text.startswith("Anna Author replied in “Rooms”")


def test_a_step_of_any_name_that_publishes_a_reply_tells_of_it(make, api, mails):
    def rename(table):
        table["transitions"]["let_in"] = table["transitions"].pop("approve")

    make.table("post", rename)
    post = make.post(make.discussion(title="Rooms", by="owner"), "<p>I agree.</p>", by="author", state="pending")
    take_step(api, "moderator", post, "let_in")
    ((_subject, text),) = mails.to("owner")
    assert text.startswith("Anna Author replied in “Rooms”")


def test_who_may_no_longer_read_it_gets_no_mail(make, api, mails):
    discussion = make.discussion(PRIVATE + "/discussions", "Secret", by="member")
    api.owner.post_json(str(discussion), {"@type": "post", "text": "Hello."}, status=201)
    make.member(PRIVATE, "member")
    assert mails.all() == []
