"""A step, an answer or a confirmation that is sent twice by the same person answers "done", and is done once."""

import pytest

from moothall.people.pending_verifications import ADDRESS, verifications_in
from tests.emails import Emails
from tests.factories import CURATED, GROUP, PRIVATE

LIBRARY = CURATED + "/documents"

SPAM = {"reason": "Spam", "rule": "spam"}


@pytest.fixture
def mails_of(site):
    mails = Emails(site.registry)
    return lambda login: len(mails.to(login))


def events(api, item):
    return api.admin.get(f"{item}/@history").json


def twice(client, address, sent=None):
    """Send one form of a page twice; return where both answers lead."""
    token = client.get("/").forms["act"]["csrf_token"].value if "act" in client.get("/").forms else ""
    answers = [client.post(address, {"csrf_token": token, **(sent or {})}, status=303) for _ in range(2)]
    return [answer.location for answer in answers]


def test_a_step_sent_twice_is_done_once(site, make, api):
    waiting = [make.document(LIBRARY, f"Plan {n}", by="author", state="proposed") for n in range(4)]
    browser = site.client("facilitator")
    for item, step, sent in (
        (waiting[0], "approve", {}),
        (waiting[1], "request_changes", {"reason": "Who pays?"}),
        (waiting[0], "archive", {}),
        (waiting[0], "unarchive", {}),
        (waiting[2], "delete", {}),
        (waiting[2], "restore", {}),
    ):
        before = len(events(api, item))
        first, second = twice(browser, f"{item}/workflow/{step}", sent)
        assert first == second and f"step={step}" in first, step
        shown = browser.get(first).text
        assert 'class="m-said"' in shown, step
        assert len(events(api, item)) <= before + 2, step
    made, program = waiting[3], site.program("facilitator")
    answers = [program.post_json(f"{made}/@workflow/approve", {}, status=200).json for _ in range(2)]
    assert [answer["review_state"] for answer in answers] == ["published", "published"]
    discussion = make.discussion(GROUP + "/discussions", "Question", by="member")
    post = make.post(discussion, "<p>Words</p>", by="member")
    moderator = site.client("moderator")
    for item, step, sent in ((post, "hide", SPAM), (post, "unhide", {}), (discussion, "close", SPAM)):
        first, second = twice(moderator, f"{item}/workflow/{step}", sent)
        assert first == second, step


def test_only_the_last_step_of_the_same_person_counts_as_repeated(make, api, clock):
    made = make.document(LIBRARY, by="author", state="proposed")
    api.facilitator.post_json(f"{made}/@workflow/approve", {}, status=200)
    api.owner.post_json(f"{made}/@workflow/approve", {}, status=409)
    clock.advance(seconds=1)
    shared = {"entries": [{"id": "outsider", "type": "user", "roles": {"reader": True}}]}
    api.facilitator.post_json(f"{made}/@sharing", shared, status=204)
    # What is no step does not end the last one.
    api.facilitator.post_json(f"{made}/@workflow/approve", {}, status=200)
    api.facilitator.post_json(f"{made}/@workflow/archive", {}, status=200)
    api.facilitator.post_json(f"{made}/@workflow/approve", {}, status=409)
    api.reader.post_json(f"{made}/@workflow/archive", {}, status=403)


def test_a_step_asked_for_again_later_is_another_request(make, api, clock):
    made = make.document(LIBRARY, by="author", state="proposed")
    api.facilitator.post_json(f"{made}/@workflow/approve", {}, status=200)
    clock.advance(minutes=2)
    api.facilitator.post_json(f"{made}/@workflow/approve", {}, status=409)


def test_discarding_changes_twice_keeps_what_is_published(site, make, api):
    made = make.document(LIBRARY, "Plan", by="author")
    api.facilitator.post_json(f"{made}/@workflow/request_changes", {"comment": "Figures."})
    browser = site.client("facilitator")
    page = browser.get(f"{made}/delete")
    form = next(form for form in page.forms.values() if form.action.endswith("/delete"))
    first, second = form.submit(status=303), form.submit(status=303)
    assert first.location == second.location
    assert api.guest.get(str(made)).json["review_state"] == "published"


def test_a_decision_sent_twice_is_not_said_to_be_of_somebody_else(site, make):
    make.document(LIBRARY, "Plan", by="author", state="proposed")
    browser = site.client("facilitator")
    page = browser.get("/queue")
    form = next(form for form in page.forms.values() if "item" in form.fields and "version" in form.fields)
    first, second = (form.submit("do", value="approve", status=303) for _ in range(2))
    assert "said=queue-decided" in first.location and "said=queue-decided" in second.location


def test_an_invitation_answered_twice_is_answered_once(site, make, api):
    made = {
        login: api.owner.post_json(
            PRIVATE + "/@invitations", {"email": f"{login}@example.org", "roles": ["member"]}
        ).json
        for login in ("outsider", "reviewer")
    }
    browser = site.client("outsider")
    sent = {"id": _id_on(browser.get("/invitation")), "do": "accept"}
    first, second = twice(browser, "/invitation", sent)
    assert first == second and PRIVATE in first
    other = site.client("reviewer")
    sent = {"id": _id_on(other.get("/invitation")), "do": "decline"}
    first, second = twice(other, "/invitation", sent)
    assert first == second and "invitation-declined" in first
    # The answer of one person is nobody else's.
    twice_token = site.client("member")
    token = twice_token.get("/").forms["act"]["csrf_token"].value
    twice_token.post("/invitation", {"csrf_token": token, **sent}, status=404)
    assert made


def test_joining_and_leaving_twice_is_done_once(site, make):
    space = make.workspace("Open to all", preset="open-community")
    browser = site.client("outsider")
    first, second = twice(browser, f"{space}/join")
    assert first == second and "said=joined" in first
    first, second = twice(browser, f"{space}/leave")
    assert first == second and "said=left" in first
    site.client("member").get(f"{space}/leave", status=200)


def _id_on(page):
    return page.html.select_one("form [name=id]")["value"]


def test_a_new_item_never_takes_an_old_address_that_redirects(make, api):
    made = make.document(LIBRARY, "Plan", by="author")
    folder = make.folder(LIBRARY, "Old plans", by="facilitator")
    api.facilitator.post_json(f"{folder}/@move", {"source": str(made)}, status=200)
    location = api.author.post_json(LIBRARY, {"@type": "document", "title": "Plan"}, status=201).json["@id"]
    assert location.endswith("/plan-2")
    assert api.guest.get(str(made), status=301).location.endswith(f"{folder}/plan")
    back = api.facilitator.post_json(f"{LIBRARY}/@move", {"source": f"{folder}/plan"}, status=200).json
    assert str(back).count("/plan'") or api.guest.get(str(made), status=200).json["title"] == "Plan"


def test_forms_about_people_sent_twice_are_done_once_and_notify_once(site, api, mails_of):
    browser, people = site.client("facilitator"), GROUP + "/people"
    person = site.id_of("member")
    for address, sent, said, login in (
        (f"{people}/bans", {"person": "member", "until": "", **SPAM}, "banned", "member"),
        (f"{people}/bans/{person}", {}, "ban-lifted", "member"),
        (f"{people}/{person}/remove", {}, "member-removed", "member"),
        (people, {"person": "member", "roles": "member", "until": "", "sponsor": ""}, "member-added", "member"),
        (f"{people}/invitations", {"addresses": "new@example.org", "roles": "member"}, "invited", "new"),
    ):
        before = mails_of(login)
        first, second = twice(browser, address, sent)
        assert first == second and f"said={said}" in first, said
        assert mails_of(login) == before + 1, said


def test_a_request_to_join_and_its_answer_sent_twice_are_notified_once(site, api, mails_of):
    asking, answering = site.client("outsider"), site.client("facilitator")
    for do, said in (("decline", "declined"), ("accept", "member-added")):
        before = mails_of("owner"), mails_of("outsider")
        first, second = twice(asking, f"{GROUP}/join", {"reason": "I teach."})
        assert first == second and "said=requested" in first
        address = f"{GROUP}/people/requests/{site.id_of('outsider')}"
        first, second = twice(answering, address, {"do": do, "reason": "Not now."})
        assert first == second and f"said={said}" in first
        assert (mails_of("owner") - before[0], mails_of("outsider") - before[1]) in ((1, 1), (0, 1))


def test_withdrawing_a_request_twice_is_done_once(site):
    browser = site.client("outsider")
    twice(browser, f"{GROUP}/join", {"reason": "I teach."})
    first, second = twice(browser, f"{GROUP}/join", {"do": "withdraw"})
    assert first == second and "said=request-withdrawn" in first


def test_a_link_in_an_email_used_twice_says_that_it_is_done(site):
    def issue(store):
        waiting = verifications_in(store)
        account = store.by_login("member")
        made = waiting.add(ADDRESS, site.clock.now, "mika@example.com", account.id)
        return waiting.issue(made, site.clock.now)

    token = site.people(issue)
    browser = site.client("member")
    page = browser.get(f"/new-address/{token}")
    form = next(form for form in page.forms.values() if "token" in form.fields)
    assert form.submit(status=303).location == form.submit(status=303).location
    assert "This has already been done." in browser.get(f"/new-address/{token}", status=410).text
    browser.get(f"/new-password/{token}", status=410)
    site.clock.advance(hours=25)
    assert "This link no longer works" in site.client().get(f"/new-address/{token}", status=410).text
