"""Moving: names, facts, what was given, what is left at the old address, and who may."""

import pytest

from tests.factories import CURATED, GROUP, OPEN, PRIVATE


@pytest.fixture
def folder(make):
    return make.folder(OPEN + "/documents", "Plans").path


def moved(program, target, source, status=200):
    return program.post_json(f"{target}/@move", {"source": source}, status=status).json


def test_everything_in_it_goes_along(api, make, site, folder):
    make.document(folder, "Plan", by="author")
    answer = moved(api.facilitator, GROUP + "/documents", folder)
    assert [one["target"] for one in answer] == [f"http://localhost{GROUP}/documents/plans"]
    assert api.member.get(f"{GROUP}/documents/plans/plan").json["title"] == "Plan"
    # The new place is for the signed-in.
    api.guest.get(f"{GROUP}/documents/plans/plan", status=404)
    facts = site.read(lambda root: [event.kind for event in root.event_log if event.kind == "moved"])
    assert facts == ["moved"]


def test_lists_find_it_in_its_new_place_only(api, folder):
    moved(api.facilitator, GROUP + "/documents", folder)
    assert "Plans" in [item["title"] for item in api.member.get(f"{GROUP}/documents").json["items"]]
    assert "Plans" not in [item["title"] for item in api.member.get(f"{OPEN}/documents").json["items"]]


def test_a_name_that_is_taken_gets_a_suffix(api, make, folder):
    make.folder(GROUP + "/documents", "Plans")
    answer = moved(api.facilitator, GROUP + "/documents", folder)
    assert answer[0]["target"].endswith("/documents/plans-2")


def test_the_old_address_leads_on_for_those_who_may_see_it(api, actors, make, folder):
    make.document(folder, "Plan", by="author")
    moved(api.facilitator, PRIVATE + "/documents", folder)
    answer = api.member.get(f"{folder}/plan?expand=workflow", status=301)
    assert answer.location == f"http://localhost{PRIVATE}/documents/plans/plan?expand=workflow"
    assert actors.member.get(f"{folder}/plan", status=301).follow(status=200)
    for login in ("guest", "outsider"):
        answer = api(login).get(f"{folder}/plan", status=404)
        assert answer.json == api(login).get(f"{OPEN}/documents/never-there/plan", status=404).json
    api.member.patch_json(f"{folder}/plan", {"title": "Mine"}, status=404)


def test_what_comes_later_does_not_take_over_the_old_address(api, make, folder):
    moved(api.facilitator, GROUP + "/documents", folder)
    later = make.folder(OPEN + "/documents", "Plans").path
    assert later != folder
    api.member.get(later, status=200)
    api.member.get(folder, status=301)


def test_what_was_given_on_it_goes_along(api, make, folder):
    document = make.document(folder, "Plan", by="author", state="draft").path
    api.author.post_json(f"{document}/@sharing", {"entries": [
        {"id": "outsider", "type": "user", "roles": {"author": True}}]})  # fmt: skip
    moved(api.facilitator, PRIVATE + "/documents", folder)
    api.outsider.patch_json(f"{PRIVATE}/documents/plans/plan", {"title": "Ours"}, status=204)
    # Its creator is a member there as well, so they see what is theirs.
    api.author.get(f"{PRIVATE}/documents/plans/plan", status=200)


def test_it_takes_to_change_it_here_and_to_add_there(api, make, folder):
    moved(api.member, GROUP + "/documents", folder, status=403)
    own = make.folder(OPEN + "/documents", "Mine", by="member").path
    moved(api.member, CURATED + "/documents", own, status=403)
    moved(api.guest, CURATED + "/documents", own, status=401)
    moved(api.member, GROUP + "/documents", own)


@pytest.mark.parametrize(("source", "target"), [
    (OPEN + "/documents/plans", OPEN + "/documents/plans"),
    (OPEN + "/documents/plans", OPEN + "/documents"),
    (OPEN + "/documents/plans", OPEN + "/discussions"),
    (OPEN + "/documents/nothing", GROUP + "/documents"),
    (None, GROUP + "/documents"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(api, folder, source, target):
    assert moved(api.facilitator, target, source, status=400)["message"]


def test_a_room_of_a_space_stays(api, make):
    space = make.workspace("Other").path
    moved(api.owner, space, f"{OPEN}/documents", status=400)


def test_a_space_moves_into_a_coalition_and_is_capped_there(api, make):
    space = make.workspace("Guild").path
    moved(api.admin, "/coalitions/it", space)
    api.guest.get("/coalitions/it/guild", status=200)
    api.owner.patch_json("/coalitions/it", {"visibility": "signed-in"}, status=204)
    api.guest.get("/coalitions/it/guild", status=404)
    api.guest.get(space, status=404)


def test_a_pinned_discussion_is_no_longer_pinned_elsewhere(api, make, actors):
    discussion = make.discussion(OPEN + "/discussions", "Pinned").path
    page = actors.moderator.get(discussion)
    token = page.forms["act"]["csrf_token"].value
    actors.moderator.post(f"{discussion}/pin", {"csrf_token": token})
    moved(api.owner, GROUP + "/discussions", discussion)
    assert api.member.get(f"{GROUP}/discussions/pinned").json["title"] == "Pinned"
