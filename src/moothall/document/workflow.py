"""The workflow of documents, files and links."""

from moothall.core.workflow.kinds import WorkflowKind

CONTENT = WorkflowKind(
    "content",
    "moothall.document:content.yaml",
    needed_states=("published", "deleted"),
    needed_transitions=("delete",),
    with_editions=True,
)


def includeme(config):
    config.add_workflow_kind(CONTENT, order=20)
