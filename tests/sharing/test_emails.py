"""Mails about access: only to those concerned, and only while it is so."""

import pytest

from tests.emails import Emails
from tests.factories import CURATED, GROUP, PRIVATE


@pytest.fixture
def mails(site):
    return Emails(site.registry)


@pytest.fixture
def draft(make):
    return make.document(PRIVATE + "/documents", "Confidential plan", by="member", state="draft")


def give(api, giver, item, login="outsider", kind="user", **roles):
    entry = {"id": login, "type": kind, "roles": roles or {"reader": True}}
    api(giver).post_json(f"{item}/@sharing", {"entries": [entry]}, status=204)


def ask(api, login, item, role):
    api(login).post_json(f"{item}/@access-requests", {"role": role, "message": "I teach."}, status=201)


def test_who_is_given_something_hears_of_it(api, draft, mails):
    give(api, "member", draft)
    assert mails.receivers() == ["outsider"]
    ((subject, text),) = mails.to("outsider")
    assert subject == "Access to Confidential plan"
    assert "Mika Member has given you access" in text and "Can read it" in text


def test_nobody_hears_of_what_was_taken_away_meanwhile(api, draft, mails):
    give(api, "member", draft)
    give(api, "member", draft, reader=False)
    assert mails.all() == []


def test_a_space_hears_nothing(api, draft, mails):
    give(api, "member", draft, f"space:{GROUP}", "space")
    assert mails.all() == []


def test_those_who_may_share_hear_of_a_wish(api, make, mails):
    folder = make.folder(CURATED + "/documents", "Plans")
    ask(api, "outsider", folder, "author")
    assert mails.receivers() == ["facilitator", "owner"]
    ((_subject, text),) = mails.to("owner")
    assert "> I teach." in text and "/queue?item=" in text


def test_who_was_given_the_right_to_share_hears_too_and_the_author_of_a_document(api, make, draft, mails):
    folder = make.folder(CURATED + "/documents", "Plans")
    give(api, "owner", folder, "reader", facilitator=True)
    give(api, "member", draft)
    mails.send()
    ask(api, "outsider", folder, "author")
    assert "Otto Outsider requests access to Plans" in dict(mails.to("reader"))
    ask(api, "outsider", draft, "author")
    assert "Otto Outsider requests access to Confidential plan" in dict(mails.to("member"))


@pytest.mark.parametrize("meanwhile", ["answered", "taken back"])
def test_a_wish_that_waits_no_more_asks_nobody(api, make, mails, meanwhile):
    folder = make.folder(CURATED + "/documents", "Plans")
    ask(api, "outsider", folder, "author")
    if meanwhile == "answered":
        api.owner.post_json(f"{folder}/@access-requests/outsider/grant", {})
        assert mails.receivers() == ["outsider"]
    else:
        api.outsider.delete(f"{folder}/@access-requests/outsider")
        assert mails.all() == []


def test_the_answer_reaches_whoever_asked_if_they_still_see_it(api, make, mails):
    folder = make.folder(CURATED + "/documents", "Plans")
    ask(api, "outsider", folder, "author")
    api.owner.post_json(f"{folder}/@access-requests/outsider/decline", {"comment": "Not here."})
    ((subject, text),) = mails.to("outsider")
    assert subject == "Your request for access to Plans" and "> Not here." in text
    ask(api, "outsider", folder, "author")
    api.owner.post_json(f"{folder}/@access-requests/outsider/decline", {"comment": "Never."})
    api.owner.post_json(f"{folder}/@sharing", {"inherit": False})
    assert len(mails.to("outsider")) == 1
