"""Sections: the containers that every site has at its top, such as ``/repository``."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.base.registry import register, registered
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
    """Give every site a section: new ones when they are made, in order, older ones by an evolution step.

    ``factory(act, title=title)`` makes it; its address is ``/name``.  ``fill(act, section)`` adds what a new one
    contains.  ``create(act, site, name, registry)`` takes the place of both where that is not enough.
    """

    def add_filled(act, site, name, registry):
        section = site.add_item(act, factory(act, title=title), name, fixed=True)
        if fill is not None:
            fill(act, section)

    section = Section(title, create or add_filled)
    register(config, CATEGORY, name, section, order)

    def add_missing_section(site, registry):
        if name not in site:
            section.create(ActionContext(None, registry.clock(), rule="a new section"), site, name, registry)

    config.add_evolution_step(add_missing_section, name=f"sections.{name}")


def create_sections(act: ActionContext, site: Any, registry: Registry) -> None:
    """Add every section to a new site."""
    for name, section in registered(registry, CATEGORY).items():
        section.create(act, site, name, registry)


def includeme(config):
    config.add_directive("add_section", add_section)
