"""Administrators add people, set their roles, and disable their accounts."""

import pytest

from tests.factories import PASSWORD


def facts(site, kind):
    def look(tree):
        return [(event.key, event.before, event.after, event.actor) for event in tree.event_log.about(tree.uid, {kind})]

    return site.read(look)


def person_page(site, client, login):
    return client.get(f"/admin/person/{site.id_of(login)}")


def submit(page, do, **kw):
    """Press a button that posts without fields, as the browser does with the form ``act``."""
    token = page.html.select_one("form#act input[name=csrf_token]")["value"]
    button = page.html.select_one(f'button[form="act"][value="{do}"]')
    return page.test_app.post(button["formaction"], {"csrf_token": token, "do": do}, **kw)


def test_nobody_else_adds_people(as_sitemoderator):
    token = as_sitemoderator.get("/").html.select_one("input[name=csrf_token]")["value"]
    as_sitemoderator.post("/admin/add-person", {"csrf_token": token, "login": "x", "name": "X"}, status=404)


def test_people_are_found_by_name_login_and_mail(as_admin):
    def found(text):
        page = as_admin.get("/admin/people", {"find": text})
        return [link.text for link in page.html.select("th.m-cell-name a")]

    assert len(found("")) == 10
    assert found("mika") == found("member") == found("MEMBER@example") == ["Mika Member"]
    assert found("nobody of that name") == []


def test_a_new_person_can_log_in_with_the_password_shown(site, as_admin, as_guest):
    form = as_admin.get("/admin/add-person").forms
    form = next(one for one in form.values() if "login" in one.fields)
    form["login"], form["name"], form["email"] = "petra", "Petra Person", "petra@example.org"
    form.set("role", True, index=2)
    page = form.submit(status=200)
    password = page.html.select_one("#made-password").text
    log_in = next(one for one in as_guest.get("/login").forms.values() if "password" in one.fields)
    log_in["login"], log_in["password"] = "petra", password
    log_in.submit(status=303)
    id = site.id_of("petra")
    assert ((id, "reviewer"), False, True, site.id_of("admin")) in facts(site, "site role")
    assert ((id, None), None, True, site.id_of("admin")) in facts(site, "account enabled")


@pytest.mark.parametrize("login,name", [("member", "Another"), ("", "Nameless"), ("x y", "Spaced"), ("fine", "")])
def test_wrong_data_keep_what_was_typed(as_admin, login, name):
    form = next(one for one in as_admin.get("/admin/add-person").forms.values() if "login" in one.fields)
    form["login"], form["name"] = login, name
    page = form.submit(status=422)
    assert page.html.select_one("#name")["value"] == name
    assert page.html.select_one(".m-problems") is not None


def test_roles_on_the_site_are_given_and_recorded(site, as_admin):
    form = next(one for one in person_page(site, as_admin, "member").forms.values() if "role" in one.fields)
    form.set("role", True, index=1)
    form.submit("do", value="roles", status=303)
    assert site.person("member").site_roles == {"site_moderator"}
    id = site.id_of("member")
    assert ((id, "site_moderator"), False, True, site.id_of("admin")) in facts(site, "site role")


def test_an_unknown_role_is_refused(site, as_admin):
    page = person_page(site, as_admin, "member")
    token = page.html.select_one("input[name=csrf_token]")["value"]
    as_admin.post(
        f"/admin/person/{site.id_of('member')}", {"csrf_token": token, "do": "roles", "role": "king"}, status=400
    )


def test_the_last_administrator_stays_one(site, as_admin):
    form = next(one for one in person_page(site, as_admin, "admin").forms.values() if "role" in one.fields)
    form.set("role", False, index=0)
    page = form.submit("do", value="roles", status=409)
    assert "only administrator" in page
    assert site.person("admin").site_roles == {"administrator"}


def test_a_disabled_account_is_logged_out_at_once(site, clock, as_admin, as_member):
    submit(person_page(site, as_admin, "member"), "disable", status=303)
    assert as_member.get("/").html.select_one(".m-bar-person") is None
    clock.advance(minutes=1)
    submit(person_page(site, as_admin, "member"), "enable", status=303)
    id = site.id_of("member")
    changed = [after for key, _before, after, _actor in facts(site, "account enabled") if key[0] == id]
    assert changed[-2:] == [False, True]


def test_the_same_form_makes_one_password_at_once_and_another_one_later(site, as_admin, clock):
    page = person_page(site, as_admin, "member")
    sent = {name: page.html.select_one(f"form#act [name={name}]")["value"] for name in ("csrf_token", "once")}

    def made():
        answer = as_admin.post(page.request.path, {**sent, "do": "password"}, status=200)
        return answer.html.select_one("#made-password").text

    first, again = made(), made()
    clock.advance(minutes=2)
    assert first == again != made()


def test_a_new_password_ends_every_log_in(site, as_admin, as_member, as_guest):
    page = submit(person_page(site, as_admin, "member"), "password", status=200)
    password = page.html.select_one("#made-password").text
    assert as_member.get("/").html.select_one(".m-bar-person") is None
    for typed, status in ((PASSWORD, 422), (password, 303)):
        form = next(one for one in as_guest.get("/login").forms.values() if "password" in one.fields)
        form["login"], form["password"] = "member", typed
        form.submit(status=status)
