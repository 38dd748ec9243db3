"""Definitions as content: a draft, an active version, earlier ones; who may see them; files, words and drawings."""

import copy
import threading

import pytest
import yaml

from moothall.core.access.permissions import PERMISSIONS
from moothall.core.base.errors import BadInput, Conflict
from moothall.core.workflow import yaml_format
from moothall.core.workflow.validation import NotAWorkflow
from moothall.workflows import editing
from moothall.workflows.content import DraftChanged
from moothall.workflows.diagram import Diagram
from moothall.workflows.differences import Differences
from tests.workflow_kinds import KINDS, shipped


def same(text):
    return text.interpolate() if hasattr(text, "interpolate") else text


def told(before, after):
    return Differences(same, before, after, {str(one): one for one in PERMISSIONS}).sentences()


@pytest.fixture
def change(site):
    """``change(work)`` calls ``work(definition, act)`` on the table of content and commits."""
    return lambda work: site.write(lambda tree: work(tree["workflows"]["content"], site.act("admin")))


# -- versions


def test_an_active_version_never_changes(change):
    def work(definition, act):
        draft = definition.begin_draft(act)
        draft.data["title"] = "Changed behind its back"
        return definition.data_of(1)["title"], definition.status_of(1)

    assert change(work) == ("Shared content", "active")


def test_there_is_one_draft_at_a_time(change):
    with pytest.raises(Conflict):
        change(lambda definition, act: definition.begin_draft(act) and definition.begin_draft(act))


def test_a_version_says_who_made_it_when_and_why(site, make):
    make.table("content", lambda table: table.update(title="Ours"))

    def look(tree):
        definition = tree["workflows"]["content"]
        stored = definition.versions[2]
        return definition.title, stored.by, stored.note, definition.status_of(1), definition.status_of(2)

    assert site.read(look) == ("Ours", site.id_of("admin"), "Because.", "retired", "active")


def test_a_draft_with_problems_does_not_become_active(change):
    def work(definition, act):
        draft = definition.begin_draft(act)
        definition.save_draft(act, draft.revision, editing.without_transition(draft.data, "delete"))
        with pytest.raises(NotAWorkflow):
            definition.activate_draft(act, KINDS, draft.revision)
        return definition.draft is draft, list(definition.versions)

    assert change(work) == (True, [1])


def test_an_old_revision_is_refused(change):
    def work(definition, act):
        draft = definition.begin_draft(act)
        first = draft.revision
        definition.save_draft(act, first, draft.data)
        for verb in (
            lambda: definition.save_draft(act, first, draft.data),
            lambda: definition.discard_draft(act, first),
            lambda: definition.activate_draft(act, KINDS, first),
        ):
            with pytest.raises(DraftChanged):
                verb()
        return True

    assert change(work)


def test_of_many_who_save_at_once_one_succeeds(site, change):
    revision = change(lambda definition, act: definition.begin_draft(act).revision)
    clients = [site.client("admin") for _number in range(8)]
    token = clients[0].get("/admin/workflows/content/draft").html.select_one("main [name=csrf_token]")["value"]
    answers, start = [], threading.Barrier(len(clients))

    def save(client, number):
        start.wait()
        fields = {"csrf_token": token, "revision": revision, "title": f"Number {number}", "initial": "draft"}
        answers.append(client.post("/admin/workflows/content/draft", fields, status="*").status_int)

    threads = [threading.Thread(target=save, args=one) for one in zip(clients, range(8), strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) == [303] + [409] * 7


def test_what_never_held_is_for_administrators_alone(site, actors):
    def work(tree):
        tree["workflows"].copy_of(site.act("admin"), KINDS, tree["workflows"]["content"], "secret", "Secret plans")

    site.write(work)
    actors.guest.get("/workflows/secret", status=404)
    actors.member.get("/workflows/secret", status=404)
    assert "Secret plans" not in actors.guest.get("/workflows")
    actors.admin.get("/admin/workflows/secret", status=200)


def test_a_copy_stands_for_what_it_is_a_copy_of(site):
    def work(tree):
        definition = tree["workflows"].copy_of(
            site.act("admin"), KINDS, tree["workflows"]["post"], "post-2", "Posts of ours"
        )
        return definition.kind, definition.draft.data["kind"], definition.active, definition.used_in()

    assert site.write(work) == ("post", "post", None, [])


@pytest.mark.parametrize("id", ["content", "import", "edit"])
def test_ids_that_stand_for_something_else_are_not_taken(site, id):
    def work(tree):
        tree["workflows"].copy_of(site.act("admin"), KINDS, tree["workflows"]["post"], id, "Posts")

    with pytest.raises(BadInput, match="already"):
        site.write(work)


def test_nothing_in_use_is_retired(change):
    with pytest.raises(Conflict, match="uses this workflow"):
        change(lambda definition, act: definition.retire(act))


# -- files


@pytest.mark.parametrize("id", KINDS)
def test_what_goes_out_comes_back(id):
    data = yaml_format.tidy(shipped(id))
    assert yaml_format.read(yaml_format.write(data), KINDS) == data
    assert told(shipped(id), data) == []


def test_a_date_survives(change):
    data = copy.deepcopy(shipped("content"))
    data["transitions"]["publish"]["guards"] = [{"kind": "not_before", "date": "2027-01-31"}]
    assert (
        yaml_format.read(yaml_format.write(data), KINDS)["transitions"]["publish"]["guards"][0]["date"] == "2027-01-31"
    )
    loaded = yaml_format.read(yaml_format.write(data).replace("'2027-01-31'", "2027-01-31"), KINDS)
    assert loaded["transitions"]["publish"]["guards"][0]["date"] == "2027-01-31"


def test_our_own_files_are_ours():
    """They say some rows twice by an anchor."""
    assert yaml_format.read(yaml.safe_dump(shipped("content")), KINDS)["id"] == "content"


@pytest.mark.parametrize("text", [
    "id: &a [*a]", "? [1, 2]\n: 3", "!!set {a, b}", "2026-01-01", "- 1\n- 2", "id: content\nstates: 5", "\t",
    "%YAML 9\n---", "a: !<tag:yaml.org,2002:python/name:os.system> x", "{" * 5000, "a: b: c", "\ud800", "=: 1",
    "id: !!bool x", "id: !!int ''", "id: !!timestamp x",
])  # fmt: skip
def test_anything_else_is_not(text):
    with pytest.raises(BadInput):
        yaml_format.read(text, KINDS)


# -- words


def test_what_changes_is_said_in_words():
    before, after = shipped("content"), copy.deepcopy(shipped("content"))
    after["matrix"]["published"]["edit"] = ["member", "facilitator"]
    after["states"]["archived"]["title"] = "In the archive"
    del after["states"]["needs_changes"]
    after["transitions"]["approve"]["reason"] = True
    after["transitions"]["approve"]["to"] = "archived"
    del after["transitions"]["withdraw"]
    after["transitions"]["hold"] = {"title": "Hold", "from": ["draft"], "to": "proposed", "who": ["creator"]}
    assert told(before, after) == [
        "The state “Changes requested” has been removed.",
        "“Archived” is now called “In the archive”.",
        "In “Published”, can now edit it: members.",
        "In “Published”, can no longer edit it: its creator.",
        "New action: “Hold”, from “Draft” to “Waiting for approval”, for: its creator.",
        "The action “Withdraw” has been removed.",
        "The action “Publish” now leads to “In the archive”.",
        "Whether the action “Publish” asks for a reason has changed.",
    ]


# -- edits


def test_a_state_goes_with_the_steps_that_need_it():
    data = editing.without_state(shipped("content"), "needs_changes")
    assert {"request_changes", "resubmit"}.isdisjoint(data["transitions"])
    assert "needs_changes" not in data["transitions"]["delete"]["from"]
    assert "needs_changes" not in data["matrix"]


def test_a_state_stands_where_it_is_put():
    data = editing.with_state(shipped("content"), "checked", {"title": "Checked"}, {"view": ["creator"]}, "proposed")
    assert list(data["states"])[:4] == ["draft", "proposed", "checked", "needs_changes"]
    data = editing.with_state(data, "checked", {"title": "Checked"}, {}, None)
    assert next(iter(data["states"])) == "checked"
    assert "checked" not in data["matrix"]


@pytest.mark.parametrize(("title", "id"), [
    ("In translation", "in_translation"), ("Draft", "draft_2"), ("2nd look", "a_2nd_look"), ("…", "item"),
    ("Übersetzt", "ubersetzt"), ("before", "before_2")])  # fmt: skip
def test_ids_are_made_from_titles(title, id):
    assert editing.new_id(shipped("content")["states"], title) == id


@pytest.mark.parametrize("wanted", ["draft", "Not good", "before", "x" * 41])
def test_ids_that_cannot_be_are_refused(wanted):
    with pytest.raises(BadInput):
        editing.new_id(shipped("content")["states"], "Title", wanted)


# -- drawings


@pytest.mark.parametrize("id", [id for id in KINDS if id != "site"])
def test_a_drawing_says_everything_in_words_too(id):
    data = shipped(id)
    drawn = Diagram(same, data).__html__()
    for step in data["transitions"].values():
        assert drawn.count(step["title"]) >= 2
    assert "style=" not in drawn


def test_where_nothing_moves_nothing_is_drawn():
    assert not Diagram(same, shipped("site"))


def test_titles_are_escaped_in_a_drawing():
    data = copy.deepcopy(shipped("content"))
    data["states"]["draft"]["title"] = "<script>"
    assert "<script>" not in str(Diagram(same, data).__html__())


def test_a_stored_table_goes_on_to_hold_where_more_is_asked_of_tables_since(site, make, as_guest, actors):
    def store(tree):
        definition = tree["workflows"]["discussion"]
        table = copy.deepcopy(definition.data_of(1))
        table["matrix"]["open"]["view"] = ["member"]
        definition.versions[1].data = table
        tree.access.touch()

    site.write(store)
    thread = make.discussion()
    as_guest.get(str(thread), status=404)
    actors.member.get(str(thread))
    for address in ("/admin/workflows", "/admin/workflows/discussion", "/workflows", "/workflows/discussion"):
        actors.admin.get(address)
    make.table("discussion", lambda table: table["matrix"]["open"].update(view=["readers"]))
    as_guest.get(str(thread))

    def back(tree):
        with pytest.raises(NotAWorkflow):
            tree["workflows"]["discussion"].undo_activation(site.act("admin"), KINDS)

    site.read(back)
