"""The states of an item with versions at a past time, as the event log says."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moothall.core.content.versioned import Versioned


def deleter_at(item: "Versioned", past: Any) -> tuple:
    """Return a tuple with the person who had deleted the item, or an empty one."""
    found: tuple = ()
    for fact in past.earlier(item.uid, {"edition state"}):
        if "deleted" in (fact.before, fact.after):
            found = (fact.actor,) if fact.after == "deleted" else ()
    return found


def states_at(item: "Versioned", past: Any) -> tuple[str | None, ...]:
    """Return the states of the working copy and of the published version, even if the item was deleted."""
    states = {"working": item.working_state, "live": item.live_state}
    known: set[str] = set()
    for fact in past.later(item.uid, "edition state"):
        if fact.key not in known and "deleted" not in (fact.before, fact.after):
            known.add(fact.key)
            states[fact.key] = fact.before
    return tuple(states.values())
