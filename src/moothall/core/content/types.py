"""Item types: the class, schema and texts of each, as features register them.

Forms, API and import use the same entry, so that they accept the same data.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request

from moothall.core.base.registry import register, registered
from moothall.core.content.items import Item
from moothall.core.content.site import Site
from moothall.core.storage.databases import registry_of
from moothall.core.storage.index_maps import uids_by_value

CATEGORY = "item type"


class ItemType(NamedTuple):
    """The registered properties of a type.

    ``schema``: a colander schema class; ``None`` if nothing can be edited.
    ``adding``: the action of people who add one ("Write a document"); ``send``: the button of the form.
    ``news``: the action of its creator, as in "Ana started a discussion:", or a function of the item that returns it;
    empty if activities do not list the type.
    ``represent``: a function of a representation and an item that returns more fields for the API; ``summarise``: one
    that returns those that lists have as well.
    ``field_titles``: the titles of the schema's fields by name.
    """

    id: str
    factory: Any
    schema: type | None
    title: str
    plural: str
    icon: str
    adding: str
    send: str
    news: str | Callable[[Any], str]
    represent: Callable[[Any, Any], Mapping[str, Any]] | None
    summarise: Callable[[Any, Any], Mapping[str, Any]] | None
    field_titles: Mapping[str, str]


class FieldsOfType(NamedTuple):
    """Names of fields in a message; their titles are translated when the message is."""

    type_id: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(self.names)

    def titles(self, registry: Registry) -> tuple[str, ...]:
        """Return the titles of the fields; a field that the type does not have keeps its name."""
        known = types_of(registry)[self.type_id].field_titles
        return tuple(known.get(name, name) for name in self.names)


def add_item_type(
    config: Configurator,
    factory: Any,
    title: str,
    plural: str,
    schema: type | None = None,
    icon: str = "item",
    adding: str = "",
    send: str = "",
    news: str | Callable[[Any], str] = "",
    represent: Callable[[Any, Any], Mapping[str, Any]] | None = None,
    summarise: Callable[[Any, Any], Mapping[str, Any]] | None = None,
) -> None:
    """Register a subclass of :class:`.Item` as a type of items.

    The attributes of the class say to which containers it can be added (``held_in``), which workflow it has, and which
    permissions adding and moving need.  The other arguments are described at :class:`ItemType`.
    """
    titles = {} if schema is None else {node.name: node.title or node.name for node in schema().children}
    entry = ItemType(
        factory.type_id, factory, schema, title, plural, icon, adding, send, news, represent, summarise, titles
    )
    config.add_content_type(factory.type_id, factory, factory_type=factory.type_id, name=title)
    register(config, CATEGORY, factory.type_id, entry)


def types_of(registry: Registry) -> Mapping[str, ItemType]:
    """Return all types by id, in the order of registration."""
    return registered(registry, CATEGORY)


def type_of(request: Request, item: Item) -> ItemType:
    """Return the registered type of an item."""
    return types_of(request.registry)[item.type_id]


def types_for(registry: Registry, container: Item) -> list[ItemType]:
    """Return the types that can be added to ``container``, regardless of permissions."""
    return [one for one in types_of(registry).values() if isinstance(container, one.factory.held_in)]


def unavailable_uids(site: Site) -> set[int]:
    """Return the uids of entries that cannot be shown, because their extension is not loaded.

    These are the items of types that are not registered, and everything in them.
    """
    types, by_type = types_of(registry_of(site)), uids_by_value(site.catalog["type_id"])
    missing = [id for id in by_type if id not in types]
    if not missing:
        return set()
    found, within = {uid for id in missing for uid in by_type[id]}, uids_by_value(site.catalog["within"])
    for uid in tuple(found):
        found.update(within.get(uid, ()))
    return found


def includeme(config: Configurator) -> None:
    """Register the directive."""
    config.add_directive("add_item_type", add_item_type)
