"""The workflow of spaces: how they are proposed, opened, paused and archived."""

from moothall.core.workflow.kinds import MANAGERS, WorkflowKind

#: Only people in charge of all spaces choose the workflow of spaces: an owner could give themselves access by it.
SPACE = WorkflowKind(
    "space",
    "moothall.space:space.yaml",
    needed_states=("draft", "active", "container"),
    initial_states=("draft", "active"),
    unused_tokens=frozenset({"coauthor", "shared", "deleter", "maker"}),
    chosen_by=MANAGERS,
)


def includeme(config):
    config.add_workflow_kind(SPACE, order=10)
