"""Add, save and delete items, for forms, API and import alike.

Each function checks the permission, changes the content and notifies subscribers.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import colander

from moothall.core.access.permissions import Permission
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.domain_request import DomainRequest
from moothall.core.authorization.versions import version_for
from moothall.core.base.errors import BadInput, Conflict, Forbidden, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.editions import Edition
from moothall.core.content.items import Item, scope_of
from moothall.core.content.types import ItemType, types_for, types_of
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext
from moothall.core.workflow import transition as steps


class Added(NamedTuple):
    """Event sent to subscribers after a person added an item."""

    item: Item
    act: ActionContext


class Saved(NamedTuple):
    """Event sent to subscribers after a person changed an item."""

    item: Item
    act: ActionContext


class InvalidFields(BadInput):
    """Fields that do not pass the schema; ``errors`` maps field names to messages."""

    def __init__(self, errors: Mapping[str, Any]) -> None:
        self.errors = errors
        names = ", ".join(sorted(errors))
        super().__init__(_("Check these fields: ${fields}.", mapping={"fields": names}))


def addable(request: DomainRequest, container: Item) -> list[ItemType]:
    """Return the registered types this person may add to ``container``."""
    return [one for one in types_for(request.registry, container) if may_add(request, container, one.id)]


def may_add(request: DomainRequest, container: Item, type_id: str) -> bool:
    """Return True if the person may add an item of ``type_id`` to ``container``."""
    try:
        require_adding(request, container, type_id)
    except (Unauthorized, Forbidden, Conflict):
        return False
    return True


def require_adding(request: DomainRequest, container: Item, type_id: object) -> None:
    """Raise unless the person may add an item of ``type_id`` to ``container``, which they may see.

    Types that any user can add only require that the container is not archived or suspended.
    """
    found = types_of(request.registry).get(type_id) if isinstance(type_id, str) else None
    factory = found.factory if found is not None and isinstance(container, found.factory.held_in) else None
    if factory is None or not factory.any_user_can_add:
        require(request, permission_to_add(factory, container), container)
        return
    if request.person.id is None:
        raise Unauthorized()
    if request.viewer.counts_as_visitor(container) or request.viewer.is_silenced(container):
        raise Forbidden()
    if request.viewer.access_data.inherited(scope_of(container))[1]:
        raise Conflict(_("Nothing can be changed here: the space is archived or paused."))


def permission_to_add(factory: type[Item] | None, container: Item) -> Permission:
    """Return the permission needed on ``container`` to add an item of a class; None stands for an unknown type."""
    return Permission.MANAGE if factory is not None and factory.is_section else container.permission_to_add


def add(
    request: DomainRequest,
    container: Item,
    type_id: str,
    fields: Mapping[str, Any],
    name: str | None = None,
    act: ActionContext | None = None,
) -> Item:
    """Add an item of ``type_id`` with validated ``fields``, and return it.

    Raise :class:`BadInput` for a type that cannot be added here, :class:`Forbidden` if the person may
    not add items, and :class:`Conflict` if only the state of the container prevents it.
    """
    types = types_of(request.registry)
    if type_id not in types or not isinstance(container, types[type_id].factory.held_in):
        raise BadInput(_("You cannot add “${type}” here.", mapping={"type": str(type_id)}))
    require_adding(request, container, type_id)
    act = act or request.act()
    item = types[type_id].factory.create_in(request.viewer, act, container, dict(fields), name)
    request.registry.notify(Added(item, act))
    return item


def save(request: DomainRequest, item: Item, fields: Mapping[str, Any], act: ActionContext | None = None) -> None:
    """Save validated ``fields`` to the edition this person works on; raise :class:`Forbidden` or :class:`Conflict`."""
    require(request, Permission.EDIT, item)
    act = act or request.act()
    item.update(request.viewer, act, dict(fields))
    request.registry.notify(Saved(item, act))


def restore_version(request: DomainRequest, item: Versioned, number: int, note: str = "") -> int:
    """Save the content of an earlier version as a new version, and return its number.

    Raise :class:`NotFound` for a version this person may not read, :class:`Forbidden` or :class:`Conflict` if they may
    not edit the item.
    """
    require(request, Permission.EDIT, item)
    version = version_for(request.viewer, item, number)
    if version is None:
        raise NotFound()
    replaced = cast(Edition, request.viewer.shown(item)).version.number
    save(request, item, version.fields(), request.act().noting(note))
    saved = item.versions[item.versions.maxKey()]
    saved.restored = number, replaced
    return int(saved.number)


def require_deletable(request: DomainRequest, item: Item) -> None:
    """Raise unless the person may delete the item, which they may see, in its current state."""
    if item.can_restore:
        steps.check(request.viewer, item, "delete")
    else:
        require(request, Permission.DELETE, item)


def delete(request: DomainRequest, item: Item, act: ActionContext | None = None) -> None:
    """Delete an item; one whose type ``can_restore`` can be restored, all others are deleted permanently.

    Raise :class:`Conflict` for a folder or a space that is not empty.
    """
    act = act or request.act()
    if item.can_restore:
        steps.perform(request.viewer, act, item, "delete", request.registry.notify)
        return
    require(request, Permission.DELETE, item)
    item.check_deletable()
    item.delete_permanently(act)


def require(request: DomainRequest, permission: Permission, item: Item) -> None:
    """Raise unless the person of the request has ``permission`` on ``item``, which they may see."""
    require_of(request.viewer, permission, item)


def require_of(viewer: AccessContext, permission: Permission, item: Item) -> None:
    """Raise unless the person of an access context has ``permission`` on ``item``, which they may see.

    Raise :class:`Unauthorized` for visitors, :class:`Conflict` if only the state prevents it,
    and :class:`Forbidden` otherwise.
    """
    if viewer.allowed(permission, item):
        return
    if viewer.person.id is None:
        raise Unauthorized()
    if viewer.only_state_forbids(permission, item):
        raise Conflict(_("This is not possible in its current state.")).missing_permission(permission, item)
    raise Forbidden().missing_permission(permission, item)


def check(schema: colander.SchemaNode, values: Any, partial: bool = False) -> dict[str, Any]:
    """Return plain data validated by a bound schema; with ``partial``, only the given fields.

    Raise :class:`InvalidFields` with a message for each field.
    """
    if not isinstance(values, dict):
        raise BadInput()
    if partial:
        schema = schema.clone()
        schema.children = [node for node in schema.children if node.name in values]
    try:
        return schema.deserialize({node.name: values[node.name] for node in schema.children if node.name in values})
    except colander.Invalid as error:
        raise InvalidFields(_messages(error)) from None


def _messages(error: colander.Invalid) -> dict[str, Any]:
    """Return the first message of each wrong field, which can still be translated."""
    return {
        name: next((message for one in reversed(path) for message in one.messages()), "")
        for name, path in zip(error.asdict(), error.paths(), strict=True)
    }
