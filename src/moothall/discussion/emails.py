"""Emails about posts: decisions of moderators, and replies."""

from moothall.core.base.i18n import _
from moothall.core.richtext import to_plain
from moothall.people.email_composition import to_account

#: Maximum characters of a reply in the email; the rest is on the page.
MAX_QUOTE_LENGTH = 1000

#: (transition, new state, subject, first line).
DECISIONS = (
    (
        "approve",
        "published",
        _("Your post has been published: ${title}"),
        _("${person} has published your post in “${title}”."),
    ),
    (
        "refuse",
        "refused",
        _("Your post was rejected: ${title}"),
        _("${person} has rejected your post in “${title}”."),
    ),
    ("hide", "hidden", _("Your post was removed: ${title}"), _("${person} has removed your post in “${title}”.")),
    (
        "unhide",
        "published",
        _("Your post has been restored: ${title}"),
        _("${person} has restored your post in “${title}”."),
    ),
)


def reply(email, post):
    """Compose the email about a reply to the recipient, or in a discussion they started."""
    if not email.viewer.sees(post):
        return None
    first = (
        _("${person} replied to you in “${title}”.")
        if email.data["answered"]
        else _("${person} replied in “${title}”, which you started.")
    )
    return email.compose_about(
        (_("Reply: ${title}"), first),
        email.title(post.titled_by),
        email.link(post),
        _cut(to_plain(post.text)),
        person=email.name(post.creator),
    )


def _cut(text):
    return text if len(text) <= MAX_QUOTE_LENGTH else text[:MAX_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"


def includeme(config):
    for transition, target, subject, first in DECISIONS:
        config.add_transition_email("post", transition, target, subject, first)
    config.add_email_choice("replies", _("Replies to my posts and in discussions I started"))
    config.add_email("reply", to_account(reply), choice="replies")
