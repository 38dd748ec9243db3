"""Kinds of logged events about workflows: approvals, and which version of which workflow applies."""

from typing import Any

from pyramid.config import Configurator

from moothall.core.base.i18n import _
from moothall.core.event_log.kinds import ALWAYS, RULES, STATES, EventKind

APPROVAL = EventKind("approval", STATES)
WORKFLOW_ASSIGNMENT = EventKind("workflow assignment", RULES, ALWAYS)
DEFINITION_VERSION = EventKind("definition version", RULES, ALWAYS)


def _approval(formatter: Any, entry: Any) -> str:
    return _(
        "${actor} approved “${step}” for ${item}.",
        mapping={**formatter.common(entry), "step": formatter.step(entry, entry.key)},
    )


def _assignment(formatter: Any, entry: Any) -> str:
    return _(
        "${actor} chose another workflow for “${workflow}” in ${item}.",
        mapping={**formatter.common(entry), "workflow": str(entry.key)},
    )


def _definition(formatter: Any, entry: Any) -> str:
    said = {**formatter.common(entry), "n": str(entry.after)}
    if entry.after is None:
        return _("${actor} retired the workflow ${item}.", mapping=said)
    return _("${actor} activated version ${n} of the workflow ${item}.", mapping=said)


def includeme(config: Configurator) -> None:
    """Register the event kinds."""
    config.add_event_kind(WORKFLOW_ASSIGNMENT, _("Workflow in use"), _assignment)
    config.add_event_kind(DEFINITION_VERSION, _("Workflow versions"), _definition)
    config.add_event_kind(APPROVAL, _("Approvals"), _approval)
