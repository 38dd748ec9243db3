"""Services whose responses can be included in an item: ``@components`` and ``?expand=``."""

from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request

from moothall.core.base.registry import register, registered
from moothall.core.content.items import Item

CATEGORY = "API component"


class Component(NamedTuple):
    """A service for any ``context``: the method ``attr`` of the class ``view``."""

    view: type
    attr: str
    context: type

    def answer(self, item: Item, request: Request) -> Any:
        """Return the response of the service for an item."""
        return getattr(self.view(item, request), self.attr)()


def add_component(config: Configurator, name: str, component: Component) -> None:
    """Register a component under the name of its service, without ``@``."""
    register(config, CATEGORY, name, component)


def components_of(registry: Registry, item: Item) -> dict[str, Component]:
    """Return the components of an item by name, in alphabetical order."""
    known = registered(registry, CATEGORY)
    return {name: known[name] for name in sorted(known) if isinstance(item, known[name].context)}
