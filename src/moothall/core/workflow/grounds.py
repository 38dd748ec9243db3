"""The grounds of restrictions: no one is restricted without a reason and a rule that people can read.

Features register where the rules of a place come from, with ``config.add_restriction_ground``.  Transitions that their
definition marks with ``restricts``, and other restrictions such as bans, call :func:`require_ground`.  Only where no
feature registers rules, a reason is enough.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from pyramid.config import Configurator

from moothall.core.base.errors import BadInput, InvalidField
from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.content.items import Item, site_of
from moothall.core.content.log_events import STATE
from moothall.core.content.site import Viewer
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import registry_of
from moothall.core.workflow.definition import Definition, Transition

CATEGORY = "restriction ground"
#: Maximum number of characters of the ID of a rule.
MAX_RULE_ID_LENGTH = 100

NO_REASON = _("Enter a reason. It is shown to the person concerned.")
NO_RULE = _("Choose the rule that this is based on. It is shown to the person concerned.")
UNKNOWN_RULE = _("This rule does not apply here. Choose one of the rules that apply.")


class Ground(NamedTuple):
    """A rule: its ID stays the same, while the number and the title may change.

    ``title`` is a text of the catalog or one that people typed; translate it before it is shown.
    """

    id: str
    number: int
    title: str


class GroundList(NamedTuple):
    """The rules of one origin, such as the space, under a title."""

    title: str
    grounds: tuple[Ground, ...]


def add_restriction_ground(
    config: Configurator, name: str, source: Callable[[Item], Iterable[GroundList]], order: int = 0
) -> None:
    """Add rules on which restrictions can be based; ``source(item)`` returns those that apply to an item."""
    register(config, CATEGORY, name, source, order=order)


def grounds_for(item: Item) -> list[GroundList]:
    """Return the rules that apply to ``item``, those of the nearest place first."""
    sources = registered(registry_of(site_of(item)), CATEGORY)
    return [one for source in sources.values() for one in source(item) if one.grounds]


def common_grounds(items: Sequence[Item]) -> list[GroundList]:
    """Return the rules that apply to all of ``items``."""
    found = [grounds_for(item) for item in items]
    return [one for one in found[0] if all(one in other for other in found[1:])] if found else []


def find_ground(item: Item, id: str) -> Ground | None:
    """Return the rule with this ID that applies to ``item``, or None."""
    return next((one for found in grounds_for(item) for one in found.grounds if one.id == id), None)


def for_person(viewer: Viewer, item: Item, transition: Transition) -> Transition:
    """Return a transition as it is for ``viewer``: people need no rule for what they do to their own items.

    A transition that restricts someone else needs a reason and a rule (``restricts``).
    """
    if not transition.restricts:
        return transition
    restricts = item.creator is None or item.creator != viewer.person.id
    return transition._replace(restricts=restricts, needs_reason=restricts or transition.needs_reason)


def lifts_own_restriction(viewer: Viewer, item: Item, definition: Definition, transition: Transition) -> bool:
    """Return True if a transition would lift a restriction of ``viewer``'s own item that someone else decided."""
    if item.creator is None or item.creator != viewer.person.id:
        return False
    restricting = [
        one
        for one in definition.transitions.values()
        if one.restricts and one.target in transition.sources and transition.target in one.sources
    ]
    if not restricting:
        return False
    last = None
    for event in site_of(item).event_log.about(item.uid, {STATE.id}):
        last = event
    return last is not None and last.ground is not None and last.actor != viewer.person.id


def require_ground(act: ActionContext, item: Item) -> ActionContext:
    """Return ``act`` with the cited rule as it is now, for a restriction of someone at ``item``.

    Raise :class:`BadInput` if the reason or the rule is missing, or if the rule does not apply to the item.
    """
    if not act.reason.strip():
        raise BadInput(NO_REASON)
    if act.ground is not None or not registered(registry_of(site_of(item)), CATEGORY):
        return act
    if not act.cited:
        raise InvalidField("rule", NO_RULE)
    return with_cited_ground(act, item)


def with_cited_ground(act: ActionContext, item: Item) -> ActionContext:
    """Return ``act`` with the cited rule, if any; raise :class:`InvalidField` if it does not apply to ``item``."""
    if not act.cited or act.ground is not None:
        return act
    ground = find_ground(item, act.cited)
    if ground is None:
        raise InvalidField("rule", UNKNOWN_RULE)
    return dataclasses.replace(act, rule=ground.id, ground=(ground.number, str(ground.title)))


def includeme(config: Configurator) -> None:
    """Register the directive."""
    config.add_directive("add_restriction_ground", add_restriction_ground)
