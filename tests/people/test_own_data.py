"""One's own data: a copy of all of it, and its erasure."""

import io
import json
import threading
import zipfile

import pytest
from pyramid.traversal import find_resource, resource_path
from ZODB.serialize import referencesf

from moothall.core.authorization.sharing import set_roles
from moothall.people.read_marks import DATA_KEY as READ_MARKS
from tests.factories import GROUP, OPEN, PASSWORD, PRIVATE
from tests.people.conftest import form_with


def export(client):
    answer = client.get("/people/own-data/copy")
    assert answer.content_type == "application/zip" and answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.body)) as file:
        assert file.testzip() is None
        return {name.removesuffix(".json"): json.loads(file.read(name)) for name in file.namelist()}


def erase(client, status=303, password=PASSWORD, sure=True):
    form = form_with(client.get("/people/own-data"), "sure")
    form["password"], form["sure"] = password, sure
    return form.submit(status=status)


def grants_naming(site, person):
    return site.read(
        lambda tree: [record.uid for record in tree.access.values() if person in record.grants or person in record.bans]
    )


# -- the copy


def test_the_copy_holds_what_is_kept_about_the_person(site, make, as_member, api):
    document = make.document(title="Teacher training plan", by="member", text="<p>First, <b>ask</b> them.</p>")
    discussion = make.discussion(title="Rooms", by="owner")
    make.post(discussion, "<p>The blue one.</p>", by="member")
    make.post(discussion, "<p>Not theirs.</p>", by="owner")
    api.member.post_json(f"{document}/@sharing", {"entries": [{"id": "outsider", "roles": {"author": True}}]})
    found = export(as_member)
    (profile,) = found["profile"]
    assert (profile["login"], profile["name"], profile["mail address"]) == (
        "member",
        "Mika Member",
        "member@example.org",
    )
    assert {"role": "member", "where": {"@id": f"http://localhost{OPEN}", "title": "Open community"}}.items() <= next(
        one for one in found["roles"] if one["where"].get("@id") == f"http://localhost{OPEN}"
    ).items()
    assert {one["kind"] for one in found["log-ins"]} == {"cookie", "bearer"}
    words = {one["where"]["@id"]: one for one in found["content"]}
    assert words[f"http://localhost{document}"]["versions"][0]["text"] == "First, ask them."
    assert "The blue one." in json.dumps(found["content"]) and "Not theirs." not in json.dumps(found["content"])
    assert any(event["what"] == "grant" and event["by you"] for event in found["facts"])


def test_the_copy_names_nothing_that_the_person_may_not_see_any_more(site, make, as_member):
    make.document(PRIVATE + "/documents", "Mine", by="member", text="<p>My own words.</p>")
    make.member(PRIVATE, "member")
    site.on(PRIVATE, lambda space: space.save(site.act("owner"), {"title": "A new secret"}))
    said = json.dumps(export(as_member))
    assert "My own words." in said
    assert "A new secret" not in said and PRIVATE not in said


def test_the_copy_holds_nothing_that_others_changed_since_in_what_is_hidden(api, make, as_member):
    thread = make.discussion(PRIVATE + "/discussions", "Mine", by="member", text="<p>My question.</p>")
    folder = make.folder(PRIVATE + "/documents", "My folder", by="member")
    document = make.document(PRIVATE + "/documents", "My document", by="member")
    space = make.workspace("My space", by="member", preset="confidential", roster={"owner": ("owner",)})
    for place in (PRIVATE, space):
        make.member(place, "member")
    for number, (login, item) in enumerate(
        (("facilitator", thread), ("facilitator", folder), ("facilitator", document), ("owner", space))
    ):
        api(login).patch_json(str(item), {"title": f"Secret {number}"}, status=204)
    make.post(thread, "<p>Secret answer.</p>", by="owner")
    make.step(document, "archive")
    said = json.dumps(export(as_member))
    assert "My question." in said and "My document" in said
    assert "Secret" not in said and "archived" not in said


def test_the_copy_is_one_s_own(as_author, make, as_member):
    make.document(title="Anna's", by="author")
    assert "Anna" not in json.dumps(export(as_member)["content"])


def test_the_copy_comes_in_pieces_and_lets_go_of_the_database(site, make, as_member):
    for number in range(30):
        make.document(title=f"Plan {number}", by="member", text="<p>" + f"{number} words. " * 2000 + "</p>")
    pools = [site.databases[name].pool for name in ("content",)]
    before = [len(pool.all) for pool in pools]
    found = export(as_member)
    assert len(found["content"]) == 30
    assert [len(pool.all) for pool in pools] <= [count + 1 for count in before]


def test_what_a_feature_keeps_is_in_the_copy(site, make, as_member):
    discussion = make.discussion(title="Rooms", by="owner")
    mark = site.people(lambda store: store.by_login("member").id)
    page = as_member.get(str(discussion))
    token = page.html.select_one("#act [name=csrf_token]")["value"]
    as_member.post(f"{discussion}/mark-read", {"csrf_token": token, "to": "9999999999999999"}, status="*")
    marks = site.people(lambda store: (store.feature_data(READ_MARKS) or {}).get(mark) is not None)
    assert bool(export(as_member)["read-marks"]) == marks


# -- the erasure


def test_erasing_is_one_change_of_mapping(site, make, as_member, as_owner, api):
    discussion = make.discussion(title="Rooms", by="member", text="<p>Which one?</p>")
    make.post(discussion, "<p>The blue one.</p>", by="member")
    person = site.id_of("member")
    page = erase(as_member).follow()
    assert page.html.select_one("[role=status]").text.strip().startswith("Your account has been deleted")
    assert page.html.select_one(".m-bar-person") is None
    said = as_owner.get(str(discussion))
    assert "The blue one." in said.text and "Former member" in said.text and "Mika" not in said.text
    as_owner.get(f"/people/{person}", status=404)
    assert "Mika" not in as_owner.get("/people").text
    assert "Former member" not in as_owner.get(OPEN + "/people").text
    assert site.people(
        lambda store: (
            store.by_login("member"),
            store.by_email("member@example.org"),
            store.by_id(person),
            store.sessions.of(person),
        )
    ) == (None, None, None, [])
    api.member.get("/@users/member", status=401)
    api.guest.post_json("/@login", {"login": "member", "password": PASSWORD}, status=401)


def test_what_the_person_held_ends_with_facts(site, make, as_member):
    document = make.document(by="author")
    site.on(str(document), lambda item: set_roles(site.act("author"), item, site.id_of("member"), ("author",)) or None)
    person = site.id_of("member")
    held = set(grants_naming(site, person))
    assert len(held) == 6
    erase(as_member)
    assert grants_naming(site, person) == []
    ended = site.read(
        lambda tree: {event.subject for event in tree.event_log if event.key == person and not event.after}
    )
    assert ended == held
    kinds = site.read(
        lambda tree: [(event.kind, event.actor) for event in tree.event_log if event.key == (person, None)]
    )
    assert ("erased", person) in kinds


def test_nothing_of_the_person_is_left_in_the_databases(site, make, as_member, mails):
    make.discussion(by="member")
    erase(as_member)
    (mail,) = mails.to("member@example.org")
    assert mail.subject == "Your account has been deleted: Moothall" and mail.link == "/contact"
    site.clock.advance(hours=49)
    site.people(lambda store: store.purge(site.clock.now) and None)
    for name in ("content", "people"):
        with site.connection() as (connection, _manager):
            there = connection if name == "content" else connection.get_connection("people")
            # As after packing: what nothing refers to any more is not looked at.
            found = [
                oid
                for oid in _reachable(there)
                if any(word in there.db().storage.load(oid)[0] for word in (b"Mika Member", b"member@example.org"))
            ]
            assert found == []


def _reachable(connection):
    todo, seen = [b"\0" * 8], set()
    while todo:
        oid = todo.pop()
        if oid not in seen:
            seen.add(oid)
            referencesf(connection.db().storage.load(oid)[0], todo)
    return seen


def test_drafts_that_nobody_else_sees_are_gone(site, make, as_member):
    draft = make.document(title="Mine alone", by="member", state="draft")
    shared = make.document(title="Shared", by="member", state="draft")
    site.on(str(shared), lambda item: set_roles(site.act("member"), item, site.id_of("author"), ("reader",)) or None)
    published = make.document(title="Read by all", by="member")
    make.working_edition(published, by="member", title="A draft behind it")
    page = as_member.get("/people/own-data")
    assert "permanently deleted: 2." in " ".join(page.html.main.text.split())
    erase(as_member)

    def there(tree):
        return [
            tree.uids.get(draft.uid) is not None,
            tree.uids.get(shared.uid) is not None,
            find_resource(tree, str(published)).working is None,
        ]

    assert site.read(there) == [False, True, True]


def test_the_table_says_what_nobody_else_sees(site, make, as_member):
    def open_drafts(table):
        table["matrix"]["draft"]["view"] = ["creator", "facilitator"]
        table["matrix"]["needs_changes"]["view"] = ["creator", "shared"]

    seen = make.document(title="Seen by facilitators", by="member", state="draft")
    alone = make.document(title="Sent back", by="member", state="needs_changes")
    make.table("content", open_drafts)
    assert "permanently deleted: 1." in " ".join(as_member.get("/people/own-data").html.main.text.split())
    erase(as_member)
    assert site.read(lambda tree: [tree.uids.get(one.uid) is not None for one in (seen, alone)]) == [True, False]


def test_a_draft_in_a_place_that_was_left_goes_as_well(site, make, as_member):
    draft = make.document(PRIVATE + "/documents", "Left behind", by="member", state="draft")
    make.member(PRIVATE, "member")
    erase(as_member)
    assert site.read(lambda tree: tree.uids.get(draft.uid)) is None


@pytest.mark.parametrize(("password", "sure", "field"), [("wrong", True, "password"), (PASSWORD, False, "sure")])
def test_it_asks_for_the_password_and_for_a_tick(site, as_member, password, sure, field):
    page = erase(as_member, 422, password, sure)
    assert page.html.select_one("[role=alert] a")["href"] == f"#{field}"
    assert site.people(lambda store: store.by_login("member").name) == "Mika Member"


def test_the_last_owner_of_a_space_hands_over_first(site, make, as_owner):
    page = as_owner.get("/people/own-data")
    assert "“Open community” needs another owner first." in page.html.main.text
    assert "sure" not in page.forms[0].fields and not page.html.select_one("form[action$=own-data]")
    token = page.html.select_one("#act [name=csrf_token]")["value"]
    sent = {"csrf_token": token, "password": PASSWORD, "sure": "yes"}
    answer = as_owner.post("/people/own-data", sent, status=409)
    assert "needs another owner first" in answer.text
    assert site.people(lambda store: store.by_login("owner").name) == "Olga Owner"
    for space in site.read(lambda tree: [record.uid for record in tree.access.values() if record.kind == "space"]):
        path = site.read(lambda tree, uid=space: resource_path(tree.uids.get(uid)))
        make.member(path, "facilitator", "owner")
    as_owner.post("/people/own-data", sent, status=303)


def test_the_only_administrator_stays(as_admin):
    token = as_admin.get("/people/own-data").html.select_one("#act [name=csrf_token]")["value"]
    answer = as_admin.post("/people/own-data", {"csrf_token": token, "password": PASSWORD, "sure": "yes"}, status=409)
    assert "only administrator" in answer.text


def test_a_request_to_join_is_withdrawn(site, api, as_outsider):
    api.outsider.post_json(GROUP + "/@join", {"message": "I teach."})
    assert "I teach." in json.dumps(export(as_outsider)["requests-to-join"])
    erase(as_outsider)
    assert site.read(lambda tree: list(tree.join_requests)) == []


def test_an_administrator_erases_somebody_with_a_reason(site, as_admin, mails):
    person = site.id_of("member")
    form = form_with(as_admin.get(f"/admin/erase-person/{person}"), "reason")
    assert "Enter a reason" in form.submit(status=422).text
    form["reason"] = "Asked for by letter."
    form.submit(status=303)
    assert site.people(lambda store: store.by_id(person)) is None
    assert "A site administrator did this." in mails.last_to("member@example.org").text
    facts = site.read(
        lambda tree: [
            (event.reason, event.actor)
            for event in tree.event_log
            if event.kind == "erased" and event.key == (person, None)
        ]
    )
    assert facts == [("Asked for by letter.", site.id_of("admin"))]


def test_an_administrator_is_told_what_has_to_be_done_first(site, as_admin):
    page = as_admin.get(f"/admin/erase-person/{site.id_of('owner')}")
    assert "needs another owner first" in page.html.main.text
    assert not any("reason" in form.fields for form in page.forms.values())


def test_erasing_by_program(site, api):
    api.member.delete("/@users/author", status=403)
    api.admin.delete("/@users/admin", status=403)
    api.admin.delete("/@users/owner", status=409)
    api.admin.delete("/@users/member", status=204)
    api.admin.get("/@users/member", status=404)


def test_two_who_own_a_space_together_cannot_both_go_at_once(site, make):
    roster = {"author": ("owner",), "member": ("owner",), "reader": ("reader",)}
    space = make.workspace("Two owners", by="author", roster=roster)
    clients, answers = [site.client(login) for login in ("author", "member")], []
    tokens = [client.get("/people/own-data").html.select_one("#act [name=csrf_token]")["value"] for client in clients]
    start = threading.Barrier(2)

    def go(client, token):
        start.wait()
        sent = {"csrf_token": token, "password": PASSWORD, "sure": "yes"}
        answers.append(client.post("/people/own-data", sent, status="*").status_int)

    threads = [threading.Thread(target=go, args=one) for one in zip(clients, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 409]
    owners = site.read(
        lambda tree: [
            person
            for person, grants in find_resource(tree, str(space)).record.grants.items()
            if any(grant.role == "owner" for grant in grants)
        ]
    )
    assert len(owners) == 1
