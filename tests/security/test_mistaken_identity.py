"""Spellings of names and addresses: no one is taken for someone else, and no spelling goes around a limit."""

import pytest

from tests.factories import GROUP, PRIVATE
from tests.people.test_own_data import export

NEW = {"username": "petra", "email": "petra@bücher.example", "password": "a stony field of rye"}


def test_a_username_that_is_the_name_of_another_person_stands_for_neither(site, api):
    api.admin.post_json("/@users", {**NEW, "fullname": "Reader"}, status=201)
    browser = site.client("facilitator")
    token = browser.get("/").html.select_one("[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "roles": "author", "until": "", "sponsor": ""}
    page = browser.post(f"{GROUP}/people", {**sent, "person": "reader"}, status=422)
    assert "Several people are called “reader”." in page.text
    browser.post(f"{GROUP}/people", {**sent, "person": "Reader (petra)"}, status=303)
    roles = {one["person"]: one["roles"] for one in api.owner.get(f"{GROUP}/@members").json["items"]}
    assert roles["petra"] == ["author"] and roles["reader"] == ["reader"]


@pytest.mark.parametrize("spelling", ["petra@ＢÜCHER.example", "petra@xn--bcher-kva.example", "PETRA@bücher。example"])
def test_spellings_of_one_host_are_one_address(site, api, spelling):
    api.admin.post_json("/@users", {**NEW, "fullname": "Petra Person"}, status=201)
    other = {"username": "other", "fullname": "Other", "email": spelling, "password": NEW["password"]}
    api.admin.post_json("/@users", other, status=409)
    sent = {"login": "petra@bücher.example", "password": "wrong"}
    for login in ["petra@bücher.example", spelling] * 3:
        api.guest.post_json("/@login", {**sent, "login": login}, status=(401, 429))
    api.guest.post_json("/@login", {"login": spelling, "password": NEW["password"]}, status=429)


def test_an_export_says_nothing_that_changed_after_the_person_lost_access(site, api, make):
    discussion = make.discussion(PRIVATE + "/discussions", "Talk", by="member")
    api.owner.delete(f"{PRIVATE}/@members/member", status=204)
    api.owner.patch_json(str(discussion), {"title": "Secret title"})
    api.owner.post_json(f"{discussion}/@workflow/close", {"rule": "law", "comment": "Secret."})
    found = str(export(site.client("member"))["content"])
    assert "Secret title" not in found and "closed" not in found


def test_who_is_banned_from_a_hidden_space_learns_nothing_from_an_invitation(site, api):
    sent = {"emails": ["outsider@example.org"], "roles": ["member"]}
    api.owner.post_json(f"{PRIVATE}/@invitations", sent, status=201)
    browser = site.client("outsider")
    assert "Confidential" in browser.get("/invitation", status="*").text
    api.owner.post_json(f"{PRIVATE}/@bans", {"person": "outsider", "rule": "law", "comment": "Spam."})
    assert "Confidential" not in browser.get("/invitation", status="*").text


def test_the_right_to_mark_an_answer_comes_before_the_body(api, make):
    discussion = make.discussion(GROUP + "/discussions", "Which room?", by="member")
    for body in ({}, {"post": 5}, {"post": "nothing"}):
        api.reader.post_json(f"{discussion}/@answer", body, status=403)


def test_a_discussion_whose_answer_was_removed_has_none(api, make, site):
    discussion = make.discussion(GROUP + "/discussions", "Which room?", by="member")
    post = api.author.post_json(str(discussion), {"@type": "post", "text": "<p>Blue.</p>"}).json["@id"]
    api.member.post_json(f"{discussion}/@answer", {"post": post})
    unanswered = f"{GROUP}/discussions?show=unanswered"
    assert "Which room?" not in site.client("reader").get(unanswered).html.main.text
    api.moderator.post_json(f"{post}/@workflow/hide", {"rule": "law", "comment": "Rude."})
    assert "Which room?" in site.client("reader").get(unanswered).html.main.text
