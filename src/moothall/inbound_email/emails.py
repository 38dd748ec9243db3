"""The email that returns a reply which cannot be posted, so that its text is not lost."""

from moothall.core.base.i18n import _
from moothall.people.email_composition import Email, quoted
from moothall.people.store import PeopleStore

#: Kind of the message, and maximum number of characters of the text that is returned.
RETURNED = "reply returned"
MAX_RETURNED_LENGTH = 20_000

GONE = _("The discussion is not available any more, or you cannot reply there now.")
EMPTY = _("Your email has no text above the quoted email.")


def returned_email(registry, site, people_root, message):
    """Compose the email to the person who sent the reply; it says nothing of the discussion."""
    people = PeopleStore(people_root)
    account = people.by_id(message.to)
    if account is None or not account.enabled or not account.email:
        return None
    email = Email(registry, site, people, message, account)
    return email.compose(
        _("Your reply was not posted"),
        _("You replied to an email of ${site}. Your reply was not posted."),
        email.data["why"],
        _("This is the text you sent:"),
        quoted(email.data["text"]),
        site=email.translate(site.title),
    )


def includeme(config):
    config.add_email(RETURNED, returned_email)
