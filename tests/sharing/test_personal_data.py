"""Requests for access are somebody's words: they are given out to, and erased with, whoever made them."""

import pytest

from tests.factories import CURATED
from tests.people.test_own_data import erase, export


@pytest.fixture
def folder(api, make):
    folder = make.folder(CURATED + "/documents", "Plans")
    api.outsider.post_json(f"{folder}/@access-requests", {"role": "author", "message": "I teach."}, status=201)
    return folder


def test_they_are_given_out_and_what_is_hidden_meanwhile_is_not_named(api, folder, as_outsider):
    (shown,) = export(as_outsider)["requests-for-access"]
    assert shown["message"] == "I teach." and shown["item"].endswith("/plans")
    api.facilitator.post_json(f"{folder}/@sharing", {"inherit": False})
    (shown,) = export(as_outsider)["requests-for-access"]
    assert shown["item"] is None


def test_they_are_erased_with_the_account(site, api, folder, as_outsider):
    erase(as_outsider)
    assert site.read(lambda tree: (list(tree.access_requests), list(tree.access_requests.open))) == ([], [])
    assert api.facilitator.get(f"{folder}/@access-requests").json["items"] == []
    kinds = site.read(lambda tree: [event.after for event in tree.event_log.about(folder.uid, {"access request"})])
    assert kinds == ["open", "withdrawn"]
