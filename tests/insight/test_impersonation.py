"""View as: what is shown is what the other sees, nothing can be changed, and it is written down."""

from datetime import timedelta

import pytest

from tests.factories import GROUP, OPEN, PRIVATE


class Looking:
    """An administrator's browser, in which one can be somebody else."""

    def __init__(self, client):
        self.client = client

    def become(self, status=303, **fields):
        page = self.client.get("/view-as")
        token = page.forms["act"]["csrf_token"].value
        return self.client.post("/view-as", {"csrf_token": token, **fields}, status=status)

    def stop(self):
        page = self.client.get("/about")
        form = next(form for form in page.forms.values() if form.action == "/view-as")
        return form.submit("do")

    def get(self, path, **kw):
        return self.client.get(path, **kw)


@pytest.fixture
def looking(as_admin):
    return Looking(as_admin)


def test_one_sees_what_a_person_sees(looking, actors, make):
    draft = make.document(GROUP + "/documents", by="member", state="draft").path
    looking.get(draft, status=404)
    looking.become(person="member")
    assert "Viewing the site as Mika Member." in looking.get(draft).text
    looking.get("/admin", status=404)
    for path in ("/", "/queue", "/search?SearchableText=document", "/people/settings"):
        assert "Viewing the site as Mika Member." in looking.get(path).text


def test_one_is_oneself_again(looking):
    looking.become(person="member")
    looking.stop()
    assert "Viewing the site as" not in looking.get("/").text
    looking.get("/admin", status=200)


def test_nothing_can_be_changed(looking, make, actors):
    document = make.document(GROUP + "/documents", by="member", state="draft").path
    looking.become(person="member")
    page = looking.get(document)
    token = page.forms["act"]["csrf_token"].value
    for path in (
        f"{document}/workflow/submit",
        f"{document}/workflow/publish",
        f"{GROUP}/leave",
        "/logout",
        "/people/settings",
        "/login",
    ):
        answer = looking.client.post(path, {"csrf_token": token}, status=403)
        assert "You cannot change anything until you stop" in answer.text
    headers = {"X-CSRF-Token": token, "Accept": "application/json"}
    looking.client.patch_json(document, {"title": "Mine"}, headers=headers, status=403)
    looking.client.delete(document, headers=headers, status=403)
    # Not even to be somebody else still.
    looking.client.post("/view-as", {"csrf_token": token, "person": "owner"}, status=400)
    assert actors.member.get(document).status_int == 200


def test_the_copy_of_what_is_kept_about_somebody_is_theirs_alone(looking):
    looking.get("/people/own-data", status=200)
    looking.become(person="member")
    assert "This page is only for them." in looking.get("/people/own-data", status=403).text
    looking.get("/people/own-data/copy", status=403)


@pytest.mark.parametrize(
    ("role", "private", "open_"),
    [("guest", 404, 200), ("signed-in", 404, 200), ("reader", 200, 200), ("facilitator", 200, 200)],
)
def test_one_sees_what_a_role_sees(looking, role, private, open_):
    looking.become(role=role)
    looking.get(PRIVATE, status=private)
    looking.get(OPEN, status=open_)
    looking.get(f"{PRIVATE}/documents", status=private)


def test_a_role_can_be_that_of_one_space(looking, make):
    other = make.workspace("Elsewhere", preset="confidential").path
    looking.become(role="member", space=PRIVATE)
    assert "Member of “Confidential”" in looking.get(PRIVATE).text
    looking.get(other, status=404)
    titles = looking.get("/workspaces").text
    assert "Confidential" in titles and "Elsewhere" not in titles


def test_a_role_sees_its_buttons(looking, make):
    discussion = make.discussion(GROUP + "/discussions").path
    looking.become(role="moderator", space=GROUP)
    assert "Close" in looking.get(discussion).text
    looking.stop()
    looking.become(role="reader", space=GROUP)
    assert f"{discussion}/workflow/close" not in looking.get(discussion).text


def test_only_administrators_can(actors, api):
    for login in ("guest", "member", "owner", "sitemoderator"):
        actors(login).get("/view-as", status=404)
    page = actors.member.get("/about")
    token = page.forms["act"]["csrf_token"].value
    actors.member.post("/view-as", {"csrf_token": token, "person": "owner"}, status=404)


def test_programs_are_never_somebody_else(api, looking, make):
    draft = make.document(GROUP + "/documents", by="member", state="draft").path
    api.admin.post("/view-as", {"person": "member"}, status=400)
    looking.become(person="member")
    api.admin.get(draft, status=404)
    api.admin.get("/@users/member", status=200)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"person": "nobody-here"},
        {"person": "admin"},
        {"role": "king"},
        {"role": "member", "space": "/nowhere"},
        {"role": "member", "space": "/people"},
    ],
)
def test_what_makes_no_sense_is_said(looking, fields):
    looking.become(status=422, **fields)
    assert "Viewing the site as" not in looking.get("/").text


def test_another_log_in_of_the_same_person_is_not_touched(looking, site):
    looking.become(person="member")
    token = site.people(
        lambda store: store.sessions.begin(
            store.by_login("admin").id, "cookie", store.by_login("admin").generation, site.clock.now, timedelta(hours=1)
        )
    )
    other = site.client()
    other.set_cookie("moothall", f"s.{token}")
    other.get("/admin", status=200)


def test_it_is_written_down(looking, site):
    looking.become(person="member")
    looking.stop()
    facts = site.read(
        lambda root: sorted(
            (
                (event.at, event.actor, event.key, event.before, event.after)
                for event in root.event_log
                if event.kind == "view as"
            ),
            key=str,
        )
    )
    admin, member = site.id_of("admin"), site.id_of("member")
    assert {event[1:] for event in facts} == {(admin, member, None, "person"), (admin, member, "person", None)}


def test_it_ends_with_the_office(looking, site):
    looking.become(person="member")
    site.people(lambda store: store.set_site_roles(None, store.by_login("reviewer"), ["administrator"]) and None)
    site.people(lambda store: store.set_site_roles(None, store.by_login("admin"), []) and None)
    assert "Viewing the site as" not in looking.get("/").text


@pytest.mark.parametrize(("code", "name"), [("en", "Someone with an account"), ("de", "Jemand mit Konto")])
def test_a_role_is_called_in_the_language_of_whoever_looks(looking, site, code, name):
    if code not in site.registry.interface_languages:
        pytest.skip("There is no catalog for German.")
    looking.client.get(f"/language?language={code}&came_from=/", status=303)
    looking.become(role="signed-in")
    page = looking.get("/").html
    assert page.h1.text.strip().endswith(name)
    assert page.select_one(".m-bar-name").text.strip() == name
