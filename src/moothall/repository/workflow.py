"""The workflow of curated content: it is approved before it appears."""

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
