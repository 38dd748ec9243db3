"""The reason and the link to the statement, on the pages of what is restricted."""

from moothall.core.access.permissions import Permission
from moothall.core.base.i18n import _
from moothall.discussion.states import PUBLISHED
from moothall.moderation.statements.statement import WARNED, sanctions_of, statement_on
from moothall.moderation.statements.wording import reason_of, rule_of
from moothall.ui.layout.presenters import Action


def _note(view):
    """Return the reason for the author of a post; moderators read who decided."""
    moderates = view.viewer.allowed(Permission.MODERATE, view.context)

    def note(post):
        statement = statement_on(post)
        if statement is None or not statement.concerns(view.viewer) or (moderates and not statement.is_automated):
            return None
        said = {
            "date": view.clock.day(statement.event.at),
            "reason": reason_of(statement, view.translate),
            "rule": rule_of(statement, view.translate),
        }
        if not said["rule"] or statement.is_automated:
            return said["reason"]
        return view.translate(_("Decided by the moderators on ${date} (rule ${rule}): “${reason}”", mapping=said))

    return note


def _post_action(view):
    label = view.translate(_("Reasons and appeal"))

    def action(post, _url):
        if post.own_state == PUBLISHED:
            return None
        statement = statement_on(post)
        if statement is None or not statement.is_read_by(view.viewer):
            return None
        return Action(label, f"/statements/{statement.id}")

    return action


def _discussion_action(view):
    if getattr(view.context, "own_state", None) in (None, "open"):
        return None
    statement = statement_on(view.context)
    if statement is None or not statement.is_read_by(view.viewer):
        return None
    return Action(view.translate(_("Reasons and appeal")), f"/statements/{statement.id}")


def _space_action(view, space):
    found = sanctions_of(space, view.request.person.id, view.request.now)
    for statement in [one for one in found if one.restriction != WARNED][-1:]:
        return Action(view.translate(_("Reasons and appeal")), f"/statements/{statement.id}")
    return None


def includeme(config):
    config.add_panel("post notes", "statement", _note, order=-10)
    config.add_panel("post actions", "statement", _post_action, order=95)
    config.add_panel("item actions", "statement", _discussion_action, order=95)
    config.add_panel("space restrictions", "statement", _space_action)
