"""Kinds of workflows: what features register."""

from moothall.core.content.types import types_of
from moothall.core.workflow.kinds import kind_named, workflow_kinds
from moothall.core.workflow.validation import problems
from tests.workflow_kinds import KINDS, shipped


def test_the_application_has_the_kinds_of_all_features(site):
    assert dict(workflow_kinds(site.registry)) == dict(KINDS)
    assert (
        list(workflow_kinds(site.registry))
        == list(KINDS)
        == ["site", "space", "content", "curated", "discussion", "post"]
    )


def test_a_shipped_workflow_has_the_id_of_its_kind():
    assert [shipped(id)["id"] for id in KINDS] == list(KINDS)


def test_every_type_belongs_to_a_kind(site):
    used = {one.factory.workflow for one in types_of(site.registry).values()}
    assert used == set(KINDS)


def test_a_kind_of_a_feature_that_is_gone_needs_nothing():
    assert kind_named(KINDS, "harvest").needed_states == ()
    data = {**shipped("space"), "id": "harvest"}
    assert [one.message.interpolate() for one in problems(data, KINDS)] == [
        "“harvest” is not a type of workflow. Use one of: site, space, content, curated, discussion, post."
    ]
