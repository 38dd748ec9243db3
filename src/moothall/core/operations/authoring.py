"""Adding, saving and deleting: what forms, API and import have in common.

Each function asks the policy, checks the data against the type's schema, calls one
verb of the content and announces what happened.
"""

from typing import NamedTuple

import colander

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, Forbidden, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.content.types import types_for, types_of
from moothall.core.content.versions import Versioned
from moothall.core.workflow import transition as steps


class Added(NamedTuple):
    """Announced after an item was added by a person."""

    item: object
    act: object


class Saved(NamedTuple):
    """Announced after a person changed an item."""

    item: object
    act: object


class InvalidFields(BadInput):
    """Fields that a schema refuses; ``errors`` maps names to sentences."""

    def __init__(self, errors):
        self.errors = errors
        names = ", ".join(sorted(errors))
        super().__init__(_("Check these fields: ${fields}.", mapping={"fields": names}))


def addable(request, container):
    """Return the registered types this person may add to ``container``."""
    return [one for one in types_for(request.registry, container) if may_add(request, container, one.id)]


def may_add(request, container, type_id):
    """Whether the person may add something of ``type_id`` to ``container``, were it of a type that belongs there."""
    try:
        require_adding(request, container, type_id)
    except (Unauthorized, Forbidden, Conflict):
        return False
    return True


def require_adding(request, container, type_id):
    """Raise unless the person asking may add something of ``type_id`` to ``container``, which they may see.

    What may be proposed by anybody asks only that its place is not archived or paused.
    """
    found = types_of(request.registry).get(type_id) if isinstance(type_id, str) else None
    belongs = found is not None and isinstance(container, found.factory.held_in)
    if not belongs or not found.factory.any_user_can_add:
        require(request, permission_to_add(found.factory if belongs else None, container), container)
        return
    if request.person.id is None:
        raise Unauthorized()
    if request.viewer.counts_as_guest(container):
        raise Forbidden()
    if request.viewer.facts.inherited(scope_of(container))[1]:
        raise Conflict(_("Nothing can be changed here: the space is archived or paused."))


def permission_to_add(factory, container):
    """Which permission on ``container`` adding something of a type asks for; ``None`` is a type that is none."""
    return Permission.MANAGE if factory is not None and factory.is_section else container.permission_to_add


def add(request, container, type_id, fields, name=None, act=None):
    """Add an item of ``type_id`` made from checked ``fields``; returns it.

    Raises :class:`BadInput` for a type that does not belong here,
    :class:`Forbidden` where the person may not add and :class:`Conflict` where only
    the state of the place forbids it.
    """
    types = types_of(request.registry)
    if type_id not in types or not isinstance(container, types[type_id].factory.held_in):
        raise BadInput(_("You cannot add “${type}” here.", mapping={"type": str(type_id)}))
    require_adding(request, container, type_id)
    act = act or request.act()
    item = types[type_id].factory.create_in(request.viewer, act, container, dict(fields), name)
    request.registry.notify(Added(item, act))
    return item


def save(request, item, fields, act=None):
    """Save checked ``fields`` over what this person works on; raises :class:`Forbidden` or :class:`Conflict`."""
    require(request, Permission.EDIT, item)
    act = act or request.act()
    item.update(request.viewer, act, dict(fields))
    request.registry.notify(Saved(item, act))


def delete(request, item, act=None):
    """Delete an item: things with editions can be restored, everything else is gone for good.

    Raises :class:`Conflict` for a folder or a space that still holds something.
    """
    act = act or request.act()
    if isinstance(item, Versioned):
        steps.perform(request.viewer, act, item, "delete", request.registry.notify)
        return
    require(request, Permission.DELETE, item)
    item.check_deletable()
    item.delete_permanently(act)


def require(request, permission, item):
    """Raise unless the person asking holds ``permission`` on ``item``, which they may see."""
    require_of(request.viewer, permission, item)


def require_of(viewer, permission, item):
    """:func:`require`, for whoever ``viewer`` is."""
    if viewer.allowed(permission, item):
        return
    if viewer.person.id is None:
        raise Unauthorized()
    if viewer.only_state_forbids(permission, item):
        raise Conflict(_("This is not possible in its current state.")).missing_permission(permission, item)
    raise Forbidden().missing_permission(permission, item)


def check(schema, values, partial=False):
    """``values`` (plain data) checked by a bound schema; with ``partial`` only what is named is looked at.

    Raises :class:`InvalidFields` with a sentence for each field.
    """
    if not isinstance(values, dict):
        raise BadInput()
    if partial:
        schema = schema.clone()
        schema.children = [node for node in schema.children if node.name in values]
    try:
        return schema.deserialize({node.name: values[node.name] for node in schema.children if node.name in values})
    except colander.Invalid as error:
        raise InvalidFields(error.asdict()) from None
