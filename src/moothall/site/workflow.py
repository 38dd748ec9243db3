"""The workflow of the site's own sections, none of which has a state."""

from moothall.core.access.permissions import Permission
from moothall.core.workflow.kinds import NO_ONE, WorkflowKind
from moothall.core.workflow.validation import administrators_hold, lockout

#: The rows without which no one finds the administration, nor the workflows themselves.
NEEDED_ROWS = ("administration", "container", "people")


def lockouts(data):
    """Yield a problem for each row that would lock administrators out of the workflows."""
    for state in NEEDED_ROWS:
        for permission in (Permission.VIEW, Permission.EDIT, Permission.MANAGE):
            if not administrators_hold(data, state, permission):
                yield lockout(data, state, permission)


SITE = WorkflowKind(
    "site",
    "moothall.site:site.yaml",
    needed_states=("container", "spaces", "repository", "people", "administration"),
    initial_states=("container",),
    unused_tokens=frozenset(
        {"coauthor", "shared", "deleter", "maker", "reader", "member", "author", "moderator", "owner"}
    ),
    chosen_by=NO_ONE,
    checks=(lockouts,),
)


def includeme(config):
    config.add_workflow_kind(SITE)
