"""Decide access from stored data: memberships, grants, space policies, states and workflow versions.

The data are in :mod:`.records`.  One pure function, :func:`.decide.decide`, computes the answer;
pages, API, lists, search and emails all call it.  Answers are never stored, so nothing has to be
kept consistent.
"""

from pyramid.config import Configurator

from moothall.core.access.decide import decide
from moothall.core.access.held_roles import AccessData
from moothall.core.access.records import AccessRecord, AccessRecords, Ban, Grant
from moothall.core.access.subjects import AccessResult, Subject

__all__ = ["AccessData", "AccessRecord", "AccessRecords", "AccessResult", "Ban", "Grant", "Subject", "decide"]


def includeme(config: Configurator) -> None:
    """Register the kinds of logged events and the migration."""
    config.include(".log_events")
    config.include(".permissions")
    config.include(".evolve")
