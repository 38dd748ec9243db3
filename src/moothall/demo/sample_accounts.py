"""The accounts with which people try the sample site; the server prints them."""

from moothall.core.work.server_events import SiteAnnounced
from moothall.people.passwords import SAMPLE_PASSWORD
from moothall.people.store import store_of

#: Usernames of the sample people with an account, in the order in which they are printed.
LOGINS = (
    "admin",
    "sitemoderator",
    "reviewer",
    "owner",
    "facilitator",
    "moderator",
    "author",
    "member",
    "reader",
    "outsider",
)


def includeme(config):
    config.add_subscriber(_announce, SiteAnnounced)


def _announce(event):
    """Print the accounts, if this is the sample site: only there, the owner is a sample person."""
    owner = store_of(event.databases.people_connection).by_login("owner")
    if owner is not None and owner.is_sample:
        event.lines.extend([f"Usernames: {' '.join(LOGINS)}", f"Password of all: {SAMPLE_PASSWORD}"])
