"""What the clients of Plone send, and how they expect it to be answered."""

import base64

import pytest

from tests.factories import CURATED, GROUP, OPEN, PRIVATE

LIBRARY = OPEN + "/documents"
FORUM = GROUP + "/discussions"
PIXEL = base64.b64encode(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
).decode()


# -- addresses


def test_the_prefix_stands_for_the_api_whatever_is_accepted(api, make, as_member):
    made = make.document(title="Plan")
    plain = api.member.get(str(made)).json
    for accept in ("text/html", "*/*", "application/json"):
        answer = as_member.get(f"/++api++{made}", headers={"Accept": accept})
        assert answer.content_type == "application/json"
        assert answer.json["@id"] == plain["@id"]
        assert "++api++" not in answer.text
    for path in ("/++api++", "/++api++/"):
        assert as_member.get(path, headers={"Accept": "text/html"}).json["@type"] == api.member.get("/").json["@type"]
    assert "++api++" not in as_member.get("/++api++/@search?b_size=1").text
    assert as_member.get(f"/++api++{PRIVATE}/no", headers={"Accept": "text/html"}, status=404).json["type"]


def test_a_write_through_the_prefix_is_one_of_the_api(api):
    made = api.author.post_json("/++api++" + LIBRARY, {"@type": "document", "title": "Plan"}, status=201)
    assert made.location == f"http://localhost{LIBRARY}/plan"
    api.author.patch_json("/++api++" + LIBRARY + "/plan", {"title": "Other"}, status=204)
    assert api.author.get(LIBRARY + "/plan").json["title"] == "Other"


def test_the_prefix_adds_no_rights_to_a_cookie(as_author):
    as_author.post_json("/++api++" + LIBRARY, {"@type": "document", "title": "Plan"}, status=400)


def test_an_old_address_leads_to_the_new_one_in_the_api(api, make):
    made = make.document(title="Plan", in_=LIBRARY)
    folder = make.folder(in_=LIBRARY, title="Shelf")
    api.facilitator.post_json(f"{folder}/@move", {"source": str(made)})
    answer = api.member.get(f"/++api++{made}", status=301)
    assert answer.location == f"http://localhost/++api++{folder}/plan"
    assert answer.follow().json["title"] == "Plan"


# -- credentials


def test_credentials_that_are_not_read_are_refused(api, as_guest, make):
    made = str(make.document())
    basic = "Basic " + base64.b64encode(b"author:moothall-demo").decode()
    for client in (api.guest, as_guest):
        for sent in (basic, basic.replace("Basic", "basic"), "Digest username=author", "nonsense"):
            answer = client.get(made, headers={"Authorization": sent, "Accept": "*/*"}, status=401)
            assert "@login" in answer.text
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    answer = api.guest.post_json(LIBRARY, {"@type": "document"}, headers={"Authorization": basic}, status=401)
    assert "bearer" in answer.json["message"]
    as_guest.get(f"/++api++{made}", headers={"Authorization": basic, "Accept": "text/html"}, status=401)


def test_pages_behind_a_proxy_with_a_password_still_open(as_guest, as_member, make):
    made = str(make.document())
    for client in (as_guest, as_member):
        client.get(made, headers={"Authorization": "Basic eDp5", "Accept": "text/html,*/*"}, status=200)
        client.get("/static/css/main.css", headers={"Authorization": "Basic eDp5", "Sec-Fetch-Mode": "no-cors"})
    as_member.get(f"{made}/@permissions", headers={"Authorization": "Basic eDp5"}, status=200)


# -- reading


@pytest.mark.parametrize(
    "query",
    [
        "expand=breadcrumbs,workflow",
        "expand=breadcrumbs&expand=workflow",
        "expand:list=breadcrumbs&expand:list=workflow",
        "expand[]=breadcrumbs&expand[]=workflow",
        "expand%5B0%5D=breadcrumbs&expand%5B1%5D=workflow",
    ],
)
def test_components_are_expanded_in_every_spelling(api, make, query):
    found = api.member.get(f"{make.document()}?{query}").json["@components"]
    assert "items" in found["breadcrumbs"]
    assert "state" in found["workflow"]
    assert set(found["types"]) == {"@id"}


# -- writing


def test_what_was_read_can_be_sent_back(api, make):
    post = {"title": "Talk", "@type": "discussion", "text": "<p>Hello</p>", "subjects": ["a"]}
    talk = api.author.post_json(FORUM, post).json
    first = api.author.get(talk["@id"]).json["items"][0]["@id"]
    picture = {"data": PIXEL, "encoding": "base64", "filename": "dot.png"}
    file = api.author.post_json(LIBRARY, {"@type": "file", "title": "Dot", "file": picture}).json
    link = api.author.post_json(LIBRARY, {"@type": "link", "title": "Away", "url": "https://example.org/"}).json
    made = make.document(title="Plan", text="<p>One</p>", subjects=("a",))
    for address in (str(made), talk["@id"], file["@id"], link["@id"], first, LIBRARY, FORUM, OPEN):
        client = api.author if address not in (LIBRARY, FORUM, OPEN) else api.owner
        for query in ("", "?expand=workflow,history,types", "?fullobjects=1"):
            read = client.get(address + query).json
            client.patch_json(address, read, status=204)
        again = client.get(address).json
        assert {name: again[name] for name in ("title", "modified")} == {
            name: read[name] for name in ("title", "modified")
        }
    # One field is changed among all the others, and the file stays.
    read = api.author.get(file["@id"]).json
    api.author.patch_json(file["@id"], {**read, "title": "Point", "file": {**read["file"], "size": 0}}, status=204)
    assert api.author.get(file["@id"]).json["title"] == "Point"
    assert api.author.get(file["file"]["download"]).body == base64.b64decode(PIXEL)


def test_fields_that_nothing_has_are_named(api, make):
    made = str(make.document(title="Plan"))
    said = api.author.patch_json(made, {"title": "Other", "titel": "x", "Description": ""}, status=400).json["message"]
    assert "titel" in said
    assert "Description" in said
    assert api.author.get(made).json["title"] == "Plan"
    # The right to change it is judged first.
    api.member.patch_json(made, {"titel": "x"}, status=403)


def test_fields_of_plone_without_a_meaning_here_are_passed_over(api, make):
    made = str(make.document(title="Plan"))
    sent = {"title": "Other", "exclude_from_nav": False, "blocks": {}, "creators": [], "effective": None, "UID": "x"}
    api.author.patch_json(made, sent, status=204)
    assert api.author.get(made).json["title"] == "Other"


def test_which_post_is_answered_is_kept_or_refused(api):
    talk = api.author.post_json(FORUM, {"@type": "discussion", "title": "Talk", "text": "Hello"}).json
    first = api.author.get(talk["@id"]).json["items"][0]
    reply = {"@type": "post", "text": "Yes"}
    for named in (first["UID"], first["@id"]):
        made = api.member.post_json(talk["@id"], {**reply, "in_reply_to": named}, status=201).json
        assert made["in_reply_to"] == first["UID"]
    for wrong in ("nothing", 5, "", talk["@id"], [first["UID"]]):
        api.member.post_json(talk["@id"], {**reply, "in_reply_to": wrong}, status=400)
    api.member.patch_json(made["@id"], {"in_reply_to": made["UID"]}, status=400)
    api.member.patch_json(first["@id"], {"in_reply_to": made["UID"]}, status=403)
    api.member.patch_json(made["@id"], {"in_reply_to": first["UID"], "text": "No"}, status=204)


def test_unknown_fields_are_named_wherever_something_is_written(api, make, site):
    made = str(make.document(title="Plan"))
    talk = api.author.post_json(FORUM, {"@type": "discussion", "title": "Talk", "text": "Hello"}).json["@id"]
    api.admin.post_json("/@groups", {"groupname": "crew", "title": "Crew"})
    user = {"username": "new", "fullname": "New", "email": "new@example.org", "password": "Rxq7-blue-lamp"}
    profile = f"/people/{site.id_of('author')}"
    for client, method, address, body in (
        (api.author, "post", LIBRARY, {"@type": "document", "title": "Other"}),
        (api.author, "post", LIBRARY, {"@type": "folder", "title": "Other"}),
        (api.author, "post", FORUM, {"@type": "discussion", "title": "Other", "text": "Hello"}),
        (api.author, "post", talk, {"@type": "post", "text": "Hello"}),
        (api.outsider, "post", "/workspaces", {"@type": "workspace", "title": "Other"}),
        (api.author, "patch", made, {"title": "Other"}),
        (api.author, "patch", profile, {"organisation": "Other"}),
        (api.author, "patch", "/@users/author", {"fullname": "Other"}),
        (api.admin, "post", "/@users", user),
        (api.admin, "post", "/@groups", {"groupname": "other", "title": "Other"}),
        (api.admin, "patch", "/@groups/crew", {"title": "Other"}),
    ):
        send = getattr(client, f"{method}_json")
        before = site.read(len_of_everything)
        message = send(address, {**body, "titel": "x", "Organisation": 1}, status=400).json["message"]
        assert "titel" in message, address
        assert "Organisation" in message
        assert site.read(len_of_everything) == before
        known = {"exclude_from_nav": False, "blocks": {}, "creators": [], "UID": "x", "review_state": "published"}
        assert send(address, {**body, **known}).status_int in (200, 201, 204), address
    # The right is judged first.
    api.outsider.post_json(LIBRARY, {"@type": "document", "titel": "x"}, status=403)
    api.member.patch_json(profile, {"titel": "x"}, status=403)
    api.member.patch_json("/@users/author", {"titel": "x"}, status=403)
    api.member.post_json("/@groups", {"titel": "x"}, status=403)


def len_of_everything(tree):
    return len(tree.uids)


def test_what_was_read_can_be_added_elsewhere(api, make):
    talk = api.author.post_json(FORUM, {"@type": "discussion", "title": "Talk", "text": "Hello"}).json
    first = api.author.get(talk["@id"]).json["items"][0]["@id"]
    for place, read in (
        (LIBRARY, str(make.document(title="Plan"))), (FORUM, talk["@id"]), (talk["@id"], first),
        (LIBRARY, str(make.folder(title="Shelf"))), ("/workspaces", OPEN),
    ):  # fmt: skip
        client = api.owner if place == "/workspaces" else api.author
        sent = client.get(read).json
        assert client.post_json(place, sent, status=201).json["@type"] == sent["@type"]


# -- people and access


def test_accounts_and_groups_have_the_form_that_plone_gives_them(api):
    api.admin.post_json("/@groups", {"groupname": "crew", "title": "Crew", "users": ["author"]})
    for prefix in ("", "/++api++"):
        for client in (api.admin, api.author):
            account = client.get(f"{prefix}/@users/author").json
            assert account["groups"] == {
                "@id": "http://localhost/@users/author",
                "items": [{"id": "crew", "title": "Crew"}],
                "items_total": 1,
            }
            client.patch_json(f"{prefix}/@users/author", account, status=204)
    listed = api.admin.get("/@users?query=author").json["items"]
    assert [one["groups"]["items_total"] for one in listed if one["id"] == "author"] == [1]
    api.admin.patch_json("/@users/author", {"groups": {"items": [], "items_total": 0}}, status=204)
    assert api.author.get("/@users/author").json["groups"]["items"] == []
    api.admin.patch_json("/@users/author", {"groups": {"items": [{"id": "crew"}]}}, status=204)
    crew = api.admin.get("/@groups/crew").json
    assert crew["members"]["items"] == ["author"]
    api.admin.patch_json("/@groups/crew", crew, status=204)
    assert api.admin.get("/@groups/crew").json["members"]["items"] == ["author"]
    for wrong in ({"items": [{"id": "nothing"}]}, {"items": [{}]}, {"items": [5]}, {"items": "crew"}):
        api.admin.patch_json("/@users/author", {"groups": wrong}, status=400)


def test_entries_say_whether_they_are_changed_here(api, make):
    made = make.document(title="Plan", by="author")
    api.author.post_json(
        f"{made}/@sharing", {"entries": [{"id": "outsider", "type": "user", "roles": {"reader": True}}]}
    )
    (entry,) = api.author.get(f"{made}/@sharing").json["entries"]
    assert (entry["id"], entry["disabled"]) == ("outsider", False)
    for entry in api.owner.get(f"{OPEN}/@sharing?search=e").json["entries"]:
        assert entry["disabled"] is (entry["type"] == "user")


# -- history


def test_the_action_that_was_performed_is_recorded(api, make, site, clock):
    made = make.document(in_=CURATED + "/documents", state="draft")
    for client, action in ((api.author, "submit"), (api.author, "withdraw"), (api.author, "submit")):
        client.post_json(f"{made}/@workflow/{action}")
        clock.advance(minutes=1)
    api.facilitator.post_json(f"{made}/@workflow/approve")
    for service, key in (("@history", "items"), ("@workflow", "history")):
        entries = api.author.get(f"{made}/{service}").json[key]
        done = [entry["action"] for entry in entries if entry["type"] == "workflow" and entry["action"]]
        assert done[:: -1 if key == "items" else 1] == ["submit", "withdraw", "submit", "approve"]
    site.write(lambda tree: _rename_actions(tree, made.uid))
    performed = [entry["action"] for entry in api.author.get(f"{made}/@workflow").json["history"]]
    # Whatever states it led between; events of earlier versions have none, and it is found from the states.
    assert performed[-4:] == ["publish", "withdraw", "submit", "approve"]


def _rename_actions(tree, uid):
    steps = [event for event in tree.event_log.about(uid) if event.kind == "edition state" and event.action]
    steps[0].action = "publish"
    steps[1].action = None


def test_lists_have_the_form_that_plone_gives_them(api, make):
    made = make.document(title="Plan")
    entry = api.author.get(f"/++api++{made}/@history").json[0]
    assert entry["actor"]["fullname"] == "Anna Author"
    assert entry["actor"]["@id"] == "http://localhost/@users/author"
    assert entry["transition_title"]
    assert api.guest.get(f"/++api++{made}/@history", status="*").status_int in (200, 401)
    api.admin.post_json("/@groups", {"groupname": "crew", "title": "Crew", "users": ["author"]})
    (crew,) = [one for one in api.admin.get("/++api++/@groups").json if one["id"] == "crew"]
    assert crew["members"]["items"] == ["author"]
