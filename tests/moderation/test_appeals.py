"""Statements of reasons and appeals: who reads them, who appeals, who decides, and what happens then."""

import pytest

from tests.emails import Emails
from tests.factories import GROUP, OPEN, PASSWORD, PRIVATE

FORUM = GROUP + "/discussions"
GROUND = {"comment": "Third time this week.", "rule": "spam"}


@pytest.fixture
def thread(make):
    return make.discussion(FORUM, "Which room?", by="member")


@pytest.fixture
def post(thread, api):
    return reply(api, thread)


def reply(api, thread, login="author", text="<p>Buy my lamps.</p>"):
    sent = {"@type": "post", "text": text}
    return api(login).post_json(str(thread), sent, status=201).json["@id"].removeprefix("http://localhost")


def hide(api, post, login="moderator", **ground):
    api(login).post_json(f"{post}/@workflow/hide", {**GROUND, **ground}, status=200)


def appeal(api, item, login="author", text="They are free.", status=201):
    return api(login).post_json(f"{item}/@appeal", {"text": text}, status=status).json


def waiting(api, login):
    return [one for one in api(login).get("/@queue").json["items"] if one["kind"] == "appeal"]


def decide(api, login, step, comment="You are right.", status=200, **more):
    (one,) = waiting(api, login)
    sent = {"step": step, "comment": comment, "version": one["version"], **more}
    return api(login).post_json(f"/@queue/{one['id']}/decide", sent, status=status)


def test_the_author_reads_the_statement_at_once(api, actors, post, site):
    hide(api, post)
    found = api.author.get(f"{post}/@statement").json
    assert found["restriction"] == "hidden" and found["until"] is None and found["automated"] is False
    assert found["reason"] == "Third time this week."
    assert found["ground"] == "rule" and found["rule"] == {"id": "spam", "number": 3, "title": "No advertising"}
    assert found["redress"]["status"] is None and found["redress"]["until"].startswith("2")
    page = actors.author.get(found["page"].removeprefix("http://localhost"))
    for text in ("The moderators have removed your post", "3. No advertising", "Third time this week.", "a moderator"):
        assert text in page.text
    assert "Moderator" not in page.html.main.text.replace("moderator", "")
    thread = actors.author.get(post).follow()
    assert "Decided by the moderators" in thread.text and "Reasons and appeal" in thread.text
    for login in ("guest", "outsider", "reader", "member"):
        api(login).get(f"{post}/@statement", status=404)
        actors(login).get(found["page"].removeprefix("http://localhost"), status=404)
    assert api.moderator.get(f"{post}/@statement").json["reason"] == "Third time this week."


def test_the_law_is_a_ground_of_its_own(api, post):
    hide(api, post, rule="law")
    assert api.author.get(f"{post}/@statement").json["ground"] == "law"


def test_someone_else_decides_on_the_appeal_of_the_author(api, post, site):
    hide(api, post)
    lodged = appeal(api, post)
    assert lodged["status"] == "waiting" and lodged["decided"] is None
    appeal(api, post, status=409)
    assert api.author.get(f"{post}/@statement").json["redress"]["status"] == "waiting"
    # Neither the person who decided, nor people without the right to.
    for login in ("moderator", "author", "member", "reader"):
        assert waiting(api, login) == []
    (one,) = waiting(api, "facilitator")
    assert one["message"] == "They are free."
    api.moderator.get(f"/@queue/{one['id']}", status=409)
    decide(api, "facilitator", "grant", comment="", status=400)
    decide(api, "facilitator", "grant")
    assert api.reader.get(post).json["review_state"] == "published"
    assert waiting(api, "facilitator") == []


def test_a_kept_decision_is_final_and_says_why(api, post):
    hide(api, post)
    appeal(api, post)
    decide(api, "facilitator", "keep", "It was advertising.")
    found = api.author.get(f"{post}/@appeal").json
    assert found["status"] == "refused" and found["decided"]["reason"] == "It was advertising."
    appeal(api, post, status=409)
    api.reader.get(post, status=404)


@pytest.mark.parametrize(("days", "status"), [(180, 201), (185, 409)])
def test_the_time_for_an_appeal_is_six_months(site, api, make, clock, days, status):
    post = reply(api, make.discussion(FORUM, "Lamps", by="member"), "owner")
    hide(api, post)
    clock.advance(days=days)
    # The log-in has ended by then.
    token = site.program().post_json("/@login", {"login": "owner", "password": PASSWORD}).json["token"]
    owner = site.program("owner")
    owner.authorization = ("Bearer", token)
    appeal(lambda _login: owner, post, "owner", status=status)


@pytest.mark.parametrize("login", ["guest", "outsider", "reader", "member", "moderator"])
def test_only_the_author_appeals(api, post, login):
    hide(api, post)
    appeal(api, post, login, status=404)


def test_without_a_restriction_there_is_nothing_to_appeal(api, post):
    appeal(api, post, status=404)
    api.author.get(f"{post}/@appeal", status=404)


def test_an_appeal_ends_when_the_restriction_does(api, post):
    hide(api, post)
    appeal(api, post)
    api.moderator.post_json(f"{post}/@workflow/unhide", {}, status=200)
    assert waiting(api, "facilitator") == []
    hide(api, post)
    appeal(api, post)


def test_the_dialogue_is_between_the_author_and_the_moderators(api, actors, post, site):
    hide(api, post)
    appeal(api, post)
    page = api.author.get(f"{post}/@statement").json["page"].removeprefix("http://localhost")
    form = next(one for one in actors.facilitator.get(page).forms.values() if "appeal" in one.fields)
    form["text"] = "Who makes them?"
    form.submit("do", value="say").follow()
    (message,) = api.author.get(f"{post}/@appeal").json["messages"]
    assert (message["from"], message["text"]) == ("moderators", "Who makes them?")
    form = next(one for one in actors.author.get(page).forms.values() if "appeal" in one.fields)
    form["text"] = "My sister."
    shown = form.submit("do", value="say").follow()
    assert "My sister." in shown.text and "The moderators" in shown.text
    assert "Facilitator" not in shown.html.main.text


def test_a_reporter_appeals_against_the_dismissal(api, post):
    api.member.post_json(f"{post}/@reports", {"rule": "spam", "text": "Lamps."}, status=201)
    (one,) = [one for one in api.moderator.get("/@queue").json["items"] if one["kind"] == "report"]
    api.moderator.post_json(f"/@queue/{one['id']}/decide", {"step": "dismiss", "comment": "Fine."})
    api.member.post_json(f"{post}/@reports", {"rule": "spam", "text": "Lamps!"}, status=409)
    appeal(api, post, "reader", status=404)
    appeal(api, post, "member", "It is advertising.")
    assert waiting(api, "moderator") == [] and waiting(api, "author") == []
    decide(api, "facilitator", "grant", "Right, it is.", status=400)
    decide(api, "facilitator", "grant", "Right, it is.", rule="spam")
    assert api.author.get(f"{post}/@statement").json["reason"] == "Right, it is."
    assert api.member.get(f"{post}/@appeal", status="*").status_int in (200, 404)


def test_a_rejected_post_is_edited_and_sent_again(api, make, thread, actors):
    post = str(make.post(thread, "<p>Lamps</p>", by="author", state="pending"))
    api.moderator.post_json(f"{post}/@workflow/refuse", GROUND, status=200)
    assert api.author.get(f"{post}/@statement").json["restriction"] == "refused"
    api.author.patch_json(post, {"text": "<p>Chairs</p>"}, status=204)
    assert api.author.get(post).json["review_state"] == "pending"
    api.author.get(f"{post}/@statement", status=404)
    api.moderator.post_json(f"{post}/@workflow/approve", {}, status=200)
    assert "Chairs" in api.reader.get(post).text


def test_the_banned_read_why_and_appeal(api, actors, site):
    api.facilitator.post_json(f"{OPEN}/@bans", {"person": "member", **GROUND, "until": "2030-01-01"})
    found = api.member.get(f"{OPEN}/@statement").json
    assert found["restriction"] == "ban" and found["until"].startswith("2030-01-01")
    assert "Reasons and appeal" in actors.member.get(OPEN).text
    appeal(api, OPEN, "member", "It was my brother.")
    assert waiting(api, "facilitator") == []
    decide(api, "owner", "grant")
    api.member.get(f"{OPEN}/@statement", status=404)


def test_the_banned_of_a_private_space_read_the_statement_and_nothing_of_the_space(api, actors, site):
    api.facilitator.post_json(f"{PRIVATE}/@bans", {"person": "member", **GROUND})
    api.member.get(PRIVATE, status=404)
    (mail,) = [text for to, text in _texts(site) if "statements/" in text]
    page = "/statements/" + mail.split("/statements/")[1].split()[0]
    shown = actors.member.get(page)
    assert "Third time this week." in shown.text


def _texts(site):
    return [one[::2] for one in Emails(site.registry).all()]


def test_the_creator_cannot_lift_what_others_decided(api, make):
    discussion = make.discussion(FORUM, "Mine", by="moderator")
    api.facilitator.post_json(f"{discussion}/@workflow/close", GROUND, status=200)
    api.moderator.post_json(f"{discussion}/@workflow/reopen", {}, status=403)
    api.owner.post_json(f"{discussion}/@workflow/reopen", {}, status=200)


def test_moderators_are_not_named_in_emails(api, site, post):
    hide(api, post)
    (text,) = [text for _to, text in _texts(site) if "Third time" in text]
    assert "The moderators have removed your post" in text and "No advertising" in text
    assert "You can appeal until" in text and "/statements/" in text
    assert "Decided by: a moderator" in text


def test_emails_about_confidential_spaces_say_neither_title_nor_reason(api, site, make):
    thread = make.discussion(PRIVATE + "/discussions", "Secret plans", by="owner")
    post = reply(api, thread, "member", "<p>We sell it.</p>")
    emails = Emails(site.registry)
    hide(api, post, "facilitator")
    appeal(api, post, "member", "Why?")
    decide(api, "owner", "keep", "It stays.")
    texts = [subject + text for subject, text in emails.to("member")]
    assert len(texts) == 2 and all("/statements/" in text for text in texts)
    for words in ("Secret", "sell", "Third time", "It stays", "advertising"):
        assert not any(words in text for text in texts)
