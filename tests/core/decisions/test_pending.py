"""Kinds of decisions: how features add them."""

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError

from moothall.core import decisions
from moothall.core.base.registry import registered
from moothall.core.decisions import (
    DecisionOption,
    DecisionType,
    PendingDecision,
    QueueEntry,
    StateDecisionType,
    kinds,
)
from moothall.core.decisions.decidable import decision_type_of, types_by_state
from moothall.core.workflow.definition import Definition
from moothall.queue.periodic_tasks import queue_daily_emails
from tests.workflow_kinds import KINDS as WORKFLOW_KINDS
from tests.workflow_kinds import shipped


def test_two_features_cannot_register_the_same_kind():
    config = Configurator()
    for _feature in ("one", "two"):
        decisions.add_decision_type(config, StateDecisionType("same", "Same", ("content",), "proposed"))
    with pytest.raises(ConfigurationConflictError):
        config.commit()


@pytest.mark.parametrize(
    ("workflow", "state", "kind", "steps"),
    [
        ("content", "proposed", "publication", ["approve", "request_changes"]),
        ("curated", "deletion_requested", "deletion", ["delete", "refuse_deletion"]),
        ("post", "pending", "post", ["approve", "refuse"]),
        ("space", "proposed", "space", ["activate", "refuse"]),
        ("space", "archival_requested", "archival", ["archive", "refuse_archival"]),
    ],
)
def test_the_shipped_tables_say_what_waits(site, workflow, state, kind, steps):
    definition = Definition(shipped(workflow))
    found = site.read(lambda root: decision_type_of(root, definition, workflow, state))
    assert found is registered(site.registry, kinds.CATEGORY)[kind]
    assert [step.id for step in found.deciding(definition, state)] == steps


def test_nothing_else_in_the_shipped_tables_waits(site):
    definitions = [Definition(shipped(workflow)) for workflow in WORKFLOW_KINDS]

    def compare(root):
        waiting = {
            (definition.id, state)
            for definition in definitions
            for state in definition.states
            if decision_type_of(root, definition, definition.id, state) is not None
        }
        return waiting, {pair for pair in types_by_state(root) if pair[1] is not None}

    waiting, named = site.read(compare)
    assert waiting == named


def test_a_waiting_state_of_another_table_waits_for_its_own_steps(site):
    data = shipped("content")
    data["states"]["checked"] = {"title": "Waiting for the lawyers", "hue": "waiting"}
    data["transitions"]["forward"] = {
        "title": "Send to the lawyers",
        "from": ["proposed"],
        "to": "checked",
        "who": ["facilitator"],
    }
    data["transitions"]["release"] = {
        "title": "Release",
        "from": ["checked"],
        "to": "published",
        "who": ["administrator"],
    }
    data["transitions"]["fetch"] = {"title": "Withdraw", "from": ["checked"], "to": "draft", "who": ["creator"]}
    definition = Definition(data)
    kind = site.read(lambda root: decision_type_of(root, definition, "content", "checked"))
    assert kind is registered(site.registry, kinds.CATEGORY)["step"]
    assert [step.id for step in kind.deciding(definition, "checked")] == ["release"]


class Question(DecisionType):
    """A kind that says as little as one can."""

    id, title = "question", "Question"

    def entries(self, viewer):
        if viewer.person.id == self.whose:
            yield QueueEntry(0, self.key(viewer.site.uid, "x"), viewer.site.uid, self)

    def find(self, viewer, key, uid, rest):
        return next(
            (PendingDecision(key, self, viewer.site, None, None, viewer.now) for _one in self.entries(viewer)), None
        )

    def place(self, waiting):
        return waiting.item

    def steps(self, viewer, waiting):
        return [DecisionOption("answer", "Answer", grants=True)]

    def perform(self, viewer, act, waiting, step, notify):
        self.whose = None


def test_a_kind_that_says_little_is_in_queue_and_mail(site, api, clock, as_outsider, monkeypatch):
    question = Question()
    question.whose = site.id_of("outsider")
    known = {**registered(site.registry, kinds.CATEGORY), question.id: question}
    monkeypatch.setitem(site.registry.moothall_sorted_entries, kinds.CATEGORY, known)
    (row,) = api.outsider.get("/@queue").json["items"]
    assert (row["kind"], row["asked_by"]) == ("question", None)
    assert "Question" in as_outsider.get("/queue").html.select_one(".m-queue-row").text
    clock.now = clock.now.replace(hour=12)
    assert queue_daily_emails(site.registry) == 1
    api.outsider.post_json(row["@id"] + "/decide", {"step": "nonsense"}, status=400)
    api.outsider.post_json(row["@id"] + "/decide", {"step": "answer"})
    assert api.outsider.get("/@queue").json["items_total"] == 0
    api.outsider.post_json(row["@id"] + "/decide", {"step": "answer"}, status=403)
    api.admin.post_json(row["@id"] + "/decide", {"step": "answer"}, status=409)
