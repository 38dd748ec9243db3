"""Kinds of logged events: what the audit log derives from the kind, and how people read about it.

A module that appends events declares an :class:`EventKind` as a constant and registers it with
``config.add_event_kind``.  The id is stored with every event, so it never changes; events whose kind
is no longer registered stay readable (:mod:`moothall.core.audit.entries`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.base.registry import register, registered

_REGISTRY_CATEGORY = "event kind"

# Categories, by which the audit log is filtered.
ACCESS = "access"
ACCOUNTS = "accounts"
LOGINS = "log-ins"
RULES = "rules"
STATES = "states"
PLACES = "places"
OTHER = "other"
CATEGORIES = (ACCESS, ACCOUNTS, LOGINS, RULES, STATES, PLACES)

# Which events the audit log of a space lists for people who manage it: none, those of the space itself, all within it.
NEVER, ITSELF, ALWAYS = "never", "itself", "always"

#: For ``EventKind.person``: the key, or the value after the change, is the id of the person.
KEY, AFTER = attrgetter("key"), attrgetter("after")


def first_of_key(event: Any) -> object:
    """Return the first part of a key that is a tuple; for ``EventKind.person``."""
    return event.key[0] if isinstance(event.key, tuple) else None


@dataclass(frozen=True)
class EventKind:
    """A kind of logged events."""

    #: Stored with every event.
    id: str
    category: str = OTHER
    in_space: str = NEVER
    #: Return the id of the person an event is about, or something else for none.
    person: Callable[[Any], object] | None = None
    #: The chain of the audit log keeps nothing but the hash of such an account event; the rest can be deleted.
    personal: bool = False
    #: Each event stores the grants of its key after the change.
    keeps_grants: bool = False


class RegisteredKind(NamedTuple):
    """A kind with its title in filters, and ``format(formatter, entry)``, which returns the sentence."""

    kind: EventKind
    title: str
    format: Callable[[Any, Any], str]


def add_event_kind(
    config: Configurator, kind: EventKind, title: str, format: Callable[[Any, Any], str], order: int = 0
) -> None:
    """Register a kind of logged events.

    ``title`` names it in the filter of the audit log, sorted by ``order`` within its category.
    ``format(formatter, entry)`` returns the sentence about one entry as a translation string; the
    formatter is a :class:`moothall.audit.event_formatter.EventFormatter`.
    """
    register(config, _REGISTRY_CATEGORY, kind.id, RegisteredKind(kind, title, format), order)


def registered_kinds(registry: Registry) -> Mapping[str, RegisteredKind]:
    """Return the registered kinds by id, in order."""
    return registered(registry, _REGISTRY_CATEGORY)


def kind_of(registry: Registry, id: str) -> EventKind | None:
    """Return the kind with this id; ``None`` if it is not registered."""
    found = registered_kinds(registry).get(id)
    return found.kind if found is not None else None


def includeme(config: Configurator) -> None:
    """Add the directive."""
    config.add_directive("add_event_kind", add_event_kind)
