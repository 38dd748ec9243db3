"""The email to the author of a post that a word rule holds."""

from moothall.core.base.i18n import _
from moothall.moderation.word_rules.holding import HELD_EMAIL, REASON, is_held
from moothall.people.email_composition import SEE_IT, to_account


def held(email, post):
    """Compose the email, unless a moderator has decided already."""
    if not is_held(post) or not email.viewer.sees(post):
        return None
    thread = post.__parent__
    return email.compose(
        _("Your post is waiting for a moderator: ${title}"),
        _("Your post in “${title}” was held automatically. For now, only you and the moderators can see it."),
        REASON,
        SEE_IT,
        title=email.title(thread),
        link=email.link(post),
    )


def includeme(config):
    config.add_email(HELD_EMAIL, to_account(held))
