"""Emails to people whose silence was lifted or whose warning was withdrawn."""

from moothall.core.access.log_events import SILENCE
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.moderation.sanctions.sanctioning import SanctionLifted
from moothall.people.email_composition import SEE_IT, quoted, to_account

LIFTED = "sanction lifted"


def lifted(email, space):
    """Compose the email."""
    if email.data["sanction"] == SILENCE.id:
        words = (_("You can write again in ${title}"), _("The moderators have lifted your silence in “${title}”."))
    else:
        words = (_("Warning withdrawn: ${title}"), _("The moderators have withdrawn a warning in “${title}”."))
    seen = email.viewer.sees(space)
    title = email.title(space) if seen else email.data["title"]
    link = email.link(space if seen else email.site)
    return email.compose(*words, quoted(email.data["reason"]), SEE_IT, title=title, link=link)


def _notify(event):
    space, act = event.space, event.act
    data = {"sanction": event.event.kind, "reason": act.reason, "title": str(space.title)}
    if event.person != act.person:
        site_of(space).outbox.put(LIFTED, event.person, space.uid, act.at, **data)


def includeme(config):
    config.add_email(LIFTED, to_account(lifted))
    config.add_subscriber(_notify, SanctionLifted)
