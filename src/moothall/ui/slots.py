"""Slots of pages, and the panels that features add to them.

A page declares a slot with ``config.add_slot`` and reads its panels with :func:`panels`.  A feature adds a panel with
``config.add_panel``.  The slot defines what a panel is: a link, an action or a part of the page that is rendered by
a template of the feature (:class:`Part`).
"""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.renderers import get_renderer

from moothall.core.base.registry import register, registered

#: Order of the check, which runs after all features have registered their slots.
_LAST = 1_000_000


def add_slot(config: Configurator, name: str, description: str) -> None:
    """Declare a slot that features may add panels to.

    ``description`` says what ``show`` is called with, and what it returns.
    """
    register(config, "slot", name, description)


def add_panel(config: Configurator, slot: str, name: str, show: Callable[..., Any], order: int = 0) -> None:
    """Add a panel to a slot.

    ``show(view, …)`` returns what the slot's description specifies, or ``None`` to show nothing to the person.  Panels
    are sorted by ``order``, then by the time of registration; names are unique in a slot.
    """
    register(config, _category(slot), name, show, order)

    def check() -> None:
        if slot not in registered(config.registry, "slot"):
            raise ConfigurationError(f"The panel {name!r} is for the slot {slot!r}, which no page declares.")

    config.action(None, check, order=_LAST)


def panels(view, slot: str, *about: Any) -> list:
    """Return the panels of a slot in order, without those that have nothing to show to the person."""
    shown = []
    for show in registered(view.request.registry, _category(slot)).values():
        panel = show(view, *about)
        if panel is not None:
            shown.append(panel)
    return shown


class Part:
    """A part of a page, rendered by a template of the feature that adds it.

    The page renders it with ``metal:use-macro="part.template"``; the template reads the values from ``part``.
    """

    def __init__(self, view, template: str, **values: Any) -> None:
        self.template = get_renderer(template, registry=view.request.registry).implementation()
        vars(self).update(values)


def _category(slot: str) -> str:
    return f"panel: {slot}"


def includeme(config):
    config.add_directive("add_slot", add_slot)
    config.add_directive("add_panel", add_panel)
