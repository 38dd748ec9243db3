"""Decisions that wait for somebody: the kinds there are, and how a feature adds one.

A kind (:class:`.kinds.Kind`) says what waits for a person, how it is taken and what
is shown of it.  Most are states of items (:class:`.states.StateKind`), which cost
nothing to count; others keep a list of their own.  A feature registers each with
``config.add_queue_kind(kind)`` in a module named ``deciding``; the feature ``queue``
shows them all.
"""

from moothall.core.decisions.claims import Desk
from moothall.core.decisions.kinds import KINDS, Entry, Kind, Shown, Step, Waiting, add_queue_kind, because_of_a_role
from moothall.core.decisions.pending import Decisions, held_item
from moothall.core.decisions.state_kinds import StateKind

__all__ = [
    "KINDS",
    "Decisions",
    "Desk",
    "Entry",
    "Kind",
    "Shown",
    "StateKind",
    "Step",
    "Waiting",
    "add_queue_kind",
    "because_of_a_role",
    "held_item",
]


def includeme(config):
    config.add_directive("add_queue_kind", add_queue_kind)
    # The frame of every page asks for the count.
    config.add_request_method(lambda request: Decisions(request.viewer, request.people), "decisions", reify=True)
    config.include(".evolve")
