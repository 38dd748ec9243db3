"""The email to the creator of a poll about a vote."""

from moothall.core.base.i18n import _
from moothall.people.email_composition import to_account


def _vote_email(email, poll):
    if not email.viewer.sees(poll):
        return None
    texts = (_("New vote: ${title}"), _("${person} voted in your poll “${title}”."))
    return email.compose_about(texts, email.title(poll), email.link(poll))


def includeme(config):
    """Register the email, and the choice to turn it off."""
    config.add_email_choice("poll votes", _("Votes in my polls"))
    config.add_email("poll vote", to_account(_vote_email), choice="poll votes")
