"""Log-ins, accounts and profiles."""

from tests.factories import OPEN, PASSWORD, PIXEL, PRIVATE


def test_a_token_is_given_for_a_password_and_ends(api, site):
    token = api.guest.post_json("/@login", {"login": "member", "password": PASSWORD}, status=200).json["token"]
    program = site.program()
    program.authorization = ("Bearer", token)
    program.get(PRIVATE)
    program.post("/@logout", status=204)
    program.get(PRIVATE, status=404)
    program.post("/@logout", status=401)


def test_wrong_log_ins_are_refused_alike(api):
    wrong = api.guest.post_json("/@login", {"login": "member", "password": "no"}, status=401)
    unknown = api.guest.post_json("/@login", {"login": "nobody", "password": "no"}, status=401)
    assert wrong.json == unknown.json
    for body in ({}, {"login": "member"}, {"login": 5, "password": 5}, [], "x"):
        api.guest.post_json("/@login", body, status=400)


def test_a_token_that_is_none_makes_a_guest(api, site):
    program = site.program()
    program.authorization = ("Bearer", "nonsense")
    program.get(OPEN)
    program.get(PRIVATE, status=404)
    program.post_json(OPEN + "/documents", {}, status=401)


def test_a_cookie_needs_a_token_against_forgery(as_member, make):
    made = make.document(by="member", state="draft")
    as_member.patch_json(str(made), {"title": "Borrowed"}, headers={"Accept": "application/json"}, status=400)
    as_member.get(str(made), headers={"Accept": "application/json"}, status=200)


def test_profiles_are_for_those_who_are_signed_in(api, site):
    id = site.id_of("member")
    api.guest.get("/people", status=404)
    api.guest.get(f"/people/{id}", status=404)
    api.outsider.get("/people/aaaaaaaaaaaa", status=404)
    found = api.outsider.get(f"/people/{id}").json
    assert (found["@type"], found["name"], found["organisation"]) == ("profile", "Mika Member", "Mika Member & Co")
    assert "example.org" not in str(found)
    assert api.member.get(f"/people/{id}").json["email"] == "member@example.org"
    assert api.admin.get(f"/people/{id}").json["email"] == "member@example.org"
    directory = api.outsider.get("/people?b_size=3").json
    assert directory["items_total"] == 10
    assert [item["title"] for item in directory["items"]] == ["Ada Admin", "Anna Author", "Finn Facilitator"]
    assert "example.org" not in str(directory)


def test_people_change_their_own_profile(api, site):
    path = f"/people/{site.id_of('member')}"
    found = api.member.patch_json(
        path,
        {"bio": "I knit.", "email": "x@example.org"},
        headers={"Prefer": "return=representation"},
    ).json
    assert (found["bio"], found["email"]) == ("I knit.", "member@example.org")
    api.outsider.patch_json(path, {"bio": "x"}, status=403)
    for wrong in (
        {"site_roles": ["administrator"]},
        {"name": ""},
        {"name": 5 * ["x"]},
        {"bio": "x" * 3000},
        {"language": "xx"},
        {"languages": 5},
        {"name": "a\nb"},
        {"bio": "\x00"},
        {"name": None},
    ):
        api.member.patch_json(path, wrong, status=400)


def test_accounts_are_for_their_owner_and_administrators(api):
    assert api.member.get("/@users/member").json["email"] == "member@example.org"
    assert api.admin.get("/@users/member").json["fullname"] == "Mika Member"
    assert api.admin.get("/@users").json["items_total"] == 10
    api.admin.get("/@users/nobody", status=404)
    api.member.get("/@users/outsider", status=403)
    api.member.get("/@users/nobody", status=403)
    api.member.get("/@users", status=403)
    api.guest.get("/@users/member", status=401)
    api.guest.get("/@users/nobody", status=401)


def test_a_disabled_person_is_absent_for_all_but_those_who_administer_people(api, actors, site, make):
    id = site.id_of("member")
    made = make.document(by="member", title="Still here")
    site.people(lambda store: store.set_picture(None, store.by_login("member"), PIXEL, "image/png"))
    page = actors.outsider.get(str(made))
    assert f"/people/{id}" in page.text
    site.people(lambda store: store.disable(None, store.by_login("member")))
    for address in (f"/people/{id}", f"/people/{id}/picture"):
        assert actors.outsider.get(address, status="*").status_int == 404, address
        assert actors.admin.get(address, status="*").status_int == 200, address
    api.outsider.get(f"/people/{id}", status=404)
    api.outsider.patch_json(f"/people/{id}", {"bio": "x"}, status=404)
    assert api.admin.get(f"/people/{id}").json["name"] == "Mika Member"
    page = actors.outsider.get(str(made))
    assert "Mika Member" in page.text
    assert f"/people/{id}" not in page.text


def test_what_may_be_done_with_a_profile_is_told_as_of_anything(api, site):
    path = f"/people/{site.id_of('member')}"
    for program, edits in ((api.member, True), (api.admin, True), (api.outsider, False)):
        held = {item["id"]: item["allowed"] for item in program.get(f"{path}/@permissions").json["items"]}
        assert held["view"] and held["edit"] is edits and not held["delete"] and "add" not in held
        assert program.get(f"{path}/@explain?permission=edit").json["allowed"] is edits
        program.patch_json(path, {"bio": "Mine"}, status=204 if edits else 403)
    told = api.admin.get(f"{path}/@explain?person=outsider&permission=edit").json
    assert told["text"] == "Otto Outsider cannot do this with “Mika Member”: “Edit”."
    assert "This is the profile of someone else." in [reason["text"] for reason in told["because"]]
    refused = api.outsider.patch_json(path, {"bio": "Mine"}, status=403).json
    assert api.outsider.get(refused["explain"]).json["allowed"] is False
    for service in ("@permissions", "@explain?permission=view"):
        api.guest.get(f"{path}/{service}", status=404)
        api.outsider.get(f"/people/aaaaaaaaaaaa/{service}", status=404)
    api.admin.patch_json("/@users/member", {"enabled": False})
    for service in ("@permissions", "@explain?permission=view"):
        api.outsider.get(f"{path}/{service}", status=404)
        api.admin.get(f"{path}/{service}", status=200)
