"""The workflow of polls, and the permission to vote."""

from moothall.core.access.permissions import PERMISSIONS, Permission
from moothall.core.base.i18n import _
from moothall.core.workflow.kinds import WorkflowKind

VOTE = Permission(
    "vote",
    sentence=_("Vote in a poll."),
    label=_("Vote"),
    gained=_("In “${state}”, can now vote: ${who}."),
    lost=_("In “${state}”, can no longer vote: ${who}."),
)

POLL = WorkflowKind(
    "poll",
    "moothall_polls:poll.yaml",
    needed_states=("open", "closed"),
    needed_transitions=(),
    initial_states=("open",),
    permissions=(*PERMISSIONS, VOTE),
)


def includeme(config):
    """Register both."""
    config.add_workflow_permission(VOTE)
    config.add_workflow_kind(POLL, order=60)
