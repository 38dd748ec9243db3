"""Slots of pages, and the panels that features fill them with.

A page declares a slot with ``config.add_slot`` and asks :func:`panels` for what stands in it.  A feature
offers a panel with ``config.add_panel``.  The slot says what a panel is: a link, an action or a part of the
page that a template of the feature draws (:class:`Part`).
"""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.renderers import get_renderer

from moothall.core.base.registry import register, registered

#: Checked after everything that features register is in place.
_LAST = 1_000_000


def add_slot(config: Configurator, name: str, description: str) -> None:
    """Declare a slot that features may offer panels for.

    ``description`` says what ``show`` is called with, and what it returns.
    """
    register(config, "slot", name, description)


def add_panel(config: Configurator, slot: str, name: str, show: Callable[..., Any], order: int = 0) -> None:
    """Offer a panel for a slot.

    ``show(view, …)`` returns what the slot's description asks for, or ``None`` where there is nothing to show to
    the person asking.  Panels are sorted by ``order``, then by the time of registration; names are unique in a slot.
    """
    register(config, _category(slot), name, show, order)

    def check() -> None:
        if slot not in registered(config.registry, "slot"):
            raise ConfigurationError(f"The panel {name!r} is for the slot {slot!r}, which no page declares.")

    config.action(None, check, order=_LAST)


def panels(view, slot: str, *about: Any) -> list:
    """Return what the panels of a slot show to the person asking, in order; what shows nothing is left out."""
    shown = (show(view, *about) for show in registered(view.request.registry, _category(slot)).values())
    return [one for one in shown if one is not None]


class Part:
    """A part of a page, drawn by a template of the feature that offers it.

    The page draws it with ``metal:use-macro="part.template"``; the template reads the values from ``part``.
    """

    def __init__(self, view, template: str, **values: Any) -> None:
        self.template = get_renderer(template, registry=view.request.registry).implementation()
        vars(self).update(values)


def _category(slot: str) -> str:
    return f"panel: {slot}"


def includeme(config):
    config.add_directive("add_slot", add_slot)
    config.add_directive("add_panel", add_panel)
