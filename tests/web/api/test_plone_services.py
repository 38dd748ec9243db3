"""The services of plone.restapi: parameters and forms of answers that its documentation shows."""

from pathlib import Path

import pytest

from tests.factories import CURATED, OPEN

LIBRARY = OPEN + "/documents"


def ids(client, address):
    found = client.get(address).json
    return [one["id"] for one in (found["items"] if isinstance(found, dict) else found)]


# -- people


def test_people_are_chosen_by_text_group_and_number(api):
    api.admin.post_json("/@groups", {"groupname": "crew", "title": "Crew", "users": ["author", "reader"]})
    for query, expected in (
        ("query=auth", ["author"]),
        ("search=Anna", ["author"]),
        ("search=author@example", ["author"]),
        ("groups-filter=crew", ["author", "reader"]),
        ("groups-filter:list=crew&groups-filter:list=nothing", ["author", "reader"]),
        ("groups-filter=nothing", []),
        ("groups-filter=crew&search=anna", ["author"]),
        ("groups-filter=crew&limit=1", ["author"]),
        ("search=nobody-at-all", []),
    ):
        assert ids(api.admin, f"/@users?{query}") == expected, query
        assert ids(api.admin, f"/++api++/@users?{query}") == expected, query
    found = api.admin.get("/@users?limit=2").json
    assert (len(found["items"]), found["items_total"]) == (2, 2)
    for query in ("limit=0", "limit=x", "groups-filter.depth=1"):
        api.admin.get(f"/@users?{query}", status=400)


def test_accounts_have_every_field_that_plone_gives_them(api):
    account = api.author.get("/@users/author").json
    for name in ("@id", "description", "email", "fullname", "groups", "id", "roles", "username"):
        assert account[name] is not None
    assert (account["home_page"], account["location"], account["portrait"]) == (None, None, None)
    assert api.author.patch_json("/@users/author", account, status=204)


def test_groups_have_every_field_that_plone_gives_them(api):
    people = ["author", "reader", "member"]
    made = api.admin.post_json("/@groups", {"groupname": "crew", "title": "Crew", "users": people}, status=201).json
    assert sorted(made["members"]["items"]) == sorted(people)
    api.admin.post_json("/@groups", {"groupname": "other", "title": "Other"})
    assert ids(api.admin, "/++api++/@groups?limit=1") == ids(api.admin, "/@groups?limit=1") == ["crew"]
    assert ids(api.admin, "/++api++/@groups?query=cr") == ["crew"]
    for crew in (api.admin.get("/++api++/@groups").json[0], api.admin.get("/@groups/crew").json, made):
        assert set(crew) >= {"@id", "description", "email", "groupname", "id", "members", "roles", "title"}
        assert crew["members"]["@id"] == crew["@id"]
        assert crew["members"]["items_total"] == 3
    # Any part of the members can be sent back, and stays as it is.
    part = api.admin.get("/@groups/crew?b_size=1&b_start=1").json
    assert len(part["members"]["items"]) == 1
    api.admin.patch_json("/@groups/crew", {**part, "title": "The crew"}, status=204)
    assert api.admin.get("/@groups/crew").json["members"]["items_total"] == 3
    assert "first" in part["members"]["batching"]
    assert api.admin.get(part["members"]["batching"]["next"]).json["id"] == "crew"
    again = {**api.admin.get("/@groups/crew").json, "groupname": "copy"}
    assert api.admin.post_json("/@groups", again, status=201).json["members"]["items_total"] == 3


# -- vocabularies and types


def test_terms_are_chosen_by_title_and_token(api):
    everything = api.guest.get("/@vocabularies/digcomp").json
    terms = everything["items"]
    first, second = terms[0]["token"], terms[1]["token"]

    def tokens(query):
        return [one["token"] for one in api.guest.get(f"/@vocabularies/digcomp?{query}").json["items"]]

    assert tokens(f"token={first}") == [first]
    assert tokens(f"tokens={first}&tokens={second}") == [first, second]
    assert tokens(f"tokens:list={first}&tokens:list=nothing") == [first]
    assert tokens("token=nothing") == []
    assert len(tokens("b_size=-1")) == everything["items_total"]
    assert len(tokens("b_size=2")) == 2
    titles = [one["title"] for one in api.guest.get("/@vocabularies/digcomp?sort_on=title").json["items"]]
    assert titles == sorted(titles, key=str.casefold)
    for query in (f"title=a&token={first}", "sort_on=token", "b_size=0", "b_size=-2"):
        api.guest.get(f"/@vocabularies/digcomp?{query}", status=400)
    api.guest.get("/?b_size=-1", status=400)


def test_types_say_what_can_be_added_at_once(api):
    for one in api.author.get(f"{LIBRARY}/@types").json:
        assert one["immediately_addable"] is one["addable"]


def test_lists_name_the_type_in_words(api, make):
    made = str(make.document(title="Plan"))
    for item in (api.author.get(made).json, api.author.get(LIBRARY).json["items"][0]):
        assert item["type_title"] == "Document"
    assert api.member.get("/people").json["items"][0]["type_title"] == "Profile"
    german = api.author.get(made, headers={"Accept-Language": "de"}).json
    assert german["type_title"] == "Dokument"


# -- states and versions


def test_a_transition_answers_with_the_title_of_the_state(api, make):
    made = make.document(in_=CURATED + "/documents", state="draft")
    answer = api.author.post_json(f"{made}/@workflow/submit").json
    assert (answer["action"], answer["review_state"]) == ("submit", "proposed")
    assert answer["title"] == api.author.get(f"{made}/@workflow").json["state"]["title"]


def test_what_a_transition_cannot_do_is_refused(api, make):
    made = make.document(in_=CURATED + "/documents", state="draft")
    sent = {"comment": "Please", "include_children": True}
    assert "include_children" in api.author.post_json(f"{made}/@workflow/submit", sent, status=400).json["message"]
    assert api.author.get(str(made)).json["review_state"] == "draft"
    api.reader.post_json(f"{made}/@workflow/submit", sent, status=404)


def test_an_earlier_version_is_read_at_its_address(api, make, clock):
    made = str(make.document(title="First", text="<p>One</p>", by="author"))
    clock.advance(hours=1)
    api.author.patch_json(made, {"title": "Second", "text": "<p>Two</p>"}, status=204)
    versions = [one for one in api.author.get(f"/++api++{made}/@history").json if one["type"] == "versioning"]
    assert [one["version"] for one in versions] == [2, 1]
    read = api.author.get(versions[1]["@id"]).json
    assert (read["title"], read["text"]["data"], read["version"]) == ("First", "<p>One</p>", 1)
    assert (read["@id"], read["@type"]) == (f"http://localhost{made}", "document")
    assert api.author.get(f"/++api++{made}/@history/2?version=2&fullobjects=1").json["title"] == "Second"
    api.author.get(f"{made}/@history/2?version=1", status=400)
    api.author.get(f"{made}/@history?version=1", status=400)
    for wrong in ("3", "0", "x", "-1", "1/2", "9" * 20, "%D9%A3"):
        api.author.get(f"{made}/@history/{wrong}", status=404)
    api.author.patch_json(f"{made}/@history/1", {"version": 1}, status=404)
    # What was read can be sent back, which restores it.
    api.author.patch_json(made, read, status=204)
    assert api.author.get(made).json["title"] == "First"


def test_an_earlier_version_is_read_by_those_who_may_read_it(api, make):
    made = make.document(title="Shown", by="author")
    make.working_edition(made, title="Secret")
    assert api.author.get(f"{made}/@history/2").json["title"] == "Secret"
    for client in (api.guest, api.member):
        client.get(f"{made}/@history/2", status=404)
        assert client.get(f"{made}/@history/1").json["title"] == "Shown"
    hidden = make.document(title="Hidden", state="draft")
    api.member.get(f"{hidden}/@history/1", status=404)


# -- what is not served


NOT_SERVED = (  # noqa: SIM905 - one name a line would take a page
    "@actions @addons @aliases @content-rules @contextnavigation @controlpanels @copy @database "
    "@email-notification @email-send @inherit @linkintegrity @lock @navroot @portrait @principals @querysources "
    "@querystring @querystring-search @registry @relations @roles @site @sources @system @transactions @translations "
    "@tus-upload @unlock @upgrade @userschema @workingcopy"
).split()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_services_that_are_not_there_are_named(api, make, method):
    made = str(make.document(title="Plan"))
    for name in NOT_SERVED:
        for place in ("", made):
            answer = api.author.request(f"/++api++{place}/{name}", method=method, status=404)
            assert name in answer.json["message"], place
    assert "@search" in api.author.delete(f"{made}/@search", status=404).json["message"]


def test_services_of_what_is_hidden_are_not_named(api, make):
    hidden, missing = str(make.document(title="Plan", state="draft")), f"{LIBRARY}/nothing"
    for name in ("@copy", "@history", "@search"):
        said = {api.member.get(f"{path}/{name}", status=404).text for path in (hidden, missing)}
        assert len(said) == 1
        assert name not in said.pop()


def test_the_documentation_lists_what_is_not_served():
    text = Path(__file__).parents[3].joinpath("docs", "http-api.rst").read_text()
    listed = text.partition("Not served")[2]
    assert [name for name in NOT_SERVED if name not in listed] == []
