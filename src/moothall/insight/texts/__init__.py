"""Texts of reasons, changes and effects."""

from moothall.insight.texts.changes import Changes
from moothall.insight.texts.effects import Effects
from moothall.insight.texts.reasons import Reasons


class InsightTexts(Reasons, Changes, Effects):
    """All sentences of the feature; see :class:`.names.Names` for the arguments."""


def texts_of(request):
    """Return the texts for the viewer of a request."""
    return InsightTexts(request.localizer, request.viewer, request.people, request.clock, request.person.id)
