"""A statement of reasons in words, for pages and emails."""

from moothall.core.base.i18n import _
from moothall.discussion.states import PENDING
from moothall.moderation.statements.statement import BANNED, SILENCED, WARNED
from moothall.moderation.word_rules.holding import REASON as WORD_RULE

#: Restriction → (subject, first line to the person it restricts).
DONE = {
    "hidden": (_("Your post was removed: ${title}"), _("The moderators have removed your post in “${title}”.")),
    "refused": (_("Your post was rejected: ${title}"), _("The moderators have rejected your post in “${title}”.")),
    "closed": (
        _("Your discussion was closed: ${title}"),
        _("The moderators have closed your discussion “${title}”. No one can reply."),
    ),
    BANNED: (
        _("You are banned from ${title}"),
        _("The moderators have banned you from “${title}”. You count as a visitor there."),
    ),
    SILENCED: (
        _("You cannot write in ${title}"),
        _("The moderators have silenced you in “${title}”. You can read there, but not write."),
    ),
    WARNED: (_("Warning: ${title}"), _("The moderators have warned you in “${title}”. It restricts nothing.")),
    PENDING: (
        _("Your post is waiting for a moderator: ${title}"),
        _("Your post in “${title}” was held automatically. For now, only you and the moderators can see it."),
    ),
}
OTHERWISE = (_("Restricted: ${title}"), _("The moderators have restricted what you started: “${title}”."))
HIDDEN_AUTOMATICALLY = (
    _("Your post was hidden: ${title}"),
    _("Your post in “${title}” was hidden automatically. Only you and the moderators can see it."),
)
#: What one can do besides an appeal.
COURTS = _("You can also turn to a court, or to a certified body for out-of-court dispute settlement.")
APPEAL = _("You can appeal until ${date}. Someone who did not take this decision will decide:\n${link}")
SEND_AGAIN = _("You can edit the post and send it again.")


def texts_of(statement):
    """Return the subject and the first line to the person; both have the variable ``title``."""
    if statement.restriction == "hidden" and statement.is_automated:
        return HIDDEN_AUTOMATICALLY
    return DONE.get(statement.restriction, OTHERWISE)


def reason_of(statement, translate):
    """Return the facts and circumstances relied on."""
    if statement.is_of_word_rule:
        return translate(WORD_RULE)
    if statement.is_automated:
        return translate(_("Several people have reported the post. A moderator will decide."))
    return statement.event.reason


def rule_of(statement, translate):
    """Return the number and title that the rule had then; empty if none was cited."""
    if statement.event.ground is None:
        return ""
    number, title = statement.event.ground
    return f"{number}. {translate(_(title))}"


def _until(statement, translate, clock):
    if statement.restriction == WARNED:
        return ""
    return clock.end(statement.until) if statement.until is not None else translate(_("no end date"))


def facts_of(statement, translate, clock):
    """Return (title, text) of the facts: how long, why, on which ground, and who decided."""
    rows = [
        (_("Valid from"), clock.day(statement.event.since or statement.event.at)),
        (_("Valid until"), _until(statement, translate, clock)),
        (_("Reason"), reason_of(statement, translate)),
        (_("Based on the law") if statement.is_legal else _("Based on the rule"), rule_of(statement, translate)),
        (_("Decided by"), translate(_("a program, automatically") if statement.is_automated else _("a moderator"))),
    ]
    return [(translate(title), text) for title, text in rows if text]
