"""``@access-requests``: asking, answering, taking back."""

import pytest
from pyramid.traversal import find_resource

from moothall.space import bans
from tests.factories import CURATED, OPEN, PRIVATE


@pytest.fixture
def folder(make):
    return make.folder(in_=CURATED + "/documents", title="Plans")


def test_what_one_lacks_can_be_asked_for_and_is_given(api, folder):
    api.outsider.post_json(str(folder), {"@type": "document", "title": "x"}, status=403)
    assert "author" in api.outsider.get(f"{folder}/@access-requests").json["wishes"]
    made = api.outsider.post_json(
        f"{folder}/@access-requests", {"role": "author", "message": "I teach."}, status=201).json  # fmt: skip
    assert (made["person"], made["state"], made["message"]) == ("outsider", "open", "I teach.")
    api.outsider.post_json(f"{folder}/@access-requests", {"role": "author"}, status=409)
    api.member.post_json(f"{folder}/@access-requests/outsider/grant", {}, status=403)
    (asked,) = api.facilitator.get(f"{folder}/@access-requests").json["items"]
    given = api.facilitator.post_json(f"{asked['@id']}/grant", {"until": "2026-04-01"}).json
    assert (given["state"], given["given"], given["by"]) == ("granted", "author", "facilitator")
    api.outsider.post_json(str(folder), {"@type": "document", "title": "x"}, status=201)
    api.facilitator.post_json(f"{asked['@id']}/decline", {"comment": "No."}, status=409)


def test_no_needs_a_reason_which_both_sides_read(api, folder):
    api.outsider.post_json(f"{folder}/@access-requests", {"role": "author"}, status=201)
    api.facilitator.post_json(f"{folder}/@access-requests/outsider/decline", {}, status=400)
    api.facilitator.post_json(f"{folder}/@access-requests/outsider/decline", {"comment": "Ask the other one."})
    for login in ("facilitator", "outsider"):
        (shown,) = api(login).get(f"{folder}/@access-requests").json["items"]
        assert (shown["state"], shown["comment"]) == ("declined", "Ask the other one.")
    assert api.member.get(f"{folder}/@access-requests").json["items"] == []
    api.outsider.post_json(f"{folder}/@access-requests", {"role": "author"}, status=201)


def test_a_request_is_taken_back_by_whoever_made_it(api, folder):
    api.outsider.post_json(f"{folder}/@access-requests", {"role": "author"}, status=201)
    api.facilitator.delete(f"{folder}/@access-requests/outsider", status=404)
    api.outsider.delete(f"{folder}/@access-requests/outsider", status=204)
    api.outsider.delete(f"{folder}/@access-requests/outsider", status=409)
    api.facilitator.post_json(f"{folder}/@access-requests/outsider/grant", {}, status=409)


def test_of_what_is_hidden_nothing_can_be_asked(api, make):
    made = make.document(in_=PRIVATE + "/documents")
    for path in (str(made), PRIVATE + "/documents/absent"):
        api.outsider.post_json(f"{path}/@access-requests", {"role": "reader"}, status=404)


WRONG = [{}, {"role": 5}, {"role": "king"}, {"role": "reader"}, {"role": "author", "message": 5}]


@pytest.mark.parametrize("body", WRONG)
def test_a_wish_that_changes_nothing_is_none(api, folder, body):
    api.guest.post_json(f"{folder}/@access-requests", body, status=401)
    api.outsider.post_json(f"{folder}/@access-requests", body, status=400)


def test_nobody_grants_more_than_they_hold(site, api, make, folder):
    api.facilitator.post_json(
        f"{folder}/@sharing", {"entries": [{"id": "reader", "roles": {"facilitator": True}, "until": "2026-03-20"}]}
    )
    api.outsider.post_json(f"{folder}/@access-requests", {"role": "author"}, status=201)
    api.reader.post_json(f"{folder}/@access-requests/outsider/grant", {}, status=403)
    api.reader.post_json(f"{folder}/@access-requests/outsider/grant", {"until": "2026-03-20"})


def test_who_is_banned_asks_for_nothing(site, api, make, folder):
    site.write(
        lambda tree: bans.ban(site.act("owner", "Rude."), find_resource(tree, CURATED), site.id_of("outsider"), None)
    )
    api.outsider.post_json(f"{folder}/@access-requests", {"role": "author"}, status=403)


def test_requests_go_with_what_they_are_about(site, api, make):
    made = make.folder(in_=OPEN + "/documents")
    api.outsider.post_json(f"{made}/@access-requests", {"role": "author"}, status=201)
    api.facilitator.delete(str(made), status=204)
    assert site.read(lambda tree: (list(tree.access_requests), list(tree.access_requests.open))) == ([], [])
