"""Another table takes effect: at once where nothing has to be touched, else item by item, and never half."""

import copy

import pytest
from ZODB.POSException import ReadConflictError

from moothall.core.base.errors import Conflict
from moothall.core.operations import activation
from moothall.core.work.jobs import run_pending
from moothall.workflows.content import choose
from tests.core.operations.rollouts import (
    CHANGES,
    PLACES,
    agreement,
    content,
    drift,
    hide_from_facilitators,
    let_work,
    open_drafts,
    rename_proposed,
    show_the_deleted_to_authors_of_them,
)
from tests.factories import OPEN
from tests.workflow_kinds import KINDS


def test_a_cell_that_asks_for_roles_holds_at_once(site, things):
    draft = str(things[PLACES[0], "published"])

    def change(data):
        data["matrix"]["published"]["edit"].append("member")

    assert content(site, change) is None
    assert site.read(
        lambda tree: site.viewer(tree, "member").allowed("edit", tree.uids.get(things[PLACES[0], "published"].uid))
    ), draft
    assert agreement(site) == []
    site.reindex()
    assert drift(site) == {}


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_lists_and_decisions_agree_at_every_moment(site, things, change, monkeypatch):
    monkeypatch.setattr(activation, "BATCH", 1)
    site.reindex()
    before = site.read(lambda tree: tree["workflows"]["content"].active)
    job = content(site, change)
    assert job is not None
    rounds = 0
    while site.read(lambda tree: tree.jobs.get(job).is_open):
        assert agreement(site) == [], rounds
        one = iter((False, True))
        assert run_pending(site.registry, lambda one=one: next(one)) == 1
        site.reindex()
        assert drift(site) == {}
        rounds += 1
    assert rounds > 1
    assert agreement(site) == []
    assert site.read(lambda tree: tree["workflows"]["content"].active) == before + 1
    assert site.read(lambda tree: dict(tree.access.changes)) == {}


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_a_change_is_taken_back(site, things, change):
    def states(tree):
        return {
            made.path: (tree.uids.get(made.uid).live_state, tree.uids.get(made.uid).working_state)
            for made in things.values()
        }

    before = site.read(states)
    content(site, change)
    let_work(site)
    site.write(lambda tree: tree["workflows"]["content"].undo_activation(site.act("admin"), KINDS) and None)
    let_work(site)
    assert site.read(states) == before
    assert site.read(lambda tree: tree["workflows"]["content"].active) == 1
    assert agreement(site) == []
    assert drift(site) == {}


def test_what_somebody_moved_since_stays_where_it_is_when_a_change_is_taken_back(site, things, make):
    content(site, rename_proposed)
    let_work(site)
    made = things[PLACES[0], "proposed"]
    make.step(made, "approve")
    site.write(lambda tree: tree["workflows"]["content"].undo_activation(site.act("admin"), KINDS) and None)
    let_work(site)
    assert site.read(lambda tree: tree.uids.get(made.uid).state) == "published"


def test_what_is_new_since_is_moved_when_a_change_is_taken_back(site, make):
    content(site, rename_proposed)
    let_work(site)
    made = make.document(OPEN + "/documents", by="author", state="draft")
    make.step(made, "submit")
    assert site.read(lambda tree: tree.uids.get(made.uid).state) == "waiting"
    site.write(lambda tree: tree["workflows"]["content"].undo_activation(site.act("admin"), KINDS) and None)
    let_work(site)
    assert site.read(lambda tree: tree.uids.get(made.uid).state) == "proposed"


def test_items_that_are_moved_say_why(site, things):
    content(site, rename_proposed)
    let_work(site)

    def look(tree):
        definition = tree["workflows"]["content"]
        (switch,) = [
            event for event in tree.event_log.about(definition.uid, {"definition version"}) if event.after == 2
        ]
        made = things[PLACES[0], "proposed"]
        event = list(tree.event_log.about(made.uid, {"edition state"}))[-1]
        return event.cause == switch.id, event.after, event.version == (definition.uid, 2), event.reason

    assert site.read(look) == (True, "waiting", True, "Because.")


@pytest.mark.parametrize("batch", [1, 200])
def test_both_editions_of_what_is_deleted_are_classed_at_once(site, make, api, monkeypatch, batch):
    monkeypatch.setattr(activation, "BATCH", batch)
    made = make.document(PLACES[0], "Gone", by="author")
    make.working_edition(made)
    # Who deletes it knows nothing of the draft.
    api.facilitator.post_json(f"{made}/@workflow/delete", {})
    site.reindex()
    make.table("content", show_the_deleted_to_authors_of_them)
    let_work(site)
    assert agreement(site) == []
    assert drift(site) == {}


def test_a_step_says_under_which_version_it_ran(site, make):
    made = make.document(OPEN + "/documents", by="author", state="proposed")
    content(site, lambda data: data["matrix"]["published"]["edit"].append("member"))
    make.step(made, "approve")

    def look(tree):
        uid = tree["workflows"]["content"].uid
        return [
            event.version == (uid, number)
            for event, number in zip(tree.event_log.about(made.uid, {"edition state"}), (1, 2, 2), strict=False)
        ]

    assert site.read(look) == [True] * 3


def test_histories_name_states_that_are_gone(site, things, as_author):
    content(site, rename_proposed)
    let_work(site)
    page = as_author.get(things[PLACES[0], "needs_changes"].path + "/history")
    assert "Waiting for approval" in page


def test_what_is_little_is_done_at_once(site, things):
    assert content(site, rename_proposed) is None
    assert site.read(lambda tree: tree.uids.get(things[PLACES[0], "proposed"].uid).state) == "waiting"
    assert agreement(site) == []
    site.reindex()
    assert drift(site) == {}


def test_two_changes_of_one_kind_do_not_run_at_once(site, things, monkeypatch):
    monkeypatch.setattr(activation, "BATCH", 1)
    content(site, open_drafts)
    with pytest.raises(Conflict, match="still being applied"):
        content(site, hide_from_facilitators)


def test_a_transaction_that_began_before_a_change_is_tried_again(site, make):
    made = make.document(OPEN + "/documents", by="author", state="draft")
    with site.connection() as (connection, manager):
        tree = connection.root()["site"]
        item = tree.uids.get(made.uid)
        item.move_to(site.act("author"), item.working, "proposed", live=False)
        site.write(lambda tree: tree.access.note_change())
        with pytest.raises(ReadConflictError):
            manager.commit()


def test_a_space_can_be_under_another_workflow(site, things):
    def prepare(tree):
        act = site.act("admin")
        definition = tree["workflows"].copy_of(act, KINDS, tree["workflows"]["content"], "content-2", "Ours")
        data = copy.deepcopy(definition.draft.data)
        rename_proposed(data)
        data["matrix"]["published"]["edit"].append("member")
        definition.save_draft(act, definition.draft.revision, data)
        assert definition.activate_draft(act, KINDS, definition.draft.revision) is None

    site.write(prepare)
    site.write(
        lambda tree: choose(
            site.act("owner"),
            KINDS,
            tree,
            tree["workspaces"]["open-community"].uid,
            tree["workflows"]["content-2"],
            "content",
            {"proposed": "waiting"},
        )
    )
    site.reindex()

    def look(tree):
        space, other = (tree["workspaces"][name] for name in ("open-community", "curated-space"))
        mine, theirs = (tree.uids.get(things[place, "proposed"].uid).state for place in PLACES)
        may = [
            site.viewer(tree, "member").allowed("edit", tree.uids.get(things[place, "published"].uid))
            for place in PLACES
        ]
        facts = [event.after for event in tree.event_log.about(space.uid, {"workflow assignment"})]
        return mine, theirs, may, len(facts), other.record.definitions

    assert site.read(look) == ("waiting", "proposed", [True, False], 1, {})
    assert agreement(site) == []
    assert drift(site) == {}

    # Its next version holds there at once.
    def next_version(tree):
        act = site.act("admin")
        definition = tree["workflows"]["content-2"]
        definition.begin_draft(act)
        data = copy.deepcopy(definition.draft.data)
        data["matrix"]["published"]["edit"].remove("member")
        definition.save_draft(act, definition.draft.revision, data)
        assert definition.activate_draft(act, KINDS, definition.draft.revision) is None

    site.write(next_version)
    assert site.read(look)[2] == [False, False]


#: What is seen by readers, whatever else a table says.
READ_AS_A_WHOLE = {"discussion": ("open", "closed", "archived"), "post": ("published",)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("row", [["creator", "facilitator", "administrator"], ["readers"],
                                 ["own:author", "owner", "administrator"]])  # fmt: skip
def test_every_kind_of_table_takes_effect(site, make, kind, row, monkeypatch):
    """Each state is opened to others, one version after the other, each item a batch of its own."""
    monkeypatch.setattr(activation, "BATCH", 1)
    discussion = make.discussion(OPEN + "/discussions", by="author")
    for state in ("published", "pending", "hidden"):
        make.post(discussion, by="member", state=state)
    make.discussion(OPEN + "/discussions", "Unapproved", by="member", first="pending")
    make.document(OPEN + "/documents", by="author")
    make.resource(state="proposed")
    make.workspace("Draft", state="draft", by="author")
    make.workspace("Inner", in_="/coalitions/it", by="author")
    site.reindex()
    states = site.read(lambda tree: list(tree["workflows"][kind].newest["states"]))
    for number, state in enumerate(states, 2):
        unsaid = kind == "post" and row == ["readers"] and state in ("pending", "refused", "deleted")
        permission = "edit" if unsaid or state in READ_AS_A_WHOLE.get(kind, ()) else "view"
        opened = {permission: row}
        make.table(kind, lambda table, state=state, opened=opened: table["matrix"].setdefault(state, {}).update(opened))
        assert agreement(site) == []
        let_work(site)
        assert agreement(site) == []
        assert site.read(lambda tree: tree["workflows"][kind].active) == number
    assert drift(site) == {}
