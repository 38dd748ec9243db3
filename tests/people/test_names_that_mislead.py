"""A name or an address that can be taken for that of another person gives nothing."""

from moothall.people.lookup import find_account, resolve_account
from moothall.people.schema import canonical_address
from tests.factories import GROUP, OPEN

PASSWORD = "a stony field of rye"
SPELLINGS = ["Member", "mem\u200bber", "m\u0435mber", "\uff4dember", "membe\u0301r", "mem\xadber", "member\x00"]
OTHERS = [" member", "member\xa0", "Circle", "circle ", "user:member", "person:member", "group:circle", "everyone"]


def test_no_account_or_group_has_a_name_like_another(site, api):
    api.admin.post_json("/@groups", {"groupname": "circle", "title": "Circle"}, status=201)
    id = site.id_of("member")
    for name in (*SPELLINGS, *OTHERS, id, f" {id}", id.upper(), f"person:{id}"):
        account = {"username": name, "fullname": "Eve", "email": "eve@example.org", "password": PASSWORD}
        api.admin.post_json("/@users", account, status=(400, 409))
        api.admin.post_json("/@groups", {"groupname": name, "title": "Eve"}, status=(400, 409))


def test_a_username_that_is_the_name_of_another_person_stands_for_neither(site, api, actors, make):
    """Nobody gets a role, or a whole space, by a username that equals what others call somebody."""
    make.person("kim.lee", "Kim")
    make.person("kim", "Eve")
    refused = "Several people are called “Kim”."
    page = actors.owner.get(f"{GROUP}/people")
    form = next(form for form in page.forms.values() if "sponsor" in form.fields)
    form["person"] = "Kim"
    answer = form.submit(status=422)
    assert refused in answer.text and "Kim (kim.lee)" in answer.text and "Eve (kim)" in answer.text
    api.owner.get(f"{GROUP}/@members/kim", status=404)

    def said(people):
        # Others are found as before.
        return [find_account(people, text) for text in ("Kim", "kim", "KIM ")], [
            resolve_account(people, text).login for text in ("Kim (kim.lee)", "Eve (kim)", "kim.lee", "Eve", "member")
        ]

    none, found = site.people(said)
    assert none == [None] * 3 and found == ["kim.lee", "kim", "kim.lee", "kim", "member"]
    form["person"] = "Kim (kim.lee)"
    form.submit(status=303)
    api.owner.get(f"{GROUP}/@members/kim.lee", status=200)


def test_one_mailbox_is_one_address(api):
    first = {"username": "first", "fullname": "Eve", "email": "eve@exämple.org", "password": PASSWORD}
    api.admin.post_json("/@users", first, status=201)
    for address in ("eve@xn--exmple-cua.org", "eve@EXÄMPLE.org", "EVE@\uff45xämple\u3002org"):
        api.admin.post_json("/@users", {**first, "username": "second", "email": address}, status=409)
        assert canonical_address(address).casefold() == "eve@exämple.org"
    for odd in ("Eve@Example.org", "eve@" + "a" * 70 + "ä.org", "eve", "", None):
        assert canonical_address(odd) == odd


def test_all_spellings_of_a_login_are_counted_together(site, make):
    """Otherwise each of them would be another series of attempts to guess the password."""
    make.person("sissi", "Sissi")
    spellings = [
        "sissi@example.org",
        "SISSI@example.org",
        "\u017fissi@example.org",
        "si\u017f\u017fi@example.org",
        "sissi@\uff45xample.org",
        "sissi@example\u3002org",
        "si\u017fsi@example.org",
        "sissi@exampl\uff45.org",
    ]

    def tries(names):
        answers = [
            site.client(extra_environ={"REMOTE_ADDR": f"192.0.2.{number}"}).post_json(
                "/@login", {"login": name, "password": "a wrong password"}, status=(401, 429)
            )
            for number, name in enumerate(names)
        ]
        return [answer.status_int for answer in answers].count(429)

    same, others = tries(["none@example.org"] * 16), tries(spellings * 2)
    assert others == same > 0


def test_a_banned_person_learns_nothing_from_an_earlier_invitation(api, actors):
    invitation = {"email": "outsider@example.org", "roles": ["member"]}
    api.facilitator.post_json(f"{OPEN}/@invitations", invitation, status=201)
    (offer,) = api.outsider.get("/@invitations").json["items"]
    id = offer["@id"].removeprefix("http://localhost")
    api.reviewer.post_json(id, {}, status=404)
    api.owner.patch_json(OPEN, {"visibility": "private", "joining": "invitation", "title": "Now hidden"}, status=204)
    assert "Now hidden" in actors.outsider.get("/invitation").text
    api.owner.post_json(f"{OPEN}/@bans", {"person": "outsider", "comment": "So.", "rule": "spam"})
    assert api.outsider.get("/@invitations").json["items"] == []
    assert "Now hidden" not in actors.outsider.get("/invitation").text
    api.outsider.post_json(id, {}, status=404)
