"""Sections: the containers directly below the root of every site, such as ``/repository``."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.base.registry import register, registered
from moothall.core.content.site import Site
from moothall.core.event_log.log import ActionContext

CATEGORY = "section"


class Section(NamedTuple):
    """A registered section: ``create(act, site, name, registry)`` adds it to a site."""

    title: Any
    create: Callable[[ActionContext, Any, str, Registry], None]


def add_section(
    config: Configurator,
    name: str,
    factory: Callable[..., Any],
    title: Any,
    order: int = 100,
    fill: Callable[[ActionContext, Any], None] | None = None,
    create: Callable[[ActionContext, Any, str, Registry], None] | None = None,
) -> None:
    """Add a section to every site: to new ones in order, to existing ones by a migration.

    ``factory(act, title=title)`` creates it; its address is ``/name``.  ``fill(act, section)`` adds the initial content
    of a new one.  ``create(act, site, name, registry)`` replaces both for other cases.
    """

    def add_filled(act: ActionContext, site: Site, name: str, _registry: Registry) -> None:
        section = site.add_item(act, factory(act, title=title), name, fixed=True)
        if fill is not None:
            fill(act, section)

    section = Section(title, create or add_filled)
    register(config, CATEGORY, name, section, order)

    def add_missing_section(site: Site, registry: Registry) -> None:
        if name not in site:
            section.create(ActionContext(None, registry.clock(), rule="a new section"), site, name, registry)

    config.add_evolution_step(add_missing_section, name=f"sections.{name}")


def create_sections(act: ActionContext, site: Site, registry: Registry) -> None:
    """Add every section to a new site."""
    for name, section in registered(registry, CATEGORY).items():
        section.create(act, site, name, registry)


def includeme(config: Configurator) -> None:
    """Register the directive."""
    config.add_directive("add_section", add_section)
