"""Reports of posts: who reports, who decides, what the author and the reporters hear."""

import pytest

from tests.emails import Emails
from tests.factories import GROUP, PRIVATE
from tests.people.test_own_data import erase

FORUM = GROUP + "/discussions"


@pytest.fixture
def thread(make):
    return make.discussion(FORUM, "Which room?", by="member")


@pytest.fixture
def post(thread, api):
    sent = {"@type": "post", "text": "<p>Buy my lamps.</p>"}
    return api.author.post_json(str(thread), sent, status=201).json["@id"].removeprefix("http://localhost")


def report(api, login, post, rule="spam", text="Lamps again.", status=201):
    return api(login).post_json(f"{post}/@reports", {"rule": rule, "text": text}, status=status).json


def waiting(api, login="moderator"):
    return [one for one in api(login).get("/@queue").json["items"] if one["kind"] == "report"]


def decide(api, step, comment="", login="moderator", rule="spam"):
    (one,) = waiting(api, login)
    sent = {"step": step, "comment": comment, "version": one["version"], "rule": rule}
    return api(login).post_json(f"/@queue/{one['id']}/decide", sent)


def test_reports_about_one_post_are_one_decision(api, post, clock):
    report(api, "member", post)
    clock.advance(seconds=1)
    report(api, "owner", post, "topic", "Not here.")
    (one,) = waiting(api)
    assert one["message"] == "Lamps again.\nNot here."
    assert [step["id"] for step in one["steps"]] == ["remove", "dismiss"]
    for login in ("author", "reader", "reviewer"):
        assert waiting(api, login) == []
    assert len(api.moderator.get(f"{post}/@reports").json["items"]) == 2
    assert [item["person"] for item in api.member.get(f"{post}/@reports").json["items"]] == ["member"]
    assert api.author.get(f"{post}/@reports").json["items"] == []


@pytest.mark.parametrize(
    ("login", "rule", "status"),
    [
        ("guest", "spam", 404),
        ("author", "spam", 403),
        ("member", "", 400),
        ("member", "none", 400),
        ("reader", "spam", 201),
    ],
)
def test_who_reports_names_a_rule_and_not_ones_own(api, post, login, rule, status):
    report(api, login, post, rule, status=status)


def test_a_post_that_is_hidden_cannot_be_reported(api, make):
    discussion = make.discussion(PRIVATE + "/discussions", "Secret", by="owner")
    sent = {"@type": "post", "text": "<p>Words.</p>"}
    post = api.owner.post_json(str(discussion), sent).json["@id"]
    report(api, "outsider", post, status=404)
    report(api, "member", post)
    assert waiting(api, "outsider") == []
    api.owner.delete(f"{PRIVATE}/@members/moderator", status=204)
    assert waiting(api, "moderator") == [] and len(waiting(api, "facilitator")) == 1


def test_removing_tells_the_author_why_and_the_reporters_what_was_decided(api, site, post):
    report(api, "member", post)
    decide(api, "remove", "Advertising, see rule 3.")
    assert waiting(api) == []
    emails = Emails(site.registry)
    assert [subject for subject, _text in emails.to("author")] == ["Your post was removed: Which room?"]
    assert "Advertising, see rule 3." in emails.to("author")[0][1] and "Mika" not in emails.to("author")[0][1]
    ((subject, text),) = emails.to("member")
    assert subject == "Your report: Which room?" and "have removed the post you reported" in text
    found = api.author.get(f"{post}/@statement").json
    assert (found["restriction"], found["reason"], found["automated"]) == ("hidden", "Advertising, see rule 3.", False)
    api.member.get(f"{post}/@statement", status=404)


def test_no_one_decides_on_reports_about_their_own_post(api, thread):
    sent = {"@type": "post", "text": "<p>Mine.</p>"}
    own = api.moderator.post_json(str(thread), sent).json["@id"]
    report(api, "member", own)
    assert waiting(api, "moderator") == []
    assert api.moderator.get(f"{own}/@reports").json["items"] == []
    decide(api, "dismiss", login="facilitator")


def test_reports_are_decided_after_their_rule_was_replaced_or_removed(api, site, post):
    report(api, "member", post)
    first = api.facilitator.post_json(f"{GROUP}/@rules", {"title": "Be kind"}).json["id"]
    report(api, "reader", post, first, "Rude.")
    shown = site.client("moderator").get("/queue").text
    assert "No advertising – Lamps again." in shown and "3. No advertising –" not in shown
    api.facilitator.delete(f"{GROUP}/@rules/{first}")
    assert "Removed rule – Rude." in site.client("moderator").get("/queue").text
    decide(api, "dismiss")


def test_removing_a_post_on_its_page_decides_on_the_reports(api, site, post):
    report(api, "member", post)
    api.moderator.post_json(f"{post}/@workflow/hide", {"rule": "law", "comment": "Rule 3."})
    assert waiting(api) == []
    assert any("have removed the post" in text for _subject, text in Emails(site.registry).to("member"))


def test_dismissing_keeps_the_post(api, site, post):
    report(api, "member", post)
    decide(api, "dismiss")
    assert api.reader.get(post).json["review_state"] == "published"
    assert any("have kept the post" in text for _subject, text in Emails(site.registry).to("member"))
    api.author.get(f"{post}/@statement", status=404)


def test_enough_reports_hide_a_post_until_a_moderator_decides(api, site, post):
    logins = ("member", "owner", "facilitator", "reader", "moderator")
    for login in logins[:4]:
        report(api, login, post)
        report(api, login, post)
    assert api.reader.get(post).json["review_state"] == "published"
    report(api, logins[4], post)
    api.reader.get(post, status=404)
    found = api.author.get(f"{post}/@statement").json
    assert found["automated"] is True and found["rule"]["title"] == "No advertising"
    assert "reports" not in [one["id"] for one in api.author.get(f"{post}/@workflow").json["transitions"]]
    decide(api, "dismiss")
    assert api.reader.get(post).json["review_state"] == "published"


def test_a_post_is_reported_and_decided_in_the_browser(site, thread, post, api):
    page = site.client("member").get(str(thread)).click("Report")
    form = next(one for one in page.forms.values() if "rule" in one.fields)
    assert "Choose the rule that the post breaks." in form.submit(status=422)
    form["rule"], form["text"] = "spam", "Lamps."
    page = form.submit(status=303).follow()
    assert "Post in “Which room?” reported." in page.text
    assert not [
        one
        for one in site.client("author").get(str(thread)).html.select("a.m-act")
        if one["href"].endswith(f"{post}/report")
    ]
    queue = site.client("moderator").get("/queue")
    assert "3. No advertising – Lamps." in queue.text and "Mika Member" in queue.text
    assert "1" in queue.html.select_one('a[href="/queue"] .m-count').text


def test_reports_go_with_the_account_of_who_made_them(api, post, site):
    report(api, "member", post)
    erase(site.client("member"))
    assert waiting(api) == []
