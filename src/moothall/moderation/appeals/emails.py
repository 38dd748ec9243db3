"""Emails about appeals, to the person who appealed: a question of the moderators, and the decision."""

from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_name
from moothall.moderation.appeals.appealing import ASKED, DECIDED
from moothall.moderation.recipients import decision_path, to_reporter
from moothall.moderation.statements.emails import CONFIDENTIAL, NOT_MORE
from moothall.moderation.statements.wording import COURTS
from moothall.notification.content_setting import hides_content
from moothall.people.email_composition import SEE_IT, quoted
from moothall.space.content import Space


def decided(email, item):
    """Compose the email about the decision on an appeal."""
    appeal = email.site.appeals.get(email.data["appeal"])
    if appeal is None or appeal.outcome is None:
        return None
    if appeal.outcome.is_granted:
        words = (
            _("Your appeal was granted: ${title}"),
            _("Another moderator has reversed the decision about “${title}”."),
        )
    else:
        words = (
            _("Your appeal was refused: ${title}"),
            _("Another moderator has confirmed the decision about “${title}”."),
        )
    return _compose(email, item, appeal, words, appeal.outcome.reason, "" if appeal.outcome.is_granted else COURTS)


def asked(email, item):
    """Compose the email about a message of the moderators."""
    appeal = email.site.appeals.get(email.data["appeal"])
    messages = [one for one in appeal.dialogue if one.by_moderators] if appeal is not None else []
    if not messages or appeal.outcome is not None:
        return None
    words = (_("About your appeal: ${title}"), _("The moderators have written to you about your appeal."))
    return _compose(email, item, appeal, words, messages[-1].text)


def _compose(email, item, appeal, words, quote, end=""):
    subject, first = words
    link = email.page_link(decision_path(email, uid_name(appeal.event)))
    if not isinstance(item, Space) and hides_content(item):
        return email.compose(CONFIDENTIAL, NOT_MORE, SEE_IT, link=link)
    title = email.title(item.titled_by) if email.viewer.sees(item) else email.translate(_("an item"))
    return email.compose(subject, first, quoted(quote), end, SEE_IT, title=title, link=link)


def includeme(config):
    config.add_email(DECIDED, to_reporter(decided))
    config.add_email(ASKED, to_reporter(asked))
