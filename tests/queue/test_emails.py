"""Mails to those who decide: at once for what is urgent, once a day for the rest, none for nothing."""

import pytest
from pyramid.traversal import find_resource

from moothall.queue.periodic_tasks import HOUR, clear_up, queue_daily_emails
from tests.emails import Emails, take_step
from tests.factories import CURATED, GROUP, OPEN, PRIVATE


@pytest.fixture
def mails(site):
    return Emails(site.registry)


@pytest.fixture
def morning(site, clock):
    """The hour of upkeep on the next day; says to how many a mail was left."""

    def come():
        clock.now = clock.now.replace(hour=HOUR, minute=30)
        clock.advance(days=1)
        return queue_daily_emails(site.registry)

    return come


@pytest.fixture
def proposed(make):
    return make.document(CURATED + "/documents", "Teacher training plan", state="proposed", by="member")


def link(text):
    return text.split("http://localhost")[1].split()[0]


# -- at once


def test_moderators_are_told_of_a_post_that_waits(make, api, mails):
    make.member(OPEN, "outsider", "member")
    discussion = make.discussion(title="Rooms")
    api.outsider.post_json(str(discussion), {"@type": "post", "text": "Hello."}, status=201)
    assert mails.receivers() == ["facilitator", "moderator", "owner"]
    ((subject, text),) = mails.to("moderator")
    assert subject == "Waiting for you: Hello."
    assert text.startswith("Otto Outsider is waiting for your decision on “Hello.” in “Open community”: Post.")
    assert "You decide because you are a moderator of “Open community”." in text


def test_moderators_are_told_of_a_discussion_that_waits(make, api, mails):
    make.member(OPEN, "outsider", "member")
    api.outsider.post_json(
        OPEN + "/discussions", {"@type": "discussion", "title": "Rooms", "text": "Which?"}, status=201
    )
    assert mails.receivers() == ["facilitator", "moderator", "owner"]


def test_the_link_leads_to_the_decision_and_decides_nothing(make, api, mails, actors):
    make.member(OPEN, "outsider", "member")
    discussion = make.discussion(title="Rooms")
    api.outsider.post_json(str(discussion), {"@type": "post", "text": "Hello."}, status=201)
    ((_subject, text),) = mails.to("moderator")
    assert "Hello." in actors.moderator.get(link(text)).html.select_one("#decision").text
    assert api.moderator.get("/@queue").json["items_total"] == 1


def test_what_was_decided_meanwhile_is_told_to_nobody(make, api, mails):
    make.member(OPEN, "outsider", "member")
    discussion = make.discussion(title="Rooms")
    post = api.outsider.post_json(str(discussion), {"@type": "post", "text": "Hello."}, status=201).json["@id"]
    take_step(api, "owner", post, "refuse", "No.")
    assert mails.receivers() == ["outsider"]


def test_a_publication_is_not_urgent(make, api, mails):
    document = make.document(CURATED + "/documents", state="draft", by="member")
    take_step(api, "member", document, "submit")
    api.outsider.post_json(GROUP + "/@join", {"message": "I teach."})
    assert mails.all() == []


# -- once a day


def test_the_daily_mail_says_what_waits_and_where_to_decide(proposed, morning, mails, actors):
    assert morning() > 0
    ((subject, text),) = mails.to("facilitator")
    assert subject == "1 decision is waiting for you"
    assert "* Publication · Document: “Teacher training plan”" in text
    assert "Mika Member, in “Curated space”" in text
    assert "Decide here: http://localhost/queue\n" in text
    page = actors.facilitator.get(link(text))
    assert page.html.select_one("#decision h2").text == "Teacher training plan"


def test_who_wants_no_mails_about_decisions_gets_none(site, proposed, morning, mails):
    site.people(lambda store: store.choose_emails(None, store.by_login("facilitator"), ["decisions"]))
    morning()
    assert mails.receivers() == ["admin", "owner", "sitemoderator"]


def test_it_comes_to_those_who_decide_and_to_nobody_else(proposed, morning, mails):
    morning()
    assert mails.receivers() == ["admin", "facilitator", "owner", "sitemoderator"]


def test_it_comes_once_a_day_for_as_long_as_something_waits(site, proposed, api, morning, mails, clock):
    assert morning() == 4
    clock.advance(hours=1)
    assert queue_daily_emails(site.registry) == 0
    assert len(mails.all()) == 4
    assert morning() == 4
    assert len(mails.all()) == 8
    take_step(api, "owner", proposed, "approve")
    assert morning() == 0


def test_it_waits_for_the_morning(site, proposed, clock):
    clock.now = clock.now.replace(hour=HOUR - 1, minute=59)
    assert queue_daily_emails(site.registry) == 0


def test_what_is_decided_before_it_is_sent_is_not_in_it(proposed, make, api, morning, mails):
    make.document(CURATED + "/documents", "Another plan", state="proposed", by="member")
    morning()
    take_step(api, "owner", proposed, "approve")
    ((subject, text),) = mails.to("facilitator")
    assert subject == "1 decision is waiting for you"
    assert "Another plan" in text and "Teacher training plan" not in text


def test_nobody_gets_it_for_nothing(proposed, api, morning, mails):
    morning()
    take_step(api, "owner", proposed, "approve")
    assert mails.to("facilitator") == []


def test_who_may_no_longer_decide_hears_nothing(make, morning, mails):
    make.document(PRIVATE + "/documents", "Secret", state="proposed", by="member")
    morning()
    make.member(PRIVATE, "facilitator", "reader")
    assert mails.to("facilitator") == []


def test_requests_to_join_are_in_it(api, morning, mails):
    api.outsider.post_json(GROUP + "/@join", {"message": "I teach."})
    morning()
    ((_subject, text),) = mails.to("facilitator")
    assert "* Membership: “Otto Outsider”" in text


def test_reviewers_hear_of_the_repository(make, morning, mails):
    make.resource(title="A course", state="proposed")
    morning()
    assert "A course" in mails.to("reviewer")[0][1]
    assert mails.to("facilitator") == []


def test_who_was_given_the_role_as_a_member_of_another_space_hears_of_it(site, make, api, morning, mails):
    api.owner.post_json(CURATED + "/documents/@sharing", {"entries": []}, status="*")
    make.document(CURATED + "/documents", "Teacher training plan", state="proposed", by="member")

    def give(tree):
        from moothall.core.access.records import Grant

        record = find_resource(tree, CURATED).record
        guests = find_resource(tree, GROUP)
        tree.access.set_grants(guests.record, site.id_of("outsider"), [Grant("member", site.clock.now)])
        tree.access.set_grants(record, f"space:{guests.uid}", [Grant("facilitator", site.clock.now)])

    site.write(give)
    morning()
    assert len(mails.to("outsider")) == 1


def test_late_ones_say_so_and_many_are_not_all_named(make, morning, mails, clock):
    for number in range(12):
        make.document(CURATED + "/documents", f"Plan {number}", state="proposed", by="member")
    clock.advance(days=8)
    morning()
    ((subject, text),) = mails.to("facilitator")
    assert subject == "12 decisions are waiting for you"
    assert text.count("* Publication") == 10 and "and 2 more" in text
    assert ", late\n" in text


# -- what else is cleared up


def test_claims_and_notes_that_have_run_out_are_forgotten(site, proposed, api, clock):
    (row,) = api.facilitator.get("/@queue").json["items"]
    api.facilitator.post_json(f"{row['@id']}/claim", {})
    api.facilitator.post_json(f"{row['@id']}/note", {"text": "Ask Rita."})
    assert clear_up(site.registry) == 0
    clock.advance(hours=1)
    assert clear_up(site.registry) == 1
    clock.advance(days=90)
    assert clear_up(site.registry) == 1
    assert clear_up(site.registry) == 0
