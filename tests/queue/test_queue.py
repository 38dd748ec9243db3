"""The queue: what is in it, for whom, and what a decision does."""

import pytest
from pyramid.traversal import find_resource

from moothall.core.decisions import Decisions
from moothall.core.storage.databases import PEOPLE
from moothall.people.store import store_of
from moothall.space import join_requests, members
from tests.factories import CURATED, GROUP, OPEN, PRIVATE


@pytest.fixture
def proposed(make):
    return make.document(CURATED + "/documents", "Teacher training plan", state="proposed", by="member")


@pytest.fixture
def waiting(site):
    """Says how many decisions wait for somebody, counted and listed."""

    def look(login):
        def both(tree):
            people = store_of(tree._p_jar.get_connection(PEOPLE))
            decisions = Decisions(site.viewer(tree, login), people)
            return decisions.count, [one.title for one in decisions.list()]

        return site.read(both)

    return look


def ask_to_join(site, space, login):
    def ask(tree):
        space_ = find_resource(tree, space)
        return join_requests.join(site.act(login), site.viewer(tree, login), space_, "I would like to help.")

    site.write(ask)


def decide(client, do, reason="", status=303, item=None):
    page = client.get("/queue" if item is None else f"/queue?item={item}")
    form = page.forms[next(number for number, form in page.forms.items() if "version" in form.fields)]
    form["reason"] = reason
    return form.submit("do", value=do, status=status)


def test_guests_are_asked_to_log_in(as_guest):
    as_guest.get("/queue", status=401)


def test_an_empty_queue_says_so(as_facilitator):
    page = as_facilitator.get("/queue")
    assert "Nothing is waiting for you" in page


@pytest.mark.parametrize("path", ["/documents/queue", "/discussions/queue", "/queue/nonsense", "/queue/a/b/c"])
def test_there_is_a_queue_of_the_site_and_of_each_space(as_facilitator, path):
    as_facilitator.get("/queue", status=200)
    as_facilitator.get(OPEN + "/queue", status=200)
    as_facilitator.get(OPEN + path, status=404)


@pytest.mark.parametrize("login", ["facilitator", "owner", "sitemoderator", "admin"])
def test_a_proposed_document_waits_for_those_who_approve_it(proposed, waiting, login):
    assert waiting(login) == (1, ["Teacher training plan"])


@pytest.mark.parametrize("login", ["member", "author", "moderator", "reader", "outsider", "reviewer"])
def test_a_proposed_document_waits_for_nobody_else(proposed, waiting, login):
    assert waiting(login) == (0, [])


def test_a_new_version_behind_a_published_one_waits(make, waiting):
    document = make.document(CURATED + "/documents", "A plan")
    make.working_edition(document, title="A better plan", state="proposed")
    assert waiting("facilitator") == (1, ["A better plan"])


def test_a_request_for_deletion_waits_until_the_newer_version_is_decided(make, waiting, as_facilitator):
    document = make.document(CURATED + "/documents", "A plan", state="deletion_requested")
    make.working_edition(document, title="A better plan", state="proposed")
    assert waiting("facilitator")[0] == 2
    rows = as_facilitator.get("/queue").html.select(".m-queue-row")
    (deletion,) = [row for row in rows if "Deletion" in row.text]
    assert "Decide on that one first" in as_facilitator.get(deletion["href"])


def test_a_pending_post_waits_for_moderators(make, waiting):
    make.post(make.discussion(), "<p>Hello.</p>", by="outsider", state="pending")
    assert waiting("moderator") == (1, ["Hello."])
    assert waiting("facilitator") == (1, ["Hello."])
    assert waiting("author") == (0, [])


def test_what_is_proposed_in_the_repository_waits_for_reviewers(make, waiting):
    make.resource(title="A course", state="proposed")
    assert waiting("reviewer") == (1, ["A course"])
    assert waiting("facilitator") == (0, [])


def test_a_new_space_waits_for_site_moderators(make, waiting):
    make.workspace("Robots", state="proposed", roster=(), by="outsider")
    assert waiting("sitemoderator") == (1, ["Robots"])
    assert waiting("outsider") == (0, [])


def test_a_request_to_join_waits_for_those_who_manage_members(site, waiting, as_facilitator):
    ask_to_join(site, GROUP, "outsider")
    assert waiting("facilitator")[0] == 1
    assert waiting("moderator")[0] == 0
    page = as_facilitator.get("/queue")
    assert "I would like to help." in page
    decide(as_facilitator, "accept")
    assert waiting("facilitator")[0] == 0
    assert site.read(
        lambda tree: members.roles_given(find_resource(tree, GROUP), site.id_of("outsider"), site.clock.now)
    ) == ("member",)


def test_a_request_that_is_declined_is_gone(site, waiting, as_facilitator):
    ask_to_join(site, GROUP, "outsider")
    decide(as_facilitator, "decline", "Not now.")
    assert waiting("facilitator")[0] == 0
    assert site.read(lambda tree: len(tree.join_requests)) == 0


def test_what_waits_in_an_archived_space_waits_for_nobody(make, waiting):
    space = make.workspace("Old", preset="curated-space", name="old")
    make.document(space / "documents", state="proposed", by="member")
    assert waiting("facilitator")[0] == 1
    make.step(space, "suspend", by="sitemoderator")
    assert waiting("facilitator")[0] == 0


def test_a_facilitator_who_leaves_has_nothing_to_decide_any_more(make, waiting):
    make.document(PRIVATE + "/documents", state="proposed", by="member")
    assert waiting("facilitator")[0] == 1
    make.member(PRIVATE, "facilitator", "reader")
    assert waiting("facilitator")[0] == 0


def test_a_role_that_ends_takes_its_decisions_along(make, waiting, clock):
    make.document(PRIVATE + "/documents", state="proposed", by="member")
    make.member(PRIVATE, "outsider", "facilitator", until=clock.now.replace(year=clock.now.year + 1))
    assert waiting("outsider")[0] == 1
    clock.advance(days=400)
    assert waiting("outsider")[0] == 0


def test_a_space_leads_to_its_queue(as_facilitator, as_member):
    page = as_facilitator.get(CURATED + "/").click("Decisions", href=f"{CURATED}/queue")
    assert page.status_int == 200
    assert f"{CURATED}/queue" not in as_member.get(CURATED + "/").text


def test_a_space_leads_to_its_history_and_to_steps_at_a_date(as_owner, as_guest):
    page = as_owner.get(CURATED + "/about")
    assert page.click("Schedule").status_int == page.click("^History").status_int == 200
    page = as_guest.get(CURATED + "/about")
    assert page.click("^History").status_int == 200 and "Schedule" not in page.text


def test_the_top_bar_shows_how_many(proposed, as_facilitator, as_member):
    assert as_facilitator.get("/").html.select_one(".m-bar-count .m-count").text == "1"
    assert as_member.get("/").html.select_one(".m-bar-count .m-count") is None


def test_the_longest_waiting_comes_first_and_late_ones_say_so(make, clock, as_facilitator):
    make.document(CURATED + "/documents", "Older", state="proposed", by="member")
    clock.advance(days=8)
    make.document(CURATED + "/documents", "Newer", state="proposed", by="member")
    rows = as_facilitator.get("/queue").html.select(".m-queue-row")
    assert [row.select_one(".m-queue-title").text for row in rows] == ["Older", "Newer"]
    assert rows[0].select_one(".m-late") is not None and rows[1].select_one(".m-late") is None


def test_approving_publishes_and_leads_to_the_next(make, as_facilitator, api):
    first = make.document(CURATED + "/documents", "First", state="proposed", by="member")
    make.document(CURATED + "/documents", "Second", state="proposed", by="member")
    answer = decide(as_facilitator, "approve").follow()
    assert api.guest.get(str(first)).json["review_state"] == "published"
    assert answer.html.select_one("#decision h2").text == "Second"


def test_asking_for_changes_needs_a_reason_and_keeps_the_page(proposed, as_facilitator, api):
    page = decide(as_facilitator, "request_changes", " ", status=422)
    assert "Enter a reason" in page
    decide(as_facilitator, "request_changes", "Who pays for the room?")
    assert api.member.get(str(proposed)).json["review_state"] == "needs_changes"


def test_a_decision_is_about_the_version_that_was_looked_at(site, proposed, as_facilitator, waiting):
    page = as_facilitator.get("/queue")
    site.on(str(proposed), lambda item: item.save(site.act("member"), {"title": "Something else"}))
    form = next(form for form in page.forms.values() if "version" in form.fields)
    answer = form.submit("do", value="approve", status=303).follow()
    assert "Check it again" in answer
    assert waiting("facilitator") == (1, ["Something else"])


def test_what_somebody_else_has_decided_is_said(proposed, make, as_facilitator):
    page = as_facilitator.get("/queue")
    make.step(proposed, "approve", by="owner")
    form = next(form for form in page.forms.values() if "version" in form.fields)
    assert "This has already been decided" in form.submit("do", value="approve", status=303).follow()


def test_a_member_cannot_decide_by_sending_the_form(proposed, as_facilitator, as_member, waiting):
    page = as_facilitator.get("/queue")
    fields = next(form for form in page.forms.values() if "version" in form.fields).submit_fields()
    token = next(iter(as_member.get("/").html.select("input[name=csrf_token]")))["value"]
    as_member.post("/queue", {**dict(fields), "csrf_token": token, "do": "approve"}, status=303)
    assert waiting("facilitator")[0] == 1


@pytest.mark.parametrize("key", ["", "x", "a" * 13, "aaaaaaaaaaaaa-bbb", "é", "-", "aaaaaaaaaaaaa-"])
def test_any_key_is_answered(proposed, as_facilitator, key):
    assert "Teacher training plan" in as_facilitator.get("/queue", {"item": key})


def test_a_step_that_is_no_decision_is_refused(proposed, as_facilitator):
    decide(as_facilitator, "archive", status=422)


def test_the_front_page_says_what_waits_and_what_is_ones_own(make, as_facilitator, as_member):
    make.document(CURATED + "/documents", "Sent back", state="needs_changes", by="member")
    make.document(CURATED + "/documents", "A proposal", state="proposed", by="member")
    make.document(CURATED + "/documents", "A draft", state="draft", by="member")
    theirs = as_facilitator.get("/").html
    assert [row.text for row in theirs.select(".m-queue-title")] == ["A proposal"]
    own = as_member.get("/").html
    assert [row.text for row in own.select(".m-queue-title")] == ["Sent back", "A draft", "A proposal"]
    assert "Because." in own.text and "Finn Facilitator" in own.text
