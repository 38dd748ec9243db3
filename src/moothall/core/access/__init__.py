"""Who may do what, computed from facts.

Stored are facts: memberships, grants, dials, states, definition versions
(:mod:`.records`).  One pure function, :func:`.decide.decide`, answers with a
verdict from them; pages, API, lists, search and mail all ask it.  Nothing here
stores the answer, so nothing has to be kept in step.
"""

from moothall.core.access.decide import decide
from moothall.core.access.held_roles import AccessData
from moothall.core.access.records import AccessRecord, AccessRecords, Ban, Grant
from moothall.core.access.subjects import AccessResult, Subject

__all__ = ["AccessData", "AccessRecord", "AccessRecords", "AccessResult", "Ban", "Grant", "Subject", "decide"]


def includeme(config):
    config.include(".log_events")
