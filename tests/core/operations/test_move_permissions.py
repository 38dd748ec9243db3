"""A thing leaves a space by a facilitator of the whole of it; one's own single thing also by its creator."""

import pytest

from tests.factories import CURATED, GROUP, OPEN

#: What somebody is let into, and where they carry it.
THERE = "/workspaces/hideout"


@pytest.fixture
def hideout(make):
    """A draft space of the outsider, who facilitates one folder of the open space."""
    return make.workspace("Hideout", by="outsider", roster={}, state="draft")


@pytest.fixture
def move(api):
    def move(login, source, target, status=200):
        return api(login).post_json(f"{target}/@move", {"source": str(source)}, status=status).json

    return move


def test_a_facilitator_of_a_part_carries_nothing_off(make, api, actors, hideout, move):
    folder = make.folder(OPEN + "/documents", "Plans", by="facilitator")
    inner = make.folder(str(folder), "Inner", by="facilitator")
    document = make.document(str(inner), "Plan", by="author")
    api.facilitator.post_json(f"{folder}/@sharing", {
        "entries": [{"id": "outsider", "type": "user", "roles": {"facilitator": True}}]})  # fmt: skip
    for source in (folder, inner, document):
        answer = move("outsider", source, f"{THERE}/documents", 403)
        assert answer["message"] in (
            "Only facilitators of the whole space can move this out of it.",
            "You can see this, but your role does not allow you to do that.",
        )
        change = {"change": {"kind": "move", "target": f"{THERE}/documents"}}
        api.outsider.post_json(f"{source}/@rehearse", change, status=403)
        api.outsider.post_json(f"{source}/@change", change, status=403)
    page = actors.outsider.get(f"{document}/move?to={THERE}/documents")
    assert "Move it here" not in page.text and "Only facilitators of the whole space" in page.text
    token = page.forms[0]["csrf_token"].value
    actors.outsider.post(f"{document}/move", {"csrf_token": token, "to": f"{THERE}/documents"}, status=403)
    # Within the space they move it as before.
    move("outsider", document, str(folder))
    # A facilitator of the whole space takes it out.
    move("facilitator", folder, f"{GROUP}/documents")


def test_ones_own_single_thing_leaves_where_one_may_delete_it(make, api, move):
    draft = make.document(CURATED + "/documents", "Draft", by="author", state="draft")
    live = make.document(CURATED + "/documents", "Live", by="author")
    other = make.document(GROUP + "/documents", "Other", by="member")
    move("author", draft, f"{GROUP}/documents")
    # Where facilitators approve, they decide what leaves.
    move("author", live, f"{GROUP}/documents", 403)
    move("facilitator", live, f"{GROUP}/documents")
    move("member", other, f"{CURATED}/documents", 403)
    move("member", other, f"{OPEN}/documents")


def test_a_creator_who_takes_no_part_any_more_moves_nothing(make, api, move):
    draft = make.document(GROUP + "/documents", "Draft", by="member", state="draft")
    live = make.document(GROUP + "/documents", "Live", by="member")
    make.member(GROUP, "member")
    for source in (draft, live):
        move("member", source, f"{OPEN}/documents", 403)
    # Access to the one document alone brings none of this back.
    api.facilitator.post_json(f"{live}/@sharing", {
        "entries": [{"id": "member", "type": "user", "roles": {"author": True}}]})  # fmt: skip
    move("member", live, f"{OPEN}/documents", 403)


def test_a_resource_leaves_the_repository_with_a_reviewer(make, api, move):
    resource = make.resource(by="member")
    target = make.repository(OPEN, by="facilitator")
    api.reviewer.post_json(f"{resource}/@sharing", {
        "entries": [{"id": "facilitator", "type": "user", "roles": {"author": True}}]})  # fmt: skip
    move("facilitator", resource, str(target), 403)
    move("member", resource, str(target), 403)
    make.member(OPEN, "reviewer", "facilitator")
    move("reviewer", resource, str(target))


def test_out_of_a_workspace_up_to_its_coalition(make, move):
    inner = make.workspace("Inner", in_="/coalitions/it", by="owner", roster={"moderator": ("facilitator",)})
    document = make.document(f"{inner}/documents", "Plan", by="owner")
    # Who facilitates the coalition alone does not facilitate the workspace in it.
    move("facilitator", document, "/coalitions/it/documents", 403)
    make.member("/coalitions/it", "moderator", "facilitator")
    move("moderator", document, "/coalitions/it/documents")


def test_a_space_goes_with_its_owner(make, move):
    space = make.workspace("Guild", by="author", roster={"facilitator": ("facilitator",), "owner": ("owner",)}).path
    move("facilitator", space, "/coalitions/it", 403)
    move("owner", space, "/coalitions/it")
    # Out of another space only with its facilitators.
    move("author", "/coalitions/it/guild", "/workspaces", 403)
    make.member("/coalitions/it", "author", "author")
    move("facilitator", "/coalitions/it/guild", "/workspaces", 403)
    move("owner", "/coalitions/it/guild", "/workspaces")


def test_a_discussion_is_not_a_single_thing(make, move):
    topic = make.discussion(OPEN + "/discussions", "Topic", by="member")
    move("moderator", topic, f"{GROUP}/discussions", 403)
    move("member", topic, f"{GROUP}/discussions", 403)
    move("facilitator", topic, f"{GROUP}/discussions")
