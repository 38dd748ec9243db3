"""Bulk decisions: preview the result of each, then check each again and decide."""

from typing import NamedTuple

from moothall.core.base.errors import BadInput, MoothallError
from moothall.core.base.i18n import _
from moothall.core.workflow.grounds import UNKNOWN_RULE, find_ground

#: Maximum decisions per transaction, so that the write lock is held briefly.
MAX_ITEMS = 100

CHANGED = _("It has changed since you opened it.")
DOES_NOT_FIT = _("You cannot make this decision here.")
NO_REASON = _("Enter a reason. It is shown to the people concerned.")
NO_RULE = _("Choose the rule that this is based on. It is shown to the people concerned.")


class BulkResult(NamedTuple):
    """The result for one of several decisions; ``waiting`` is ``None`` if this person cannot decide it (any more).

    ``problem`` is the message that says why the decision is not possible, empty if it is.
    """

    key: str
    etag: str
    waiting: object
    step: object
    problem: str = ""


def preview(decisions, act, chosen, step):
    """Return the result of ``step``, with the reason and rule of ``act``, for each (key, etag) of ``chosen``.

    Nothing is changed.
    """
    if len(chosen) > MAX_ITEMS:
        raise BadInput(_("You can decide up to ${most} at once.", mapping={"most": MAX_ITEMS}))
    return [_preview(decisions, act, key, mark, step) for key, mark in dict(chosen).items()]


def decide_all(decisions, act, chosen, step, notify):
    """Perform ``step`` for each of ``chosen`` that allows it, and return the results."""
    return [_perform(decisions, act, result, notify) for result in preview(decisions, act, chosen, step)]


def _preview(decisions, act, key, mark, step):
    waiting = decisions.find(key)
    if waiting is None:
        return BulkResult(key, mark, None, None, decisions.error_for(key).message)
    if mark and mark != waiting.kind.etag(waiting):
        return BulkResult(key, mark, waiting, None, CHANGED)
    try:
        found = decisions.check(waiting, step)
    except BadInput:
        return BulkResult(key, mark, waiting, None, DOES_NOT_FIT)
    except MoothallError as error:
        return BulkResult(key, mark, waiting, None, error.message)
    return BulkResult(key, mark, waiting, found, _missing(act, waiting, found))


def _missing(act, waiting, option):
    """Return what the option still needs, or an empty text."""
    if option.needs_reason and not act.reason.strip():
        return NO_REASON
    if not option.needs_rule:
        return ""
    if not act.cited:
        return NO_RULE
    return "" if find_ground(waiting.item, act.cited) is not None else UNKNOWN_RULE


def _perform(decisions, act, result, notify):
    if result.problem:
        return result
    try:
        # Operations raise errors before they change anything, so nothing needs to be rolled back.
        decisions.perform(act, result.waiting, result.step.id, notify)
    except MoothallError as error:
        return result._replace(problem=error.message)
    return result
