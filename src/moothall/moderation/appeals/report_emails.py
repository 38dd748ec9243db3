"""Emails about reports: the decision, to those who reported."""

from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_name
from moothall.moderation.appeals.appealing import dismissal_of
from moothall.moderation.recipients import decision_path, to_reporter
from moothall.moderation.reports import ReportsDecided
from moothall.moderation.statements.deadline import appeal_end
from moothall.moderation.statements.wording import APPEAL
from moothall.people.email_composition import quoted
from moothall.people.recipients import notify

REMOVED, DISMISSED = "report removed", "report dismissed"


def removed(email, post):
    """Compose the email to a person whose report led to the removal of a post."""
    return _decision(email, post, _("The moderators have removed the post you reported in “${title}”."))


def dismissed(email, post):
    """Compose the email to a person whose report was dismissed: they can appeal."""
    event = dismissal_of(post, email.message.to)
    if event is None:
        return None
    date, link = email.clock.day(appeal_end(event)), email.page_link(decision_path(email, uid_name(event.id)))
    sentence = _("The moderators have kept the post you reported in “${title}”.")
    return _decision(email, post, sentence, quoted(event.reason), email.translate(APPEAL, date=date, link=link))


def _decision(email, post, sentence, *more):
    thread = post.__parent__
    if not email.viewer.sees(thread):
        return None
    return email.compose(
        _("Your report: ${title}"),
        sentence,
        *more,
        _("View it here: ${link}"),
        title=email.title(thread),
        link=email.link(thread),
    )


def notify_reporters(event):
    """Notify the reporters of the decision."""
    notify(REMOVED if event.is_removed else DISMISSED, event.reporters, event.post, event.act)


def includeme(config):
    config.add_email(REMOVED, to_reporter(removed))
    config.add_email(DISMISSED, to_reporter(dismissed))
    config.add_subscriber(notify_reporters, ReportsDecided)
