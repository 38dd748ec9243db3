"""``@workflow``, ``@history`` and ``@permissions``."""

from tests.factories import CURATED, GROUP, OPEN

LIBRARY = CURATED + "/documents"


def transitions(client, made):
    return [one["id"] for one in client.get(f"{made}/@workflow").json["transitions"]]


def test_the_steps_i_may_take_are_listed(api, make):
    made = make.document(in_=LIBRARY, by="member", state="proposed")
    assert transitions(api.member, made) == ["withdraw", "delete"]
    assert transitions(api.facilitator, made) == ["approve", "request_changes", "delete"]
    found = api.facilitator.get(f"{made}/@workflow").json
    assert found["state"] == {"id": "proposed", "title": "Waiting for approval"}
    by_id = {one["id"]: one for one in found["transitions"]}
    assert by_id["request_changes"]["needs_reason"]
    assert by_id["approve"]["@id"].endswith("/@workflow/approve")


def test_a_step_is_taken_and_answered_with_the_new_state(api, make):
    made = make.document(in_=LIBRARY, by="member", state="draft")
    response = api.member.post(f"{made}/@workflow/submit", status=200)
    assert (response.json["review_state"], response.json["actor"]) == ("proposed", "member")
    assert api.facilitator.post_json(f"{made}/@workflow/approve", {}).json["review_state"] == "published"
    api.guest.get(str(made))


def test_a_step_that_asks_for_a_reason_is_refused_without_one(api, make):
    made = make.document(in_=LIBRARY, by="member", state="proposed")
    step = f"{made}/@workflow/request_changes"
    for body in ({}, {"comment": ""}, {"comment": "  "}, {"comment": 5}, {"comment": "x" * 10_000}):
        api.facilitator.post_json(step, body, status=400)
    api.facilitator.post(step, status=400)
    found = api.facilitator.post_json(step, {"comment": "Please add figures."}).json
    assert (found["review_state"], found["comments"]) == ("needs_changes", "Please add figures.")


def test_who_may_not_take_a_step_hears_why(api, actors, make):
    made = make.document(in_=LIBRARY, by="member", state="proposed")
    api.guest.post_json(f"{made}/@workflow/approve", {}, status=404)
    api.reader.post_json(f"{made}/@workflow/approve", {}, status=404)
    for step, status in (("approve", 403), ("resubmit", 409)):
        refused = api.member.post_json(f"{made}/@workflow/{step}", {}, status=status).json
        assert refused["explain"] == f"http://localhost{made}/@explain?step={step}"
    refused = api.member.post_json(f"{made}/@workflow/fly", {}, status=400).json
    assert refused["message"] == "There is no action “fly” here."
    api.member.post_json(f"{made}/@workflow", {}, status=400)
    api.member.post_json(f"{made}/@workflow/a/b", {}, status=404)
    public = make.document(in_=LIBRARY)
    api.guest.post_json(f"{public}/@workflow/archive", {}, status=401)
    actors.guest.get(f"{public}/workflow/archive", status=401)
    api.reader.post_json(f"{public}/@workflow/archive", {}, status=403)


def test_the_state_answered_is_the_one_this_person_sees(api, make):
    made = make.document(in_=LIBRARY, by="author")
    step = f"{made}/@workflow/request_changes"
    assert api.facilitator.post_json(step, {"comment": "Figures."}).json["review_state"] == "needs_changes"
    assert api.guest.get(str(made)).json["review_state"] == "published"
    assert api.author.get(str(made)).json["live"] is True


def test_spaces_move_through_their_own_workflow(api, make):
    space = make.workspace(state="draft")
    api.owner.post_json(f"{space}/@workflow/submit", {})
    api.owner.post_json(f"{space}/@workflow/activate", {}, status=403)
    api.sitemoderator.post_json(f"{space}/@workflow/refuse", {"comment": "Too like another."})
    api.owner.post_json(f"{space}/@workflow/submit", {})
    assert api.sitemoderator.post_json(f"{space}/@workflow/activate", {}).json["review_state"] == "active"


def test_in_an_archived_space_nothing_is_changed(api, make):
    space = make.workspace()
    made = make.document(in_=f"{space}/documents")
    make.step(space, "request_archival", by="owner")
    make.step(space, "archive", by="sitemoderator")
    assert transitions(api.facilitator, made) == []
    api.facilitator.post_json(f"{made}/@workflow/archive", {}, status=409)
    api.author.patch_json(str(made), {"title": "x"}, status=409)
    api.guest.get(str(made))


def test_discussions_and_posts_have_steps_too(api, make):
    discussion = make.discussion(in_=GROUP + "/discussions")
    post = make.post(discussion, state="pending")
    assert api.moderator.post_json(f"{post}/@workflow/approve", {}).json["review_state"] == "published"
    assert (
        api.moderator.post_json(f"{post}/@workflow/hide", {"rule": "law", "comment": "Rude."}).json["review_state"]
        == "hidden"
    )
    api.reader.get(str(post), status=404)
    assert (
        api.moderator.post_json(f"{discussion}/@workflow/close", {"comment": "So.", "rule": "law"}).json["review_state"]
        == "closed"
    )
    api.member.post_json(f"{discussion}/@workflow/reopen", {}, status=403)


def test_reasons_are_between_those_who_work_and_those_who_decide(api, make):
    made = make.document(in_=LIBRARY, by="member", state="proposed")
    api.facilitator.post_json(f"{made}/@workflow/request_changes", {"comment": "Not good enough."})
    api.member.post_json(f"{made}/@workflow/resubmit", {})
    api.facilitator.post_json(f"{made}/@workflow/approve", {})
    mine, theirs = (api(actor).get(f"{made}/@history").json for actor in ("member", "guest"))
    assert "Not good enough." in str(mine)
    assert "Not good enough." not in str(theirs)
    assert [one.get("review_state") for one in theirs["items"] if one["type"] == "workflow"] == ["published"]
    assert {one["actor"] for one in theirs["items"]} == {None}
    assert theirs["items_total"] == 2


def test_readers_know_only_the_versions_that_were_published(api, make):
    made = make.document(in_=LIBRARY, title="First")
    make.working_edition(made, title="Second thoughts")
    titles = {
        actor: [one["title"] for one in api(actor).get(f"{made}/@history").json["items"] if one["type"] == "versioning"]
        for actor in ("author", "reader")
    }
    assert titles == {"author": ["Second thoughts", "First"], "reader": ["First"]}


def test_what_i_may_do_is_said_with_a_sentence(api, make):
    made = make.document()
    found = {one["id"]: one["allowed"] for one in api.author.get(f"{made}/@permissions").json["items"]}
    assert found == {"view": True, "edit": True, "delete": True, "share": True, "manage": False}
    found = {one["id"]: one["allowed"] for one in api.guest.get(OPEN + "/@permissions").json["items"]}
    assert found["view"]
    assert not found["add"]
