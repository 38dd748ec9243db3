"""The workflow of curated content, which is approved before publication."""

from moothall.core.workflow.kinds import WorkflowKind

CURATED = WorkflowKind(
    "curated",
    "moothall.repository:curated.yaml",
    needed_states=("published", "deleted"),
    needed_transitions=("delete",),
    with_editions=True,
)


def includeme(config):
    config.add_workflow_kind(CURATED, order=30)
