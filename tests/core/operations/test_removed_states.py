"""States that a workflow removes: where their items go, and who is asked."""

import copy

import pytest

from moothall.core.base.errors import BadInput
from moothall.core.operations import activation
from moothall.core.operations.removed_states import check, removed_states
from moothall.core.workflow.definition import Definition
from moothall.core.workflow.transition import available
from moothall.workflows.content import choose
from tests.core.operations.rollouts import (
    agreement,
    content,
    drift,
    give_up_needs_changes,
    keep_the_archived_from_readers,
    let_work,
    rename_proposed,
)
from tests.factories import CURATED, OPEN
from tests.workflow_kinds import KINDS


def test_the_deleted_come_back_into_a_state_there_is(site, make):
    made = make.document(OPEN + "/documents", by="author", state="proposed")
    make.step(made, "delete")
    content(site, rename_proposed)
    let_work(site)
    make.step(made, "restore")
    assert site.read(lambda tree: tree.uids.get(made.uid).state) == "waiting"


def test_states_that_go_must_be_mapped_by_who_sees_items_in_them(site, things):
    def going(tree):
        data = copy.deepcopy(tree["workflows"]["content"].newest)
        rename_proposed(data)
        found = {}
        for login in ("admin", "reader"):
            tables = {None: (None, Definition(data))}
            try:
                check(removed_states(tree, KINDS["content"], tables, site.viewer(tree, login)), {})
            except BadInput as error:
                found[login] = str(error.message)
        return found

    asked = site.read(going)
    assert list(asked) == ["admin"] and "will be removed" in asked["admin"]


def test_a_replacement_that_cannot_follow_is_refused_and_without_one_there_is_a_default(site, things):
    with pytest.raises(BadInput, match="cannot be replaced"):
        content(site, lambda data: {**rename_proposed(data), "proposed": "published"})
    assert content(site, lambda data: rename_proposed(data) and {}) is None


def test_nothing_is_asked_about_states_in_which_there_is_nothing(site, make):
    assert content(site, lambda data: rename_proposed(data) and {}) is None
    made = make.document(OPEN + "/documents", by="author", state="draft")
    make.step(made, "submit")
    assert site.read(lambda tree: tree.uids.get(made.uid).state) == "waiting"


def test_what_is_deleted_is_asked_about_as_well(site, make):
    make.document(OPEN + "/documents", by="author", state="proposed")
    made = make.document(CURATED + "/documents", by="author", state="needs_changes")
    make.step(made, "delete")

    def asked(tree):
        data = copy.deepcopy(tree["workflows"]["content"].newest)
        give_up_needs_changes(data)
        rename_proposed(data)
        table = Definition(data)
        return [
            [
                (one.state.id, one.count, [state.id for state in one.choices])
                for one in removed_states(tree, KINDS["content"], tables, site.viewer(tree, "admin"))
            ]
            for tables in ({None: (None, table)}, {tree["workspaces"]["open-community"].uid: (None, table)}, {})
        ]

    choices = ["draft", "waiting"]
    everywhere, here, nowhere = site.read(asked)
    assert everywhere == [("proposed", 1, choices), ("needs_changes", 1, choices)]
    assert here == [("proposed", 1, choices), ("needs_changes", 0, choices)]
    assert nowhere == []


def test_a_space_of_its_own_is_not_asked_about(site, make):
    def choose_own(tree):
        act = site.act("admin")
        definition = tree["workflows"].copy_of(act, KINDS, tree["workflows"]["content"], "content-2", "Ours")
        definition.activate_draft(act, KINDS, definition.draft.revision)
        assert choose(act, KINDS, tree, tree["workspaces"]["open-community"].uid, definition, "content") is None

    site.write(choose_own)
    made = make.document(OPEN + "/documents", by="author", state="proposed")
    assert content(site, lambda data: rename_proposed(data) and {}) is None
    assert site.read(lambda tree: tree.uids.get(made.uid).state) == "proposed"


def begin_as_begun(data):
    """Things begin in a new state, there is none for what waits, and creators see what they deleted."""
    keep_the_archived_from_readers(data)
    data["states"]["begun"] = data["states"].pop("draft") | {"title": "Created"}
    data["matrix"]["begun"] = data["matrix"].pop("draft")
    data["initial"] = "begun"
    del data["states"]["needs_changes"], data["matrix"]["needs_changes"]
    for name in ("request_changes", "resubmit"):
        del data["transitions"][name]
    for step in data["transitions"].values():
        step["from"] = ["begun" if one == "draft" else one for one in step["from"] if one != "needs_changes"]
        step["to"] = "begun" if step["to"] == "draft" else step["to"]


def test_nothing_gets_lost_in_states_nobody_was_asked_about(site, make, monkeypatch):
    """What begins while things are still classed finely gets where things will begin; no step leads to what goes."""
    monkeypatch.setattr(activation, "BATCH", 1)
    proposed = make.document(OPEN + "/documents", by="author", state="proposed")
    for _number in range(2):
        make.document(OPEN + "/documents", by="author", state="archived")
    site.reindex()
    job = content(site, begin_as_begun)
    assert job is not None and not site.read(lambda tree: tree.access.changes["content"].switched)

    def steps(tree):
        viewer, item = site.viewer(tree, "facilitator"), tree.uids.get(proposed.uid)
        return [step.id for step in available(viewer, item)]

    assert site.read(steps) == ["approve", "delete"]
    made = make.document(OPEN + "/documents", by="author", state="draft")
    gone = make.document(OPEN + "/documents", by="author", state="draft")
    make.step(gone, "delete")
    let_work(site)
    make.step(gone, "restore")
    assert site.read(lambda tree: [tree.uids.get(one.uid).state for one in (made, gone)]) == ["begun"] * 2
    assert agreement(site) == []
    assert drift(site) == {}


def test_what_readers_see_cannot_become_what_they_do_not(site):
    def change(data):
        rename_proposed(data)
        return {"proposed": "published"}

    with pytest.raises(BadInput, match="readers see one and not the other"):
        content(site, change)


def test_a_space_that_goes_is_under_nothing(site, make):
    made = make.workspace("Short-lived")

    def work(tree):
        act = site.act("admin")
        definition = tree["workflows"].copy_of(act, KINDS, tree["workflows"]["content"], "content-2", "Ours")
        definition.activate_draft(act, KINDS, definition.draft.revision)
        assert choose(act, KINDS, tree, made.uid, definition, "content") is None
        used = definition.used_in()
        tree["workspaces"].delete_item(act, tree["workspaces"]["short-lived"])
        return used, definition.used_in()

    assert site.write(work) == ([made.uid], [])


def test_posts_leave_a_state_that_goes_and_come_back(site, make, actors):
    def add(data):
        data["states"]["spam"] = {"title": "Spam", "hue": "closed"}
        data["matrix"]["spam"] = {"view": ["moderator"]}
        data["transitions"]["mark"] = {"title": "It is spam", "from": ["published"], "to": "spam", "who": ["moderator"]}

    def remove(data):
        del data["states"]["spam"], data["matrix"]["spam"], data["transitions"]["mark"]

    thread = make.discussion()
    post = make.post(thread, "<p>Buy this</p>")
    make.table("post", add)
    make.step(post, "mark", by="moderator")
    assert "Buy this" not in actors.member.get(str(thread)).text
    make.table("post", remove, {"spam": "published"})
    assert "Buy this" in actors.member.get(str(thread)).text
    assert agreement(site) == []
    site.reindex()
    assert drift(site) == {}
    site.write(lambda tree: tree["workflows"]["post"].undo_activation(site.act("admin"), KINDS) and None)
    assert "Buy this" not in actors.member.get(str(thread)).text
    assert agreement(site) == []
    site.reindex()
    assert drift(site) == {}
