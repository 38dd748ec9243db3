"""Decisions that wait for somebody: the kinds there are, and how a feature adds one.

A kind (:class:`.kinds.DecisionType`) says what waits for a person, how it is taken and what
is shown of it.  Most are states of items (:class:`.states.StateDecisionType`), which cost
nothing to count; others keep a list of their own.  A feature registers each with
``config.add_decision_type(kind)`` in a module named ``deciding``; the feature ``queue``
shows them all.
"""

from moothall.core.decisions.claims import ClaimStore
from moothall.core.decisions.kinds import (
    KINDS,
    DecisionOption,
    DecisionPreview,
    DecisionType,
    PendingDecision,
    QueueEntry,
    add_decision_type,
    role_reason,
)
from moothall.core.decisions.pending import Decisions, held_item
from moothall.core.decisions.state_kinds import StateDecisionType

__all__ = [
    "KINDS",
    "ClaimStore",
    "DecisionOption",
    "DecisionPreview",
    "DecisionType",
    "Decisions",
    "PendingDecision",
    "QueueEntry",
    "StateDecisionType",
    "add_decision_type",
    "held_item",
    "role_reason",
]


def includeme(config):
    config.add_directive("add_decision_type", add_decision_type)
    # The frame of every page asks for the count.
    config.add_request_method(lambda request: Decisions(request.viewer, request.people), "decisions", reify=True)
    # Who has which decision in hand, and what they note for each other.
    config.add_site_store("desk", ClaimStore, step="core.deciding.evolve.give_a_desk")
    config.include(".evolve")
