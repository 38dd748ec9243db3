"""Reports of illegal content without an account: what is required, the receipt, the decision and the appeal."""

from datetime import timedelta

import pytest

from moothall.moderation.contacts import contacts_before
from moothall.moderation.guests.periodic_tasks import forget_contacts
from tests.emails import Emails
from tests.factories import GROUP, OPEN

FULL = {"name": "Rita Rights", "email": "rita@example.net", "text": "It is a threat.", "sure": True}


@pytest.fixture
def thread(make):
    return make.discussion(OPEN + "/discussions", "Which room?", by="owner")


@pytest.fixture
def post(make, thread):
    return str(make.post(thread, "<p>Beware.</p>", by="member", state="published"))


def report(api, post, status=201, **changes):
    return api.guest.post_json(f"{post}/@reports", {**FULL, **changes}, status=status).json


def waiting(api, kind="report", login="facilitator"):
    return [one for one in api(login).get("/@queue").json["items"] if one["kind"] == kind]


def decide(api, step, kind="report", login="facilitator", **more):
    (one,) = waiting(api, kind, login)
    sent = {"step": step, "version": one["version"], "comment": "Looked at.", **more}
    return api(login).post_json(f"/@queue/{one['id']}/decide", sent)


def test_a_guest_reports_and_gets_a_receipt_and_the_decision(api, site, post, actors):
    emails = Emails(site.registry)
    report(api, post)
    ((_subject, receipt),) = emails.at("rita@example.net")
    link = "/report-decisions/" + receipt.split("/report-decisions/")[1].split()[0]
    assert "not decided yet" in actors.guest.get(link).text
    (one,) = waiting(api)
    assert one["message"] == "It is a threat." and one["asked_by"] is None
    (found,) = api.facilitator.get(f"{post}/@reports").json["items"]
    assert found["name"] == "Rita Rights" and found["person"] is None and "rita@" not in str(found)
    assert "Rita Rights" in actors.facilitator.get("/queue").text
    decide(api, "dismiss")
    text = emails.at("rita@example.net")[-1][1]
    assert "have kept the post" in text and link in text and "Facilitator" not in text
    page = actors.guest.get(link)
    assert "The moderators have kept the post" in page.text and "Looked at." in page.text


def test_a_guest_appeals_with_the_link_and_someone_else_decides(api, site, post, actors):
    emails = Emails(site.registry)
    report(api, post)
    link = "/report-decisions/" + emails.at("rita@example.net")[0][1].split("/report-decisions/")[1].split()[0]
    decide(api, "dismiss")
    page = actors.guest.get(link)
    form = next(one for one in page.forms.values() if "text" in one.fields)
    form["text"] = "Read it again."
    assert "waiting for a decision" in form.submit().follow().text
    assert waiting(api, "appeal") == []
    decide(api, "grant", "appeal", "owner", rule="law")
    assert "was granted" in actors.guest.get(link).text
    api.guest.get(post, status=404)
    assert any("Your appeal was granted" in subject for subject, _text in emails.at("rita@example.net"))


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"email": ""}, {"email": "rita"}, {"text": " "}, {"sure": False}, {"text": 7}],
)
def test_what_is_missing_is_said_and_nothing_is_stored(api, post, site, changes):
    emails = Emails(site.registry)
    report(api, post, status=400, **changes)
    assert waiting(api) == [] and emails.all() == []


def test_the_law_lets_some_stay_unnamed(api, post, site):
    report(api, post, name="", email="", waived=True)
    assert len(waiting(api)) == 1 and Emails(site.registry).at("") == []
    (found,) = api.facilitator.get(f"{post}/@reports").json["items"]
    assert found["name"] == "Someone without an account"


def test_the_form_keeps_what_was_typed(actors, post):
    page = actors.guest.get(f"{post}/report")
    form = next(one for one in page.forms.values() if "sure" in one.fields)
    form["name"], form["email"], form["text"] = "Rita", "rita", "A threat."
    refused = form.submit(status=422)
    form = next(one for one in refused.forms.values() if "sure" in one.fields)
    assert form["name"].value == "Rita" and form["text"].value == "A threat."
    form["email"] = "rita@example.net"
    form["sure"].checked = True
    assert "reported" in form.submit().follow().text


def test_reports_of_guests_hide_nothing_and_are_limited(api, post):
    for number in range(5):
        report(api, post, email=f"rita{number}@example.net")
    assert api.guest.get(post).json["review_state"] == "published"
    for _number in range(5):
        report(api, post, status="*")
    report(api, post, status=429)


def test_what_a_guest_cannot_see_is_not_there(api, make, actors):
    thread = make.discussion(GROUP + "/discussions", "Hidden?", by="member")
    hidden = str(make.post(thread, "<p>x</p>", by="member"))
    report(api, hidden, status=404)
    actors.guest.get(f"{hidden}/report", status=404)
    actors.guest.get("/report-decisions/abc", status=404)
    actors.guest.get("/report-decisions/", status=404)


def test_addresses_are_deleted_after_a_year(api, post, site, clock):
    report(api, post)
    clock.advance(days=370)
    forget_contacts(site.registry)
    assert site.people(lambda people: list(contacts_before(people, clock.now + timedelta(days=1)))) == []


def test_people_with_an_account_report_wherever_they_see(api, post):
    sent = {"rule": "spam", "text": ""}
    assert api.outsider.post_json(f"{post}/@reports", sent, status=201)
