"""Another table takes effect: at once where nothing has to be touched, else item by item, and never half."""

import copy

import pytest
from ZODB.POSException import ReadConflictError

from moothall.command.subcommands.check import Check
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict
from moothall.core.event_log.kinds import registered_kinds
from moothall.core.operations import activation
from moothall.core.operations.removed_states import check, removed_states
from moothall.core.search.query import ContentQuery
from moothall.core.work.jobs import run_pending
from moothall.core.workflow.definition import Definition
from moothall.core.workflow.transition import available
from moothall.workflows.content import choose
from tests.factories import CURATED, OPEN
from tests.workflow_kinds import KINDS

PLACES = (OPEN + "/documents", CURATED + "/documents")
WHO = (None, "admin", "owner", "facilitator", "author", "member", "reader", "outsider")


def content(site, change):
    """Change the table of content by ``change(data)``, which may map states that go; returns the job's id."""
    moved = {}
    return site.make.table("content", lambda data: moved.update(change(data) or {}), moved)


def agreement(site):
    """What each person finds in lists and what of it they may see: the two must be the same."""

    def look(tree):
        wrong = []
        for login in WHO:
            viewer = site.viewer(tree, login)
            listed = set(ContentQuery(viewer).including_working_copies().uids())
            for uid in tree.uids:
                if uid not in tree.catalog:
                    continue
                item = tree.uids.get(uid)
                edition = next((one for one in getattr(item, "editions", ()) if one.uid == uid), None)
                seen = viewer.decide((edition or item).subject(), Permission.VIEW).allowed
                if seen != (uid in listed):
                    wrong.append((login, item.title, item.state, seen))
        return wrong

    return site.read(look)


def drift(site):
    """What ``bin/moothall check`` has to say."""

    def look(tree, trail):
        kinds = {id: one.kind for id, one in registered_kinds(site.registry).items()}
        checking = Check(tree, site.registry.search_index, trail, kinds)
        checking.everything()
        return checking.problems

    site.copy_audit()
    return site.trail(lambda trail: site.read(lambda tree: look(tree, trail)))


def let_work(site):
    while run_pending(site.registry):
        site.reindex()
    site.reindex()


@pytest.fixture
def things(make):
    """Documents in every state, in two spaces; returns the paths by state."""
    found = {}
    for place in PLACES:
        for state in ("draft", "proposed", "needs_changes", "published", "deletion_requested", "archived", "deleted"):
            found[place, state] = make.document(place, f"Was {state}", by="author", state=state)
        found[place, "working"] = make.document(place, "With a working edition", by="author")
        make.working_edition(found[place, "working"], state="proposed")
    return found


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


def hide_from_facilitators(data):
    data["matrix"]["published"]["view"] = ["creator", "owner"]


def open_drafts(data):
    data["matrix"]["draft"]["view"] = ["readers"]


def keep_the_archived_from_readers(data):
    data["matrix"]["archived"]["view"] = ["creator", "facilitator"]


def show_the_deleted_to_authors_of_them(data):
    data["matrix"]["deleted"]["view"] = ["own:author", "facilitator"]


def rename_proposed(data):
    states = data["states"]
    states["waiting"] = states.pop("proposed") | {"title": "In the in-tray"}
    data["matrix"]["waiting"] = data["matrix"].pop("proposed")
    for step in data["transitions"].values():
        step["from"] = ["waiting" if one == "proposed" else one for one in step["from"]]
        step["to"] = "waiting" if step["to"] == "proposed" else step["to"]
    return {"proposed": "waiting"}


def give_up_needs_changes(data):
    del data["states"]["needs_changes"], data["matrix"]["needs_changes"]
    del data["transitions"]["request_changes"], data["transitions"]["resubmit"]
    data["transitions"]["delete"]["from"].remove("needs_changes")
    return {"needs_changes": "draft"}


CHANGES = (
    hide_from_facilitators,
    open_drafts,
    keep_the_archived_from_readers,
    show_the_deleted_to_authors_of_them,
    rename_proposed,
    give_up_needs_changes,
)


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


def test_the_deleted_come_back_into_a_state_there_is(site, make):
    made = make.document(OPEN + "/documents", by="author", state="proposed")
    make.step(made, "delete")
    content(site, rename_proposed)
    let_work(site)
    make.step(made, "restore")
    assert site.read(lambda tree: tree.uids.get(made.uid).state) == "waiting"


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
