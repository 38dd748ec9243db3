"""Decisions that wait for people: their types, and how a feature adds one.

A :class:`.kinds.DecisionType` lists the pending decisions of a person, performs them and describes
them.  Most are states of items (:class:`.state_kinds.StateDecisionType`), which are cheap to count;
others keep their own list.  A feature registers each with ``config.add_decision_type(kind)``; the
feature ``queue`` shows them all.
"""

from pyramid.config import Configurator

from moothall.core.decisions.claims import ClaimStore
from moothall.core.decisions.kinds import (
    DecisionOption,
    DecisionPreview,
    DecisionType,
    PendingDecision,
    QueueEntry,
    add_decision_facts,
    add_decision_type,
    decision_facts,
    decision_types,
    role_reason,
)
from moothall.core.decisions.pending import Decisions, claim_on_item
from moothall.core.decisions.state_kinds import StateDecisionType

__all__ = [
    "ClaimStore",
    "DecisionOption",
    "DecisionPreview",
    "DecisionType",
    "Decisions",
    "PendingDecision",
    "QueueEntry",
    "StateDecisionType",
    "add_decision_facts",
    "add_decision_type",
    "claim_on_item",
    "decision_facts",
    "decision_types",
    "role_reason",
]


def includeme(config: Configurator) -> None:
    """Register the directive, the request attribute ``decisions`` and the store of claims."""
    config.add_directive("add_decision_type", add_decision_type)
    config.add_directive("add_decision_facts", add_decision_facts)
    # The frame of every page shows the count.
    config.add_request_method(lambda request: Decisions(request.viewer, request.people), "decisions", reify=True)
    # The site attribute of the claims; its name is stored.
    config.add_site_store("claims", ClaimStore, step="core.deciding.evolve.give_a_desk")
    config.include(".evolve")
