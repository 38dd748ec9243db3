"""Mails about who belongs to a space: in which words, and to whom not any more."""

from datetime import timedelta

import pytest

from moothall.space import periodic_tasks
from tests.emails import Emails, take_step
from tests.factories import GROUP, OPEN, PRIVATE


@pytest.fixture
def mails(site):
    return Emails(site.registry)


def test_the_word_of_the_link_leaves_with_the_mail(site, api, mails):
    api.facilitator.post_json(PRIVATE + "/@invitations", {"email": "otto@example.net"}, status=201)
    assert site.read(lambda tree: [message.data["nonce"] for message in tree.outbox])
    assert mails.receivers() == ["otto"]
    assert site.read(lambda tree: len(tree.outbox)) == 0


def test_an_invitation_that_does_not_hold_any_more_is_not_sent(site, api, mails, make):
    made = api.facilitator.post_json(PRIVATE + "/@invitations", {"email": "otto@example.net"}, status=201).json
    api.facilitator.post_json(PRIVATE + "/@invitations", {"email": "rita@example.net"}, status=201)
    api.facilitator.delete(made["@id"])
    make.member(PRIVATE, "facilitator", "author")
    assert mails.all() == []


def test_only_the_last_link_is_sent(api, mails):
    for _again in range(2):
        api.facilitator.post_json(PRIVATE + "/@invitations", {"email": "otto@example.net"}, status=201)
    assert len(mails.all()) == 1


def test_an_invitation_is_in_the_language_of_who_has_that_address(site, api, mails):
    if "de" not in site.registry.interface_languages:
        pytest.skip("there is no German catalog")
    site.people(lambda store: store.update_profile(None, store.by_login("outsider"), language="de"))
    api.facilitator.post_json(PRIVATE + "/@invitations", {"email": "outsider@example.org"}, status=201)
    ((subject, _text),) = mails.to("outsider")
    assert "Confidential" in subject


def test_nobody_is_told_that_nothing_changed(api, mails):
    api.facilitator.post_json(GROUP + "/@members", {"person": "member", "roles": ["member"]})
    assert mails.all() == []


def test_another_end_is_told_in_words(api, mails):
    api.facilitator.post_json(
        GROUP + "/@members",
        {"person": "member", "roles": ["member"], "until": "2026-12-31", "comment": "Your project ends."},
    )
    ((subject, text),) = mails.to("member")
    assert subject == "Your membership of Members group"
    assert text.startswith(
        "Finn Facilitator has changed the end date of your membership of “Members group” to 31 December."
    )
    assert "> Your project ends." in text
    api.facilitator.post_json(GROUP + "/@members", {"person": "member", "roles": ["member"]})
    assert any("removed the end date" in text for _subject, text in mails.to("member"))


def test_who_is_banned_from_a_private_space_hears_its_name_and_no_address(api, mails):
    api.facilitator.post_json(
        PRIVATE + "/@bans", {"person": "member", "rule": "law", "comment": "Rude.", "until": "2026-12-31"}
    )
    ((subject, text),) = mails.to("member")
    assert subject == "You are banned from Confidential" and "until: 31 December" in text and "> Rude." in text
    assert PRIVATE not in text


def test_owners_are_told_of_ends_as_they_are_when_the_mail_is_sent(site, api, make, mails, clock):
    end = clock.now + timedelta(days=10)
    make.member(OPEN, "outsider", "member", until=end)
    make.member(OPEN, "reviewer", "member", until=end)
    periodic_tasks.remind_of_expiring_memberships(site.registry)
    api.owner.delete(OPEN + "/@members/reviewer")
    ((subject, text),) = mails.to("owner")
    assert subject == "Memberships ending soon: Open community"
    assert text.startswith("The membership of 1 person in “Open community” ends within two weeks.")
    assert "> Otto Outsider: until" in text and "Rita" not in text
    assert f"{OPEN}/people/review" in text


def test_nothing_is_filled_into_the_title_of_a_space(site, make, mails, clock):
    site.on(OPEN, lambda space: space.save(site.act("owner"), {"title": "How to write ${person} and ${link}"}))
    make.member(OPEN, "outsider", "member", until=clock.now + timedelta(days=10))
    periodic_tasks.remind_of_expiring_memberships(site.registry)
    ((_subject, text),) = mails.to("owner")
    assert "in “How to write ${person} and ${link}” ends" in text


def test_ends_that_were_decided_are_told_to_nobody(site, api, make, mails, clock):
    make.member(OPEN, "outsider", "member", until=clock.now + timedelta(days=10))
    periodic_tasks.remind_of_expiring_memberships(site.registry)
    api.owner.post_json(OPEN + "/@members", {"person": "outsider", "roles": ["member"]})
    assert mails.to("owner") == []


def test_both_are_told_of_handing_over(api, mails):
    api.owner.post_json(OPEN + "/@owner", {"person": "member", "comment": "I move."})
    assert mails.receivers() == ["member", "owner"]
    ((_subject, text),) = mails.to("owner")
    assert "transferred to Mika Member" in text and "> I move." in text


def test_a_new_member_is_told(api, mails):
    api.facilitator.post_json(GROUP + "/@members", {"person": "outsider", "roles": ["author"]})
    ((subject, text),) = mails.to("outsider")
    assert subject == "You are now a member of Members group"
    assert text.startswith("Finn Facilitator has added you to “Members group” as: Author.")


def test_a_former_member_hears_the_name_it_had_then(api, mails, site):
    api.facilitator.delete(PRIVATE + "/@members/member")
    site.on(PRIVATE, lambda space: space.save(site.act("owner"), {"title": "A new secret"}))
    ((subject, text),) = mails.to("member")
    assert "Confidential" in subject and "A new secret" not in text
    assert text.count("http://localhost/") == 1 and PRIVATE not in text


def test_who_proposed_a_space_is_told_that_it_is_open(make, api, mails):
    space = make.workspace("Robots", state="draft", roster=(), by="outsider")
    take_step(api, "outsider", space, "submit")
    take_step(api, "sitemoderator", space, "activate")
    assert [subject for subject, _text in mails.to("outsider")] == ["Open: Robots"]
