"""Workflow definitions as content: who may do what in which state, visible to everyone."""

from moothall.core.base.i18n import _
from moothall.workflows.api import workflow_fields
from moothall.workflows.content import WorkflowDefinition, Workflows, create_workflows


def includeme(config):
    config.add_item_type(Workflows, title=_("Workflows"), plural=_("Workflows"), icon="settings")
    config.add_item_type(
        WorkflowDefinition, title=_("Workflow"), plural=_("Workflows"), icon="settings", represent=workflow_fields
    )
    # First, since every item that is added gets its access class from the workflows.
    config.add_section("workflows", Workflows, title=_("Workflows"), order=0, create=create_workflows)
    config.include(".evolve")
    config.include(".views")
    config.include(".panels")
    config.include(".administration")
    config.include(".api")
