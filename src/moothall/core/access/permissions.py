"""Permissions: plain verbs, the same on every type, with the texts that people read about them.

The eight of :class:`Permission` are the platform's own.  A feature adds another one with
``config.add_workflow_permission(VOTE)`` and names it in its kind of workflow.
"""

from collections.abc import Mapping

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered


class Permission(str):
    """What can be allowed on an item: the name of a row in the tables of workflows.

    ``sentence`` says what it allows, ``label`` stands at the head of a column, ``action`` asks about one item.
    ``gained`` and ``lost`` describe a change of a workflow, with ``${state}`` and ``${who}``.
    """

    sentence: str
    label: str
    action: str
    gained: str
    lost: str

    def __new__(
        cls,
        value: str,
        sentence: str,
        label: str,
        action: str = "",
        gained: str = "",
        lost: str = "",
    ) -> "Permission":
        """Create a permission; texts that are left out are derived from ``label``."""
        made = str.__new__(cls, value)
        made.sentence = sentence
        made.label = label
        made.action = action or label
        made.gained = gained
        made.lost = lost
        return made

    VIEW: "Permission"
    EDIT: "Permission"
    DELETE: "Permission"
    ADD: "Permission"
    REPLY: "Permission"
    MODERATE: "Permission"
    SHARE: "Permission"
    MANAGE: "Permission"


Permission.VIEW = Permission(
    "view",
    sentence=_("View it, its title and everything it shows."),
    label=_("View"),
    action=_("View"),
    gained=_("In “${state}”, can now view it: ${who}."),
    lost=_("In “${state}”, can no longer view it: ${who}."),
)
Permission.EDIT = Permission(
    "edit",
    sentence=_("Edit its text and details."),
    label=_("Edit"),
    action=_("Edit"),
    gained=_("In “${state}”, can now edit it: ${who}."),
    lost=_("In “${state}”, can no longer edit it: ${who}."),
)
Permission.DELETE = Permission(
    "delete",
    sentence=_("Delete it."),
    label=_("Delete"),
    action=_("Delete"),
    gained=_("In “${state}”, can now delete it: ${who}."),
    lost=_("In “${state}”, can no longer delete it: ${who}."),
)
Permission.ADD = Permission(
    "add",
    sentence=_("Add items to it."),
    label=_("Add"),
    action=_("Add items"),
    gained=_("In “${state}”, can now add items: ${who}."),
    lost=_("In “${state}”, can no longer add items: ${who}."),
)
Permission.REPLY = Permission(
    "reply",
    sentence=_("Reply to it."),
    label=_("Reply"),
    action=_("Reply"),
    gained=_("In “${state}”, can now reply: ${who}."),
    lost=_("In “${state}”, can no longer reply: ${who}."),
)
Permission.MODERATE = Permission(
    "moderate",
    sentence=_("Approve and remove posts; close, reopen and pin discussions."),
    label=_("Moderate"),
    action=_("Moderate"),
    gained=_("In “${state}”, can now moderate posts: ${who}."),
    lost=_("In “${state}”, can no longer moderate posts: ${who}."),
)
Permission.SHARE = Permission(
    "share",
    sentence=_("Give others access to it."),
    label=_("Share"),
    action=_("Share"),
    gained=_("In “${state}”, can now share it: ${who}."),
    lost=_("In “${state}”, can no longer share it: ${who}."),
)
Permission.MANAGE = Permission(
    "manage",
    sentence=_("Manage members, settings and decisions."),
    label=_("Manage"),
    action=_("Manage"),
    gained=_("In “${state}”, can now manage it: ${who}."),
    lost=_("In “${state}”, can no longer manage it: ${who}."),
)

#: The permissions of the platform itself, in the order in which tables show them.
PERMISSIONS = (
    Permission.VIEW,
    Permission.EDIT,
    Permission.DELETE,
    Permission.ADD,
    Permission.REPLY,
    Permission.MODERATE,
    Permission.SHARE,
    Permission.MANAGE,
)

#: What remains in a space that is archived or suspended.
READING = frozenset({Permission.VIEW})
#: Permissions that a silenced person keeps; those of features count as writing.
KEPT_WHEN_SILENCED = frozenset(
    {Permission.VIEW, Permission.DELETE, Permission.MODERATE, Permission.SHARE, Permission.MANAGE}
)


def table_order(permission: str) -> tuple[bool, int, str]:
    """Return the sort key of a permission in tables: the platform's own first, in their order."""
    known = permission in PERMISSIONS
    return (not known, PERMISSIONS.index(permission) if known else 0, permission)


def add_workflow_permission(config: Configurator, permission: Permission, order: int = 0) -> None:
    """Register a permission of a feature; tables list it after the platform's own, sorted by ``order``."""
    register(config, "permission", str(permission), permission, order=order)


def permissions_of(registry: Registry) -> Mapping[str, Permission]:
    """Return every registered permission by name, in the order of tables."""
    return registered(registry, "permission")


def includeme(config: Configurator) -> None:
    """Add the directive, and register the platform's own permissions."""
    config.add_directive("add_workflow_permission", add_workflow_permission)
    for permission in PERMISSIONS:
        add_workflow_permission(config, permission, order=-1)
