"""``@users``: accounts for the people they belong to and for administrators."""

import pytest

from tests.factories import PASSWORD
from tests.people.conftest import form_with, mails

__all__ = ["mails"]
NEW = {"username": "petra", "email": "petra@example.org", "fullname": "Petra Person",
       "password": "a stony field of rye"}  # fmt: skip


def test_an_administrator_adds_an_account(site, api):
    answer = api.admin.post_json("/@users", {**NEW, "organisation": "Rye", "roles": ["reviewer"]}, status=201)
    assert answer.location == "http://localhost/@users/petra" == answer.json["@id"]
    assert (answer.json["fullname"], answer.json["organisation"], answer.json["roles"]) == (
        "Petra Person",
        "Rye",
        ["reviewer"],
    )
    assert "password" not in answer.json
    api.guest.post_json("/@login", {"login": "petra", "password": NEW["password"]}, status=200)
    person = site.id_of("petra")
    kinds = site.read(
        lambda tree: sorted(
            event.kind
            for event in tree.event_log
            if isinstance(event.key, tuple) and event.key[0] == person and event.actor == site.id_of("admin")
        )
    )
    assert kinds == ["account enabled", "site role"]


def test_the_person_chooses_the_password_by_a_link(api, site, mails):
    sent = {name: value for name, value in NEW.items() if name != "password"} | {"sendPasswordReset": True}
    api.admin.post_json("/@users", sent, status=201)
    mail = mails.last_to("petra@example.org")
    assert mail.subject == "Choose your password: Moothall"
    form = form_with(site.client().get(mail.link), "again")
    form["password"] = form["again"] = NEW["password"]
    form.submit(status=303)
    api.guest.post_json("/@login", {"login": "petra", "password": NEW["password"]}, status=200)


@pytest.mark.parametrize(
    "change",
    [
        {"username": None},
        {"username": "Not one!"},
        {"username": "everyone"},
        {"password": ""},
        {"password": "short"},
        {"email": "nowhere"},
        {"email": "a@b.example\nBcc: c@d.example"},
        {"fullname": "Petra\r\nBcc: x@y.example"},
        {"roles": ["emperor"]},
        {"roles": "reviewer"},
        {"groups": ["nowhere"]},
        {"language": "klingon"},
        {"languages": [7]},
        {"password": "", "sendPasswordReset": True, "email": ""},
    ],
)
def test_an_account_that_cannot_be_is_refused(site, api, change):
    before = site.people(len)
    api.admin.post_json("/@users", {**NEW, **change}, status=400)
    assert site.people(len) == before


def test_what_is_taken_is_a_conflict(api):
    api.admin.post_json("/@users", {**NEW, "username": "member"}, status=409)
    api.admin.post_json("/@users", {**NEW, "email": "Member@example.org"}, status=409)


@pytest.mark.parametrize(("login", "status"), [("guest", 401), ("member", 403), ("sitemoderator", 403)])
def test_accounts_are_kept_by_administrators(api, login, status):
    client = getattr(api, login)
    client.post_json("/@users", NEW, status=status)
    client.patch_json("/@users/author", {"enabled": False}, status=status)
    client.delete("/@users/author", status=status)
    client.get("/@users", status=status)
    client.get("/@users/author", status=status)


def test_what_one_holds_is_changed_by_others(api):
    for change in ({"roles": {"administrator": True}}, {"groups": []}, {"enabled": True}, {"email": "m@example.org"}):
        api.member.patch_json("/@users/member", change, status=403)
    api.member.patch_json("/@users/member", {"fullname": "Mika M.", "description": "I repair printers."}, status=204)
    found = api.member.get("/@users/member").json
    assert (found["fullname"], found["description"]) == ("Mika M.", "I repair printers.")


def test_roles_are_switched_or_listed(api):
    shown = {"Prefer": "return=representation"}
    for sent, held in (
        ({"reviewer": True}, ["reviewer"]),
        ({"site_moderator": True}, ["reviewer", "site_moderator"]),
        ({"reviewer": False}, ["site_moderator"]),
        (["reviewer"], ["reviewer"]),
        ([], []),
    ):
        assert api.admin.patch_json("/@users/member", {"roles": sent}, headers=shown).json["roles"] == held
    api.admin.patch_json("/@users/admin", {"roles": []}, status=409)


def test_a_disabled_account_is_out_at_once(api, as_member):
    api.admin.patch_json("/@users/member", {"enabled": False}, status=204)
    api.member.get("/@users/member", status=401)
    assert as_member.get("/").html.select_one(".m-bar-person") is None
    api.admin.patch_json("/@users/member", {"enabled": True}, status=204)
    api.guest.post_json("/@login", {"login": "member", "password": PASSWORD}, status=200)
    api.admin.patch_json("/@users/member", {"enabled": "yes"}, status=400)


def test_an_address_given_by_an_administrator_is_told_to_the_old_one(api, mails):
    api.admin.patch_json("/@users/member", {"email": "mika@example.com"}, status=204)
    (mail,) = mails.to("member@example.org")
    assert "another email address" in mail.text and "A site administrator did this." in mail.text


def test_people_are_found_by_a_few_letters(api):
    found = api.admin.get("/@users?query=MIKA").json
    assert [one["id"] for one in found["items"]] == ["member"]


def test_an_account_added_twice_under_one_key_is_added_once(api):
    first, second = (
        api.admin.post_json("/@users", NEW, headers={"Idempotency-Key": "one"}, status=201) for _time in range(2)
    )
    assert first.json == second.json
