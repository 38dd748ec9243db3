"""The receipt of a report by someone without an account."""

from moothall.core.base.i18n import _
from moothall.moderation.contacts import contact_of
from moothall.moderation.recipients import to_reporter

RECEIPT = "report receipt"


def receipt(email, post):
    """Compose the receipt."""
    thread = post.__parent__
    if not email.viewer.sees(thread):
        return None
    token = contact_of(email.people, email.message.to).token
    return email.compose(
        _("We have received your report: ${title}"),
        _("You have reported a post in “${title}” as illegal. We will send you the decision of the moderators."),
        _("You can read the decision here:\n${link}"),
        title=email.title(thread),
        link=email.page_link(f"/report-decisions/{token}"),
    )


def includeme(config):
    config.add_email(RECEIPT, to_reporter(receipt))
