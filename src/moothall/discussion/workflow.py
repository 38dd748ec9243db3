"""The workflows of discussions and posts, and the checks between them.

Posts are counted, dated and shown as part of their discussion, for everyone who sees it.  So no workflow may let a
person see a discussion without its posts, or the posts without the discussion.
"""

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.core.workflow.kinds import WorkflowKind
from moothall.core.workflow.validation import Problem

#: Tokens of those who see an unpublished or deleted post: its author and those who decide on posts.
DECIDING = frozenset(
    {"creator", "maker", "deleter", *R.SITE_ROLES, *(role for role in R.SPACE_ROLES if R.MODERATOR in R.HOLDS[role])}
)


def discussion_problems(data):
    """Yield a problem for each row that shows only a part of a discussion."""
    if data["matrix"].get("unapproved", {}).get(Permission.REPLY):
        yield Problem(
            f"matrix/unapproved/{Permission.REPLY}",
            _("No one can reply to a post waiting for a moderator: others would see the reply but not the post."),
        )
    for id, state in data["states"].items():
        if not state.get("hidden"):
            yield from _read_as_a_whole(data, id, state)


def post_problems(data):
    """Yield a problem for each row that shows a post to only some readers of its discussion."""
    for id, state in data["states"].items():
        if id == "published":
            yield from _read_as_a_whole(data, id, state)
        elif id != "hidden" and any(_is_for_others(token) for token in data["matrix"].get(id, {}).get("view", ())):
            yield Problem(
                f"matrix/{id}/{Permission.VIEW}",
                _(
                    "“${state}” is not part of the discussion: only the author and people who moderate, "
                    "facilitate or own the space can see it.",
                    mapping={"state": _(state["title"])},
                ),
            )


def _read_as_a_whole(data, id, state):
    if data["matrix"].get(id, {}).get(Permission.VIEW) != ["readers"]:
        yield Problem(
            f"matrix/{id}/{Permission.VIEW}",
            _(
                "A discussion has the same readers throughout: let “readers of the space” see “${state}”, "
                "and no one else. Use the space settings or sharing to change who the readers are.",
                mapping={"state": _(state["title"])},
            ),
        )


def _is_for_others(token):
    """Return True if people hold a token who neither wrote a post nor decide on posts."""
    *conditions, word = token.split(":")
    return "own" not in conditions and word not in DECIDING


DISCUSSION = WorkflowKind(
    "discussion",
    "moothall.discussion:discussion.yaml",
    needed_states=("open", "unapproved"),
    initial_states=("open",),
    unused_tokens=frozenset({"deleter", "coauthor"}),
    checks=(discussion_problems,),
)
POST = WorkflowKind(
    "post",
    "moothall.discussion:post.yaml",
    needed_states=("pending", "published", "hidden", "refused", "deleted"),
    needed_transitions=("delete",),
    initial_states=("published", "pending"),
    unused_tokens=frozenset({"creators", "coauthor", "shared"}),
    checks=(post_problems,),
)


def includeme(config):
    config.add_workflow_kind(DISCUSSION, order=40)
    config.add_workflow_kind(POST, order=50)
