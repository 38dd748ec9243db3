"""What a transition announces, what it leaves in the history, and who reads that."""

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


def test_a_reason_has_its_limits(make, perform):
    longest = transition.MAX_REASON_LENGTH
    made = make.document(LIBRARY, by="author", state="proposed")
    for reason in ("", " \n", "x" * (longest + 1)):
        with pytest.raises(BadInput):
            perform(made, "request_changes", reason=reason)
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
    api.sitemoderator.post_json(f"{inside}/@workflow/suspend", {"comment": "No."}, status=409)
    api.sitemoderator.post_json(f"{coalition}/@workflow/resume", {"comment": "Yes."}, status=200)
    assert steps(api.sitemoderator, inside) == before


# -- the history


def history(client, made):
    """Return (state, action, reason) of each transition that somebody reads about, oldest first."""
    items = client.get(f"{made}/@history").json["items"]
    found = [one for one in items if one["type"] == "workflow"]
    return [(one["review_state"], one["action"], one["comments"]) for one in reversed(found)]


def test_readers_hear_what_they_see_and_no_reason(api, make):
    made = make.document(GROUP + "/documents", by="author", state="published")
    make.step(made, "request_deletion", by="author")
    make.step(made, "refuse_deletion", by="facilitator")
    mine, theirs = (history(client, made)[-2:] for client in (api.facilitator, api.reader))
    assert [row[2] for row in mine] == ["Because.", "Because."]
    assert [row[2] for row in theirs] == ["", ""]
    assert [row[0] for row in mine] == [row[0] for row in theirs] == ["deletion_requested", "published"]


def test_who_does_not_see_a_working_copy_hears_nothing_of_it(api, make):
    made = make.document(LIBRARY, "Plan", by="author", state="published")
    make.working_edition(made, by="author", title="Second plan")
    make.step(made, "submit", by="author")
    make.step(made, "approve", by="facilitator")
    known = history(api.facilitator, made)
    assert ("proposed", "submit", "Because.") in known
    make.working_edition(made, by="author", title="Third plan")
    assert history(api.facilitator, made) == known
    assert len(history(api.author, made)) == len(known) + 1
    assert {state for state, _action, _reason in history(api.guest, made)} == {"published"}


def test_who_can_do_something_is_known_without_asking_the_guards(site, make):
    guards = [{"kind": "not_creator"}]
    make.table("content", lambda table: table["transitions"]["publish"].update(guards=guards))
    made = make.document(OPEN + "/documents", by="member", state="published")

    def can(login):
        return site.on(
            str(made), lambda item: transition.can_transition(site.viewer(find_resource(item, "/"), login), item)
        )

    assert [can(login) for login in ("facilitator", "reader", None)] == [True, False, False]
