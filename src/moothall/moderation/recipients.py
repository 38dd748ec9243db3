"""Emails to reporters, who may have no account."""

from moothall.moderation.contacts import contact_of, is_guest
from moothall.people.email_composition import AccountBuilder, AddressOnly, Email
from moothall.people.store import PeopleStore


class ReporterBuilder(AccountBuilder):
    """The builder of an email to a reporter about an item: ``compose(email, item)``."""

    def __call__(self, registry, site, people, message):
        """Return the email, or None."""
        if not is_guest(message.to):
            return super().__call__(registry, site, people, message)
        store = PeopleStore(people)
        contact, item = contact_of(store, message.to), site.uids.get(message.about)
        if contact is None or not contact.email or item is None:
            return None
        recipient = AddressOnly(contact.email, contact.language)
        return self.compose(self.factory(registry, site, store, message, recipient), item)


def to_reporter(compose, factory=Email):
    """Return the builder of an email from a message to a reporter."""
    return ReporterBuilder(compose, factory)


def decision_path(email, name: str) -> str:
    """Return the path of the page on which the recipient reads a decision; ``name`` is the ID of its statement."""
    if not is_guest(email.message.to):
        return f"/statements/{name}"
    return f"/report-decisions/{contact_of(email.people, email.message.to).token}"
