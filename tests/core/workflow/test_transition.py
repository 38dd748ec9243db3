"""What a transition announces, and who can perform it."""

from datetime import timedelta

import pytest
from pyramid.traversal import find_resource

from moothall.core.base.errors import BadInput
from moothall.core.workflow import transition
from tests.factories import CURATED, GROUP, OPEN

LIBRARY = CURATED + "/documents"


@pytest.fixture
def perform(site):
    """Perform a transition as somebody; return the new state and what was announced."""

    def work(made, name, by="facilitator", reason="Because."):
        def change(item):
            found = []
            viewer = site.viewer(find_resource(item, "/"), by)
            after = transition.perform(viewer, site.act(by, reason), item, name, found.append)
            assert all(one.item is item and one.transition.id == name for one in found)
            assert all(one.act.person == site.id_of(by) for one in found)
            return after, [
                (one.before, one.after) if isinstance(one, transition.Transitioned) else (one.have, one.need)
                for one in found
            ]

        return site.on(str(made), change)

    return work


def test_what_happened_is_announced_with_the_state_before_and_after(make, perform):
    made = make.document(LIBRARY, by="author", state="proposed")
    assert perform(made, "request_changes") == ("needs_changes", [("proposed", "needs_changes")])
    assert perform(made, "delete") == ("deleted", [("needs_changes", "deleted")])
    assert perform(made, "restore") == ("needs_changes", [("deleted", "needs_changes")])


def test_an_approval_that_waits_for_others_is_announced_as_one(make, perform):
    guards = [{"kind": "approvers", "count": 2}]
    make.table("content", lambda table: table["transitions"]["approve"].update(guards=guards))
    made = make.document(LIBRARY, by="author", state="proposed")
    assert perform(made, "approve") == ("proposed", [(1, 2)])
    assert perform(made, "approve", by="owner") == ("published", [("proposed", "published")])


def test_what_happens_to_a_draft_is_announced_and_not_what_is_published(make, perform):
    made = make.document(LIBRARY, by="author", state="published")
    make.working_edition(made, by="author")
    assert perform(made, "submit", by="author") == ("proposed", [("draft", "proposed")])
    assert perform(made, "request_changes") == ("needs_changes", [("proposed", "needs_changes")])


def test_what_is_not_possible_now_differs_from_what_one_may_not(make, api):
    made = make.document(LIBRARY, by="author", state="published")
    table = {"delete": 200, "archive": 409, "withdraw": 403}
    for step, status in table.items():
        api.facilitator.post_json(f"{made}/@workflow/{step}", {"comment": "Because."}, status=status)
    # Another facilitator could delete it if it was not deleted.
    api.owner.post_json(f"{made}/@workflow/delete", {}, status=409)
    mine = make.document(LIBRARY, by="author", state="archived")
    for step, status in (("delete", 409), ("request_deletion", 409), ("approve", 403)):
        api.author.post_json(f"{mine}/@workflow/{step}", {"comment": "Because."}, status=status)


def test_who_only_lacks_a_part_in_the_space_hears_that_it_is_not_the_state(make, api, site):
    made = make.document(GROUP + "/documents", by="member", state="published")
    make.member(GROUP, "member", "reader", until=site.clock.now + timedelta(days=9))
    refused = api.member.post_json(f"{made}/@workflow/delete", {}, status=403).json
    assert refused["message"] == "You cannot use this action."
    # A moderator has to agree, whoever takes part.
    made = make.document(LIBRARY, by="author", state="published")
    refused = api.author.post_json(f"{made}/@workflow/delete", {}, status=409).json
    assert refused["message"] == "This action is not possible in the current state."


def test_an_item_is_restored_by_those_who_could_delete_it_now(make, api):
    made = make.document(GROUP + "/documents", by="member", state="published")
    api.member.post_json(f"{made}/@workflow/delete", {}, status=200)
    for moderation, status in (("pre", "4*"), ("post", 200)):
        api.owner.patch_json(GROUP, {"moderation": moderation}, status=204)
        offered = [one["id"] for one in api.member.get(f"{made}/@workflow").json["transitions"]]
        assert ("restore" in offered) is (moderation == "post")
        api.member.post_json(f"{made}/@workflow/restore", {}, status=status)
    assert api.member.get(str(made)).json["review_state"] == "published"


def test_a_reason_has_its_limits(make, perform, actors):
    longest = transition.MAX_REASON_LENGTH
    made = make.document(LIBRARY, by="author", state="proposed")
    for reason in ("", " \n", "x" * (longest + 1)):
        with pytest.raises(BadInput):
            perform(made, "request_changes", reason=reason)
    page = actors.facilitator.get(f"{made}/workflow/request_changes")
    form = next(form for form in page.forms.values() if "reason" in form.fields)
    form["reason"] = "x" * (longest + 1)
    assert "A reason can have up to 5000 characters." in form.submit(status=422).html.main.text
    assert perform(made, "request_changes", reason="x" * longest)[0] == "needs_changes"


def test_a_paused_space_can_be_resumed_and_nothing_inside_it_changed(api, make):
    def steps(client, made):
        return [one["id"] for one in client.get(f"{made}/@workflow").json["transitions"]]

    coalition = make.coalition("Alps", name="at", preset="open-community")
    inside = make.workspace("Inside", in_=coalition.path, by="owner")
    before = steps(api.sitemoderator, inside)
    assert "suspend" in before
    make.step(coalition, "suspend", by="sitemoderator")
    assert steps(api.sitemoderator, coalition) == ["resume"]
    assert steps(api.sitemoderator, inside) == []
    refused = api.sitemoderator.post_json(f"{inside}/@workflow/suspend", {"comment": "No."}, status=409).json
    assert refused["message"] == "Nothing can be changed here: the space is archived or paused."
    api.sitemoderator.post_json(f"{coalition}/@workflow/resume", {"comment": "Yes."}, status=200)
    assert steps(api.sitemoderator, inside) == before


def test_who_can_do_something_is_known_without_asking_the_guards(site, make):
    guards = [{"kind": "not_creator"}]
    make.table("content", lambda table: table["transitions"]["publish"].update(guards=guards))
    made = make.document(OPEN + "/documents", by="member", state="published")

    def can(login):
        return site.on(
            str(made), lambda item: transition.can_transition(site.viewer(find_resource(item, "/"), login), item)
        )

    assert [can(login) for login in ("facilitator", "reader", None)] == [True, False, False]
