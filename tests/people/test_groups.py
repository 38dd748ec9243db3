"""Groups: made, called otherwise, filled and deleted, in pages and by program."""

import pytest

from tests.factories import GROUP
from tests.people.conftest import form_with


def facts(site, kind):
    return site.read(
        lambda tree: [(event.key, event.before, event.after) for event in tree.event_log if event.kind == kind]
    )


@pytest.fixture
def teachers(api):
    return api.admin.post_json(
        "/@groups", {"groupname": "teachers", "title": "Teachers", "users": ["member"]}, status=201
    ).json


def test_a_group_is_made_filled_renamed_and_deleted_in_the_browser(site, as_admin):
    page = as_admin.get("/admin/groups")
    assert "No groups yet" in page.html.main.text
    form = form_with(page, "title")
    form["title"] = "Teachers of Tampere"
    page = form.submit(status=303).follow()
    assert page.html.h1.text == "Teachers of Tampere" and "No members yet" in page.html.main.text
    form = next(form for form in page.forms.values() if "person" in form.fields)
    form["person"] = "member@example.org"
    page = form.submit("do", value="add", status=303).follow()
    assert "Mika Member" in page.html.main.text
    assert site.person("member").groups == {"group:teachers-of-tampere"}
    form = form_with(page, "title")
    form["title"] = "Teachers"
    page = form.submit("do", value="rename", status=303).follow()
    assert page.html.h1.text == "Teachers"
    form = next(form for form in page.forms.values() if "remove" in form.text)
    page = form.submit("do", value="remove", status=303).follow()
    assert page.html.select_one(".m-said p").text == "Mika Member removed from the group."
    assert "No members yet" in page.html.main.text
    question = as_admin.get("/admin/delete-group/teachers-of-tampere")
    form = next(form for form in question.forms.values() if form.action.startswith("/admin/delete-group"))
    form.submit(status=303)
    as_admin.get("/admin/group/teachers-of-tampere", status=404)
    person = site.id_of("member")
    assert sorted(facts(site, "group"), key=repr) == sorted(
        [
            ((None, "teachers-of-tampere"), None, "Teachers of Tampere"),
            ((person, "teachers-of-tampere"), False, True),
            ((None, "teachers-of-tampere"), "Teachers of Tampere", "Teachers"),
            ((person, "teachers-of-tampere"), True, False),
            ((None, "teachers-of-tampere"), "Teachers", None),
        ],
        key=repr,
    )


@pytest.mark.parametrize(("title", "said"), [("", "Fill in"), ("Admin", "taken"), ("x" * 121, "Longer")])
def test_a_title_that_is_refused_is_kept(as_admin, title, said):
    form = form_with(as_admin.get("/admin/groups"), "title")
    form["title"].force_value(title)
    page = form.submit(status=422)
    assert said in page.html.select_one("[role=alert]").text
    assert form_with(page, "title")["title"].value == title


def test_somebody_unknown_is_not_added(as_admin, teachers):
    form = next(
        form
        for form in as_admin.get("/admin/group/teachers").forms.values()
        if "person" in form.fields and form["person"].attrs.get("type") == "text"
    )
    form["person"] = "nobody"
    page = form.submit("do", value="add", status=422)
    assert "no one called “nobody”" in page.html.select_one("[role=alert]").text


def test_groups_are_chosen_on_the_page_of_a_person(site, as_admin, teachers):
    form = next(
        form for form in as_admin.get(f"/admin/person/{site.id_of('author')}").forms.values() if "group" in form.fields
    )
    form["group"] = True
    form.submit("do", value="groups", status=303)
    assert site.person("author").groups == {"group:teachers"}


def test_who_is_added_to_a_group_has_what_it_was_given_at_once(make, api, teachers):
    document = make.document(in_=GROUP + "/documents", by="author", state="draft")
    api.author.post_json(
        f"{document}/@sharing", {"entries": [{"id": "teachers", "type": "group", "roles": {"reader": True}}]}
    )
    api.member.get(str(document), status=200)
    api.reader.get(str(document), status=404)
    api.admin.patch_json("/@groups/teachers", {"users": {"reader": True, "member": False}}, status=204)
    api.member.get(str(document), status=404)
    api.reader.get(str(document), status=200)


def test_with_a_group_goes_what_it_was_given(site, make, api, teachers):
    document = make.document(in_=GROUP + "/documents", by="author", state="draft")
    api.author.post_json(
        f"{document}/@sharing", {"entries": [{"id": "teachers", "type": "group", "roles": {"reader": True}}]}
    )
    api.admin.delete("/@groups/teachers", status=204)
    api.member.get(str(document), status=404)
    api.admin.post_json("/@groups", {"groupname": "teachers", "users": ["member"]}, status=201)
    api.member.get(str(document), status=404)
    assert ("group:teachers", ("reader",), ()) in facts(site, "grant")


def test_the_shape_is_plones(api, teachers):
    assert teachers["@id"] == "http://localhost/@groups/teachers"
    assert (teachers["id"], teachers["groupname"], teachers["title"]) == ("teachers", "teachers", "Teachers")
    assert teachers["users"]["items"] == ["member"] and teachers["users"]["items_total"] == 1
    listed = api.admin.get("/@groups").json
    assert [one["id"] for one in listed["items"]] == ["teachers"]
    assert api.admin.get("/@groups?query=nobody").json["items_total"] == 0
    assert api.admin.get("/@groups/teachers").json["users"]["items"] == ["member"]
    changed = api.admin.patch_json(
        "/@groups/teachers", {"title": "All teachers"}, headers={"Prefer": "return=representation"}
    ).json
    assert changed["title"] == "All teachers"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"groupname": "Not an id"},
        {"groupname": "x" * 300},
        {"groupname": 7},
        {"groupname": "good", "users": "member"},
        {"groupname": "good", "users": ["nobody"]},
        {"groupname": "good", "title": "two\nlines"},
    ],
)
def test_a_group_that_cannot_be_is_refused(api, body, site):
    api.admin.post_json("/@groups", body, status=400)
    assert site.people(lambda store: store.groups()) == {}


def test_a_name_is_taken_once(api, teachers):
    api.admin.post_json("/@groups", {"groupname": "teachers"}, status=409)
    api.admin.post_json("/@groups", {"groupname": "member"}, status=409)


def test_space_around_a_name_is_not_part_of_it(api, teachers):
    api.admin.post_json("/@groups", {"groupname": " teachers "}, status=409)
    made = api.admin.post_json("/@groups", {"groupname": " trainers\t", "users": ["member"]}, status=201)
    assert made.json["id"] == "trainers" and made.location.endswith("/@groups/trainers")


@pytest.mark.parametrize(("login", "status"), [("guest", 401), ("member", 403), ("sitemoderator", 403)])
def test_groups_are_kept_by_administrators(api, teachers, login, status):
    client = getattr(api, login)
    client.get("/@groups", status=status)
    client.get("/@groups/teachers", status=status)
    client.post_json("/@groups", {"groupname": "others"}, status=status)
    client.patch_json("/@groups/teachers", {"title": "X"}, status=status)
    client.delete("/@groups/teachers", status=status)


@pytest.mark.parametrize("login", ["guest", "member"])
def test_the_pages_are_for_administrators(actors, teachers, login):
    for page in ("groups", "group/teachers", "delete-group/teachers", "sign-ups"):
        actors(login).get(f"/admin/{page}", status=404)
