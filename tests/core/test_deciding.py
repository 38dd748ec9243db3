"""Kinds of decisions: how features add them."""

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationConflictError

from moothall.core import deciding
from moothall.core.deciding import KINDS, StateKind
from moothall.core.deciding.states import BY_STATE, kind_of
from moothall.core.workflow.definition import SHIPPED, Definition, shipped


def test_two_features_cannot_register_the_same_kind():
    config = Configurator()
    for _feature in ("one", "two"):
        deciding.add_queue_kind(config, StateKind("same", "Same", ("content",), "proposed"))
    with pytest.raises(ConfigurationConflictError):
        config.commit()


@pytest.mark.parametrize(("workflow", "state", "kind", "steps"), [
    ("content", "proposed", "publication", ["approve", "request_changes"]),
    ("curated", "deletion_requested", "deletion", ["delete", "refuse_deletion"]),
    ("post", "pending", "post", ["approve", "refuse"]),
    ("space", "proposed", "space", ["activate", "refuse"]),
    ("space", "archival_requested", "archival", ["archive", "refuse_archival"]),
])
def test_the_shipped_tables_say_what_waits(site, workflow, state, kind, steps):
    definition = Definition(shipped(workflow))
    found = kind_of(definition, workflow, state)
    assert found is KINDS[kind]
    assert [step.id for step in found.deciding(definition, state)] == steps


def test_nothing_else_in_the_shipped_tables_waits(site):
    definitions = [Definition(shipped(workflow)) for workflow in SHIPPED]
    waiting = {(definition.id, state) for definition in definitions for state in definition.states
               if kind_of(definition, definition.id, state) is not None}
    assert waiting == {pair for pair in BY_STATE if pair[1] is not None}


def test_a_waiting_state_of_another_table_waits_for_its_own_steps(site):
    data = shipped("content")
    data["states"]["checked"] = {"title": "Waiting for the lawyers", "hue": "waiting"}
    data["transitions"]["forward"] = {
        "title": "Send to the lawyers", "from": ["proposed"], "to": "checked", "who": ["facilitator"]}
    data["transitions"]["release"] = {
        "title": "Release", "from": ["checked"], "to": "published", "who": ["administrator"]}
    data["transitions"]["fetch"] = {"title": "Take back", "from": ["checked"], "to": "draft", "who": ["creator"]}
    definition = Definition(data)
    kind = kind_of(definition, "content", "checked")
    assert kind is KINDS["step"]
    assert [step.id for step in kind.deciding(definition, "checked")] == ["release"]
