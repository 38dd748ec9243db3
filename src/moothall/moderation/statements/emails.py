"""The email with the statement of reasons, to the person whom a restriction concerns."""

from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.workflow.transition import Transitioned
from moothall.discussion.post import Post
from moothall.moderation.log_events import REPORT
from moothall.moderation.reports import ReportsDecided
from moothall.moderation.sanctions.sanctioning import Sanctioned
from moothall.moderation.statements.deadline import appeal_end
from moothall.moderation.statements.statement import in_force, sanctions_of, statement_named, statement_of, statement_on
from moothall.moderation.statements.wording import APPEAL, COURTS, SEND_AGAIN, facts_of, reason_of, texts_of
from moothall.notification.content_setting import hides_content
from moothall.people.email_composition import quoted, to_account
from moothall.space.bans import Banned
from moothall.space.content import Space

STATEMENT = "statement"
#: For what was written in spaces whose emails carry neither titles nor texts.
CONFIDENTIAL = _("A decision of the moderators in a confidential space")
NOT_MORE = _("The moderators have decided about what you wrote. Emails from confidential spaces do not say more.")


def compose(email, item):
    """Compose the email, unless the restriction has ended."""
    statement = statement_named(email.site, email.data["statement"])
    if statement is None or not in_force(statement, email.now):
        return None
    link = email.page_link(f"/statements/{statement.id}")
    date = email.clock.day(appeal_end(statement.event))
    if not isinstance(item, Space) and hides_content(item):
        return email.compose(CONFIDENTIAL, NOT_MORE, APPEAL, COURTS, date=date, link=link)
    subject, first = texts_of(statement)
    reason = reason_of(statement, email.translate)
    facts = [pair for pair in facts_of(statement, email.translate, email.clock) if pair[1] != reason]
    title = email.title(item.titled_by) if email.viewer.sees(item) else email.data["title"]
    return email.compose(
        subject,
        first,
        quoted(reason),
        "\n".join(f"{word}: {text}" for word, text in facts),
        SEND_AGAIN if statement.restriction == "refused" else "",
        APPEAL,
        COURTS,
        title=title,
        date=date,
        link=link,
    )


def _put(statement, at):
    title = str(statement.item.titled_by.title)
    site_of(statement.item).outbox.put(
        STATEMENT, statement.person, statement.item.uid, at, statement=statement.id, title=title
    )


def _send_after_transition(event):
    if event.transition.restricts and event.item.creator not in (None, event.act.person):
        statement = statement_on(event.item)
        if statement is not None and statement.event.at == event.act.at:
            _put(statement, event.act.at)


def _send_after_confirmation(event):
    statement = statement_on(event.post) if event.is_removed and isinstance(event.post, Post) else None
    if statement is not None and statement.event.kind == REPORT.id:
        _put(statement, event.act.at)


def _send_after_ban(event):
    for statement in sanctions_of(event.space, event.person, event.act.at)[-1:]:
        _put(statement, event.act.at)


def _send_after_sanction(event):
    if event.person != event.act.person:
        _put(statement_of(event.space, event.event), event.act.at)


def includeme(config):
    config.add_email(STATEMENT, to_account(compose))
    config.add_subscriber(_send_after_transition, Transitioned)
    config.add_subscriber(_send_after_confirmation, ReportsDecided)
    config.add_subscriber(_send_after_ban, Banned)
    config.add_subscriber(_send_after_sanction, Sanctioned)
