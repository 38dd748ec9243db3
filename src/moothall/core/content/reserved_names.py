"""Names that no item gets, since traversal would find the item instead of a page."""

from pyramid.registry import Registry

from moothall.core.content.items import Item
from moothall.core.content.slugs import RESERVED


def reserved_names(registry: Registry) -> frozenset[str]:
    """Return the names of all pages of items, and the words that have another meaning in addresses.

    They are collected from the registered views once, when an item is first added.
    """
    found = getattr(registry, "moothall_reserved_names", None)
    if found is None:
        views = (entry["introspectable"] for entry in registry.introspector.get_category("views"))
        pages = {view["name"] for view in views if not view["route_name"] and _may_be_of_items(view["context"])}
        found = registry.moothall_reserved_names = RESERVED | pages
    return found


def _may_be_of_items(context: object) -> bool:
    return context is None or (isinstance(context, type) and (issubclass(context, Item) or issubclass(Item, context)))
