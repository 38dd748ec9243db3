"""What the clients of Plone send, and how they expect it to be answered."""

import base64

from tests.factories import OPEN, PRIVATE

LIBRARY = OPEN + "/documents"


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
